#include "models/analysis/compare/outcome_pairs.h"

#include <algorithm>
#include <utility>

namespace throughline::analysis {

namespace {

/// Tables below it are read as fast as pairs are.
constexpr std::size_t kFewestRows = 4096;
/// Pairs of rows, per row, that are worth counting.
constexpr std::uint64_t kMostPairsPerRow = 16;
/// A user of more rows has them counted by outcome first; for even more there are no pairs at all.
constexpr std::size_t kManyRows = 16;
constexpr std::size_t kMostRows = 1U << 15U;

using Counts = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// How often a user has each outcome.
Counts countsOf(std::span<const std::uint32_t> mine)
{
    std::vector<std::uint32_t> sorted(mine.begin(), mine.end());
    std::sort(sorted.begin(), sorted.end());
    Counts counts;
    for (const std::uint32_t outcome : sorted) {
        if (counts.empty() || counts.back().first != outcome) {
            counts.emplace_back(outcome, 0);
        }
        ++counts.back().second;
    }
    return counts;
}

/// Calls visit(a, b, times) with a <= b for each pair of rows of a user, both orders counted, pairs
/// of the same outcomes perhaps several times. Stops, and says so, where there are more than
/// `most`.
template<typename Visit>
bool forEachPair(const RiskTable& table, std::uint64_t most, const Visit& visit)
{
    std::uint64_t pairs = 0;
    const std::span<const std::uint32_t> outcomes(table.outcome);
    for (std::size_t from = 0, to = 0; from < outcomes.size(); from = to) {
        for (++to; to < outcomes.size() && table.sameUser[to] != 0;) {
            ++to;
        }
        const std::span<const std::uint32_t> mine = outcomes.subspan(from, to - from);
        const bool many = mine.size() > kManyRows;
        const Counts counts = many ? countsOf(mine) : Counts {};
        const std::uint64_t different = many ? counts.size() : mine.size();
        pairs += different * (different + 1) / 2;
        if (pairs > most || mine.size() > kMostRows) {
            return false;
        }
        for (std::size_t i = 0; !many && i < mine.size(); ++i) {
            visit(mine[i], mine[i], 1U);
            for (std::size_t j = i + 1; j < mine.size(); ++j) {
                visit(std::min(mine[i], mine[j]), std::max(mine[i], mine[j]), 2U);
            }
        }
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const auto [outcome, count] = counts[i];
            visit(outcome, outcome, count * count);
            for (std::size_t j = i + 1; j < counts.size(); ++j) {
                visit(outcome, counts[j].first, 2 * count * counts[j].second);
            }
        }
    }
    return true;
}

/// Two outcomes of a user, the lower one known.
struct FoundPair
{
    std::uint32_t upper = 0;
    std::uint32_t times = 0;
};

} // namespace

std::shared_ptr<const OutcomePairs> OutcomePairs::create(const RiskTable& table)
{
    const std::size_t rows = table.outcome.size();
    const std::size_t outcomes = 2 * table.cells.size();
    if (rows < kFewestRows || outcomes > rows) {
        return nullptr;
    }
    // By the lower outcome: first how many, then which.
    const std::uint64_t most = kMostPairsPerRow * rows;
    std::vector<std::uint32_t> first(outcomes + 1, 0);
    if (!forEachPair(table, most, [&](std::uint32_t lower, std::uint32_t, std::uint32_t) {
            ++first[lower + 1];
        })) {
        return nullptr;
    }
    for (std::size_t outcome = 1; outcome < first.size(); ++outcome) {
        first[outcome] += first[outcome - 1];
    }
    std::vector<FoundPair> found(first.back());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    forEachPair(table, most, [&](std::uint32_t lower, std::uint32_t upper, std::uint32_t times) {
        found[next[lower]++] = {upper, times};
    });
    // Then those of the same two outcomes become one.
    std::shared_ptr<OutcomePairs> pairs(new OutcomePairs);
    std::vector<std::uint64_t> times(outcomes, 0);
    std::vector<std::uint32_t> others;
    pairs->m_first.push_back(0);
    for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
        others.clear();
        for (std::uint32_t i = first[outcome]; i < first[outcome + 1]; ++i) {
            if (times[found[i].upper] == 0) {
                others.push_back(found[i].upper);
            }
            times[found[i].upper] += found[i].times;
        }
        std::sort(others.begin(), others.end());
        for (const std::uint32_t other : others) {
            pairs->m_pairs.push_back({static_cast<double>(std::exchange(times[other], 0)), other});
        }
        pairs->m_first.push_back(static_cast<std::uint32_t>(pairs->m_pairs.size()));
    }
    return pairs->m_pairs.size() <= rows ? pairs : nullptr;
}

double OutcomePairs::sumOfSquares(std::span<const double> scoreOf,
                                  std::span<const std::uint32_t> touched) const
{
    double sum = 0;
    for (const std::uint32_t cell : touched) {
        for (const std::uint32_t outcome : {2 * cell, 2 * cell + 1}) {
            double ofOthers = 0;
            for (std::uint32_t i = m_first[outcome]; i < m_first[outcome + 1]; ++i) {
                ofOthers += m_pairs[i].times * scoreOf[m_pairs[i].other];
            }
            sum += scoreOf[outcome] * ofOthers;
        }
    }
    return sum;
}

} // namespace throughline::analysis
