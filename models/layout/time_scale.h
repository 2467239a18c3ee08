#pragma once

#include "models/base/time.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::layout {

/// Maps moments of `range` to pixels from `left` to `right`; linear, also beyond both ends.
struct TimeScale
{
    TimeRange range;
    double left = 0;
    double right = 0;

    /// An empty range puts every moment at `left`.
    [[nodiscard]] double toPixel(Timestamp time) const;
    /// No width, or an empty range, gives the start of the range.
    [[nodiscard]] Timestamp toTime(double pixel) const;
    /// Width in pixels of a length of time, never negative; 0 for an empty range.
    [[nodiscard]] double toWidth(Duration length) const;

    bool operator==(const TimeScale&) const = default;
};

/// Bounds of what a view may show when it zooms and pans.
struct ZoomLimits
{
    TimeRange whole; ///< never beyond
    Duration smallest = Duration::microseconds(10); ///< never less

    bool operator==(const ZoomLimits&) const = default;
};

/// The range times `factor` (below 1 zooms in) with `anchor` kept at its pixel, within the limits.
/// A factor that is not positive, or an empty whole, leaves the range as it is.
[[nodiscard]] TimeRange zoomed(TimeRange range, Timestamp anchor, double factor,
                               const ZoomLimits& limits);

/// The range moved by `by`, its length kept, stopped at the limits.
[[nodiscard]] TimeRange panned(TimeRange range, Duration by, const ZoomLimits& limits);

/// Which part of a moment a tick's label has to tell.
enum class TickUnit : std::uint8_t
{
    Nanosecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year
};

/// Round moments of a range with the step between them.
struct TimeTicks
{
    std::vector<Timestamp> ticks; ///< ascending, all within [from, to]
    Duration step; ///< about, for months and years
    TickUnit unit = TickUnit::Second;

    bool operator==(const TimeTicks&) const = default;
};

/// Round distances from `origin` (the start of a session or trace): 1, 2, 5, 10, 20 s, ... At most
/// `maxTicks`; none for an empty range or maxTicks 0.
[[nodiscard]] TimeTicks relativeTicks(TimeRange range, Timestamp origin, std::size_t maxTicks);

/// Round calendar moments in UTC: whole seconds, minutes, hours, days, months, years.
[[nodiscard]] TimeTicks calendarTicks(TimeRange range, std::size_t maxTicks);

} // namespace throughline::layout
