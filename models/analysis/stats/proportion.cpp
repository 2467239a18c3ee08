#include "models/analysis/stats/proportion.h"

#include "models/analysis/stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace throughline::analysis {

namespace {

double asDouble(std::uint64_t count)
{
    return static_cast<double>(count);
}

/// Two arms under the hypothesis rate1 - rate0 = delta.
struct ScoreTest
{
    double x1;
    double n1;
    double x0;
    double n0;

    /// Slope of the log likelihood in rate0, where rate1 = rate0 + delta; falls with rate0.
    [[nodiscard]] double slope(double rate0, double delta) const
    {
        const double rate1 = rate0 + delta;
        double sum = 0;
        sum += x1 > 0 ? x1 / rate1 : 0;
        sum -= x1 < n1 ? (n1 - x1) / (1 - rate1) : 0;
        sum += x0 > 0 ? x0 / rate0 : 0;
        sum -= x0 < n0 ? (n0 - x0) / (1 - rate0) : 0;
        return sum;
    }

    /// The most likely rate0 under the hypothesis.
    [[nodiscard]] double restrictedRate0(double delta) const
    {
        double low = std::max(0.0, -delta);
        double high = std::min(1.0, 1.0 - delta);
        for (int i = 0; i < 60; ++i) {
            const double middle = (low + high) / 2;
            (slope(middle, delta) > 0 ? low : high) = middle;
        }
        return (low + high) / 2;
    }

    /// The score statistic; falls with delta.
    [[nodiscard]] double z(double delta) const
    {
        const double rate0 = restrictedRate0(delta);
        const double rate1 = rate0 + delta;
        const double all = n1 + n0;
        const double variance =
            (rate1 * (1 - rate1) / n1 + rate0 * (1 - rate0) / n0) * all / (all - 1);
        const double distance = x1 / n1 - x0 / n0 - delta;
        if (distance == 0) {
            return 0;
        }
        return distance / std::sqrt(std::max(variance, 1e-300));
    }

    /// The delta in [low, high] where the statistic takes this value.
    [[nodiscard]] double invert(double target, double low, double high) const
    {
        for (int i = 0; i < 60; ++i) {
            const double middle = (low + high) / 2;
            (z(middle) > target ? low : high) = middle;
        }
        return (low + high) / 2;
    }
};

/// Two-by-two tables with fixed margins.
struct Hypergeometric
{
    double n1;
    double n0;
    double successes;

    /// How much likelier x + 1 successes in the first arm are than x.
    [[nodiscard]] double ratioUp(double x) const
    {
        return (n1 - x) * (successes - x) / ((x + 1) * (n0 - successes + x + 1));
    }
};

} // namespace

Interval wilsonInterval(Rate rate)
{
    if (rate.trials <= 0) {
        return {0, 1};
    }
    const double p = rate.value;
    const double z2 = kZ975 * kZ975;
    const double scale = 1 + z2 / rate.trials;
    const double centre = p + z2 / (2 * rate.trials);
    const double half = kZ975 * std::sqrt((p * (1 - p) + z2 / (4 * rate.trials)) / rate.trials);
    return {p <= 0 ? 0 : std::max(0.0, (centre - half) / scale),
            p >= 1 ? 1 : std::min(1.0, (centre + half) / scale)};
}

Interval wilsonInterval(const Proportion& proportion)
{
    return wilsonInterval(Rate {proportion.rate(), asDouble(proportion.trials)});
}

std::optional<Interval> newcombeInterval(Rate first, Rate second)
{
    if (first.trials <= 0 || second.trials <= 0) {
        return std::nullopt;
    }
    const Interval a = wilsonInterval(first);
    const Interval b = wilsonInterval(second);
    const double difference = first.value - second.value;
    return Interval {difference - std::hypot(first.value - a.low, b.high - second.value),
                     difference + std::hypot(a.high - first.value, second.value - b.low)};
}

std::optional<Interval> newcombeInterval(const Proportion& first, const Proportion& second)
{
    return newcombeInterval(Rate {first.rate(), asDouble(first.trials)},
                            Rate {second.rate(), asDouble(second.trials)});
}

std::optional<Interval> miettinenNurminenInterval(const Proportion& first, const Proportion& second)
{
    if (first.trials == 0 || second.trials == 0) {
        return std::nullopt;
    }
    const ScoreTest test {asDouble(first.successes), asDouble(first.trials),
                          asDouble(second.successes), asDouble(second.trials)};
    const double difference = first.rate() - second.rate();
    return Interval {test.invert(kZ975, -1, difference), test.invert(-kZ975, difference, 1)};
}

std::optional<double> pooledZTest(const Proportion& first, const Proportion& second)
{
    if (first.trials == 0 || second.trials == 0) {
        return std::nullopt;
    }
    const double n1 = asDouble(first.trials);
    const double n0 = asDouble(second.trials);
    const double pooled = asDouble(first.successes + second.successes) / (n1 + n0);
    const double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0);
    return variance <= 0 ? 1.0
                         : normalTwoSidedP((first.rate() - second.rate()) / std::sqrt(variance));
}

double fisherExactTest(const Proportion& first, const Proportion& second)
{
    const std::uint64_t successes = first.successes + second.successes;
    const std::uint64_t least = successes > second.trials ? successes - second.trials : 0;
    const std::uint64_t most = std::min(first.trials, successes);
    if (least == most) {
        return 1;
    }
    // Weights relative to the likeliest table, walked outwards from it: no factorials, none
    // above 1.
    const Hypergeometric tables {asDouble(first.trials), asDouble(second.trials),
                                 asDouble(successes)};
    const double margin = (asDouble(first.trials) + 1) * (asDouble(successes) + 1)
        / (asDouble(first.trials) + asDouble(second.trials) + 2);
    const std::uint64_t mode = std::clamp(static_cast<std::uint64_t>(margin), least, most);
    std::vector<double> weights(most - least + 1);
    weights[mode - least] = 1;
    for (std::uint64_t x = mode; x < most; ++x) {
        weights[x + 1 - least] = weights[x - least] * tables.ratioUp(asDouble(x));
    }
    for (std::uint64_t x = mode; x > least; --x) {
        weights[x - 1 - least] = weights[x - least] / tables.ratioUp(asDouble(x - 1));
    }
    // Tables as probable as the one seen count, though their products may differ in the last
    // digits.
    const double limit = weights[first.successes - least] * (1 + 1e-7);
    double all = 0;
    double extreme = 0;
    for (const double weight : weights) {
        all += weight;
        extreme += weight <= limit ? weight : 0;
    }
    return std::min(1.0, extreme / all);
}

double smallestExpectedCount(const Proportion& first, const Proportion& second)
{
    if (first.trials == 0 || second.trials == 0) {
        return 0;
    }
    const double all = asDouble(first.trials) + asDouble(second.trials);
    const double successes = asDouble(first.successes) + asDouble(second.successes);
    return asDouble(std::min(first.trials, second.trials)) * std::min(successes, all - successes)
        / all;
}

std::optional<double> differenceTest(const Proportion& first, const Proportion& second)
{
    if (first.trials == 0 || second.trials == 0) {
        return std::nullopt;
    }
    return smallestExpectedCount(first, second) < 5 ? fisherExactTest(first, second)
                                                    : pooledZTest(first, second);
}

} // namespace throughline::analysis
