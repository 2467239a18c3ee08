#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/base/id_set.h"
#include "models/filter/step.h"
#include "models/index/segment_columns.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace throughline::analysis {

/// A funnel and its steps as readSteps gave them.
struct FunnelQuestion
{
    domain::FunnelDefinition definition;
    std::vector<filter::Step> steps;
};

/// A value of a field per unit, and which units count for other values, too.
struct FunnelSplit
{
    /// Another value of a unit.
    struct Also
    {
        std::uint32_t unit = 0;
        std::uint32_t label = 0;

        bool operator==(const Also&) const = default;
    };

    index::SegmentColumn column; ///< valueOf per unit
    std::vector<Also> also; ///< only where a unit may count several times

    bool operator==(const FunnelSplit&) const = default;
};

/// The counts of a funnel over the units that count, split where a split is given. Medians only
/// where the levels carry times. Without anyone who entered, all rates are 0. Groups are those
/// someone entered, largest first, then by value; they add up to the whole unless a unit counts
/// several times. Linear in the units.
[[nodiscard]] FunnelResult summarizeFunnel(const FunnelQuestion& question,
                                           const FunnelLevels& levels, const Population& population,
                                           const FunnelSplit* by = nullptr);

/// The same, split by a column of the units.
[[nodiscard]] FunnelResult summarizeFunnel(const FunnelQuestion& question,
                                           const FunnelLevels& levels, const Population& population,
                                           const index::SegmentColumn* by);

/// What a bar stands for, in the words of FunnelLevels.
struct FunnelBar
{
    std::uint32_t level = 0; ///< required steps to have been reached; before an optional one
    std::optional<std::uint32_t> optional; ///< and this optional step

    bool operator==(const FunnelBar&) const = default;
};

/// Per step of the definition.
[[nodiscard]] std::vector<FunnelBar> barsOf(const domain::FunnelDefinition& funnel);

/// The units an optional step counts.
[[nodiscard]] IdSet unitsTaking(const FunnelLevels& levels, const Population& population,
                                std::uint32_t optional);

/// The units an exclusion touched, or took out.
[[nodiscard]] IdSet unitsTouched(const FunnelLevels& levels, const Population& population,
                                 std::uint8_t flag);

/// The units a bar counts: those that reached this required step, from 1.
[[nodiscard]] IdSet sessionsReaching(const FunnelLevels& levels, const Population& population,
                                     std::uint32_t step);

/// The units of a drop-off: those that reached this step, from 1, and not the next one. None
/// for the last step.
[[nodiscard]] IdSet sessionsDropping(const FunnelLevels& levels, const Population& population,
                                     std::uint32_t step);

/// The units that entered but may still go on: listed, never counted.
[[nodiscard]] IdSet immatureSessions(const FunnelLevels& levels, const Population& population);

} // namespace throughline::analysis
