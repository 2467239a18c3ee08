#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/exposure.h"
#include "models/analysis/compare/outcome_pairs.h"
#include "models/analysis/compare/risk_table.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace throughline::analysis {

/// Two arms as they are: Newcombe's interval, p by differenceTest; a note when one is empty.
[[nodiscard]] Estimate compareArms(std::string method, const Proportion& affected,
                                   const Proportion& control);

/// Sessions that entered the funnel, any occurrence at any time against none: descriptive only.
/// `entered` is the table of step 1, `hits` come from findAnyHits.
[[nodiscard]] Estimate naiveEstimate(const RiskTable& entered, std::span<const Hit> hits);

/// Affected against control among the sessions at risk, all in one. `hits` come from findHits.
[[nodiscard]] Estimate atRiskEstimate(const RiskTable& table, std::span<const Hit> hits);

/// What a stratified estimate knows beside its figures.
struct StratifiedEstimate
{
    Estimate estimate;
    std::optional<double> minimumDetectableEffect; ///< two-sided 5 %, power 80 %

    bool operator==(const StratifiedEstimate&) const = default;
};

/// The difference standardised to the affected over cells, for one error group after another.
///
/// Sum over the cells k with both arms of n1k / n1 * (p1k - p0k). Its variance is that of the
/// influence function summed by user, plus what the realised loss may vary beyond that: with the
/// controls' rate h_k of a cell, the score of a user is the sum of (Y - h_k - d) / n1 over its
/// affected sessions minus n1k / (n1 n0k) * (Y - h_k) over its controls, and
///   Var = G / (G - 1) * sum of squared scores + max(0, mean h (1 - h) - mean (Y - h - d)^2) / n1
/// with means over the affected and G the users with an affected session in such a cell. Interval
/// and p come from Student's t with G - 1 degrees of freedom; below two users there is none. Where
/// every session of an arm ends alike in each cell the variance is 0, which says nothing of how
/// sure one is: then a score interval of the standardised rates stands in, and the note says so.
/// The interval is not cut off at -1 and 1.
///
/// Keeps working memory of the size of the cells between calls: one object per thread. Cost: one
/// addition per row of the table, so about 1 ms for 500,000 sessions; with pairs one per pair of
/// outcomes, some 20 us, and the rows of the users hit.
class StratifiedEstimator
{
public:
    /// The table must outlive the estimator. `match` names the fields of its cells. `pairs` are of
    /// the table; nullptr: its rows are read.
    StratifiedEstimator(const RiskTable& table, std::vector<std::string> match,
                        std::shared_ptr<const OutcomePairs> pairs = nullptr);

    [[nodiscard]] StratifiedEstimate estimate(std::span<const Hit> hits);

private:
    /// One cell of the group at hand.
    struct Cell
    {
        Proportion affected;
        Proportion leftOut; ///< affected and hit before: no controls
        double controlRate = 0;
        bool used = false; ///< both arms
    };

    /// Sums of the group at hand.
    struct Sums
    {
        double affected = 0; ///< in cells with both arms: n1
        double excess = 0; ///< their conversions beyond those expected
        double expected = 0; ///< conversions expected of them
        double controlWeight = 0; ///< sum of n1k^2 / n0k
        std::uint64_t users = 0; ///< G
        double squaredScores = 0;
        double squaredAsControls = 0; ///< of the users hit, were none of their sessions hit
        double expectedVariance = 0; ///< sum of h (1 - h) over the affected
        double squaredResiduals = 0; ///< sum of (Y - h - d)^2 over the affected
    };

    void fillCells(std::span<const Hit> hits);
    Sums compareCells(Estimate& estimate);
    void fillScores(const Sums& sums);
    void addScores(std::span<const Hit> hits, double difference, Sums& sums) const;
    /// Sum over the users without a hit of their squared scores; `ofHit`: what those with one would
    /// add to that of all.
    [[nodiscard]] double squaredScoresOfOthers(std::span<const Hit> hits, double ofHit) const;
    /// The first row of the user of this row.
    [[nodiscard]] std::size_t userStart(std::size_t row) const;
    /// Adds the score of the user whose rows begin here and takes its hits, the first ones, off the
    /// list.
    void addHitUser(std::span<const Hit>& hits, std::size_t row, double difference,
                    Sums& sums) const;
    /// Sum over the users of these rows, all controls, of their squared scores.
    [[nodiscard]] double squaredControlScores(std::size_t from, std::size_t to) const;
    void forget();

    const RiskTable& m_table;
    std::vector<std::string> m_match;
    std::shared_ptr<const OutcomePairs> m_pairs;
    std::vector<Cell> m_cells;
    std::vector<double> m_score; ///< per outcome: what a control adds to its user's score
    std::vector<std::uint32_t> m_touched; ///< cells that are not as new
};

} // namespace throughline::analysis
