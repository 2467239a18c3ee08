#include "widgets/data/source_account.h"

#include "models/domain/import_issue.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QHeaderView>

namespace throughline::widgets {

namespace {

using domain::FieldCount;
using domain::SourceSummary;
using Line = SourceAccount::Line;

QString kindText(FieldCount::Kind kind, const domain::IssueInfo* issue)
{
    if (kind == FieldCount::Kind::Rejected) {
        return SourceAccount::tr("Rejected");
    }
    if (kind == FieldCount::Kind::Redaction) {
        return SourceAccount::tr("Redacted");
    }
    const bool note = issue != nullptr && issue->severity == domain::IssueSeverity::Note;
    return note ? SourceAccount::tr("Note") : SourceAccount::tr("Warning");
}

ValueColumn<Line> textColumn(const QString& title, QString Line::*text)
{
    return {
        title, Qt::AlignLeft | Qt::AlignVCenter, [text](const Line& line, int role) -> QVariant {
            if (role == Qt::DisplayRole) {
                return line.*text;
            }
            return role == Qt::ToolTipRole && !line.help.isEmpty() ? QVariant(asToolTip(line.help))
                                                                   : QVariant();
        }};
}

std::vector<ValueColumn<Line>> columns()
{
    return {textColumn(SourceAccount::tr("Account"), &Line::kind),
            textColumn(SourceAccount::tr("What"), &Line::what),
            textColumn(SourceAccount::tr("Field"), &Line::field),
            {SourceAccount::tr("Count"), Qt::AlignRight | Qt::AlignVCenter,
             [](const Line& line, int role) -> QVariant {
                 return role == Qt::DisplayRole ? QVariant(formatCount(line.count))
                     : role == SortRole         ? QVariant::fromValue<qulonglong>(line.count)
                                                : QVariant();
             }},
            textColumn(SourceAccount::tr("Meaning"), &Line::help)};
}

} // namespace

std::vector<Line> shownAccount(const SourceSummary& source)
{
    std::vector<Line> lines;
    for (const auto& [rate, count] : source.samplingRates) {
        lines.push_back({SourceAccount::tr("Sampled"),
                         SourceAccount::tr("a share of %1 was kept").arg(toQString(rate)),
                         {},
                         count,
                         toQString(domain::issueInfo(domain::IssueCode::Sampled).help)});
    }
    for (const FieldCount& count : domain::accountLines(source)) {
        const domain::IssueInfo* issue =
            count.kind == FieldCount::Kind::Redaction ? nullptr : domain::findIssue(count.name);
        lines.push_back({kindText(count.kind, issue), toQString(count.name), toQString(count.field),
                         count.count, issue == nullptr ? QString() : toQString(issue->help)});
    }
    return lines;
}

SourceAccount::SourceAccount(QWidget* parent)
    : Panel(tr("Account"), parent)
    , m_model(new ValueTableModel<Line>(columns(), this))
    , m_table(new DataTable(tr("Account of the source"), this))
{
    setObjectName(QStringLiteral("sourceAccount"));
    m_table->setObjectName(QStringLiteral("accountTable"));
    m_table->setSource(m_model);
    m_table->setColumnWidth(0, 90);
    m_table->setColumnWidth(1, 130);
    m_table->setColumnWidth(2, 120);
    m_table->setColumnWidth(3, 60);
    m_table->horizontalHeader()->setStretchLastSection(true);
    setBody(m_table);
    clear();
}

void SourceAccount::setSource(const SourceSummary& source)
{
    auto lines = std::make_shared<const std::vector<Line>>(shownAccount(source));
    setSubtitle(tr("%1 read = %2 accepted + %3 duplicates + %4 rejected")
                    .arg(formatCount(source.read), formatCount(source.accepted),
                         formatCount(source.duplicates), formatCount(source.rejected)));
    setEmptyText(lines->empty() ? tr("Nothing was rejected, odd or redacted in this source.")
                                : QString());
    m_model->setRows(std::move(lines));
}

void SourceAccount::clear()
{
    m_model->setRows(nullptr);
    setSubtitle({});
    setEmptyText(tr("Select a source to see its account, field by field."));
}

} // namespace throughline::widgets
