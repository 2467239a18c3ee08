#pragma once

#include "models/domain/group_rule.h"
#include "widgets/impact/error_list_row.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <string>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class DataTable;
class GroupActions;
class GroupBar;
class IntervalDelegate;

/// Error groups in the order they are given, each in two lines with what it cost. Several can be
/// selected; what can be decided about them stands in the menu and is asked for below the table.
class ErrorList : public Panel
{
    Q_OBJECT

public:
    using Rows = std::shared_ptr<const std::vector<ErrorListRow>>;

    explicit ErrorList(QWidget* parent = nullptr);

    void setRows(Rows rows);
    /// Rows without an impact are still being compared.
    void setComparing(bool comparing);
    /// The funnels to rank by and the one in force; an empty name ranks by sessions hit.
    void setFunnels(const QStringList& names, const QString& current);
    /// Selects without a signal; false when it is not in the list.
    bool selectGroup(domain::ErrorGroupId group);
    /// What a group in the list is called; empty when it is not in it.
    [[nodiscard]] std::string titleOf(domain::ErrorGroupId group) const;

    [[nodiscard]] GroupActions& actions() { return *m_actions; }

    [[nodiscard]] GroupBar& bar() { return *m_bar; }

Q_SIGNALS:
    void groupSelected(domain::ErrorGroupId group);
    void groupActivated(domain::ErrorGroupId group);
    /// The number of sessions was activated.
    void sessionsRequested(domain::ErrorGroupId group);
    void ticketsRequested(domain::ErrorGroupId group);
    void funnelChosen(const QString& name);
    void filterRequested(const QString& field, const QString& value, bool negated);
    /// A decision, all but its moment.
    void decided(const throughline::domain::GroupRule& rule);
    void splitRequested(domain::ErrorGroupId group);
    void whyRequested(domain::ErrorGroupId first, domain::ErrorGroupId second);
    void undoRequested();
    void redoRequested();
    void regroupRequested();
    void sourceMapsRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrangeTable();
    void connectActions();
    void decideOne(domain::GroupRuleKind kind);
    void ask(domain::GroupRuleKind kind);
    void merge();
    void fillStateMenu();
    void showRows();
    [[nodiscard]] std::vector<domain::ErrorGroup> selectedGroups() const;
    void fillColumnMenu();
    void showColumn(int column, bool shown);
    void activateCell(const QModelIndex& index);
    void updateAxis();
    void updateTrendColumn();

    bool m_comparing = false;
    bool m_trendWanted = true;
    Rows m_rows; ///< all, those in states that are not shown among them
    std::vector<domain::ErrorStatus> m_hidden {domain::ErrorStatus::Ignored};
    ValueTableModel<ErrorListRow>* m_model;
    DataTable* m_table;
    IntervalDelegate* m_interval;
    QPushButton* m_funnel;
    QPushButton* m_states;
    QPushButton* m_columns;
    GroupActions* m_actions;
    GroupBar* m_bar;
};

} // namespace throughline::widgets
