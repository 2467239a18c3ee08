#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/funnel/funnel_summary.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// How many sessions each session stands for: one over the sampling rate its first event with one
/// tells (Horvitz and Thompson 1952), 1 where it tells none. Empty: no session was sampled, as
/// nearly always. Right where a source keeps or leaves out whole sessions, as analytics do.
[[nodiscard]] std::vector<double> samplingWeights(const index::SessionIndex& index);

/// Puts the counts there would be without sampling beside those of a funnel of sessions; a count
/// that no sampled session is in gets none. Rates, intervals and times rest on the sessions at hand
/// and stay. `weights` as above, `split` the one the result was split by, or null. Linear.
void estimateUnsampled(FunnelResult& result, const FunnelLevels& levels,
                       const Population& population, std::span<const double> weights,
                       const FunnelSplit* split);

/// The sample that the affected sessions of a comparison are.
struct AffectedSample
{
    std::uint64_t sampled = 0; ///< of the sessions that met the error and count
    /// Their one rate, where all of them have the same: then counts may be scaled by it. Where
    /// rates differ the loss may, too, and one factor would be a guess.
    std::optional<double> rate;

    bool operator==(const AffectedSample&) const = default;
};

/// nullopt: none of them was sampled.
[[nodiscard]] std::optional<AffectedSample> affectedSample(std::span<const double> weights,
                                                           const Population& population,
                                                           const index::ExposureSet& met);

} // namespace throughline::analysis
