#include "models/analysis/frustration/cluster.h"

namespace throughline::analysis {

std::vector<Cluster> denseClusters(const std::vector<Timestamp>& times, Duration within,
                                   const std::function<bool(std::size_t, std::size_t)>& qualifies)
{
    std::vector<Cluster> clusters;
    std::size_t first = 0;
    for (std::size_t last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] > within) {
            ++first;
        }
        if (!qualifies(first, last)) {
            continue;
        }
        if (clusters.empty() || first > clusters.back().last) {
            clusters.push_back({first, last, 0});
        }
        clusters.back().last = last;
        clusters.back().count = static_cast<std::uint32_t>(last - clusters.back().first + 1);
    }
    return clusters;
}

} // namespace throughline::analysis
