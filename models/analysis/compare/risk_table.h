#pragma once

#include "models/analysis/compare/strata.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/stats/proportion.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// The sessions of a scope that reached one step, laid out so that a group's comparison costs one
/// pass of a table look-up and an addition per session. A row is a session, in the order of the
/// index, so that one user's rows are neighbours. 9 bytes per row.
struct RiskTable
{
    std::uint32_t step = 0; ///< from 1
    std::vector<std::uint32_t> session; ///< per row, ascending
    std::vector<std::uint32_t> outcome; ///< per row: 2 * cell, plus 1 if it converted
    std::vector<std::uint8_t> sameUser; ///< per row: 1 if of the same user as the row before
    std::vector<Proportion> cells; ///< per cell: converted of at risk
    Proportion all;

    [[nodiscard]] bool converted(std::uint32_t row) const { return (outcome[row] & 1U) != 0; }

    [[nodiscard]] std::uint32_t cell(std::uint32_t row) const { return outcome[row] >> 1U; }

    bool operator==(const RiskTable&) const = default;
};

/// `sessions`: in scope, ascending. Neighbours of the same user make one cluster.
[[nodiscard]] RiskTable makeRiskTable(const index::SessionIndex& index, const FunnelLevels& levels,
                                      std::span<const std::uint32_t> sessions, const Cells& cells,
                                      std::uint32_t step);

} // namespace throughline::analysis
