#include "models/analysis/stats/multiple_testing.h"

#include <algorithm>
#include <numeric>

namespace throughline::analysis {

namespace {

/// Places of the values, smallest value first.
std::vector<std::size_t> ascending(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t {0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return order;
}

} // namespace

std::vector<double> holm(std::span<const double> pValues)
{
    const std::vector<std::size_t> order = ascending(pValues);
    std::vector<double> adjusted(pValues.size());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double scaled = pValues[order[rank]] * static_cast<double>(order.size() - rank);
        largest = std::max(largest, std::min(1.0, scaled));
        adjusted[order[rank]] = largest;
    }
    return adjusted;
}

std::vector<double> benjaminiHochberg(std::span<const double> pValues)
{
    const std::vector<std::size_t> order = ascending(pValues);
    std::vector<double> adjusted(pValues.size());
    double smallest = 1;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        const double scaled = pValues[order[rank - 1]] * static_cast<double>(order.size())
            / static_cast<double>(rank);
        smallest = std::min(smallest, scaled);
        adjusted[order[rank - 1]] = smallest;
    }
    return adjusted;
}

} // namespace throughline::analysis
