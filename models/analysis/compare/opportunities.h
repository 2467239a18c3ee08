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
/// A row is an event, in the order of the index. 14 bytes per row. Immutable once made; threads may
/// share it.
struct Opportunities
{
    std::vector<std::uint32_t> firstRow; ///< per row of the risk table, and one more
    std::vector<std::uint32_t> event; ///< place in the index, ascending
    std::vector<std::uint32_t> cell; ///< kind, furthest step reached by then and stratum
    std::vector<std::uint16_t> kindOfRow; ///< beside `cell`, since rows before a trial are counted
    std::vector<std::uint32_t> kindOfCell;
    std::vector<std::uint32_t> rowsOfCell; ///< per cell: how many rows it has
    std::vector<std::uint32_t> byCell; ///< all rows by cell, ascending in each
    std::vector<std::uint32_t> firstByCell; ///< per cell, and one more: place in byCell
    std::uint32_t kindCount = 0;

    [[nodiscard]] std::uint32_t kind(std::uint32_t row) const { return kindOfRow[row]; }

    [[nodiscard]] std::span<const std::uint32_t> rowsIn(std::uint32_t place) const
    {
        return std::span(byCell).subspan(firstByCell[place], rowsOfCell[place]);
    }

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

/// Which opportunities a table of trials is made of.
struct TrialChoice
{
    std::vector<std::uint8_t> kinds; ///< per kind: its events are trials. None: all are
    std::vector<std::uint8_t> cells; ///< per cell: its trials are laid out. None: all are
};

/// The trials, with their positions among themselves. `outcomes`: one per row of the risk table, or
/// none for whether they converted. `trials` is filled anew; its memory is used again. Linear in
/// the sessions and the rows that are laid out, with those before them in their sessions.
void makeTrials(const Opportunities& all, const RiskTable& atRisk, const TrialChoice& choice,
                std::span<const Outcome> outcomes, Trials& trials);

/// Of a table of trials those of the sessions whose row of the risk table is marked; cells keep
/// their numbers. Linear in the table and the sessions.
[[nodiscard]] Trials trialsAmong(const Opportunities& all, const Trials& whole,
                                 std::span<const std::uint8_t> inRow);

} // namespace throughline::analysis
