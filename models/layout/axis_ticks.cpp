#include "models/layout/axis_ticks.h"

#include <algorithm>
#include <cmath>

namespace throughline::layout {

namespace {

struct Step
{
    double size = 1;
    int exponent = 0;
};

/// The smallest round step that is at least `least`.
Step roundStep(double least)
{
    const int exponent = static_cast<int>(std::floor(std::log10(least)));
    const double power = std::pow(10.0, exponent);
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9)) {
            return {factor * power, exponent};
        }
    }
    return {10 * power, exponent + 1};
}

bool drawable(double low, double high, std::size_t maxTicks)
{
    return maxTicks >= 1 && std::isfinite(low) && std::isfinite(high) && high > low
        && std::isfinite(high - low);
}

/// Number of multiples of step within [low, high].
double countWithin(double low, double high, double step)
{
    const double slack = 1e-9;
    return std::floor(high / step + slack) - std::ceil(low / step - slack) + 1;
}

Step stepWithin(double low, double high, std::size_t maxTicks)
{
    Step step = roundStep((high - low) / static_cast<double>(maxTicks));
    while (countWithin(low, high, step.size) > static_cast<double>(maxTicks)) {
        step = roundStep(step.size * 1.5);
    }
    return step;
}

} // namespace

AxisTicks niceTicks(double low, double high, std::size_t maxTicks)
{
    if (!drawable(low, high, maxTicks)) {
        return {};
    }
    const Step step = stepWithin(low, high, maxTicks);
    AxisTicks result {{}, step.size, std::max(0, -step.exponent)};
    const double first = std::ceil(low / step.size - 1e-9);
    const auto count = static_cast<std::size_t>(std::max(0.0, countWithin(low, high, step.size)));
    for (std::size_t i = 0; i < count; ++i) {
        const double multiple = first + static_cast<double>(i);
        result.values.push_back(multiple == 0 ? 0.0 : multiple * step.size);
    }
    return result;
}

AxisRange niceRange(double low, double high, std::size_t maxTicks)
{
    if (!std::isfinite(low) || !std::isfinite(high)) {
        return {0, 1};
    }
    if (high <= low) {
        return {low - 1, low + 1};
    }
    if (!drawable(low, high, maxTicks)) {
        return {low, high};
    }
    const Step step = stepWithin(low, high, maxTicks);
    return {std::floor(low / step.size + 1e-9) * step.size,
            std::ceil(high / step.size - 1e-9) * step.size};
}

} // namespace throughline::layout
