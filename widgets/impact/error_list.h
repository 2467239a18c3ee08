#pragma once

#include "widgets/impact/error_list_row.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class DataTable;
class IntervalDelegate;

/// Error groups in the order they are given, each in two lines with what it cost.
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

Q_SIGNALS:
    void groupSelected(domain::ErrorGroupId group);
    void groupActivated(domain::ErrorGroupId group);
    /// The number of sessions was activated.
    void sessionsRequested(domain::ErrorGroupId group);
    void ticketsRequested(domain::ErrorGroupId group);
    void funnelChosen(const QString& name);
    void filterRequested(const QString& field, const QString& value, bool negated);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrangeTable();
    void fillColumnMenu();
    void showColumn(int column, bool shown);
    void activateCell(const QModelIndex& index);
    void updateAxis();
    void updateTrendColumn();

    bool m_comparing = false;
    bool m_trendWanted = true;
    ValueTableModel<ErrorListRow>* m_model;
    DataTable* m_table;
    IntervalDelegate* m_interval;
    QPushButton* m_funnel;
    QPushButton* m_columns;
};

} // namespace throughline::widgets
