#pragma once

#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/struck_group.h"
#include "models/analysis/compare/trials.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

inline constexpr std::uint32_t kAllBins = (1U << kPositionBins) - 1;

/// A cell in which a group failed.
struct UsedCell
{
    std::uint32_t cell = 0; ///< of the opportunities
    std::uint32_t bins = 0; ///< a bit for each position bin whose trials count

    bool operator==(const UsedCell&) const = default;
};

/// All of a group.
struct UsedCells
{
    std::vector<UsedCell> cells; ///< ascending; the place is the cell's number in a table of trials
    std::vector<std::uint32_t> taken; ///< per number and bin: trials that are no controls

    bool operator==(const UsedCells&) const = default;
};

/// Reads the sessions of those whom a group struck. Keeps its memory from group to group: one
/// object per thread.
class StruckTrials
{
public:
    /// Both must outlive it.
    StruckTrials(const Opportunities& all, const RiskTable& atRisk);

    /// The cells in which the group failed, each with the bins of its failures. Linear in the rows
    /// of the sessions struck.
    [[nodiscard]] UsedCells cellsOf(const StruckGroup& group);

    /// The trials of the users struck, all their sessions, in these cells and bins; `trials.cells`
    /// is left as long as it must be and empty. Both tables are filled anew. Linear in the rows of
    /// these users.
    void lay(const StruckGroup& group, std::span<const UsedCell> used, Trials& trials,
             std::vector<TrialHit>& hits);

private:
    void number(std::span<const UsedCell> used);
    void forget(std::span<const UsedCell> used);
    void laySession(const StruckGroup& group, std::span<const UsedCell> used, std::uint32_t riskRow,
                    Trials& trials) const;

    const Opportunities& m_all;
    const RiskTable& m_atRisk;
    std::vector<std::uint32_t> m_numberOf; ///< per cell of the opportunities
};

} // namespace throughline::analysis
