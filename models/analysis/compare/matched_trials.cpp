#include "models/analysis/compare/matched_trials.h"

#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/student_interval.h"
#include "models/analysis/compare/trials.h"
#include "models/analysis/stats/distributions.h"

#include <cmath>
#include <limits>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr std::uint32_t kUnused = std::numeric_limits<std::uint32_t>::max();

/// Per cell of the opportunities its number among those that hold a failing one.
std::vector<std::uint32_t> cellsInUse(const Opportunities& all, const StruckGroup& group,
                                      std::uint32_t& count)
{
    std::vector<std::uint32_t> numberOf(all.kindOfCell.size(), kUnused);
    for (const Struck& struck : group.sessions) {
        if (struck.affected && struck.fails) {
            std::uint32_t& number = numberOf[all.cell[struck.from]];
            number = number == kUnused ? count++ : number;
        }
    }
    return numberOf;
}

} // namespace

/// The table of one measure.
struct MatchedTrials::Work
{
    /// The controls of a place, or of a cell over all its places.
    struct Pool
    {
        std::uint64_t controls = 0;
        std::uint64_t affected = 0; ///< that are compared with it
        double sum = 0; ///< of the controls

        [[nodiscard]] double mean() const { return sum / static_cast<double>(controls); }
    };

    std::vector<double> value; ///< per trial; 0 without
    std::vector<std::uint8_t> known; ///< per trial
    std::vector<Pool> narrow; ///< per place
    std::vector<Pool> wide; ///< per cell
    double affectedSum = 0;
    double controlSum = 0; ///< of the means of C(i)
    double matched = 0; ///< N
    double squares = 0; ///< of the users' scores
    std::uint64_t users = 0; ///< G

    /// What an affected trial of this place is compared with, perhaps without controls.
    [[nodiscard]] Pool& poolOf(std::uint32_t place)
    {
        return narrow[place].controls > 0 ? narrow[place] : wide[place / kPositionBins];
    }

    [[nodiscard]] const Pool& poolOf(std::uint32_t place) const
    {
        return narrow[place].controls > 0 ? narrow[place] : wide[place / kPositionBins];
    }
};

MatchedTrials::MatchedTrials(const ComparisonTable& table, std::uint32_t step,
                             const StruckGroup& group)
    : m_index(table.index())
{
    const RiskTable& atRisk = table.atRisk(step);
    const Opportunities all = makeOpportunities(table.sources(), atRisk, table.cells());
    const std::vector<std::uint32_t> numberOf = cellsInUse(all, group, m_cells);
    auto struck = group.sessions.begin();
    for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
        const bool hit = struck != group.sessions.end() && struck->riskRow == row;
        const std::uint32_t end = hit ? struck->from : all.firstRow[row + 1];
        std::uint64_t ordinal = 0;
        for (std::uint32_t from = all.firstRow[row]; from < all.firstRow[row + 1]; ++from) {
            const bool fails = hit && struck->affected && struck->fails && from == struck->from;
            if (from >= end && !fails) {
                break;
            }
            if (group.kinds[all.kind(from)] == 0) {
                continue;
            }
            ++ordinal;
            const std::uint32_t cell = numberOf[all.cell[from]];
            if (cell != kUnused) {
                m_trials.push_back({atRisk.session[row], all.event[from], row,
                                    cell * kPositionBins + positionBin(ordinal), fails});
            }
        }
        struck += hit ? 1 : 0;
    }
}

MetricEffect MatchedTrials::compare(std::string name, const Measure& measure) const
{
    MetricEffect effect;
    effect.name = std::move(name);
    Work work;
    work.value.resize(m_trials.size());
    work.known.resize(m_trials.size());
    work.narrow.resize(std::size_t {m_cells} * kPositionBins);
    work.wide.resize(m_cells);
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (const std::optional<double> value = measure(m_trials[i])) {
            work.value[i] = *value;
            work.known[i] = 1;
        }
    }
    fillPools(work, effect);
    if (work.matched == 0) {
        return effect;
    }
    effect.affected = work.affectedSum / work.matched;
    effect.control = work.controlSum / work.matched;
    const double difference = (work.affectedSum - work.controlSum) / work.matched;
    effect.difference = difference;
    addScores(work, effect);
    if (work.users < 2) {
        return effect;
    }
    const auto users = static_cast<double>(work.users);
    const double variance = users / (users - 1) * work.squares;
    const double scale = 1 + *effect.affected * *effect.affected + difference * difference;
    if (variance <= kNoVariance * scale) {
        return effect;
    }
    const double error = std::sqrt(variance);
    const double reach = studentQuantile(.975, users - 1) * error;
    effect.interval = Interval {difference - reach, difference + reach};
    effect.pValue = studentTwoSidedP(difference / error, users - 1);
    return effect;
}

void MatchedTrials::fillPools(Work& work, MetricEffect& effect) const
{
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        const Trial& trial = m_trials[i];
        if (!trial.affected && work.known[i] != 0) {
            for (Work::Pool* pool :
                 {&work.narrow[trial.place], &work.wide[trial.place / kPositionBins]}) {
                pool->controls += 1;
                pool->sum += work.value[i];
            }
        }
    }
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        const Trial& trial = m_trials[i];
        Work::Pool& pool = work.poolOf(trial.place);
        if (!trial.affected) {
            continue;
        }
        if (work.known[i] == 0) {
            effect.affectedLeftOut += 1;
        } else if (pool.controls > 0) {
            pool.affected += 1;
            work.matched += 1;
            work.affectedSum += work.value[i];
            work.controlSum += pool.mean();
        }
    }
    effect.affectedMeasured = static_cast<std::uint64_t>(work.matched);
}

double MatchedTrials::scoreOf(const Work& work, std::size_t trial, double difference) const
{
    const std::uint32_t place = m_trials[trial].place;
    const double value = work.value[trial];
    if (m_trials[trial].affected) {
        const Work::Pool& pool = work.poolOf(place);
        return pool.controls > 0 ? (value - pool.mean() - difference) / work.matched : 0;
    }
    double score = 0;
    for (const Work::Pool* pool : {&work.narrow[place], &work.wide[place / kPositionBins]}) {
        if (pool->affected > 0) {
            const double weight = static_cast<double>(pool->affected)
                / (work.matched * static_cast<double>(pool->controls));
            score -= weight * (value - pool->mean());
        }
    }
    return score;
}

void MatchedTrials::addScores(Work& work, MetricEffect& effect) const
{
    double score = 0;
    bool hasAffected = false;
    const auto endUser = [&] {
        work.squares += score * score;
        work.users += hasAffected ? 1 : 0;
        score = 0;
        hasAffected = false;
    };
    // Of the control session at hand: 1 it has a trial without a value, 2 with one.
    unsigned seen = 0;
    const auto endSession = [&] {
        effect.controlMeasured += (seen & 2U) != 0 ? 1 : 0;
        effect.controlLeftOut += seen == 1 ? 1 : 0;
        seen = 0;
    };
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        const Trial& trial = m_trials[i];
        const std::uint32_t session = trial.session;
        if (i > 0 && m_trials[i - 1].session != session) {
            endSession();
            const std::uint32_t user = m_index.user[session];
            if (user == index::kNone || user != m_index.user[m_trials[i - 1].session]) {
                endUser();
            }
        }
        const bool used = trial.affected ? work.poolOf(trial.place).controls > 0
                                         : work.narrow[trial.place].affected > 0
                || work.wide[trial.place / kPositionBins].affected > 0;
        if (!trial.affected && used) {
            seen |= work.known[i] != 0 ? 2U : 1U;
        }
        if (used && work.known[i] != 0) {
            score += scoreOf(work, i, *effect.difference);
            hasAffected = hasAffected || trial.affected;
        }
    }
    endSession();
    endUser();
}

} // namespace throughline::analysis
