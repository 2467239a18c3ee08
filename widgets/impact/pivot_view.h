#pragma once

#include "models/analysis/funnel/funnel_pivot.h"
#include "widgets/shared/value_table_model.h"

#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// A required step of a funnel.
struct PivotStep
{
    std::uint32_t number = 0; ///< of the definition, from 1
    QString name;
};

/// A number of the pivot: the sessions of a value and an arm that reached a step.
struct PivotNumber
{
    QString field;
    QString value; ///< empty: none
    std::uint32_t step = 0; ///< of the definition, from 1
    bool met = false; ///< the arm, where the pivot is split by an error
};

/// A line of the pivot: one value of one field, with or without the error.
struct PivotLine
{
    QString field;
    QString value;
    bool met = false;
    std::vector<std::uint64_t> reached; ///< per required step
};

/// The funnel split by several fields at once, and by who met the selected error: who reached each
/// step, a line for each value and arm. Every number opens its sessions.
class FunnelPivotView : public QWidget
{
    Q_OBJECT

public:
    explicit FunnelPivotView(QWidget* parent = nullptr);

    /// What can be split by. Choices are kept; the first time `chosen` are.
    void setFields(const QStringList& fields, const QStringList& chosen);
    /// The chosen ones, in their order.
    [[nodiscard]] QStringList fields() const;

    /// `byError`: both arms have lines; else all sessions are in the arm without.
    void setPivot(const analysis::FunnelPivot& pivot, const std::vector<PivotStep>& steps,
                  bool byError);
    void clear(const QString& note);

Q_SIGNALS:
    void fieldsChosen();
    void numberActivated(const widgets::PivotNumber& number);
    void filterRequested(const QString& field, const QString& value, bool negated);

private:
    void arrangeColumns();
    void activate(const QModelIndex& index);

    QStringList m_chosen;
    std::vector<PivotStep> m_steps;
    bool m_byError = false;
    QPushButton* m_fields;
    ValueTableModel<PivotLine>* m_model;
    DataTable* m_table;
    PlainLabel* m_note;
};

} // namespace throughline::widgets
