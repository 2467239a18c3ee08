#pragma once

#include "models/analysis/compare/risk_table.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Where a session stands in a comparison from one step on.
enum class Arm : std::uint8_t
{
    NotAtRisk, ///< did not reach the step
    HitBefore, ///< met the error before it reached the step: in neither arm
    Affected, ///< met it at or after the step, inside the window, before converting
    Control ///< met it only after converting or after the window; those who never met it are, too
};

/// Arm of a session that met the error first at this moment (ms since its start). `step` counts
/// from 1. Both ends of the window belong to it (t_1 + W is still inside, as for steps); the moment
/// of reaching the step is at risk; the moment of converting is after.
[[nodiscard]] Arm armOf(const FunnelLevels& levels, std::uint32_t session, std::uint32_t step,
                        std::int64_t exposureMs);

/// The furthest step, never the last, that at least 95 % of the affected sessions had reached by
/// their first occurrence; step 1 when not even that holds for it. Affected here: met the error at
/// any time and entered the funnel, that is, have a row in `entered`, the table of step 1. 0 when
/// there is no such session, or the funnel has a single step.
[[nodiscard]] std::uint32_t chooseExposureStep(const RiskTable& entered, const FunnelLevels& levels,
                                               std::span<const index::Exposure> exposures);

/// A session of a risk table that is no control.
struct Hit
{
    std::uint32_t row = 0; ///< in the risk table
    bool affected = false; ///< else hit before the step: in neither arm

    bool operator==(const Hit&) const = default;
};

/// The affected and the left out of a risk table, ascending by row. O(m log rows).
[[nodiscard]] std::vector<Hit> findHits(const RiskTable& table, const FunnelLevels& levels,
                                        std::span<const index::Exposure> exposures);

/// Every session of the table with an occurrence, whenever: what `naive` calls affected.
[[nodiscard]] std::vector<Hit> findAnyHits(const RiskTable& table,
                                           std::span<const index::Exposure> exposures);

} // namespace throughline::analysis
