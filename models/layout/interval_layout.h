#pragma once

#include "models/layout/axis_ticks.h"
#include "models/layout/linear_scale.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace throughline::layout {

/// An estimate with its interval; without an estimate nothing is drawn.
struct IntervalValue
{
    std::optional<double> estimate;
    std::optional<double> low;
    std::optional<double> high;

    bool operator==(const IntervalValue&) const = default;
};

/// One row of a forest plot in pixels.
struct IntervalRow
{
    double centre = 0; ///< y
    bool drawn = false; ///< false: no estimate
    double estimate = 0; ///< x
    double low = 0; ///< x; the estimate's where there is no interval
    double high = 0;
    bool cutLow = false; ///< the interval goes on beyond the left end
    bool cutHigh = false;

    bool operator==(const IntervalRow&) const = default;
};

/// A forest plot: rows on a common axis that always contains zero.
struct IntervalPlan
{
    LinearScale scale;
    AxisTicks ticks;
    std::vector<IntervalRow> rows;

    bool operator==(const IntervalPlan&) const = default;
};

/// Where to put it.
struct IntervalFrame
{
    double left = 0;
    double right = 0;
    double top = 0;
    double rowHeight = 25;
    std::size_t maxTicks = 5;
    /// An axis is no longer than this many times the widest distance of an estimate from zero;
    /// wider intervals are cut, so one vague row does not flatten all others.
    double longestAxis = 2.5;
    std::size_t wholeRows = 1; ///< intervals of the first rows are never cut
};

/// Rows from the top, the axis from the estimates and intervals. No drawable value: -1 to 1.
[[nodiscard]] IntervalPlan intervalPlan(std::span<const IntervalValue> values,
                                        const IntervalFrame& frame);

} // namespace throughline::layout
