#include "models/analysis/stats/clustered_rate.h"

#include <algorithm>

namespace throughline::analysis {

Rate clusteredRate(const ClusteredCount& count, std::uint64_t trials, const ClusterSums& clusters)
{
    if (trials == 0) {
        return {};
    }
    const auto n = static_cast<double>(trials);
    const double p = static_cast<double>(count.successes) / n;
    if (clusters.clusters < 2) {
        return {p, 1};
    }
    double effect = clusters.squaredSizes / n;
    if (count.successes > 0 && count.successes < trials) {
        const auto groups = static_cast<double>(clusters.clusters);
        const double residuals =
            count.squares - 2 * p * count.products + p * p * clusters.squaredSizes;
        effect = groups / (groups - 1) * residuals / (n * p * (1 - p));
    }
    return {p, n / std::max(1.0, effect)};
}

} // namespace throughline::analysis
