#pragma once

#include "widgets/delegates/cell_delegate.h"

#include <QMetaType>

#include <cstdint>
#include <optional>
#include <vector>

namespace throughline::widgets {

/// An estimate with its interval in one cell, all rows of a column on one axis.
struct IntervalMark
{
    std::optional<double> estimate; ///< none: only the text
    std::optional<double> low;
    std::optional<double> high;
    bool harmful = false; ///< told by the interval, not by the estimate
    QString text;

    bool operator==(const IntervalMark&) const = default;
};

/// A sparkline from SeriesRole.
class SparklineDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

/// A bar from zero with whiskers, from IntervalRole.
class IntervalDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    /// The values at both ends; zero is always within.
    void setAxis(double low, double high);

protected:
    void paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;

private:
    double m_low = 0;
    double m_high = 1;
};

} // namespace throughline::widgets

Q_DECLARE_METATYPE(std::vector<std::uint32_t>)
Q_DECLARE_METATYPE(throughline::widgets::IntervalMark)
