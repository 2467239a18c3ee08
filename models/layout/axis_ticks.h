#pragma once

#include <cstddef>
#include <vector>

namespace throughline::layout {

/// Round values for an axis.
struct AxisTicks
{
    std::vector<double> values; ///< ascending multiples of step; 0 is exactly 0
    double step = 0;
    int decimals = 0; ///< that a label needs to tell two neighbours apart

    bool operator==(const AxisTicks&) const = default;
};

/// The multiples of the smallest step of 1, 2 or 5 times a power of ten that lie in [low, high] and
/// are at most `maxTicks`. None where high is not above low, a bound is not finite, or maxTicks
/// < 1.
[[nodiscard]] AxisTicks niceTicks(double low, double high, std::size_t maxTicks);

/// Lowest and highest value of an axis.
struct AxisRange
{
    double low = 0;
    double high = 0;

    bool operator==(const AxisRange&) const = default;
};

/// The range widened to whole ticks. One point is widened by one to both sides.
[[nodiscard]] AxisRange niceRange(double low, double high, std::size_t maxTicks);

} // namespace throughline::layout
