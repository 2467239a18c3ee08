// OpportunityComparison::placebo: a failure that never was.

#include "models/analysis/compare/opportunity_comparison.h"
#include "models/base/random.h"

namespace throughline::analysis {

namespace {

constexpr std::uint64_t kSeed = 20'211;

/// The failures of each cell and bin, and the rows that are left as controls.
struct FailureRates
{
    FailureRates(const Trials& trials, std::span<const TrialHit> hits)
        : m_failed(trials.cells.size(), 0)
        , m_left(trials.cells)
    {
        for (const TrialHit& hit : hits) {
            for (std::uint32_t row = hit.stop; row < hit.end; ++row) {
                m_left[trials.outcome[row] >> 1U].trials -= 1;
            }
            if (hit.fails) {
                m_failed[trials.outcome[hit.stop] >> 1U] += 1;
            }
        }
    }

    /// Of a place that has a control.
    [[nodiscard]] double at(std::uint32_t place) const
    {
        const auto failed = static_cast<double>(m_failed[place]);
        return failed / (failed + static_cast<double>(m_left[place].trials));
    }

private:
    std::vector<std::uint64_t> m_failed;
    std::vector<Proportion> m_left;
};

/// The controls as a table of their own, with what was drawn to fail in it.
struct PlaceboTrials
{
    Trials trials;
    std::vector<TrialHit> hits;

    void add(const Trials& from, std::uint32_t row, bool sameUser, bool sameSession, bool drawn)
    {
        const std::uint32_t outcome = from.outcome[row];
        const auto number = static_cast<std::uint32_t>(trials.outcome.size());
        const bool already = sameSession && !hits.empty() && hits.back().end == number;
        trials.add(from.source[row], (outcome >> 1U) / kPositionBins, (outcome & 1U) != 0, sameUser,
                   sameSession);
        if (already) {
            hits.back().end = number + 1;
        } else if (drawn) {
            const auto before = static_cast<std::uint32_t>(trials.ordinal() - 1);
            hits.push_back({number - before, number, number + 1, true, true, (outcome & 1U) != 0,
                            positionBin(trials.ordinal())});
        }
    }
};

} // namespace

Estimate OpportunityComparison::placebo(const StruckGroup& group) const
{
    Trials trials;
    makeTrials(m_all, m_atRisk, {group.kinds, {}}, {}, trials);
    const std::vector<TrialHit> hits = hitsIn(trials, group);
    const FailureRates rates(trials, hits);
    PlaceboTrials controls;
    Random random(kSeed);
    auto hit = hits.begin();
    bool sameUser = false;
    bool sameSession = false;
    for (std::uint32_t row = 0; row < trials.outcome.size(); ++row) {
        while (hit != hits.end() && hit->end <= row) {
            ++hit;
        }
        sameUser = sameUser && trials.sameUser[row] != 0;
        sameSession = sameSession && trials.sameSession[row] != 0;
        if (hit != hits.end() && hit->first <= row && row >= hit->stop) {
            continue;
        }
        const bool drawn = random.chance(rates.at(trials.outcome[row] >> 1U));
        controls.add(trials, row, sameUser, sameSession, drawn);
        sameUser = true;
        sameSession = true;
    }
    OpportunityEstimator estimator(controls.trials, m_options);
    const OpportunityEstimate result = estimator.estimate(controls.hits);
    Estimate estimate = result.estimate;
    estimate.method = "placebo";
    estimate.match = m_match;
    estimate.difference = estimate.differenceNotYet;
    estimate.interval = estimate.intervalNotYet;
    estimate.pValue = result.pValueNotYet;
    return estimate;
}

} // namespace throughline::analysis
