#pragma once

#include "models/analysis/stats/interval.h"

#include <cstdint>
#include <optional>

namespace throughline::analysis {

/// So many of so many; successes <= trials.
struct Proportion
{
    std::uint64_t successes = 0;
    std::uint64_t trials = 0;

    /// 0 without trials.
    [[nodiscard]] double rate() const
    {
        return trials == 0 ? 0 : static_cast<double>(successes) / static_cast<double>(trials);
    }

    bool operator==(const Proportion&) const = default;
};

/// A rate with the number of trials its precision is worth; not always whole.
struct Rate
{
    double value = 0;
    double trials = 0;

    bool operator==(const Rate&) const = default;
};

/// Score interval of one rate (Wilson 1927). Without trials: 0 to 1.
[[nodiscard]] Interval wilsonInterval(Rate rate);
[[nodiscard]] Interval wilsonInterval(const Proportion& proportion);

/// Hybrid score interval of first - second (Newcombe 1998, method 10); none with an empty arm.
[[nodiscard]] std::optional<Interval> newcombeInterval(Rate first, Rate second);
[[nodiscard]] std::optional<Interval> newcombeInterval(const Proportion& first,
                                                       const Proportion& second);

/// Score interval of first - second (Miettinen and Nurminen 1985); none with an empty arm.
[[nodiscard]] std::optional<Interval> miettinenNurminenInterval(const Proportion& first,
                                                                const Proportion& second);

/// Two-sided p of the z test with the pooled variance. 1 when all or none succeed; none with an
/// empty arm.
[[nodiscard]] std::optional<double> pooledZTest(const Proportion& first, const Proportion& second);

/// Two-sided p of Fisher's exact test: all tables with these margins that are no more probable than
/// the one seen. 1 with an empty arm. Linear in the smallest margin.
[[nodiscard]] double fisherExactTest(const Proportion& first, const Proportion& second);

/// The smallest of the four counts expected when both rates are equal; 0 with an empty arm.
[[nodiscard]] double smallestExpectedCount(const Proportion& first, const Proportion& second);

/// The pooled z test, or Fisher's when a cell expects fewer than 5; none with an empty arm.
[[nodiscard]] std::optional<double> differenceTest(const Proportion& first,
                                                   const Proportion& second);

} // namespace throughline::analysis
