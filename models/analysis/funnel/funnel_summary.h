#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/base/id_set.h"
#include "models/filter/step.h"
#include "models/index/segment_columns.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// A funnel and its steps as readSteps gave them.
struct FunnelQuestion
{
    domain::FunnelDefinition definition;
    std::vector<filter::Step> steps;
};

/// The counts of a funnel over the sessions that count, split by a column where one is given.
/// Medians only where the levels carry times. Without anyone who entered, all rates are 0.
/// Groups are those someone entered, largest first, then by value. Linear in the sessions.
[[nodiscard]] FunnelResult summarizeFunnel(const FunnelQuestion& question,
                                           const FunnelLevels& levels, const Population& population,
                                           const index::SegmentColumn* by = nullptr);

/// The sessions a bar counts: those that reached this step, from 1.
[[nodiscard]] IdSet sessionsReaching(const FunnelLevels& levels, const Population& population,
                                     std::uint32_t step);

/// The sessions of a drop-off: those that reached this step, from 1, and not the next one. None
/// for the last step.
[[nodiscard]] IdSet sessionsDropping(const FunnelLevels& levels, const Population& population,
                                     std::uint32_t step);

/// The sessions that entered but may still go on: listed, never counted.
[[nodiscard]] IdSet immatureSessions(const FunnelLevels& levels, const Population& population);

} // namespace throughline::analysis
