#include "models/analysis/compare/effect_estimate.h"

#include "models/analysis/compare/student_interval.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace throughline::analysis {

namespace {

void add(Proportion& proportion, bool success)
{
    proportion.trials += 1;
    proportion.successes += success ? 1U : 0U;
}

Proportion without(const Proportion& all, const Proportion& part)
{
    return {all.successes - part.successes, all.trials - part.trials};
}

/// Sum over users of the square of what their rows add up to, row by row.
class SquaredSums
{
public:
    SquaredSums(const RiskTable& table, const std::vector<double>& scoreOf)
        : m_outcome(table.outcome.data())
        , m_sameUser(table.sameUser.data())
        , m_scoreOf(scoreOf.data())
    {
    }

    /// Without a branch per user, which no processor foresees: each row adds what it adds to the
    /// square of its user's running sum, (sum + score)^2 - sum^2.
    void add(std::size_t row)
    {
        const double score = m_scoreOf[m_outcome[row]];
        m_sum = m_sum * m_sameUser[row];
        m_squares += score * (2 * m_sum + score);
        m_sum += score;
    }

    /// With these rows, the last ones.
    double rest(std::size_t from, std::size_t to)
    {
        for (std::size_t row = from; row < to; ++row) {
            add(row);
        }
        return m_squares;
    }

private:
    const std::uint32_t* m_outcome;
    const std::uint8_t* m_sameUser;
    const double* m_scoreOf;
    double m_squares = 0;
    double m_sum = 0;
};

} // namespace

Estimate compareArms(std::string method, const Proportion& affected, const Proportion& control)
{
    Estimate estimate;
    estimate.method = std::move(method);
    estimate.affected = affected.trials;
    estimate.affectedConverted = affected.successes;
    estimate.control = control.trials;
    estimate.controlConverted = control.successes;
    estimate.matchedAffected = affected.trials;
    estimate.matchedShare = affected.trials == 0 ? 0 : 1;
    if (affected.trials == 0 || control.trials == 0) {
        estimate.note = affected.trials == 0 ? "no affected session" : "no control session";
        return estimate;
    }
    estimate.difference = affected.rate() - control.rate();
    estimate.interval = newcombeInterval(affected, control);
    estimate.pValue = differenceTest(affected, control);
    return estimate;
}

Estimate naiveEstimate(const RiskTable& entered, std::span<const Hit> hits)
{
    Proportion affected;
    for (const Hit& hit : hits) {
        add(affected, entered.converted(hit.row));
    }
    Estimate estimate = compareArms("naive", affected, without(entered.all, affected));
    if (estimate.difference) {
        estimate.note = "descriptive: not adjusted for time at risk";
    }
    return estimate;
}

Estimate atRiskEstimate(const RiskTable& table, std::span<const Hit> hits)
{
    Proportion affected;
    Proportion leftOut;
    for (const Hit& hit : hits) {
        add(leftOut, table.converted(hit.row));
        if (hit.affected) {
            add(affected, table.converted(hit.row));
        }
    }
    return compareArms("at_risk", affected, without(table.all, leftOut));
}

StratifiedEstimator::StratifiedEstimator(const RiskTable& table, std::vector<std::string> match,
                                         std::shared_ptr<const OutcomePairs> pairs)
    : m_table(table)
    , m_match(std::move(match))
    , m_pairs(std::move(pairs))
    , m_cells(table.cells.size())
    , m_score(2 * table.cells.size(), 0)
{
}

StratifiedEstimate StratifiedEstimator::estimate(std::span<const Hit> hits)
{
    StratifiedEstimate result;
    Estimate& estimate = result.estimate;
    estimate.method = "at_risk_stratified";
    estimate.match = m_match;
    fillCells(hits);
    Sums sums = compareCells(estimate);
    if (estimate.matchedAffected == 0) {
        estimate.note = estimate.affected == 0 ? "no affected session"
                                               : "no affected session has a comparable control";
        forget();
        return result;
    }
    estimate.difference = sums.excess / sums.affected;
    fillScores(sums);
    addScores(hits, *estimate.difference, sums);
    forget();
    if (sums.users < 2) {
        estimate.note = "all matched affected sessions are of one user: no interval";
        return result;
    }
    const auto g = static_cast<double>(sums.users);
    const double beyond =
        std::max(0.0, sums.expectedVariance - sums.squaredResiduals) / sums.affected;
    const double variance = g / (g - 1) * sums.squaredScores + beyond / sums.affected;
    if (variance < kNoVariance) {
        const double controlRate = sums.expected / sums.affected;
        result.minimumDetectableEffect =
            setScoreInterval(estimate, {controlRate + *estimate.difference, sums.affected},
                             {controlRate, sums.affected * sums.affected / sums.controlWeight});
    } else {
        result.minimumDetectableEffect = setStudentInterval(estimate, std::sqrt(variance), g - 1);
    }
    return result;
}

void StratifiedEstimator::fillCells(std::span<const Hit> hits)
{
    for (const Hit& hit : hits) {
        const std::uint32_t number = m_table.cell(hit.row);
        Cell& cell = m_cells[number];
        if (cell.leftOut.trials == 0) {
            m_touched.push_back(number);
        }
        add(cell.leftOut, m_table.converted(hit.row));
        if (hit.affected) {
            add(cell.affected, m_table.converted(hit.row));
        }
    }
    // Sums in the order of cells: the same digits whatever the order of hits within a cell.
    std::sort(m_touched.begin(), m_touched.end());
}

StratifiedEstimator::Sums StratifiedEstimator::compareCells(Estimate& estimate)
{
    Sums sums;
    for (const std::uint32_t number : m_touched) {
        Cell& cell = m_cells[number];
        const Proportion control = without(m_table.cells[number], cell.leftOut);
        estimate.affected += cell.affected.trials;
        estimate.affectedConverted += cell.affected.successes;
        cell.used = cell.affected.trials > 0 && control.trials > 0;
        if (!cell.used) {
            continue;
        }
        cell.controlRate = control.rate();
        const auto n1 = static_cast<double>(cell.affected.trials);
        estimate.strata += 1;
        estimate.matchedAffected += cell.affected.trials;
        estimate.control += control.trials;
        estimate.controlConverted += control.successes;
        sums.affected += n1;
        sums.expected += n1 * cell.controlRate;
        sums.excess += static_cast<double>(cell.affected.successes) - n1 * cell.controlRate;
        sums.controlWeight += n1 * n1 / static_cast<double>(control.trials);
    }
    if (estimate.affected > 0) {
        estimate.matchedShare = sums.affected / static_cast<double>(estimate.affected);
    }
    return sums;
}

void StratifiedEstimator::fillScores(const Sums& sums)
{
    for (const std::uint32_t number : m_touched) {
        const Cell& cell = m_cells[number];
        if (!cell.used) {
            continue;
        }
        const Proportion control = without(m_table.cells[number], cell.leftOut);
        const double weight = static_cast<double>(cell.affected.trials)
            / (sums.affected * static_cast<double>(control.trials));
        m_score[2 * std::size_t {number}] = weight * cell.controlRate;
        m_score[2 * std::size_t {number} + 1] = weight * (cell.controlRate - 1);
    }
}

void StratifiedEstimator::addScores(std::span<const Hit> hits, double difference, Sums& sums) const
{
    // Users without a hit are added up all at once; those with one are taken session by session.
    for (std::span<const Hit> left = hits; !left.empty();) {
        addHitUser(left, userStart(left.front().row), difference, sums);
    }
    sums.squaredScores += squaredScoresOfOthers(hits, sums.squaredAsControls);
}

std::size_t StratifiedEstimator::userStart(std::size_t row) const
{
    while (m_table.sameUser[row] != 0) {
        --row;
    }
    return row;
}

double StratifiedEstimator::squaredScoresOfOthers(std::span<const Hit> hits, double ofHit) const
{
    if (m_pairs != nullptr) {
        const double all = m_pairs->sumOfSquares(m_score, m_touched);
        // What is left of two nearly equal sums would be their rounding.
        constexpr double kLeastLeft = 1e-4;
        if (all - ofHit >= kLeastLeft * all) {
            return all - ofHit;
        }
    }
    double squares = 0;
    std::size_t row = 0;
    while (!hits.empty()) {
        squares += squaredControlScores(row, userStart(hits.front().row));
        row = hits.front().row + 1;
        while (row < m_table.session.size() && m_table.sameUser[row] != 0) {
            ++row;
        }
        while (!hits.empty() && hits.front().row < row) {
            hits = hits.subspan(1);
        }
    }
    return squares + squaredControlScores(row, m_table.session.size());
}

void StratifiedEstimator::addHitUser(std::span<const Hit>& hits, std::size_t row, double difference,
                                     Sums& sums) const
{
    bool matched = false;
    double score = 0;
    double asControl = 0;
    do {
        const auto number = static_cast<std::uint32_t>(row);
        asControl += m_score[m_table.outcome[row]];
        if (hits.empty() || hits.front().row != number) {
            score += m_score[m_table.outcome[row]];
            continue;
        }
        const Cell& cell = m_cells[m_table.cell(number)];
        if (hits.front().affected && cell.used) {
            const double outcome = m_table.converted(number) ? 1 : 0;
            const double residual = outcome - cell.controlRate - difference;
            score += residual / sums.affected;
            sums.expectedVariance += cell.controlRate * (1 - cell.controlRate);
            sums.squaredResiduals += residual * residual;
            matched = true;
        }
        hits = hits.subspan(1);
    } while (++row < m_table.session.size() && m_table.sameUser[row] != 0);
    sums.squaredScores += score * score;
    sums.squaredAsControls += asControl * asControl;
    sums.users += matched ? 1 : 0;
}

double StratifiedEstimator::squaredControlScores(std::size_t from, std::size_t to) const
{
    // Each row waits for the sum of the row before it, so four stretches of users are added up side
    // by side where there are enough of them.
    constexpr std::size_t kFewestToSplit = 512;
    std::array<std::size_t, 5> border {from, from, from, from, to};
    if (to - from >= kFewestToSplit) {
        for (std::size_t i = 1; i < 4; ++i) {
            border[i] = from + (to - from) * i / 4;
            while (border[i] < to && m_table.sameUser[border[i]] != 0) {
                ++border[i];
            }
        }
    }
    SquaredSums a(m_table, m_score);
    SquaredSums b(m_table, m_score);
    SquaredSums c(m_table, m_score);
    SquaredSums d(m_table, m_score);
    const std::size_t together = std::min({border[1] - border[0], border[2] - border[1],
                                           border[3] - border[2], border[4] - border[3]});
    for (std::size_t i = 0; i < together; ++i) {
        a.add(border[0] + i);
        b.add(border[1] + i);
        c.add(border[2] + i);
        d.add(border[3] + i);
    }
    return a.rest(border[0] + together, border[1]) + b.rest(border[1] + together, border[2])
        + c.rest(border[2] + together, border[3]) + d.rest(border[3] + together, border[4]);
}

void StratifiedEstimator::forget()
{
    for (const std::uint32_t number : m_touched) {
        m_cells[number] = {};
        m_score[2 * std::size_t {number}] = 0;
        m_score[2 * std::size_t {number} + 1] = 0;
    }
    m_touched.clear();
}

} // namespace throughline::analysis
