#include "widgets/impact/error_list.h"

#include "widgets/delegates/impact_delegates.h"
#include "widgets/delegates/two_line_delegate.h"
#include "widgets/impact/group_actions.h"
#include "widgets/impact/group_bar.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/text.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>

#include <algorithm>
#include <iterator>

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
    , m_states(makeButton(withMenuMark(tr("States")), "flat", QStringLiteral("errorStates"), this))
    , m_columns(
          makeButton(withMenuMark(tr("Columns")), "flat", QStringLiteral("errorColumns"), this))
    , m_actions(new GroupActions(this))
    , m_bar(new GroupBar(this))
{
    setObjectName(QStringLiteral("errorListPanel"));
    m_table->setObjectName(QStringLiteral("errorList"));
    m_table->setSource(m_model);
    m_funnel->setMenu(new QMenu(m_funnel));
    m_columns->setMenu(new QMenu(m_columns));
    m_columns->setAccessibleName(tr("Columns"));
    m_states->setMenu(new QMenu(m_states));
    m_states->setAccessibleName(tr("States"));
    addAfterSubtitle(m_funnel);
    addToHeader(m_states);
    addToHeader(m_columns);
    arrangeTable();
    fillStateMenu();
    fillColumnMenu();
    setBody(m_table);
    addBelow(m_bar);
    setFocusProxy(m_table);
    connectActions();
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

void ErrorList::connectActions()
{
    using domain::GroupRuleKind;
    m_table->setMenuExtension([this](QMenu* menu) { m_actions->addTo(menu); });
    connect(m_table, &DataTable::selectionChangedTo, this,
            [this] { m_actions->setSelected(selectedGroups()); });
    connect(m_bar, &GroupBar::decided, this, &ErrorList::decided);
    connect(m_bar, &GroupBar::undoRequested, this, &ErrorList::undoRequested);
    connect(m_actions->merge, &QAction::triggered, this, &ErrorList::merge);
    connect(m_actions->split, &QAction::triggered, this,
            [this] { Q_EMIT splitRequested(selectedGroups().front().id); });
    connect(m_actions->why, &QAction::triggered, this, [this] {
        const auto groups = selectedGroups();
        Q_EMIT whyRequested(groups.front().id, groups.back().id);
    });
    connect(m_actions->rename, &QAction::triggered, this, [this] { ask(GroupRuleKind::Rename); });
    connect(m_actions->assign, &QAction::triggered, this, [this] { ask(GroupRuleKind::Assign); });
    connect(m_actions->resolveIn, &QAction::triggered, this,
            [this] { ask(GroupRuleKind::Resolve); });
    connect(m_actions->resolve, &QAction::triggered, this,
            [this] { decideOne(GroupRuleKind::Resolve); });
    connect(m_actions->ignore, &QAction::triggered, this,
            [this] { decideOne(GroupRuleKind::Ignore); });
    connect(m_actions->reopen, &QAction::triggered, this,
            [this] { decideOne(GroupRuleKind::Reopen); });
    connect(m_actions->undo, &QAction::triggered, this, &ErrorList::undoRequested);
    connect(m_actions->redo, &QAction::triggered, this, &ErrorList::redoRequested);
    connect(m_actions->regroup, &QAction::triggered, this, &ErrorList::regroupRequested);
    connect(m_actions->sourceMaps, &QAction::triggered, this, &ErrorList::sourceMapsRequested);
}

std::vector<domain::ErrorGroup> ErrorList::selectedGroups() const
{
    std::vector<domain::ErrorGroup> groups;
    const QVariantList ids = m_table->selectedIds();
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const domain::ErrorGroup& group = m_model->rowAt(i)->group;
        if (ids.contains(QVariant::fromValue(group.id.value()))) {
            groups.push_back(group);
        }
    }
    std::sort(groups.begin(), groups.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return groups;
}

/// The one that is known longest keeps its number.
void ErrorList::merge()
{
    domain::GroupRule rule;
    rule.kind = domain::GroupRuleKind::Merge;
    for (const domain::ErrorGroup& group : selectedGroups()) {
        rule.groups.push_back(group.id);
    }
    Q_EMIT decided(rule);
}

void ErrorList::decideOne(domain::GroupRuleKind kind)
{
    domain::GroupRule rule;
    rule.kind = kind;
    rule.groups = {selectedGroups().front().id};
    Q_EMIT decided(rule);
}

void ErrorList::ask(domain::GroupRuleKind kind)
{
    const domain::ErrorGroup group = selectedGroups().front();
    const std::string& now = kind == domain::GroupRuleKind::Rename ? group.name
        : kind == domain::GroupRuleKind::Assign                    ? group.assignee
                                                                   : std::string();
    m_bar->ask(kind, group.id, toQString(now));
}

void ErrorList::fillStateMenu()
{
    using domain::ErrorStatus;
    const auto add = [this](const QString& text, ErrorStatus status) {
        QAction* action = m_states->menu()->addAction(text);
        action->setObjectName(QStringLiteral("errorState%1").arg(static_cast<int>(status)));
        action->setCheckable(true);
        action->setChecked(status != ErrorStatus::Ignored);
        connect(action, &QAction::toggled, this, [this, status](bool shown) {
            std::erase(m_hidden, status);
            if (!shown) {
                m_hidden.push_back(status);
            }
            showRows();
        });
    };
    add(tr("New"), ErrorStatus::New);
    add(tr("Ongoing"), ErrorStatus::Ongoing);
    add(tr("Regressed"), ErrorStatus::Regressed);
    add(tr("Resolved"), ErrorStatus::Resolved);
    add(tr("Ignored"), ErrorStatus::Ignored);
    m_states->menu()->addSeparator();
    m_states->menu()->addActions(
        {m_actions->undo, m_actions->redo, m_actions->regroup, m_actions->sourceMaps});
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
    m_rows = std::move(rows);
    showRows();
}

/// Those whose state is shown; the list is short, one row a group.
void ErrorList::showRows()
{
    const auto hidden = [this](const ErrorListRow& row) {
        return std::find(m_hidden.begin(), m_hidden.end(), row.group.status) != m_hidden.end();
    };
    const bool none = !m_rows || m_rows->empty();
    if (none || std::none_of(m_rows->begin(), m_rows->end(), hidden)) {
        m_model->setRows(m_rows);
    } else {
        auto shown = std::make_shared<std::vector<ErrorListRow>>();
        std::remove_copy_if(m_rows->begin(), m_rows->end(), std::back_inserter(*shown), hidden);
        m_model->setRows(std::move(shown));
    }
    m_actions->setSelected(selectedGroups());
    updateAxis();
    setEmptyText(m_rows == nullptr              ? tr("Reading the errors\u2026")
                     : none                     ? tr("No errors match the filter.")
                     : m_model->rowCount() == 0 ? tr("No errors are in the states shown.")
                                                : QString());
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

std::string ErrorList::titleOf(domain::ErrorGroupId group) const
{
    for (int place = 0; const ErrorListRow* row = m_model->rowAt(place); ++place) {
        if (row->group.id == group) {
            return row->group.type.empty() ? row->group.title : row->group.type;
        }
    }
    return {};
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
