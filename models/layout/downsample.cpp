#include "models/layout/downsample.h"

#include <algorithm>

namespace throughline::layout {

std::vector<MinMax> minMaxPerPixel(std::span<const double> values, std::size_t pixels)
{
    const std::size_t columns = std::min(pixels, values.size());
    std::vector<MinMax> result;
    result.reserve(columns);
    for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t from = column * values.size() / columns;
        const std::size_t to = (column + 1) * values.size() / columns;
        const auto [low, high] = std::minmax_element(values.begin() + static_cast<long>(from),
                                                     values.begin() + static_cast<long>(to));
        result.push_back({*low, *high});
    }
    return result;
}

std::vector<std::uint32_t> rebinned(std::span<const std::uint32_t> bins, std::size_t most)
{
    if (bins.size() <= most) {
        return {bins.begin(), bins.end()};
    }
    if (most == 0) {
        return {};
    }
    const std::size_t together = (bins.size() + most - 1) / most;
    std::vector<std::uint32_t> result((bins.size() + together - 1) / together, 0);
    for (std::size_t i = 0; i < bins.size(); ++i) {
        result[i / together] += bins[i];
    }
    return result;
}

std::vector<MarkCluster> clusterMarks(std::span<const Extent> marks, double gap)
{
    std::vector<MarkCluster> clusters;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const Extent& mark = marks[i];
        if (!clusters.empty() && mark.from < clusters.back().extent.to + gap) {
            MarkCluster& last = clusters.back();
            last.extent.to = std::max(last.extent.to, mark.to);
            ++last.count;
        } else {
            clusters.push_back({mark, i, 1});
        }
    }
    return clusters;
}

} // namespace throughline::layout
