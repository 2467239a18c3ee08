#pragma once

#include "models/layout/lane_packing.h"
#include "models/layout/time_scale.h"

#include <cstddef>

namespace throughline::layout {

/// Rows [first, last) of a long list.
struct RowRange
{
    std::size_t first = 0;
    std::size_t last = 0;

    bool operator==(const RowRange&) const = default;
};

/// The rows that a window of `height` pixels shows after scrolling by `scroll`, partly seen ones
/// included. Empty for no rows, no height or a row height that is not positive.
[[nodiscard]] RowRange visibleRows(std::size_t count, double rowHeight, double scroll,
                                   double height);

/// The scroll position nearest to `scroll` that shows `row` whole.
[[nodiscard]] double scrollToShow(std::size_t row, double rowHeight, double scroll, double height);

/// A span's bar, at least `leastWidth` wide so that it can be seen and clicked, held inside the
/// scale's ends; and on which side of it its duration of `labelWidth` fits.
struct SpanBar
{
    Extent bar;
    LabelSide label = LabelSide::Right;

    bool operator==(const SpanBar&) const = default;
};

/// How a bar and its label are fitted.
struct SpanBarOptions
{
    double leastWidth = 3;
    double labelWidth = 0;
    double labelGap = 6;
    double rightEdge = 0; ///< labels may use the space up to here
};

/// A span from `start` for `duration`. Hidden label: it fits on neither side.
[[nodiscard]] SpanBar spanBar(Timestamp start, Duration duration, const TimeScale& scale,
                              const SpanBarOptions& options);

} // namespace throughline::layout
