#include "widgets/impact/pivot_view.h"

#include "widgets/impact/comparison_wording.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace throughline::widgets {

namespace {

/// Columns before those of the steps: value, arm.
constexpr int kBeforeSteps = 2;

std::vector<std::uint64_t> reachedOf(const std::vector<std::uint64_t>& levels)
{
    std::vector<std::uint64_t> reached(levels.begin() + 1, levels.end());
    for (std::size_t step = reached.size(); step-- > 1;) {
        reached[step - 1] += reached[step];
    }
    return reached;
}

QString nameOf(const PivotLine& line)
{
    const QString value =
        line.value.isEmpty() ? FunnelPivotView::tr("(none)", "missing value") : line.value;
    return QStringLiteral("%1: %2").arg(shortField(toStdString(line.field)), value);
}

QVariant valueData(const PivotLine& line, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(line);
    case FieldRole:
        return line.field;
    case ValueRole:
        return line.value;
    default:
        return {};
    }
}

QVariant armData(const PivotLine& line, int role)
{
    if (role == IdRole) {
        return line.met;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return line.met ? FunnelPivotView::tr("with", "the selected error")
                    : FunnelPivotView::tr("without", "the selected error");
}

QVariant rateData(const PivotLine& line, int role)
{
    const bool entered = !line.reached.empty() && line.reached.front() > 0;
    const double rate = entered
        ? static_cast<double>(line.reached.back()) / static_cast<double>(line.reached.front())
        : -1;
    if (role == SortRole) {
        return rate;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return entered ? formatPercent(rate) : QStringLiteral("\u2014");
}

std::vector<ValueColumn<PivotLine>> columnsOf(const std::vector<PivotStep>& steps)
{
    std::vector<ValueColumn<PivotLine>> columns {
        {FunnelPivotView::tr("Value"), Qt::AlignLeft | Qt::AlignVCenter, valueData},
        {FunnelPivotView::tr("Error"), Qt::AlignLeft | Qt::AlignVCenter, armData}};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        columns.push_back({QString::number(steps[i].number), Qt::AlignRight | Qt::AlignVCenter,
                           [i, name = steps[i].name](const PivotLine& line, int role) -> QVariant {
                               switch (role) {
                               case Qt::DisplayRole:
                                   return formatCount(line.reached[i]);
                               case SortRole:
                                   return QVariant::fromValue<qulonglong>(line.reached[i]);
                               case Qt::AccessibleTextRole:
                                   return QStringLiteral("%1: %2").arg(
                                       name, formatCount(line.reached[i]));
                               default:
                                   return {};
                               }
                           }});
    }
    columns.push_back({FunnelPivotView::tr("Rate"), Qt::AlignRight | Qt::AlignVCenter, rateData});
    return columns;
}

} // namespace

FunnelPivotView::FunnelPivotView(QWidget* parent)
    : QWidget(parent)
    , m_fields(
          makeButton(withMenuMark(tr("Fields")), "flat", QStringLiteral("funnelPivotFields"), this))
    , m_model(new ValueTableModel<PivotLine>(columnsOf({}), this))
    , m_table(new DataTable(tr("The funnel by many values"), this))
    , m_note(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("funnelPivotView"));
    m_fields->setAccessibleName(tr("Fields to split by"));
    m_fields->setMenu(new QMenu(m_fields));
    m_table->setObjectName(QStringLiteral("funnelPivotTable"));
    m_table->setSource(m_model);
    m_note->setObjectName(QStringLiteral("funnelPivotNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(14, 0, 14, 6);
    auto* choice = new QHBoxLayout;
    choice->setContentsMargins(14, 6, 14, 0);
    choice->addWidget(m_fields);
    choice->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(choice);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    connect(m_table, &QAbstractItemView::activated, this, &FunnelPivotView::activate);
    connect(m_table, &DataTable::filterRequested, this, &FunnelPivotView::filterRequested);
}

void FunnelPivotView::setFields(const QStringList& fields, const QStringList& chosen)
{
    if (m_fields->menu()->isEmpty()) {
        m_chosen = chosen;
    }
    m_fields->menu()->clear();
    for (const QString& field : fields) {
        QAction* action = m_fields->menu()->addAction(literal(field));
        action->setObjectName(QStringLiteral("funnelPivotField.") + field);
        action->setCheckable(true);
        action->setChecked(m_chosen.contains(field));
        connect(action, &QAction::toggled, this, [this, field](bool split) {
            m_chosen.removeAll(field);
            if (split) {
                m_chosen.append(field);
            }
            Q_EMIT fieldsChosen();
        });
    }
}

QStringList FunnelPivotView::fields() const
{
    QStringList fields;
    for (const QAction* action : m_fields->menu()->actions()) {
        if (action->isChecked()) {
            fields.append(action->objectName().section(QLatin1Char('.'), 1));
        }
    }
    return fields;
}

void FunnelPivotView::setPivot(const analysis::FunnelPivot& pivot,
                               const std::vector<PivotStep>& steps, bool byError)
{
    auto lines = std::make_shared<std::vector<PivotLine>>();
    for (const analysis::PivotField& field : pivot.fields) {
        for (const analysis::PivotRow& row : field.rows) {
            const QString name = toQString(field.field);
            const QString value = toQString(row.value);
            lines->push_back({name, value, false, reachedOf(row.without)});
            if (byError) {
                lines->push_back({name, value, true, reachedOf(row.with)});
            }
        }
    }
    m_steps = steps;
    m_byError = byError;
    m_model->setColumns(columnsOf(steps));
    m_model->setRows(std::move(lines));
    arrangeColumns();
    m_table->setColumnHidden(kBeforeSteps - 1, !byError);
    m_table->show();
    QStringList names;
    for (const PivotStep& step : steps) {
        names.append(tr("%1 %2", "number and name of a step").arg(step.number).arg(step.name));
    }
    QStringList notes {names.join(QStringLiteral(", ")) + QLatin1Char('.')};
    if (byError) {
        notes.append(tr("Descriptive: not adjusted for time at risk."));
    }
    notes.append(tr("Enter or a double click on a number opens its sessions."));
    m_note->setText(notes.join(QLatin1Char(' ')));
}

/// As narrow as their numbers, so that the value has room.
void FunnelPivotView::arrangeColumns()
{
    const QFontMetrics metrics(m_table->font());
    const auto widthFor = [&](const QString& text) { return metrics.horizontalAdvance(text) + 18; };
    QHeaderView* header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    const int numbers = widthFor(QStringLiteral("00,000"));
    for (int column = kBeforeSteps; column < m_model->columnCount(); ++column) {
        m_table->setColumnWidth(column, numbers);
    }
    m_table->setColumnWidth(kBeforeSteps - 1, widthFor(tr("without", "the selected error")));
    header->setSectionResizeMode(0, QHeaderView::Stretch);
}

void FunnelPivotView::clear(const QString& note)
{
    m_model->setRows(nullptr);
    m_table->hide();
    m_note->setText(note);
}

/// A step's number opens who reached it; anything else in a line who entered.
void FunnelPivotView::activate(const QModelIndex& index)
{
    if (!index.isValid() || m_steps.empty()) {
        return;
    }
    const QModelIndex value = index.siblingAtColumn(0);
    const int last = static_cast<int>(m_steps.size()) - 1;
    const int asked = index.column() - kBeforeSteps;
    const std::size_t step = asked < 0 ? 0 : static_cast<std::size_t>(std::min(asked, last));
    const bool met = m_byError && index.siblingAtColumn(1).data(IdRole).toBool();
    Q_EMIT numberActivated({value.data(FieldRole).toString(), value.data(ValueRole).toString(),
                            m_steps[step].number, met});
}

} // namespace throughline::widgets
