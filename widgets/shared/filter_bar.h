#pragma once

#include "models/base/time.h"

#include <QFrame>
#include <QStringList>

#include <vector>

class QLineEdit;
class QPushButton;

namespace throughline::widgets {

class FlowLayout;
class PlainLabel;

/// One condition of the filter, ready to be shown.
struct FilterChip
{
    QString field; ///< "service.version"
    QString relation; ///< "is", "is not", "is any of"
    QString value; ///< "2.3.0, 2.3.1"
    bool enabled = true;

    bool operator==(const FilterChip&) const = default;
};

/// The time range, the filter as chips or as text, and what the numbers stand on. It decides
/// nothing: every change is asked for by a signal.
class FilterBar : public QFrame
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget* parent = nullptr);

    /// The range in force (empty: all) and the range of the data, from which the presets are made.
    void setTimeRange(const TimeRange& range, const TimeRange& whole);
    void setChips(const std::vector<FilterChip>& chips);
    /// The same filter as canonical text.
    void setExpression(const QString& expression);
    /// Why the submitted text is not a filter; an empty text clears it.
    void setExpressionError(const QString& message);
    /// What *Add filter* completes.
    void setFields(const QStringList& fields);
    /// "11,024 sessions \u00B7 5 error groups \u00B7 976 bot sessions left out"
    void setBasis(const QString& text);
    void editExpression();

Q_SIGNALS:
    /// Empty: all of the data.
    void timeRangeChosen(const TimeRange& range);
    void chipRemoved(int place);
    /// is becomes is not, and back.
    void chipFlipped(int place);
    /// Switched off or on without being removed.
    void chipToggled(int place);
    /// An expression to be added, such as "plan.tier:pro".
    void filterAdded(const QString& expression);
    /// The whole filter as text.
    void expressionSubmitted(const QString& expression);

private:
    void fillTimeMenu();
    void openCustomRange();
    QWidget* makeChip(const FilterChip& chip, int place);
    void addFilter();
    void closeExpression();
    void openAddFilter();

    TimeRange m_range;
    TimeRange m_data;
    std::vector<FilterChip> m_chips;
    QPushButton* m_time;
    FlowLayout* m_flow;
    QPushButton* m_add;
    QLineEdit* m_addEdit;
    PlainLabel* m_basis;
    QLineEdit* m_expression;
    PlainLabel* m_error;
};

} // namespace throughline::widgets
