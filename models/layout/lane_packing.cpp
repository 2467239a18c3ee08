#include "models/layout/lane_packing.h"

#include <algorithm>

namespace throughline::layout {

namespace {

bool overlaps(const Extent& a, const Extent& b)
{
    return a.from < b.to && b.from < a.to;
}

bool isFree(const Extent& wanted, std::span<const LabelWish> wishes, std::size_t self,
            std::span<const Extent> labels)
{
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        if (i != self && overlaps(wanted, wishes[i].mark)) {
            return false;
        }
    }
    return std::none_of(labels.begin(), labels.end(),
                        [&](const Extent& label) { return overlaps(wanted, label); });
}

} // namespace

std::vector<std::uint32_t> packRows(std::span<const Extent> extents, double gap)
{
    std::vector<std::uint32_t> rows;
    rows.reserve(extents.size());
    std::vector<double> rowEnd;
    for (const Extent& extent : extents) {
        const auto found = std::find_if(rowEnd.begin(), rowEnd.end(),
                                        [&](double end) { return end + gap <= extent.from; });
        const double end = std::max(extent.from, extent.to);
        rows.push_back(static_cast<std::uint32_t>(found - rowEnd.begin()));
        if (found == rowEnd.end()) {
            rowEnd.push_back(end);
        } else {
            *found = end;
        }
    }
    return rows;
}

std::vector<LabelSide> placeLabels(std::span<const LabelWish> wishes, Extent bounds, double gap)
{
    std::vector<LabelSide> sides(wishes.size(), LabelSide::Hidden);
    std::vector<Extent> taken;
    for (const bool important : {true, false}) {
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            const LabelWish& wish = wishes[i];
            if (wish.important != important || wish.width <= 0) {
                continue;
            }
            const Extent right {wish.mark.to + gap, wish.mark.to + gap + wish.width};
            const Extent left {wish.mark.from - gap - wish.width, wish.mark.from - gap};
            if (right.to <= bounds.to && right.from >= bounds.from
                && isFree(right, wishes, i, taken)) {
                sides[i] = LabelSide::Right;
                taken.push_back(right);
            } else if (left.from >= bounds.from && left.to <= bounds.to
                       && isFree(left, wishes, i, taken)) {
                sides[i] = LabelSide::Left;
                taken.push_back(left);
            }
        }
    }
    return sides;
}

} // namespace throughline::layout
