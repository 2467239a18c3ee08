#pragma once

#include "models/analysis/stats/proportion.h"

#include <cstdint>

namespace throughline::analysis {

/// Sums over the clusters of one arm, say the sessions of one user each.
struct ClusterSums
{
    std::uint64_t clusters = 0; ///< G
    double squaredSizes = 0; ///< sum of n_u^2

    bool operator==(const ClusterSums&) const = default;
};

/// Sums over the clusters of one arm for one property.
struct ClusteredCount
{
    std::uint64_t successes = 0;
    double squares = 0; ///< sum of x_u^2, x_u the successes of cluster u
    double products = 0; ///< sum of x_u n_u

    bool operator==(const ClusteredCount&) const = default;
};

/// A rate with the number of independent trials its precision is worth: n / max(1, deff), with
/// deff = [G / (G - 1) sum_u (x_u - p n_u)^2] / [n p (1 - p)] (Kish 1965; variance of a ratio mean
/// by clusters). Where all or none succeed, deff is that of clusters that agree wholly,
/// sum n_u^2 / n. Without trials the rate is 0 of 0; with one cluster it is worth one trial.
[[nodiscard]] Rate clusteredRate(const ClusteredCount& count, std::uint64_t trials,
                                 const ClusterSums& clusters);

} // namespace throughline::analysis
