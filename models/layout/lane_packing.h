#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace throughline::layout {

/// A stretch on one axis, from inclusive, to exclusive.
struct Extent
{
    double from = 0;
    double to = 0;

    bool operator==(const Extent&) const = default;
};

/// For each extent, given in order of `from`, the lowest row in which it overlaps no earlier one
/// with `gap` between them. An empty extent still takes its place. O(n * rows).
[[nodiscard]] std::vector<std::uint32_t> packRows(std::span<const Extent> extents, double gap);

/// Where a label stands beside its mark.
enum class LabelSide : std::uint8_t
{
    Right,
    Left,
    Hidden
};

/// A mark that wants a label of this width.
struct LabelWish
{
    Extent mark;
    double width = 0;
    bool important = false; ///< placed before the others
};

/// A place for each label: right of its mark, else left, else none; never over another mark or
/// label and never outside `bounds`. Marks in order of `from`. O(n^2) for labels, so give few.
[[nodiscard]] std::vector<LabelSide> placeLabels(std::span<const LabelWish> wishes, Extent bounds,
                                                 double gap);

} // namespace throughline::layout
