#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace throughline::analysis {

/// The affected trials of a placed group and the trials they are compared with, so that anything
/// that can be measured at a trial can be compared, not only who converts.
///
/// The controls C(i) of an affected trial i are those of the opportunity-matched estimate: the
/// trials without the error in its cell and position bin, else in its cell, else none. Some of
/// their sessions meet the error later, so what is compared here is against sessions not yet hit.
/// Holds 20 bytes per trial of a cell with an affected one. One object per thread.
class MatchedTrials
{
public:
    struct Trial
    {
        std::uint32_t session = 0; ///< number in the index
        std::uint32_t event = 0; ///< place in the index: what is measured comes after it
        std::uint32_t riskRow = 0; ///< of the risk table
        std::uint32_t place = 0; ///< cell and position bin
        bool affected = false; ///< else a control
    };

    /// What is measured at a trial; nullopt where it cannot be.
    using Measure = std::function<std::optional<double>(const Trial&)>;

    /// `group` as OpportunityComparison::place gives it for the step and the table's own cells.
    /// Linear in the events of the sessions at risk.
    MatchedTrials(const ComparisonTable& table, std::uint32_t step, const StruckGroup& group);

    [[nodiscard]] const std::vector<Trial>& trials() const { return m_trials; }

    /// Mean over the matched affected i of V_i - mean V over C(i), trials without a value left out
    /// and counted. Interval and p from Student's t with G - 1 degrees of freedom and the influence
    /// function summed by user,
    ///   Var = G / (G - 1) sum over users of the square of
    ///         sum over its i (V_i - mean C(i) - difference) / N
    ///         - sum over its controls c, over i with c in C(i), (V_c - mean C(i)) / (N |C(i)|),
    /// G the users with a matched affected trial; none below two users, or when nothing varies.
    /// `affected` and `control` are the two means, the second as weighted. O(trials).
    [[nodiscard]] MetricEffect compare(std::string name, const Measure& measure) const;

private:
    struct Work;

    void fillPools(Work& work, MetricEffect& effect) const;
    void addScores(Work& work, MetricEffect& effect) const;

    /// What a trial adds to the score of its user; 0 where it is not in use.
    [[nodiscard]] double scoreOf(const Work& work, std::size_t trial, double difference) const;

    const index::SessionIndex& m_index;
    std::vector<Trial> m_trials; ///< in order of user, session and time
    std::uint32_t m_cells = 0;
};

} // namespace throughline::analysis
