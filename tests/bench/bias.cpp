// bias [SEEDS] [FIRST]: the comparison and simpler ways to compare, on simulated worlds whose truth
// is known: those of tests/analysis/compare, SEEDS (30) lucks each from FIRST (1) on. Prints a
// table in Markdown: bias in points and how often the 95 % interval holds the truth. Status 1 when
// ours misses what is demanded of it for this many seeds.

#include "models/analysis/compare/compare.h"
#include "tests/analysis/compare/simulated_world.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace throughline;
using analysis::Estimate;
using test::SimulatedWorld;
using test::World;

namespace {

constexpr std::uint32_t kSessions = 6'000;

/// What one way says of one world.
struct Said
{
    double difference = 0;
    std::optional<analysis::Interval> interval;
};

enum Way : std::size_t
{
    Ours,
    AtRisk,
    Stratified,
    Landmark,
    SameLength,
    Correlation,
    Ways
};

constexpr std::array<const char*, Ways> kWays {
    "ours",     "with against without",   "the same by device",
    "landmark", "same device and length", "correlation"};

/// How a way does over the seeds of one world.
struct Score
{
    double error = 0; ///< sum
    double square = 0;
    double length = 0;
    int intervals = 0;
    int covered = 0;
    int runs = 0;

    void add(const Said& said, double truth)
    {
        const double off = said.difference - truth;
        error += off;
        square += off * off;
        ++runs;
        if (said.interval) {
            ++intervals;
            length += said.interval->high - said.interval->low;
            covered += said.interval->low <= truth && truth <= said.interval->high ? 1 : 0;
        }
    }

    [[nodiscard]] double bias() const { return error / runs; }

    [[nodiscard]] double spread() const
    {
        return std::sqrt(std::max(0., square / runs - bias() * bias()));
    }

    [[nodiscard]] double coverage() const { return double(covered) / std::max(1, intervals); }

    [[nodiscard]] std::string cell() const
    {
        std::array<char, 40> text {};
        if (intervals > 0) {
            std::snprintf(text.data(), text.size(), "%+.1f / %.2f", 100 * bias(), coverage());
        } else {
            std::snprintf(text.data(), text.size(), "%+.1f", 100 * bias());
        }
        return text.data();
    }
};

std::optional<Said> saidBy(const Estimate& estimate)
{
    if (!estimate.difference) {
        return std::nullopt;
    }
    return Said {*estimate.difference, estimate.interval};
}

std::vector<bool> hitSessions(const SimulatedWorld& made)
{
    std::vector<bool> hit(made.index.sessionCount());
    for (const index::Exposure& exposure : made.exposures.first) {
        hit[exposure.session] = true;
    }
    return hit;
}

/// Affected against sessions without the error of the same device and as many events: matching
/// whole sessions, as tools do that know no opportunities. Standardised to the affected.
Said sameLength(const SimulatedWorld& made)
{
    struct Cell
    {
        std::array<double, 2> sessions {};
        std::array<double, 2> converted {};
    };

    const std::vector<bool> hit = hitSessions(made);
    std::map<std::pair<std::uint32_t, std::uint32_t>, Cell> cells;
    for (std::uint32_t s = 0; s < made.index.sessionCount(); ++s) {
        const bool converted = made.levels.level[s] == 2;
        // The converting event itself is no length.
        const std::uint32_t actions =
            made.index.firstEvent[s + 1] - made.index.firstEvent[s] - (converted ? 1 : 0);
        Cell& cell = cells[{made.device.valueOf[s], actions}];
        cell.sessions[hit[s]] += 1;
        cell.converted[hit[s]] += converted ? 1 : 0;
    }
    double sum = 0;
    double affected = 0;
    double variance = 0;
    for (const auto& [key, cell] : cells) {
        if (cell.sessions[0] > 0 && cell.sessions[1] > 0) {
            const double p1 = cell.converted[1] / cell.sessions[1];
            const double p0 = cell.converted[0] / cell.sessions[0];
            sum += cell.sessions[1] * (p1 - p0);
            affected += cell.sessions[1];
            variance += cell.sessions[1] * p1 * (1 - p1)
                + cell.sessions[1] * cell.sessions[1] * p0 * (1 - p0) / cell.sessions[0];
        }
    }
    const double half = 1.96 * std::sqrt(variance) / affected;
    const double difference = sum / affected;
    return {difference, analysis::Interval {difference - half, difference + half}};
}

/// Lost conversions as r times the affected: Pearson's r of the error and of not converting, no
/// less than 0. As a difference.
Said correlation(const SimulatedWorld& made)
{
    const std::vector<bool> hit = hitSessions(made);
    const double n = made.index.sessionCount();
    double with = 0;
    double lost = 0;
    double both = 0;
    for (std::uint32_t s = 0; s < made.index.sessionCount(); ++s) {
        const bool left = made.levels.level[s] != 2;
        with += hit[s] ? 1 : 0;
        lost += left ? 1 : 0;
        both += hit[s] && left ? 1 : 0;
    }
    const double r = (n * both - with * lost) / std::sqrt(with * (n - with) * lost * (n - lost));
    return {-std::max(0., r), std::nullopt};
}

struct Row
{
    double truth = 0;
    std::array<Score, Ways> scores {};
};

Row runWorld(World world, std::uint64_t first, int seeds)
{
    Row row;
    for (int i = 0; i < seeds; ++i) {
        const SimulatedWorld made =
            test::simulate(world, first + static_cast<std::uint64_t>(i), kSessions);
        const auto compared = analysis::compareGroup(made.table(), made.exposures);
        if (!compared) {
            std::fprintf(stderr, "%s\n", describe(compared.error()).c_str());
            std::exit(1);
        }
        row.truth += made.truth / seeds;
        const std::array<std::optional<Said>, Ways> said {
            saidBy(compared->headline), saidBy(compared->naive), saidBy(compared->atRiskStratified),
            saidBy(compared->landmark), sameLength(made),        correlation(made)};
        for (std::size_t way = 0; way < Ways; ++way) {
            if (said[way]) {
                row.scores[way].add(*said[way], made.truth);
            }
        }
    }
    return row;
}

/// What is demanded of ours.
struct Demand
{
    double bias = 0; ///< mean, of each world
    double lowest = 0; ///< coverage of each world
    double low = 0; ///< and over all
    double high = 0;
};

Demand demandFor(int seeds)
{
    if (seeds >= 300) {
        return {.0075, .80, .93, .98};
    }
    return seeds >= 30 ? Demand {.015, .80, .87, 1} : Demand {.025, .70, .80, 1};
}

} // namespace

int main(int argc, char** argv)
{
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 30;
    const std::uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    if (seeds < 1) {
        std::fprintf(stderr, "usage: bias [SEEDS] [FIRST]\n");
        return 2;
    }
    std::printf("| World (true change) |");
    for (const char* way : kWays) {
        std::printf(" %s |", way);
    }
    std::printf(" SD | length |\n|%s\n", " --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    const Demand demand = demandFor(seeds);
    std::array<int, Ways> covered {};
    std::array<int, Ways> intervals {};
    bool met = true;
    for (const World world : test::kWorlds) {
        const Row row = runWorld(world, first, seeds);
        std::printf("| %s (%+.1f) |", std::string(test::nameOf(world)).c_str(), 100 * row.truth);
        for (std::size_t way = 0; way < Ways; ++way) {
            std::printf(" %s |", row.scores[way].cell().c_str());
            covered[way] += row.scores[way].covered;
            intervals[way] += row.scores[way].intervals;
        }
        const Score& ours = row.scores[Ours];
        std::printf(" %.1f | %.1f |\n", 100 * ours.spread(), 100 * ours.length / ours.runs);
        std::fflush(stdout);
        met = met && std::abs(ours.bias()) <= demand.bias && ours.coverage() >= demand.lowest
            && ours.intervals == seeds;
    }
    const auto overAll = [&](std::size_t way) {
        return double(covered[way]) / std::max(1, intervals[way]);
    };
    std::printf("\ncoverage over all: ");
    for (std::size_t way = 0; way < Correlation; ++way) {
        std::printf("%s %.3f%s", kWays[way], overAll(way), way + 1 < Correlation ? ", " : "\n");
    }
    met = met && overAll(Ours) >= demand.low && overAll(Ours) <= demand.high;
    std::printf("%d seeds: bias of ours at most %.2f points and coverage at least %.2f in each, "
                "%.2f to %.2f over all: %s\n",
                seeds, 100 * demand.bias, demand.lowest, demand.low, demand.high,
                met ? "met" : "MISSED");
    return met ? 0 : 1;
}
