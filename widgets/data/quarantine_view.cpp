#include "widgets/data/quarantine_view.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

using domain::RejectedRecord;

QString fileName(const RejectedRecord& record)
{
    const QString name = QFileInfo(toQString(record.file)).fileName();
    return record.member.empty() ? name
                                 : name + QStringLiteral(" \u203A ") + toQString(record.member);
}

ValueColumn<RejectedRecord> column(const QString& title, Qt::Alignment alignment,
                                   std::function<QVariant(const RejectedRecord&, bool)> value)
{
    return {title, alignment | Qt::AlignVCenter,
            [value = std::move(value)](const RejectedRecord& record, int role) -> QVariant {
                if (role == Qt::DisplayRole || role == SortRole) {
                    return value(record, role == SortRole);
                }
                return {};
            }};
}

std::vector<ValueColumn<RejectedRecord>> columns()
{
    return {
        column(QuarantineView::tr("File"), Qt::AlignLeft,
               [](const RejectedRecord& r, bool) { return QVariant(fileName(r)); }),
        column(QuarantineView::tr("Line"), Qt::AlignRight,
               [](const RejectedRecord& r, bool sort) {
                   return sort ? QVariant(r.line) : QVariant(formatCount(r.line));
               }),
        column(QuarantineView::tr("Reason"), Qt::AlignLeft,
               [](const RejectedRecord& r, bool) {
                   return QVariant(toQString(domain::issueInfo(r.reason).text));
               }),
        column(
            QuarantineView::tr("Detail"), Qt::AlignLeft,
            [](const RejectedRecord& r, bool) { return QVariant(oneLine(toQString(r.detail))); }),
        column(QuarantineView::tr("Offset"), Qt::AlignRight,
               [](const RejectedRecord& r, bool sort) {
                   return sort ? QVariant::fromValue<qulonglong>(r.offset)
                               : QVariant(formatCount(r.offset));
               }),
    };
}

/// The rows of the vector know their place only by their address in it.
class QuarantineModel final : public ValueTableModel<RejectedRecord>
{
public:
    using ValueTableModel::ValueTableModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (role == IdRole && rowAt(index.row()) != nullptr) {
            return QVariant::fromValue<qulonglong>(static_cast<qulonglong>(index.row()));
        }
        return ValueTableModel::data(index, role);
    }
};

} // namespace

QuarantineView::QuarantineView(QWidget* parent)
    : Panel(tr("Quarantine"), parent)
    , m_model(new QuarantineModel(columns(), this))
    , m_table(new DataTable(tr("Rejected records"), this))
    , m_help(new PlainLabel(TextTone::Normal, this))
    , m_excerpt(new QPlainTextEdit(this))
    , m_all(makeButton(tr("All sources"), "flat", QStringLiteral("quarantineAll")))
    , m_export(makeButton(tr("Export\u2026"), "flat", QStringLiteral("quarantineExport")))
{
    setObjectName(QStringLiteral("quarantineView"));
    m_table->setObjectName(QStringLiteral("quarantineTable"));
    m_table->setSource(m_model);
    m_table->setColumnWidth(0, 200);
    m_table->setColumnWidth(1, 60);
    m_table->setColumnWidth(2, 150);
    m_table->setColumnWidth(4, 90);
    m_table->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_help->setWordWrap(true);
    m_excerpt->setReadOnly(true);
    m_excerpt->setObjectName(QStringLiteral("quarantineExcerpt"));
    m_excerpt->setAccessibleName(tr("Excerpt of the record, redacted"));
    m_excerpt->setFont(codeFont(font()));
    setLook(m_excerpt, "code");
    auto* detail = new QWidget(this);
    setLook(detail, "surface");
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(12, 10, 12, 10);
    column->addWidget(m_help);
    column->addWidget(m_excerpt, 1);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->addWidget(m_table);
    halves->addWidget(detail);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 1);
    setBody(halves);
    m_all->setAccessibleName(tr("Rejected records of all sources"));
    m_all->setToolTip(asToolTip(tr("Show the rejected records of all sources, not only those of "
                                   "the selected one")));
    m_export->setAccessibleName(tr("Export these rejected records"));
    m_export->setToolTip(asToolTip(tr("The rejected records looked at, redacted, one JSON object "
                                      "a line")));
    m_export->setEnabled(false);
    setOneSource(false);
    addToHeader(m_all);
    addToHeader(m_export);
    connect(m_all, &QPushButton::clicked, this, &QuarantineView::allWanted);
    connect(m_export, &QPushButton::clicked, this, &QuarantineView::exportRequested);
    setEmptyText(tr("No record was rejected."));
    connect(m_table, &DataTable::idSelected, this, [this](const QVariant& place) {
        showRecord(static_cast<std::size_t>(place.toULongLong()));
        Q_EMIT recordSelected(static_cast<std::size_t>(place.toULongLong()));
    });
}

void QuarantineView::setRecords(Records records, std::uint64_t total)
{
    const std::size_t shown = records ? records->size() : 0;
    m_model->setRows(std::move(records));
    m_export->setEnabled(total > 0);
    m_help->setText(tr("Select a record to see why it was rejected."));
    m_excerpt->clear();
    setSubtitle(shown < total ? tr("%1 of %2 records").arg(formatCount(shown), formatCount(total))
                              : formatCount(total));
    setEmptyText(shown == 0 ? tr("No record was rejected.") : QString());
}

void QuarantineView::setOneSource(bool one)
{
    m_all->setEnabled(one);
}

void QuarantineView::showRecord(std::size_t place)
{
    if (const RejectedRecord* record = m_model->rowAt(static_cast<int>(place))) {
        m_help->setText(toQString(domain::issueInfo(record->reason).help));
        m_excerpt->setPlainText(toQString(record->excerpt));
    }
}

} // namespace throughline::widgets
