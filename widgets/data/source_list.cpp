#include "widgets/data/source_list.h"

#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QFileInfo>
#include <QHeaderView>

#include <numeric>

namespace throughline::widgets {

namespace {

using domain::SourceSummary;
using Column = ValueColumn<SourceSummary>;

QString fileName(const SourceSummary& source)
{
    const QString name = QFileInfo(toQString(source.path)).fileName();
    return source.member.empty() ? name
                                 : name + QStringLiteral(" \u203A ") + toQString(source.member);
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t {0},
                           [](std::uint64_t all, const auto& each) { return all + each.second; });
}

/// "bad_json 12, time_missing 3"
QString reasons(const std::map<std::string, std::uint64_t>& counts)
{
    QStringList parts;
    for (const auto& [reason, count] : counts) {
        parts.append(toQString(reason) + QLatin1Char(' ') + formatCount(count));
    }
    return parts.join(QStringLiteral(", "));
}

Column textColumn(const QString& title, std::function<QString(const SourceSummary&)> text)
{
    return {title, Qt::AlignLeft | Qt::AlignVCenter,
            [text = std::move(text)](const SourceSummary& source, int role) -> QVariant {
                if (role == Qt::DisplayRole) {
                    return text(source);
                }
                if (role == Qt::ToolTipRole) {
                    return asToolTip(toQString(source.path) + QLatin1Char('\n') + text(source));
                }
                return role == IdRole ? QVariant::fromValue(source.id.value()) : QVariant();
            }};
}

Column countColumn(const QString& title, std::function<std::uint64_t(const SourceSummary&)> count,
                   std::function<QString(const SourceSummary&)> toolTip = {})
{
    return {title, Qt::AlignRight | Qt::AlignVCenter,
            [count = std::move(count), toolTip = std::move(toolTip)](const SourceSummary& source,
                                                                     int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                    return formatCount(count(source));
                case SortRole:
                    return QVariant::fromValue<qulonglong>(count(source));
                case IdRole:
                    return QVariant::fromValue(source.id.value());
                case Qt::ToolTipRole:
                    return toolTip ? QVariant(asToolTip(toolTip(source))) : QVariant();
                default:
                    return {};
                }
            }};
}

Column sizeColumn()
{
    Column column =
        countColumn(SourceList::tr("Size"), [](const SourceSummary& s) { return s.bytes; });
    column.data = [count = std::move(column.data)](const SourceSummary& source,
                                                   int role) -> QVariant {
        return role == Qt::DisplayRole ? QVariant(formatBytes(source.bytes)) : count(source, role);
    };
    return column;
}

std::vector<Column> columns()
{
    return {
        textColumn(SourceList::tr("File"), fileName),
        textColumn(SourceList::tr("Format"),
                   [](const SourceSummary& s) { return toQString(s.format); }),
        textColumn(SourceList::tr("Status"), sourceStatusText),
        countColumn(SourceList::tr("Read"), [](const SourceSummary& s) { return s.read; }),
        countColumn(SourceList::tr("Accepted"), [](const SourceSummary& s) { return s.accepted; }),
        countColumn(SourceList::tr("Duplicates"),
                    [](const SourceSummary& s) { return s.duplicates; }),
        countColumn(
            SourceList::tr("Rejected"), [](const SourceSummary& s) { return s.rejected; },
            [](const SourceSummary& s) { return reasons(s.rejectedByReason); }),
        countColumn(
            SourceList::tr("Warnings"),
            [](const SourceSummary& s) { return sum(s.warnings) - sum(s.samplingRates); },
            [](const SourceSummary& s) { return reasons(s.warnings); }),
        countColumn(
            SourceList::tr("Redactions"), [](const SourceSummary& s) { return sum(s.redactions); },
            [](const SourceSummary& s) { return reasons(s.redactions); }),
        textColumn(SourceList::tr("Time range"),
                   [](const SourceSummary& s) {
                       return s.timeRange.empty() ? QStringLiteral("\u2014")
                                                  : formatTimeRange(s.timeRange);
                   }),
        sizeColumn(),
    };
}

} // namespace

QString sourceStatusText(const SourceSummary& source)
{
    switch (source.status) {
    case domain::SourceStatus::Imported:
        return SourceList::tr("imported");
    case domain::SourceStatus::AlreadyImported:
        return SourceList::tr("already imported");
    case domain::SourceStatus::Skipped:
        return SourceList::tr("skipped: %1").arg(toQString(source.message));
    case domain::SourceStatus::Failed:
        return SourceList::tr("failed: %1").arg(toQString(source.message));
    case domain::SourceStatus::Cancelled:
        return SourceList::tr("cancelled");
    }
    return {};
}

SourceList::SourceList(QWidget* parent)
    : Panel(tr("Sources"), parent)
    , m_model(new ValueTableModel<SourceSummary>(columns(), this))
    , m_table(new DataTable(tr("Sources"), this))
{
    setObjectName(QStringLiteral("sourceList"));
    m_table->setObjectName(QStringLiteral("sourceTable"));
    m_table->setSource(m_model);
    m_table->setColumnWidth(0, 200);
    m_table->setColumnWidth(2, 110);
    // As wide as two moments, in whatever font.
    m_table->setColumnWidth(9,
                            fontMetrics().horizontalAdvance(
                                QStringLiteral("00 Oct 0000 00:00 \u2013 00 Oct 0000 00:00"))
                                + 20);
    for (int count = 3; count <= 8; ++count) {
        m_table->setColumnWidth(count, 90);
    }
    setBody(m_table);
    setEmptyText(tr("No files imported yet. Import\u2026 brings them in."));
    connect(m_table, &DataTable::idSelected, this, [this](const QVariant& id) {
        Q_EMIT sourceSelected(domain::SourceId {id.toLongLong()});
    });
    connect(m_table, &DataTable::idActivated, this, [this](const QVariant& id) {
        Q_EMIT sourceActivated(domain::SourceId {id.toLongLong()});
    });
}

void SourceList::setSources(Sources sources)
{
    const std::size_t count = sources ? sources->size() : 0;
    m_model->setRows(std::move(sources));
    setSubtitle(count == 0 ? QString() : formatCount(count));
    setEmptyText(count == 0 ? tr("No files imported yet. Import\u2026 brings them in.")
                            : QString());
}

void SourceList::selectSource(domain::SourceId id)
{
    m_table->selectId(QVariant::fromValue(id.value()));
}

} // namespace throughline::widgets
