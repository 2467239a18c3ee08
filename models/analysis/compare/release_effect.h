#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/stats/interval.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// How often a group occurs among the sessions of a period that could have met it.
struct OccurrenceRate
{
    std::uint64_t sessions = 0; ///< at risk
    std::uint64_t hit = 0; ///< of them met it
    std::uint64_t occurrences = 0; ///< in them
    std::optional<double> perThousand; ///< occurrences per 1,000 sessions; none without sessions
    std::optional<Interval> interval;

    bool operator==(const OccurrenceRate&) const = default;
};

/// How many of a period's sessions convert.
struct PeriodConversion
{
    std::uint64_t sessions = 0; ///< at risk
    std::uint64_t converted = 0;
    std::optional<double> rate;
    std::optional<Interval> interval;

    bool operator==(const PeriodConversion&) const = default;
};

/// Whether a release ended a group of errors.
enum class FixVerdict : std::uint8_t
{
    NotAsked, ///< no group was named
    NeverSeen, ///< no occurrence in either period
    Fixed, ///< none after, and that is no accident
    Fewer,
    Unclear,
    More
};

/// "not-asked", "never-seen", "fixed", "fewer", "unclear", "more".
[[nodiscard]] std::string_view toText(FixVerdict verdict);

/// Before and after a release.
struct ReleaseEffect
{
    std::string version;
    Timestamp released; ///< the first session that runs it begins
    TimeRange before;
    TimeRange after; ///< as long
    domain::ErrorGroupId group; ///< 0: none
    std::uint32_t step = 0; ///< of the funnel, from 1; whose reachers are at risk; 0: all sessions
    OccurrenceRate occurrencesBefore;
    OccurrenceRate occurrencesAfter;
    std::optional<double> occurrencesDifference; ///< per 1,000, after - before
    std::optional<Interval> occurrencesInterval;
    std::optional<double> occurrencesP;
    std::string funnel; ///< empty: none, or it has no name
    PeriodConversion conversionBefore;
    PeriodConversion conversionAfter;
    Estimate conversion; ///< after - before, method "before_after"; method empty without a funnel
    Estimate placebo; ///< before - the time before that, method "placebo_period"
    FixVerdict verdict = FixVerdict::NotAsked;

    bool operator==(const ReleaseEffect&) const = default;
};

/// The two periods of a release: as long before as after, in whole weeks where there is one, so
/// that both hold the same weekdays, else in whole days, else in hours; at most two weeks, ending
/// where the next release begins and within the data. Empty ranges where there is no hour to both
/// sides.
struct ReleasePeriods
{
    TimeRange earlier; ///< before `before`: for the placebo
    TimeRange before;
    TimeRange after;

    bool operator==(const ReleasePeriods&) const = default;
};

[[nodiscard]] ReleasePeriods releasePeriods(Timestamp released, std::optional<Timestamp> next,
                                            TimeRange data);

/// One session's say in a rate of occurrences.
struct SessionCount
{
    std::uint32_t user = 0; ///< index::kNone: of its own; else neighbours of one user are a cluster
    std::uint32_t occurrences = 0;
};

/// Occurrences per 1,000 sessions. The interval is that of a ratio mean by users on the log scale,
/// r exp(+- t SE / r), SE^2 = G / (G - 1) sum_u (c_u - r n_u)^2 / n^2; without any occurrence, or
/// with exactly one in every session, from and to Wilson's bound of the share of sessions hit.
[[nodiscard]] OccurrenceRate occurrenceRate(std::span<const SessionCount> sessions);

/// after - before with the interval that combines both (square-and-add, Zou and Donner 2008); p
/// from the same by the normal distribution; none without an interval on either side.
void compareOccurrences(ReleaseEffect& effect);

/// Conversion and its difference. The estimator is that of at_risk_stratified with the period as
/// arm: sessions of `after` stand for the affected, those of `before` for the controls, both from
/// `step` on and standardised to the mix of `after` over the table's cells. None where a period has
/// no session.
void addConversion(ReleaseEffect& effect, const ComparisonTable& table,
                   const ReleasePeriods& periods);

/// Of the occurrences: no occurrence at all is NeverSeen, none after with an interval below 0 is
/// Fixed, an interval below (above) 0 Fewer (More), else Unclear.
[[nodiscard]] FixVerdict fixVerdictOf(const ReleaseEffect& effect);

} // namespace throughline::analysis
