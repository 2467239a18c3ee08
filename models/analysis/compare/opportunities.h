#pragma once

#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/strata.h"
#include "models/analysis/compare/trials.h"
#include "models/index/event_bits.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Every event of the sessions at risk inside their attempt - from reaching the exposure step to
/// converting or the end of the window - that is no error record: where any error could strike.
/// A row is an event, in the order of the index. 12 bytes per row.
struct Opportunities
{
    std::vector<std::uint32_t> firstRow; ///< per row of the risk table, and one more
    std::vector<std::uint32_t> event; ///< place in the index, ascending
    std::vector<std::uint32_t> kind;
    std::vector<std::uint32_t> cell; ///< kind, furthest step reached by then and stratum
    std::uint32_t cellCount = 0;
    std::uint32_t kindCount = 0;

    /// The row of an event of that session; the end of the session's rows where it has none.
    [[nodiscard]] std::uint32_t rowOf(std::uint32_t riskRow, std::uint32_t eventPlace) const;
};

/// What opportunities are read from; all must outlive the call.
struct OpportunitySources
{
    const index::SessionIndex* index = nullptr;
    const FunnelLevels* levels = nullptr;
    const index::EventBits* errorRecords = nullptr; ///< nullptr: none
    std::span<const std::uint32_t> kindOfName;
};

/// `atRisk` holds the sessions and their step. Two opportunities share a cell when kind, furthest
/// step and stratum agree. Linear in the events of the sessions at risk.
[[nodiscard]] Opportunities makeOpportunities(const OpportunitySources& sources,
                                              const RiskTable& atRisk, const Cells& strata);

/// What stands for a session at risk instead of whether it converted.
enum class Outcome : std::uint8_t
{
    No,
    Yes,
    LeftOut ///< no row of this session
};

/// The rows whose kind is marked, with their positions among themselves. An empty `kinds` marks
/// all. `outcomes`: one per row of the risk table, or none for whether they converted. Linear in
/// all rows.
[[nodiscard]] Trials makeTrials(const Opportunities& all, const RiskTable& atRisk,
                                const std::vector<std::uint8_t>& kinds,
                                std::span<const Outcome> outcomes = {});

} // namespace throughline::analysis
