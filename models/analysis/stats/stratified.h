#pragma once

#include "models/analysis/stats/interval.h"
#include "models/analysis/stats/proportion.h"

#include <optional>
#include <span>

namespace throughline::analysis {

/// One cell of a stratified comparison.
struct Stratum
{
    Proportion affected;
    Proportion control;

    bool operator==(const Stratum&) const = default;
};

/// A figure with its standard error and normal interval.
struct NormalEstimate
{
    double value = 0;
    double standardError = 0;
    Interval interval;

    bool operator==(const NormalEstimate&) const = default;
};

enum class RiskDifferenceVariance
{
    GreenlandRobins,
    Sato
};

/// Mantel-Haenszel risk difference, affected - control, with the variance of Greenland and Robins
/// (1985) or of Sato (1989), which also holds for many thin strata. None when no stratum has both
/// arms; strata with one arm only do not count.
[[nodiscard]] std::optional<NormalEstimate>
mantelHaenszelRiskDifference(std::span<const Stratum> strata, RiskDifferenceVariance variance);

/// Mantel-Haenszel odds ratio; interval from the variance of its logarithm (Robins, Breslow and
/// Greenland 1986), which is the standardError. None when it is 0 or not finite.
[[nodiscard]] std::optional<NormalEstimate>
mantelHaenszelOddsRatio(std::span<const Stratum> strata);

/// Cochran-Mantel-Haenszel statistic without continuity correction: chi-squared with one degree of
/// freedom. None when it has no variance.
[[nodiscard]] std::optional<double> cochranMantelHaenszel(std::span<const Stratum> strata);

/// The mean difference standardised to the affected of the strata with both arms, with the plug-in
/// variance of independent trials. None when no stratum has both arms.
[[nodiscard]] std::optional<NormalEstimate> standardisedToAffected(std::span<const Stratum> strata);

} // namespace throughline::analysis
