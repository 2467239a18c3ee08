#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/trials.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// What an opportunity-matched estimate knows beside its figures.
struct OpportunityEstimate
{
    Estimate estimate;
    std::optional<double> standardError;
    std::optional<double> standardErrorNotYet;
    std::optional<double> pValueNotYet;
    std::optional<double> minimumDetectableEffect; ///< two-sided 5 %, power 80 %
    std::uint64_t withoutEvent = 0; ///< affected that hang on no event
    std::uint64_t withoutControl = 0; ///< affected without a comparable opportunity
    std::uint64_t matchedConverted = 0; ///< of the matched affected
    std::uint32_t bands = 0;

    bool operator==(const OpportunityEstimate&) const = default;
};

/// What users whom the error did not strike add to an estimate.
struct OtherUsers
{
    double squaredScores = 0; ///< of users, summed
    std::uint64_t controls = 0; ///< sessions with a trial in use
    std::uint64_t controlsConverted = 0;

    bool operator==(const OtherUsers&) const = default;
};

/// What a control in one place adds to the score of its user.
struct PlaceScore
{
    std::uint32_t place = 0; ///< cell of the table and position bin
    double ifNot = 0;
    double ifConverted = 0;
};

/// An estimate that lacks the users of whom its table of trials tells nothing but the totals of the
/// cells: what they add is put into `others`, then close() gives the estimate.
struct OpenEstimate
{
    /// Of one of the two comparisons.
    struct Sums
    {
        double squaredScores = 0; ///< of users, summed
        double expectedVariance = 0;
        double squaredResiduals = 0;
        double squaredWeights = 0;
        std::uint64_t users = 0; ///< with a matched affected trial
        std::uint64_t controls = 0; ///< sessions
        std::uint64_t controlsConverted = 0;
    };

    OpportunityEstimate result; ///< whole but for variance, interval and counts of controls
    Sums never;
    Sums notYet;
    double squaredShares = 0; ///< of the controls: 1 / what their number is worth
    bool twice = false; ///< the two comparisons have an interval each
    std::vector<PlaceScore>
        scores; ///< of all places in use, to be summed by user; perhaps not kept
    std::vector<PlaceScore> scoresNotYet; ///< against not yet, where it has an interval of its own
    OtherUsers others;
    OtherUsers othersNotYet;
};

/// The estimate, its other users added.
[[nodiscard]] OpportunityEstimate close(OpenEstimate open);

struct OpportunityOptions
{
    std::uint64_t fewestPerBand = 30; ///< matched affected that a band of positions must hold
    bool notYetInterval = true; ///< also the interval against those not yet hit: a second pass
};

/// Difference in conversion of the affected against the same sessions in a world without the error,
/// matched on the opportunity to meet it.
///
/// An affected session i has one failing trial. Its controls C(i) are the trials that did not fail
/// in the same cell and position bin; without any there, in the same cell; without any there, it is
/// unmatched. d_i = Y_i - mean Y over C(i). Controls may be hit later, so the effect of a first
/// exposure is taken out of them (structural nested mean model, g-estimation): with B <= 3 bands of
/// position and e_ib the share of C(i) that is hit later in band b, solve for all b
///   sum over i in b of (d_i - psi_b + sum_c e_ic psi_c) = 0;   difference = sum n_b psi_b / N.
/// One band gives mean d / (1 - mean later share). Bands end where the matched affected reach 1/3
/// and 2/3; they are used when each holds enough of them and at least 5 % of controls are hit
/// later. When over 60 % are, or the equations are near singular, the difference is against those
/// not yet hit, and the note says so.
///
/// The variance is that of the influence function summed by user, and a second term that keeps the
/// interval open for the loss that was realised:
///   G / (G - 1) sum score_u^2 + max(0, mean q (1 - q) - mean (Y - H - difference)^2) sum w^2
/// with H the controls' mean freed of later effects and q the same within [0, 1]. Interval and p
/// come from Student's t with G - 1 degrees of freedom, G the users with a matched affected
/// session; below two there is none.
///
/// Keeps working memory of the size of the cells between calls: one object per thread. Cost: one
/// addition per row of the table, about 1 ms per million rows, and the rows of the sessions hit.
class OpportunityEstimator
{
public:
    /// The table must outlive the estimator.
    explicit OpportunityEstimator(const Trials& trials, OpportunityOptions options = {});

    /// `hits` ascend by `first`; those without rows may stand anywhere among equals.
    [[nodiscard]] OpportunityEstimate estimate(std::span<const TrialHit> hits);

    enum class Scores : std::uint8_t
    {
        Kept,
        NotKept
    };

    /// The same before users are added whose trials are not in the table but counted in its cells.
    [[nodiscard]] OpenEstimate open(std::span<const TrialHit> hits, Scores scores);

    /// Of the last estimate: rows of the table that are controls in use, with their weights, which
    /// add up to 1. `visit(row, weight)`; O(rows).
    template<typename Visit>
    void forEachControl(std::span<const TrialHit> hits, const Visit& visit) const
    {
        auto hit = hits.begin();
        for (std::uint32_t row = 0; row < m_trials.outcome.size(); ++row) {
            while (hit != hits.end() && hit->end <= row) {
                ++hit;
            }
            const bool taken =
                hit != hits.end() && hit->first <= row && row >= hit->stop && row < hit->end;
            const std::uint32_t place = m_trials.outcome[row] >> 1U;
            if (!taken && m_used[place] != 0) {
                visit(row, shareOf(place));
            }
        }
    }

    /// Whether the failing row of this hit found controls in the last estimate.
    [[nodiscard]] bool isMatched(const TrialHit& hit) const;

private:
    static constexpr std::size_t kMostBands = 3;
    using Bands = std::array<double, kMostBands>;

    /// The affected and controls of a cell with its position, or of a cell over all positions.
    struct Pool
    {
        Proportion controls;
        Proportion leftOut; ///< rows that are no controls
        std::array<std::uint64_t, kMostBands> affected {};
        std::array<std::uint64_t, kMostBands> converted {}; ///< of the affected
        std::array<std::uint64_t, kMostBands> later {}; ///< controls hit later, by its band
        double rate = 0; ///< of the controls, freed of later effects
        double weight = 0; ///< of one control

        [[nodiscard]] std::uint64_t affectedCount() const
        {
            return affected[0] + affected[1] + affected[2];
        }
    };

    /// A solution: against never, or with psi 0 against not yet.
    struct Solution
    {
        double difference = 0;
        Bands psi {};
        Bands weight {}; ///< per band: of one affected
    };

    using Sums = OpenEstimate::Sums;

    /// Where a stream over the rows stands.
    struct Stream
    {
        double userScore = 0;
        double squares = 0;
        std::uint64_t controls = 0;
        std::uint64_t controlsConverted = 0;
        std::uint64_t counted = 0; ///< 1 when the session has been counted
    };

    [[nodiscard]] std::uint32_t place(std::uint32_t row) const
    {
        return m_trials.outcome[row] >> 1U;
    }

    [[nodiscard]] bool converted(std::uint32_t row) const
    {
        return (m_trials.outcome[row] & 1U) != 0;
    }

    [[nodiscard]] std::uint32_t bandOf(const TrialHit& hit) const;
    /// The pool an affected trial of this place is compared in; nullptr: unmatched.
    [[nodiscard]] const Pool* poolOf(std::uint32_t place) const;
    [[nodiscard]] Pool* poolOf(std::uint32_t place);
    [[nodiscard]] double shareOf(std::uint32_t place) const;

    void forget();
    void touch(std::uint32_t place);
    void takeOut(std::span<const TrialHit> hits);
    void countControls();
    void countMatched(std::span<const TrialHit> hits, OpportunityEstimate& result);
    void cutBands(const std::array<std::uint64_t, kPositionBins>& matchedOfBin, double laterShare);
    void fillPools(std::span<const TrialHit> hits);
    [[nodiscard]] double laterShare(std::span<const TrialHit> hits) const;
    [[nodiscard]] std::optional<Solution> solveNever() const;
    [[nodiscard]] Solution solveNotYet() const;
    void fillScores(const Solution& solution);
    [[nodiscard]] Sums addScores(std::span<const TrialHit> hits, const Solution& solution) const;
    void addAffected(const TrialHit& hit, const Solution& solution, double& score,
                     Sums& sums) const;
    std::uint32_t addHitUser(std::span<const TrialHit>& hits, std::uint32_t userStart,
                             const Solution& solution, Sums& sums) const;
    void streamControls(std::uint32_t from, std::uint32_t to, Stream& stream) const;
    void countShares(OpenEstimate& open) const;
    [[nodiscard]] std::vector<PlaceScore> scoresInUse() const;

    const Trials& m_trials;
    OpportunityOptions m_options;
    std::vector<Pool> m_pools; ///< per cell and bin
    std::vector<Pool> m_wide; ///< per cell, over all bins
    std::vector<double> m_score; ///< per outcome: what a control adds to its user's score
    std::vector<std::uint8_t> m_used; ///< per cell and bin: its controls are in use
    std::vector<std::uint32_t> m_touchedCells; ///< ascending after takeOut
    std::vector<std::uint8_t> m_cellTouched;
    std::array<std::uint32_t, kPositionBins> m_bandOfBin {};
    std::uint32_t m_bands = 1;
    double m_matched = 0; ///< N
};

} // namespace throughline::analysis
