#pragma once

#include "models/layout/lane_packing.h"

#include <cstddef>
#include <optional>
#include <span>

namespace throughline::layout {

/// A rectangle in pixels, right and bottom exclusive.
struct Box
{
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;

    [[nodiscard]] constexpr bool contains(double x, double y) const
    {
        return x >= left && x < right && y >= top && y < bottom;
    }

    bool operator==(const Box&) const = default;
};

/// The extent nearest to x within `tolerance`; one that contains x wins over a nearer edge, the
/// narrower over the wider, the earlier on a tie. O(n).
[[nodiscard]] std::optional<std::size_t> nearestExtent(std::span<const Extent> extents, double x,
                                                       double tolerance);

/// The last box that contains the point, which is the one painted on top.
[[nodiscard]] std::optional<std::size_t> boxAt(std::span<const Box> boxes, double x, double y);

} // namespace throughline::layout
