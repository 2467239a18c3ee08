#pragma once

#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/strata.h"
#include "models/index/event_bits.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Every event of the sessions at risk inside their attempt - from reaching the exposure step to
/// converting or the end of the window - that is no error record: where any error could strike.
/// A row is an event, in the order of the index. 10 bytes per row. Immutable once made; threads may
/// share it.
struct Opportunities
{
    std::vector<std::uint32_t> firstRow; ///< per row of the risk table, and one more
    std::vector<std::uint32_t> user; ///< per row of the risk table, counted from 1
    std::vector<std::uint32_t> event; ///< place in the index, ascending
    std::vector<std::uint32_t> cell; ///< kind, furthest step reached by then and stratum
    std::vector<std::uint16_t> kindOfRow; ///< beside `cell`, since rows before a trial are counted
    std::vector<std::uint32_t> kindOfCell;
    std::vector<std::uint32_t> rowsOfCell; ///< per cell: how many rows it has
    std::vector<std::uint32_t> rowsOfKind; ///< per kind: how many rows it has

    [[nodiscard]] std::uint32_t kindCount() const
    {
        return static_cast<std::uint32_t>(rowsOfKind.size());
    }

    [[nodiscard]] std::uint32_t kind(std::uint32_t row) const { return kindOfRow[row]; }

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
/// step and stratum agree. Linear in the events of the sessions at risk; all processors take part.
[[nodiscard]] Opportunities makeOpportunities(const OpportunitySources& sources,
                                              const RiskTable& atRisk, const Cells& strata);

} // namespace throughline::analysis
