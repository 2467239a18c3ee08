#include "models/layout/hit_test.h"

#include <algorithm>

namespace throughline::layout {

std::optional<std::size_t> nearestExtent(std::span<const Extent> extents, double x,
                                         double tolerance)
{
    std::optional<std::size_t> best;
    double bestDistance = 0;
    for (std::size_t i = 0; i < extents.size(); ++i) {
        const Extent& extent = extents[i];
        const double distance = std::max({0.0, extent.from - x, x - extent.to});
        if (distance > tolerance) {
            continue;
        }
        const double width = extent.to - extent.from;
        const bool better = !best || distance < bestDistance
            || (distance == bestDistance && width < extents[*best].to - extents[*best].from);
        if (better) {
            best = i;
            bestDistance = distance;
        }
    }
    return best;
}

std::optional<std::size_t> boxAt(std::span<const Box> boxes, double x, double y)
{
    for (std::size_t i = boxes.size(); i > 0; --i) {
        if (boxes[i - 1].contains(x, y)) {
            return i - 1;
        }
    }
    return std::nullopt;
}

} // namespace throughline::layout
