#include "models/analysis/stats/quantile.h"

#include <cmath>
#include <cstddef>

namespace throughline::analysis {

namespace {

/// The largest k with P(Binomial(n, 1/2) < k) <= .025.
std::size_t lowerRank(std::size_t n)
{
    // In logarithms, since 0.5^n is 0 as a double from n = 1075 on.
    const auto count = static_cast<double>(n);
    double logProbability = -count * std::log(2.0);
    double below = 0;
    std::size_t k = 0;
    for (; k < n; ++k) {
        below += std::exp(logProbability);
        if (below > 0.025) {
            break;
        }
        const auto successes = static_cast<double>(k);
        logProbability += std::log((count - successes) / (successes + 1));
    }
    return k;
}

} // namespace

std::optional<double> quantileOfSorted(std::span<const double> ascending, double p)
{
    if (ascending.empty()) {
        return std::nullopt;
    }
    const double place = p * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= ascending.size()) {
        return ascending.back();
    }
    const double share = place - static_cast<double>(below);
    return ascending[below] + share * (ascending[below + 1] - ascending[below]);
}

std::optional<Interval> medianInterval(std::span<const double> ascending)
{
    const std::size_t rank = lowerRank(ascending.size());
    if (rank == 0) {
        return std::nullopt;
    }
    return Interval {ascending[rank - 1], ascending[ascending.size() - rank]};
}

} // namespace throughline::analysis
