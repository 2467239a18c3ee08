#include "models/layout/interval_layout.h"

#include <algorithm>
#include <cmath>

namespace throughline::layout {

namespace {

bool usable(const std::optional<double>& value)
{
    return value.has_value() && std::isfinite(*value);
}

AxisRange axisOf(std::span<const IntervalValue> values, const IntervalFrame& frame)
{
    double farthest = 0;
    double low = 0;
    double high = 0;
    AxisRange whole;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const IntervalValue& value = values[i];
        if (!usable(value.estimate)) {
            continue;
        }
        farthest = std::max(farthest, std::abs(*value.estimate));
        low = std::min({low, *value.estimate, usable(value.low) ? *value.low : 0.0});
        high = std::max({high, *value.estimate, usable(value.high) ? *value.high : 0.0});
        if (i < frame.wholeRows) {
            whole = {low, high};
        }
    }
    if (farthest > 0) {
        low = std::max(low, std::min(whole.low, -farthest * frame.longestAxis));
        high = std::min(high, std::max(whole.high, farthest * frame.longestAxis));
    }
    return low == high ? AxisRange {-1, 1} : AxisRange {low, high};
}

IntervalRow rowOf(const IntervalValue& value, const LinearScale& scale, double centre)
{
    IntervalRow row {.centre = centre};
    row.drawn = usable(value.estimate);
    if (!row.drawn) {
        return row;
    }
    const double low = usable(value.low) ? *value.low : *value.estimate;
    const double high = usable(value.high) ? *value.high : *value.estimate;
    row.estimate = scale.toPixelWithin(*value.estimate);
    row.low = scale.toPixelWithin(low);
    row.high = scale.toPixelWithin(high);
    row.cutLow = low < scale.low;
    row.cutHigh = high > scale.high;
    return row;
}

} // namespace

IntervalPlan intervalPlan(std::span<const IntervalValue> values, const IntervalFrame& frame)
{
    const AxisRange axis = axisOf(values, frame);
    IntervalPlan plan;
    plan.ticks = niceTicks(axis.low, axis.high, frame.maxTicks);
    const double margin = (axis.high - axis.low) * 0.04;
    plan.scale = {axis.low - margin, axis.high + margin, frame.left,
                  std::max(frame.left, frame.right)};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double centre = frame.top + frame.rowHeight * (static_cast<double>(i) + 0.5);
        plan.rows.push_back(rowOf(values[i], plan.scale, centre));
    }
    return plan;
}

} // namespace throughline::layout
