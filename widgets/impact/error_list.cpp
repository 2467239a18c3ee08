#include "widgets/impact/error_list.h"

#include "widgets/delegates/impact_delegates.h"
#include "widgets/delegates/two_line_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/text.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr int kWidthForTrend = 660; ///< narrower, the name needs its room

domain::ErrorGroupId groupOf(const QVariant& id)
{
    return domain::ErrorGroupId {id.toLongLong()};
}

} // namespace

ErrorList::ErrorList(QWidget* parent)
    : Panel(tr("Error groups"), parent)
    , m_model(new ValueTableModel<ErrorListRow>(errorColumns([this] { return m_comparing; }), this))
    , m_table(new DataTable(tr("Error groups"), this))
    , m_interval(new IntervalDelegate(this))
    , m_funnel(makeButton({}, "choice", QStringLiteral("errorFunnel"), this))
    , m_columns(
          makeButton(withMenuMark(tr("Columns")), "flat", QStringLiteral("errorColumns"), this))
{
    setObjectName(QStringLiteral("errorListPanel"));
    m_table->setObjectName(QStringLiteral("errorList"));
    m_table->setSource(m_model);
    m_funnel->setMenu(new QMenu(m_funnel));
    m_columns->setMenu(new QMenu(m_columns));
    m_columns->setAccessibleName(tr("Columns"));
    addAfterSubtitle(m_funnel);
    addToHeader(m_columns);
    arrangeTable();
    fillColumnMenu();
    setBody(m_table);
    setFunnels({}, {});
    setRows(nullptr);
    connect(m_table, &DataTable::idSelected, this,
            [this](const QVariant& id) { Q_EMIT groupSelected(groupOf(id)); });
    connect(m_table, &QAbstractItemView::activated, this, &ErrorList::activateCell);
    connect(m_table, &DataTable::filterRequested, this, &ErrorList::filterRequested);
}

void ErrorList::arrangeTable()
{
    auto* names = new TwoLineDelegate(m_table);
    m_table->setItemDelegateForColumn(ErrorName, names);
    m_table->setItemDelegateForColumn(Trend, new SparklineDelegate(m_table));
    m_table->setItemDelegateForColumn(Lost, m_interval);
    QHeaderView* header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(48);
    header->setSectionResizeMode(ErrorName, QHeaderView::Stretch);
    const QFontMetrics metrics(m_table->font());
    const auto widthFor = [&](const QString& text) { return metrics.horizontalAdvance(text) + 18; };
    m_table->setColumnWidth(Trend, 76);
    m_table->setColumnWidth(Sessions, widthFor(tr("Sessions")));
    m_table->setColumnWidth(Users, widthFor(QStringLiteral("00,000")));
    m_table->setColumnWidth(Lost, std::max(136, widthFor(tr("Lost conversions"))));
    m_table->setColumnWidth(AtRisk, widthFor(QStringLiteral("\u2212$00,000")));
    m_table->setColumnWidth(Tickets, widthFor(tr("Tickets")) + 6);
    m_table->verticalHeader()->setDefaultSectionSize(
        names->sizeHint(QStyleOptionViewItem(), {}).height() + 2);
}

void ErrorList::fillColumnMenu()
{
    for (int column = Trend; column <= Tickets; ++column) {
        QAction* action = m_columns->menu()->addAction(
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(true);
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { showColumn(column, shown); });
    }
}

void ErrorList::showColumn(int column, bool shown)
{
    if (column == Trend) {
        m_trendWanted = shown;
        updateTrendColumn();
    } else {
        m_table->setColumnHidden(column, !shown);
    }
}

void ErrorList::updateTrendColumn()
{
    m_table->setColumnHidden(Trend, !m_trendWanted || width() < kWidthForTrend);
}

void ErrorList::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
    updateTrendColumn();
}

void ErrorList::setRows(Rows rows)
{
    const bool empty = !rows || rows->empty();
    m_model->setRows(std::move(rows));
    updateAxis();
    setEmptyText(empty ? tr("No errors match the filter.") : QString());
}

void ErrorList::setComparing(bool comparing)
{
    if (comparing != m_comparing) {
        m_comparing = comparing;
        m_table->viewport()->update();
    }
}

void ErrorList::updateAxis()
{
    double low = 0;
    double high = 1;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const IntervalMark mark = impactMark(*m_model->rowAt(i), m_comparing);
        low = std::min(low, mark.low.value_or(mark.estimate.value_or(0)));
        high = std::max(high, mark.high.value_or(mark.estimate.value_or(0)));
    }
    m_interval->setAxis(std::max(low, -high), high);
}

void ErrorList::setFunnels(const QStringList& names, const QString& current)
{
    setSubtitle(current.isEmpty() ? tr("ranked by sessions hit")
                                  : tr("ranked by lost conversions in"));
    m_funnel->setVisible(!names.isEmpty());
    m_funnel->setText(withMenuMark(current.isEmpty() ? tr("Choose a funnel") : literal(current)));
    m_funnel->setAccessibleName(tr("Funnel: %1").arg(current));
    m_funnel->menu()->clear();
    for (const QString& name : names) {
        m_funnel->menu()->addAction(literal(name), this,
                                    [this, name] { Q_EMIT funnelChosen(name); });
    }
}

bool ErrorList::selectGroup(domain::ErrorGroupId group)
{
    return m_table->selectId(QVariant::fromValue(group.value()));
}

void ErrorList::activateCell(const QModelIndex& index)
{
    const domain::ErrorGroupId group = groupOf(index.data(IdRole));
    if (index.column() == Sessions || index.column() == Users) {
        Q_EMIT sessionsRequested(group);
    } else if (index.column() == Tickets) {
        Q_EMIT ticketsRequested(group);
    } else {
        Q_EMIT groupActivated(group);
    }
}

} // namespace throughline::widgets
