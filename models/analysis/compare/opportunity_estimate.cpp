#include "models/analysis/compare/opportunity_estimate.h"

#include "models/analysis/compare/linear_solve.h"

#include <algorithm>
#include <utility>

namespace throughline::analysis {

namespace {

/// Limits of the method; judgement, as its description says.
constexpr double kLeastLaterForBands = 0.05;
constexpr double kMostLater = 0.6;
constexpr double kSmallestPivot = 0.05; ///< of equations scaled to 1 on the diagonal

void add(Proportion& proportion, bool success)
{
    proportion.trials += 1;
    proportion.successes += success ? 1U : 0U;
}

Proportion without(const Proportion& all, const Proportion& part)
{
    return {all.successes - part.successes, all.trials - part.trials};
}

} // namespace

OpportunityEstimator::OpportunityEstimator(const Trials& trials, OpportunityOptions options)
    : m_trials(trials)
    , m_options(options)
    , m_pools(trials.cells.size())
    , m_wide(trials.cells.size() / kPositionBins)
    , m_score(2 * trials.cells.size(), 0)
    , m_used(trials.cells.size(), 0)
    , m_cellTouched(m_wide.size(), 0)
{
}

OpportunityEstimate OpportunityEstimator::estimate(std::span<const TrialHit> hits)
{
    return close(open(hits, Scores::NotKept));
}

OpenEstimate OpportunityEstimator::open(std::span<const TrialHit> hits, Scores scores)
{
    forget();
    OpenEstimate open;
    OpportunityEstimate& result = open.result;
    Estimate& estimate = result.estimate;
    estimate.method = "opportunity_matched";
    takeOut(hits);
    countControls();
    fillPools(hits);
    countMatched(hits, result);
    if (m_matched == 0) {
        estimate.note = estimate.affected == 0 ? "no affected session"
            : result.withoutControl == 0       ? "no affected session has an event to compare at"
                                               : "no affected session has a comparable control";
        return open;
    }
    if (m_bands > 1) {
        fillPools(hits);
    }
    const Solution notYet = solveNotYet();
    const double later = *estimate.laterExposedShare;
    const auto never = later > kMostLater ? std::nullopt : solveNever();
    if (!never) {
        estimate.note = "most controls meet the error later: compared with those not yet hit";
    }
    const Solution& solution = never ? *never : notYet;
    result.bands = never ? m_bands : 1;
    estimate.difference = solution.difference;
    estimate.differenceNotYet = notYet.difference;
    fillScores(solution);
    open.never = addScores(hits, solution);
    countShares(open);
    if (scores == Scores::Kept) {
        open.scores = scoresInUse();
    }
    open.twice = later != 0 && never;
    if (open.twice && m_options.notYetInterval) {
        fillScores(notYet);
        open.notYet = addScores(hits, notYet);
        if (scores == Scores::Kept) {
            open.scoresNotYet = scoresInUse();
        }
    }
    return open;
}

void OpportunityEstimator::forget()
{
    for (const std::uint32_t cell : m_touchedCells) {
        const std::size_t first = std::size_t {cell} * kPositionBins;
        for (std::size_t at = first; at < first + kPositionBins; ++at) {
            m_pools[at] = {};
            m_used[at] = 0;
            m_score[2 * at] = 0;
            m_score[2 * at + 1] = 0;
        }
        m_wide[cell] = {};
        m_cellTouched[cell] = 0;
    }
    m_touchedCells.clear();
    m_bandOfBin = {};
    m_bands = 1;
    m_matched = 0;
}

void OpportunityEstimator::touch(std::uint32_t place)
{
    const std::uint32_t cell = place / kPositionBins;
    if (m_cellTouched[cell] == 0) {
        m_cellTouched[cell] = 1;
        m_touchedCells.push_back(cell);
    }
}

void OpportunityEstimator::takeOut(std::span<const TrialHit> hits)
{
    for (const TrialHit& hit : hits) {
        for (std::uint32_t row = hit.first; row < hit.end; ++row) {
            touch(place(row));
            if (row >= hit.stop) {
                add(m_pools[place(row)].leftOut, converted(row));
            }
        }
    }
    // Sums in the order of cells: the same digits whatever the order of hits within a cell.
    std::sort(m_touchedCells.begin(), m_touchedCells.end());
}

void OpportunityEstimator::countControls()
{
    for (const std::uint32_t cell : m_touchedCells) {
        Pool& wide = m_wide[cell];
        for (std::uint32_t bin = 0; bin < kPositionBins; ++bin) {
            const std::size_t at = std::size_t {cell} * kPositionBins + bin;
            m_pools[at].controls = without(m_trials.cells[at], m_pools[at].leftOut);
            wide.controls.trials += m_pools[at].controls.trials;
            wide.controls.successes += m_pools[at].controls.successes;
        }
    }
}

std::uint32_t OpportunityEstimator::bandOf(const TrialHit& hit) const
{
    return m_bandOfBin[hit.bin];
}

const OpportunityEstimator::Pool* OpportunityEstimator::poolOf(std::uint32_t place) const
{
    if (m_pools[place].controls.trials > 0) {
        return &m_pools[place];
    }
    const Pool& wide = m_wide[place / kPositionBins];
    return wide.controls.trials > 0 ? &wide : nullptr;
}

OpportunityEstimator::Pool* OpportunityEstimator::poolOf(std::uint32_t place)
{
    return const_cast<Pool*>(std::as_const(*this).poolOf(place));
}

bool OpportunityEstimator::isMatched(const TrialHit& hit) const
{
    return hit.fails && poolOf(place(hit.stop)) != nullptr;
}

void OpportunityEstimator::fillPools(std::span<const TrialHit> hits)
{
    for (const std::uint32_t cell : m_touchedCells) {
        const auto clear = [](Pool& pool) { pool.affected = pool.converted = pool.later = {}; };
        clear(m_wide[cell]);
        const auto first = m_pools.begin() + std::ptrdiff_t {cell} * kPositionBins;
        std::for_each(first, first + kPositionBins, clear);
    }
    for (const TrialHit& hit : hits) {
        if (!hit.affected) {
            continue;
        }
        const std::uint32_t band = bandOf(hit);
        for (std::uint32_t row = hit.first; row < hit.stop; ++row) {
            ++m_pools[place(row)].later[band];
            ++m_wide[place(row) / kPositionBins].later[band];
        }
        if (Pool* pool = hit.fails ? poolOf(place(hit.stop)) : nullptr) {
            ++pool->affected[band];
            pool->converted[band] += hit.converted ? 1 : 0;
        }
    }
}

void OpportunityEstimator::countMatched(std::span<const TrialHit> hits, OpportunityEstimate& result)
{
    Estimate& estimate = result.estimate;
    std::array<std::uint64_t, kPositionBins> matchedOfBin {};
    double later = 0;
    for (const TrialHit& hit : hits) {
        if (!hit.affected) {
            continue;
        }
        estimate.affected += 1;
        estimate.affectedConverted += hit.converted ? 1 : 0;
        if (!isMatched(hit)) {
            ++(hit.fails ? result.withoutControl : result.withoutEvent);
            continue;
        }
        const Pool& pool = *poolOf(place(hit.stop));
        estimate.matchedAffected += 1;
        result.matchedConverted += hit.converted ? 1 : 0;
        ++matchedOfBin[hit.bin];
        later += static_cast<double>(pool.later[0]) / static_cast<double>(pool.controls.trials);
    }
    m_matched = static_cast<double>(estimate.matchedAffected);
    if (estimate.matchedAffected > 0) {
        estimate.matchedShare = m_matched / static_cast<double>(estimate.affected);
        estimate.laterExposedShare = later / m_matched;
        cutBands(matchedOfBin, later / m_matched);
    }
}

void OpportunityEstimator::cutBands(const std::array<std::uint64_t, kPositionBins>& matchedOfBin,
                                    double laterShare)
{
    const auto matched = static_cast<std::uint64_t>(m_matched);
    std::array<std::uint32_t, kPositionBins> bandOfBin {};
    std::array<std::uint64_t, kMostBands> inBand {};
    std::uint64_t sum = 0;
    std::uint32_t band = 0;
    for (std::size_t bin = 0; bin < kPositionBins; ++bin) {
        bandOfBin[bin] = band;
        inBand[band] += matchedOfBin[bin];
        const std::uint64_t before = sum;
        sum += matchedOfBin[bin];
        const bool third = before * 3 < matched && sum * 3 >= matched;
        const bool twoThirds = before * 3 < matched * 2 && sum * 3 >= matched * 2;
        band += (third || twoThirds) && sum < matched ? 1 : 0;
    }
    const bool large = std::all_of(inBand.begin(), inBand.begin() + band + 1,
                                   [&](auto count) { return count >= m_options.fewestPerBand; });
    if (band > 0 && large && laterShare >= kLeastLaterForBands) {
        m_bandOfBin = bandOfBin;
        m_bands = band + 1;
    }
}

OpportunityEstimator::Solution OpportunityEstimator::solveNotYet() const
{
    Solution solution;
    double excess = 0;
    const auto addPool = [&](const Pool& pool) {
        if (const std::uint64_t affected = pool.affectedCount(); affected > 0) {
            const std::uint64_t converted =
                pool.converted[0] + pool.converted[1] + pool.converted[2];
            excess += static_cast<double>(converted)
                - static_cast<double>(affected) * pool.controls.rate();
        }
    };
    for (const std::uint32_t cell : m_touchedCells) {
        const auto first = m_pools.begin() + std::ptrdiff_t {cell} * kPositionBins;
        std::for_each(first, first + kPositionBins, addPool);
        addPool(m_wide[cell]);
    }
    solution.difference = excess / m_matched;
    solution.weight.fill(1 / m_matched);
    return solution;
}

std::optional<OpportunityEstimator::Solution> OpportunityEstimator::solveNever() const
{
    Bands count {};
    Bands excess {};
    SquareMatrix<kMostBands> later {};
    const auto addPool = [&](const Pool& pool) {
        if (pool.affectedCount() == 0) {
            return;
        }
        const auto controls = static_cast<double>(pool.controls.trials);
        for (std::size_t b = 0; b < m_bands; ++b) {
            const auto affected = static_cast<double>(pool.affected[b]);
            count[b] += affected;
            excess[b] += static_cast<double>(pool.converted[b]) - affected * pool.controls.rate();
            for (std::size_t c = 0; c < m_bands; ++c) {
                later[b][c] += affected * static_cast<double>(pool.later[c]) / controls;
            }
        }
    };
    for (const std::uint32_t cell : m_touchedCells) {
        const auto first = m_pools.begin() + std::ptrdiff_t {cell} * kPositionBins;
        std::for_each(first, first + kPositionBins, addPool);
        addPool(m_wide[cell]);
    }
    // Each equation divided by its affected, so that pivots have a common scale.
    SquareMatrix<kMostBands> matrix {};
    SquareMatrix<kMostBands> transposed {};
    Bands right {};
    Bands share {};
    for (std::size_t b = 0; b < m_bands; ++b) {
        for (std::size_t c = 0; c < m_bands; ++c) {
            matrix[b][c] = (b == c ? 1 : 0) - later[b][c] / count[b];
            transposed[c][b] = matrix[b][c];
        }
        right[b] = excess[b] / count[b];
        share[b] = count[b] / m_matched;
    }
    const auto psi = solveLinear(matrix, right, m_bands, kSmallestPivot);
    const auto scaledWeight = solveLinear(transposed, share, m_bands, kSmallestPivot);
    if (!psi || !scaledWeight) {
        return std::nullopt;
    }
    Solution solution;
    solution.psi = *psi;
    for (std::size_t b = 0; b < m_bands; ++b) {
        solution.difference += share[b] * (*psi)[b];
        solution.weight[b] = (*scaledWeight)[b] / count[b];
    }
    return solution;
}

} // namespace throughline::analysis
