// The second half of OpportunityEstimator: scores by user, variance and interval.

#include "models/analysis/compare/opportunity_estimate.h"
#include "models/analysis/compare/student_interval.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace throughline::analysis {

void OpportunityEstimator::fillScores(const Solution& solution)
{
    const auto setPool = [&](Pool& pool) {
        pool.weight = 0;
        if (pool.affectedCount() == 0) {
            return;
        }
        const auto controls = static_cast<double>(pool.controls.trials);
        auto freed = static_cast<double>(pool.controls.successes);
        for (std::size_t b = 0; b < kMostBands; ++b) {
            freed -= solution.psi[b] * static_cast<double>(pool.later[b]);
            pool.weight += solution.weight[b] * static_cast<double>(pool.affected[b]) / controls;
        }
        pool.rate = freed / controls;
    };
    for (const std::uint32_t cell : m_touchedCells) {
        Pool& wide = m_wide[cell];
        setPool(wide);
        for (std::size_t bin = 0; bin < kPositionBins; ++bin) {
            const std::size_t at = std::size_t {cell} * kPositionBins + bin;
            Pool& pool = m_pools[at];
            setPool(pool);
            // A control of both pools adds to both. H = 0 adds weight * rate, H = 1 one weight
            // less.
            const double none = pool.weight * pool.rate + wide.weight * wide.rate;
            m_score[2 * at] = none;
            m_score[2 * at + 1] = none - pool.weight - wide.weight;
            m_used[at] = pool.affectedCount() + wide.affectedCount() > 0 ? 1 : 0;
        }
    }
}

double OpportunityEstimator::shareOf(std::uint32_t place) const
{
    const auto share = [this](const Pool& pool) {
        return pool.affectedCount() == 0 ? 0
                                         : static_cast<double>(pool.affectedCount())
                / (m_matched * static_cast<double>(pool.controls.trials));
    };
    return share(m_pools[place]) + share(m_wide[place / kPositionBins]);
}

OpportunityEstimator::Sums OpportunityEstimator::addScores(std::span<const TrialHit> hits,
                                                           const Solution& solution) const
{
    Sums sums;
    // Users without a hit stream by; those with one are taken session by session.
    Stream stream;
    std::uint32_t row = 0;
    const auto rows = static_cast<std::uint32_t>(m_trials.outcome.size());
    while (!hits.empty()) {
        if (hits.front().first == hits.front().end) {
            hits = hits.subspan(1); // without rows
            continue;
        }
        std::uint32_t userStart = hits.front().first;
        while (m_trials.sameUser[userStart] != 0) {
            --userStart;
        }
        streamControls(row, userStart, stream);
        row = addHitUser(hits, userStart, solution, sums);
        stream.userScore = 0;
        stream.counted = 0;
    }
    streamControls(row, rows, stream);
    sums.squaredScores += stream.squares;
    sums.controls += stream.controls;
    sums.controlsConverted += stream.controlsConverted;
    return sums;
}

void OpportunityEstimator::streamControls(std::uint32_t from, std::uint32_t to,
                                          Stream& stream) const
{
    const std::uint32_t* const outcome = m_trials.outcome.data();
    const std::uint8_t* const sameUser = m_trials.sameUser.data();
    const std::uint8_t* const sameSession = m_trials.sameSession.data();
    const double* const scoreOf = m_score.data();
    const std::uint8_t* const usedOf = m_used.data();
    Stream sum = stream;
    // Without a branch per user or session, which no processor foresees: each row adds what it adds
    // to the square of its user's running sum, (sum + score)^2 - sum^2.
    for (std::uint32_t row = from; row < to; ++row) {
        const double score = scoreOf[outcome[row]];
        sum.userScore *= sameUser[row];
        sum.squares += score * (2 * sum.userScore + score);
        sum.userScore += score;
        sum.counted &= sameSession[row];
        const std::uint64_t fresh = usedOf[outcome[row] >> 1U] & ~sum.counted;
        sum.controls += fresh;
        sum.controlsConverted += fresh & outcome[row];
        sum.counted |= fresh;
    }
    stream = sum;
}

void OpportunityEstimator::addAffected(const TrialHit& hit, const Solution& solution, double& score,
                                       Sums& sums) const
{
    const Pool& pool = *poolOf(place(hit.stop));
    const std::uint32_t band = bandOf(hit);
    const double psi = solution.psi[band];
    const double weight = solution.weight[band];
    const double rate = pool.rate;
    const double outcome = hit.converted ? 1 : 0;
    // Against not yet psi is 0 and the difference itself is what remains.
    score += weight * (outcome - psi - rate) + (psi - solution.difference) / m_matched;
    const double residual = outcome - rate - solution.difference;
    const double clipped = std::clamp(rate, 0.0, 1.0);
    sums.squaredResiduals += residual * residual;
    sums.expectedVariance += clipped * (1 - clipped);
    sums.squaredWeights += weight * weight;
}

std::uint32_t OpportunityEstimator::addHitUser(std::span<const TrialHit>& hits,
                                               std::uint32_t userStart, const Solution& solution,
                                               Sums& sums) const
{
    bool matched = false;
    bool counted = false;
    double score = 0;
    std::uint32_t row = userStart;
    do {
        while (!hits.empty() && hits.front().end <= row) {
            hits = hits.subspan(1);
        }
        counted = counted && m_trials.sameSession[row] != 0;
        const bool inHit = !hits.empty() && hits.front().first <= row;
        if (inHit && row >= hits.front().stop) {
            if (row == hits.front().stop && isMatched(hits.front())) {
                addAffected(hits.front(), solution, score, sums);
                matched = true;
            }
            continue;
        }
        const std::uint32_t outcome = m_trials.outcome[row];
        score += m_score[outcome];
        if (inHit) {
            // Its outcome freed of the effect of being hit later.
            const double weight = m_score[outcome & ~1U] - m_score[outcome | 1U];
            score += weight * solution.psi[bandOf(hits.front())];
        }
        if (m_used[outcome >> 1U] != 0 && !counted) {
            counted = true;
            sums.controls += 1;
            sums.controlsConverted += outcome & 1U;
        }
    } while (++row < m_trials.outcome.size() && m_trials.sameUser[row] != 0);
    while (!hits.empty() && hits.front().end <= row) {
        hits = hits.subspan(1);
    }
    sums.squaredScores += score * score;
    sums.users += matched ? 1 : 0;
    return row;
}

void OpportunityEstimator::countShares(OpenEstimate& open) const
{
    const auto addPool = [&](const Pool& pool) {
        if (const std::uint64_t affected = pool.affectedCount(); affected > 0) {
            const double share = static_cast<double>(affected) / m_matched;
            open.result.estimate.strata += 1;
            open.squaredShares += share * share / static_cast<double>(pool.controls.trials);
        }
    };
    for (const std::uint32_t cell : m_touchedCells) {
        const auto first = m_pools.begin() + std::ptrdiff_t {cell} * kPositionBins;
        std::for_each(first, first + kPositionBins, addPool);
        addPool(m_wide[cell]);
    }
}

std::vector<PlaceScore> OpportunityEstimator::scoresInUse() const
{
    std::vector<PlaceScore> scores;
    for (const std::uint32_t cell : m_touchedCells) {
        for (std::uint32_t at = cell * kPositionBins; at < (cell + 1) * kPositionBins; ++at) {
            if (m_used[at] != 0) {
                scores.push_back({at, m_score[2 * at], m_score[2 * at + 1]});
            }
        }
    }
    return scores;
}

namespace {

/// The variance of the sums, with the term for the realised loss.
double varianceOf(const OpenEstimate::Sums& sums, const OtherUsers& others, double matched)
{
    const auto g = static_cast<double>(sums.users);
    const double beyond = std::max(0.0, sums.expectedVariance - sums.squaredResiduals) / matched;
    return g / (g - 1) * (sums.squaredScores + others.squaredScores) + beyond * sums.squaredWeights;
}

void closeNever(OpportunityEstimate& result, const OpenEstimate& open)
{
    Estimate& estimate = result.estimate;
    estimate.control = open.never.controls + open.others.controls;
    estimate.controlConverted = open.never.controlsConverted + open.others.controlsConverted;
    if (open.never.users < 2) {
        appendNote(estimate, "all matched affected sessions are of one user: no interval");
        return;
    }
    const auto matched = static_cast<double>(estimate.matchedAffected);
    const double variance = varianceOf(open.never, open.others, matched);
    if (variance < kNoVariance) {
        const double affected = static_cast<double>(result.matchedConverted) / matched;
        const double control = std::clamp(affected - *estimate.difference, 0.0, 1.0);
        result.minimumDetectableEffect =
            setScoreInterval(estimate, {affected, matched}, {control, 1 / open.squaredShares});
        return;
    }
    result.standardError = std::sqrt(variance);
    result.minimumDetectableEffect = setStudentInterval(estimate, *result.standardError,
                                                        static_cast<double>(open.never.users - 1));
}

void closeNotYet(OpportunityEstimate& result, const OpenEstimate& open)
{
    if (!open.twice) {
        result.estimate.intervalNotYet = result.estimate.interval;
        result.standardErrorNotYet = result.standardError;
        result.pValueNotYet = result.estimate.pValue;
        return;
    }
    if (open.notYet.users < 2) {
        return;
    }
    const double variance = varianceOf(open.notYet, open.othersNotYet,
                                       static_cast<double>(result.estimate.matchedAffected));
    if (variance < kNoVariance) {
        return;
    }
    Estimate around;
    around.difference = result.estimate.differenceNotYet;
    result.standardErrorNotYet = std::sqrt(variance);
    setStudentInterval(around, *result.standardErrorNotYet,
                       static_cast<double>(open.notYet.users - 1));
    result.estimate.intervalNotYet = around.interval;
    result.pValueNotYet = around.pValue;
}

} // namespace

OpportunityEstimate close(OpenEstimate open)
{
    OpportunityEstimate result = std::move(open.result);
    if (result.estimate.matchedAffected > 0) {
        closeNever(result, open);
        closeNotYet(result, open);
    }
    return result;
}

} // namespace throughline::analysis
