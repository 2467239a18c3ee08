#include "models/layout/time_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace throughline::layout {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86400 * kSecond;
constexpr double kLongest = 9.0e18;

/// Steps that people count in, above a second.
constexpr std::array<std::int64_t, 21> kLongSteps {
    kSecond,         2 * kSecond,     5 * kSecond,    10 * kSecond,   20 * kSecond,
    30 * kSecond,    60 * kSecond,    120 * kSecond,  300 * kSecond,  600 * kSecond,
    1200 * kSecond,  1800 * kSecond,  3600 * kSecond, 7200 * kSecond, 10800 * kSecond,
    21600 * kSecond, 43200 * kSecond, kDay,           2 * kDay,       7 * kDay,
    14 * kDay};

constexpr std::array<int, 5> kMonthSteps {1, 2, 3, 6, 12};

TickUnit unitOf(std::int64_t step)
{
    if (step >= kDay) {
        return TickUnit::Day;
    }
    if (step >= 3600 * kSecond) {
        return TickUnit::Hour;
    }
    if (step >= 60 * kSecond) {
        return TickUnit::Minute;
    }
    if (step >= kSecond) {
        return TickUnit::Second;
    }
    return step >= 1'000'000 ? TickUnit::Millisecond : TickUnit::Nanosecond;
}

/// The smallest round step that gives at most `maxTicks` ticks over `length`; 0: none does.
std::int64_t stepFor(std::int64_t length, std::size_t maxTicks)
{
    const double wanted = static_cast<double>(length) / static_cast<double>(maxTicks);
    for (std::int64_t power = 1; power < kSecond; power *= 10) {
        for (const std::int64_t factor : {1, 2, 5}) {
            if (static_cast<double>(power * factor) >= wanted) {
                return power * factor;
            }
        }
    }
    const auto found = std::find_if(kLongSteps.begin(), kLongSteps.end(), [&](std::int64_t step) {
        return static_cast<double>(step) >= wanted;
    });
    return found == kLongSteps.end() ? 0 : *found;
}

/// Largest multiple of step that is not above value.
std::int64_t floorTo(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

/// Ticks at origin + n * step within the range.
TimeTicks stepsFrom(TimeRange range, std::int64_t origin, std::int64_t step, std::size_t maxTicks)
{
    TimeTicks result {{}, {step}, unitOf(step)};
    const std::int64_t length = range.length().ns;
    std::int64_t into = floorTo(range.from.ns - origin, step) + origin - range.from.ns;
    if (into < 0) {
        into += step;
    }
    for (; into <= length && result.ticks.size() < maxTicks; into += step) {
        result.ticks.push_back(range.from + Duration {into});
    }
    return result;
}

TimeTicks monthTicks(TimeRange range, int months, std::size_t maxTicks)
{
    TimeTicks result {
        {}, Duration::days(30LL * months), months >= 12 ? TickUnit::Year : TickUnit::Month};
    const CivilTime first = toCivil(range.from);
    const int perYear = months >= 12 ? months / 12 : 1;
    CivilTime at {.year = first.year, .month = 1, .day = 1};
    if (months >= 12) {
        at.year -= at.year % perYear;
    }
    while (result.ticks.size() < maxTicks) {
        const Timestamp tick = fromCivil(at);
        if (tick > range.to) {
            break;
        }
        if (tick >= range.from) {
            result.ticks.push_back(tick);
        }
        at.month += months;
        at.year += (at.month - 1) / 12;
        at.month = (at.month - 1) % 12 + 1;
    }
    return result;
}

} // namespace

double TimeScale::toPixel(Timestamp time) const
{
    if (range.empty()) {
        return left;
    }
    const double share =
        static_cast<double>(time.ns - range.from.ns) / static_cast<double>(range.length().ns);
    return left + share * (right - left);
}

Timestamp TimeScale::toTime(double pixel) const
{
    if (range.empty() || right <= left) {
        return range.from;
    }
    const double into = (pixel - left) / (right - left) * static_cast<double>(range.length().ns);
    return range.from + Duration {static_cast<std::int64_t>(std::clamp(into, -kLongest, kLongest))};
}

double TimeScale::toWidth(Duration length) const
{
    if (range.empty() || length.ns <= 0) {
        return 0;
    }
    return static_cast<double>(length.ns) / static_cast<double>(range.length().ns) * (right - left);
}

TimeRange zoomed(TimeRange range, Timestamp anchor, double factor, const ZoomLimits& limits)
{
    if (!(factor > 0) || limits.whole.empty() || range.empty()) {
        return range;
    }
    const double oldLength = static_cast<double>(range.length().ns);
    const double longest = static_cast<double>(limits.whole.length().ns);
    const double shortest = std::min(static_cast<double>(limits.smallest.ns), longest);
    const double length = std::clamp(oldLength * factor, shortest, longest);
    const double share =
        std::clamp(static_cast<double>(anchor.ns - range.from.ns) / oldLength, 0.0, 1.0);
    const std::int64_t anchorNs = std::clamp(anchor.ns, range.from.ns, range.to.ns);
    const std::int64_t from = anchorNs - static_cast<std::int64_t>(share * length);
    return panned({{from}, {from + static_cast<std::int64_t>(length)}}, {}, limits);
}

TimeRange panned(TimeRange range, Duration by, const ZoomLimits& limits)
{
    const TimeRange& whole = limits.whole;
    if (whole.empty() || range.length() >= whole.length()) {
        return whole.empty() ? range : whole;
    }
    const std::int64_t lowest = whole.from.ns - range.from.ns;
    const std::int64_t highest = whole.to.ns - range.to.ns;
    const Duration move {std::clamp(by.ns, lowest, highest)};
    return {range.from + move, range.to + move};
}

TimeTicks relativeTicks(TimeRange range, Timestamp origin, std::size_t maxTicks)
{
    if (range.empty() || maxTicks == 0) {
        return {};
    }
    std::int64_t step = stepFor(range.length().ns, maxTicks);
    if (step == 0) {
        const auto days = static_cast<double>(range.length().ns) / static_cast<double>(kDay);
        step = kDay * static_cast<std::int64_t>(std::ceil(days / static_cast<double>(maxTicks)));
    }
    return stepsFrom(range, origin.ns, step, maxTicks);
}

TimeTicks calendarTicks(TimeRange range, std::size_t maxTicks)
{
    if (range.empty() || maxTicks == 0) {
        return {};
    }
    const std::int64_t step = stepFor(range.length().ns, maxTicks);
    if (step >= 2 * kDay) {
        const std::int64_t firstDay = floorTo(range.from.ns + kDay - 1, kDay);
        return stepsFrom(range, firstDay, step, maxTicks);
    }
    if (step > 0) {
        return stepsFrom(range, 0, step, maxTicks);
    }
    const double months = static_cast<double>(range.length().ns) / static_cast<double>(30 * kDay);
    for (const int each : kMonthSteps) {
        if (months / each <= static_cast<double>(maxTicks)) {
            return monthTicks(range, each, maxTicks);
        }
    }
    const double years = months / 12 / static_cast<double>(maxTicks);
    return monthTicks(range, 12 * static_cast<int>(std::ceil(years)), maxTicks);
}

} // namespace throughline::layout
