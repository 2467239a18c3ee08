#pragma once

#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/trials.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

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
/// the opportunities.
void makeTrials(const Opportunities& all, const RiskTable& atRisk, const TrialChoice& choice,
                std::span<const Outcome> outcomes, Trials& trials);

/// Of a table of trials those of the sessions whose row of the risk table is marked; cells keep
/// their numbers. Linear in the table and the sessions.
[[nodiscard]] Trials trialsAmong(const Opportunities& all, const Trials& whole,
                                 std::span<const std::uint8_t> inRow);

} // namespace throughline::analysis
