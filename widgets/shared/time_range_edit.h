#pragma once

#include "models/base/time.h"

#include <QFrame>

class QDateTimeEdit;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// A small popup with the two ends of a time range, in UTC.
class TimeRangeEdit : public QFrame
{
    Q_OBJECT

public:
    explicit TimeRangeEdit(const TimeRange& range, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const TimeRange& range);

private:
    [[nodiscard]] TimeRange range() const;
    void check();

    QDateTimeEdit* m_from;
    QDateTimeEdit* m_to;
    PlainLabel* m_note;
    QPushButton* m_apply;
};

} // namespace throughline::widgets
