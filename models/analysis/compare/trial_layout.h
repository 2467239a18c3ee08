#pragma once

#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/struck_group.h"
#include "models/analysis/compare/trial_marks.h"
#include "models/analysis/compare/trials.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// Lays out, for one group after another, the trials that its estimate over all sessions rests on:
/// of each cell in which it failed, those of the position bins of its failures; all of the cell
/// where such a bin has nothing to compare with. Other trials of the cells would tell nothing, and
/// are left out of the counts of the cells, too. Trials are as makeTrials gives them otherwise.
///
/// Cost: a look at each row of the cells with a failure, some ns for each that is laid out, the
/// rows of the sessions hit, and a step per 64 rows. Keeps its memory from group to group: one
/// object per thread.
class TrialLayout
{
public:
    /// Both must outlive it.
    TrialLayout(const Opportunities& all, const RiskTable& atRisk);

    /// `trials` is filled anew; its memory is used again.
    void lay(const StruckGroup& group, Trials& trials);

private:
    /// A cell in which the group failed.
    struct UsedCell
    {
        std::uint32_t cell = 0; ///< of the opportunities
        std::uint32_t bins = 0; ///< a bit for each in which it failed
    };

    /// A row that is laid out.
    struct Kept
    {
        std::uint32_t row = 0;
        std::uint32_t session = 0; ///< row of the risk table; first where it stands by cell
        std::uint32_t place = 0; ///< cell and bin as in the table; first the position
    };

    void findCells(const StruckGroup& group);
    void countTaken(const StruckGroup& group);
    /// Keeps the rows of the cell with this number.
    void keepCell(std::uint32_t number);
    /// Appends its rows whose bin is among these; counts them per place.
    void keepBins(std::uint32_t number, std::uint32_t bins);
    void sortByRow();
    void write(Trials& trials) const;
    void forget();

    const Opportunities& m_all;
    const RiskTable& m_atRisk;
    TrialMarks m_marks;
    std::vector<UsedCell> m_cells; ///< ascending; the place is the number in the table
    std::vector<std::uint32_t> m_numberOf; ///< per cell of the opportunities
    std::vector<std::uint32_t> m_taken; ///< per place: rows that are no controls
    std::vector<std::uint32_t> m_rowsIn; ///< per place: rows kept
    std::vector<Kept> m_kept; ///< room; the first m_count are in use
    std::vector<Kept> m_sorted;
    std::size_t m_count = 0;
};

} // namespace throughline::analysis
