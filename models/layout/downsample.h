#pragma once

#include "models/layout/lane_packing.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace throughline::layout {

/// Lowest and highest value of one pixel column.
struct MinMax
{
    double min = 0;
    double max = 0;

    bool operator==(const MinMax&) const = default;
};

/// For display only: one pair per pixel, extremes kept. Fewer values than pixels give one pair per
/// value; no pixels or no values give none. O(n).
[[nodiscard]] std::vector<MinMax> minMaxPerPixel(std::span<const double> values,
                                                 std::size_t pixels);

/// Equal numbers of neighbouring bins added up (the last may hold fewer) so that there are at most
/// `most`; their sum stays the same.
[[nodiscard]] std::vector<std::uint32_t> rebinned(std::span<const std::uint32_t> bins,
                                                  std::size_t most);

/// Marks that fall on the same pixels, as one.
struct MarkCluster
{
    Extent extent;
    std::size_t first = 0; ///< place of its first mark
    std::size_t count = 0;

    bool operator==(const MarkCluster&) const = default;
};

/// Marks in order of `from`, those closer than `gap` to their predecessor put together. With a gap
/// of 1 there are never more clusters than pixels. A mark that reaches back over others joins them.
[[nodiscard]] std::vector<MarkCluster> clusterMarks(std::span<const Extent> marks, double gap);

} // namespace throughline::layout
