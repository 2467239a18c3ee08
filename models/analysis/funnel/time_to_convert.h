#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/stats/interval.h"
#include "models/base/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// One bar of a histogram whose borders grow as 1, 2, 5, 10, ...; the lowest begins at 0.
struct TimeBin
{
    double fromSeconds = 0;
    double toSeconds = 0; ///< exclusive
    std::uint64_t count = 0;

    bool operator==(const TimeBin&) const = default;
};

/// How long something took those who did it.
struct TimeDistribution
{
    std::uint64_t count = 0; ///< without any all below are missing
    std::optional<double> meanSeconds;
    std::optional<double> medianSeconds;
    std::optional<Interval> medianInterval; ///< 95 %, from order statistics; none below six
    std::optional<double> p75Seconds;
    std::optional<double> p90Seconds;
    std::optional<double> p95Seconds;
    std::vector<TimeBin> bins; ///< from the first that is not empty to the last

    bool operator==(const TimeDistribution&) const = default;
};

/// Of these waits in ms; sorts them.
[[nodiscard]] TimeDistribution distributionOf(std::vector<std::int64_t>& waitsMs);

/// Times on the chosen attempts of the units that count.
struct TimeToConvert
{
    std::vector<TimeDistribution> fromPrevious; ///< per required step; empty for the first
    TimeDistribution total; ///< from the first step to the last, of those who converted

    bool operator==(const TimeToConvert&) const = default;
};

/// The levels must carry times. In the order of the units times the logarithm of their number.
[[nodiscard]] TimeToConvert timeToConvert(const FunnelLevels& levels, const Population& population);

/// What share has converted until so long after the start.
struct SurvivalPoint
{
    double seconds = 0;
    double converted = 0;
    std::uint64_t atRisk = 0; ///< still watched then, and not converted before

    bool operator==(const SurvivalPoint&) const = default;
};

/// The conversion curve after Kaplan and Meier (1958) on the borders 1, 2, 5, 10, ... up to the
/// window: immature units count until the data ends, all others through the window. Empty where
/// nobody entered. `starts` are the units' starts.
[[nodiscard]] std::vector<SurvivalPoint> conversionCurve(const FunnelLevels& levels,
                                                         const Population& population,
                                                         std::span<const Timestamp> starts,
                                                         Timestamp dataEnd);

} // namespace throughline::analysis
