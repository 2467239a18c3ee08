#include "models/analysis/compare/opportunity_comparison.h"

#include "models/analysis/compare/group_estimates.h"
#include "models/analysis/compare/student_interval.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// A kind that fails more often is not seen succeeding.
constexpr double kMostFailures = 0.5;
/// Failing events to judge by, and the share of them that something must follow.
constexpr std::uint64_t kFewestToJudge = 20;
constexpr double kLeastFollowed = 0.05;

/// The first row of the table, from `row` on, that is this opportunity or a later one. Looks near
/// by first: hits come in order.
std::uint32_t rowNotBefore(const Trials& trials, std::uint32_t row, std::uint32_t opportunity)
{
    const auto rows = static_cast<std::uint32_t>(trials.source.size());
    std::uint32_t step = 1;
    std::uint32_t beyond = row;
    while (beyond < rows && trials.source[beyond] < opportunity) {
        row = beyond + 1;
        beyond = rows - beyond > step ? beyond + step : rows;
        step *= 2;
    }
    const auto begin = trials.source.begin();
    return static_cast<std::uint32_t>(std::lower_bound(begin + row, begin + beyond, opportunity)
                                      - begin);
}

} // namespace

OpportunityComparison::OpportunityComparison(const ComparisonTable& table, std::uint32_t step,
                                             const Cells& strata, std::vector<std::string> match,
                                             OpportunityOptions options)
    : m_table(table)
    , m_atRisk(table.atRisk(step))
    , m_match(std::move(match))
    , m_options(options)
    , m_all(makeOpportunities(table.sources(), m_atRisk, strata))
{
}

StruckGroup OpportunityComparison::place(std::span<const Hit> hits,
                                         std::span<const index::Exposure> exposures) const
{
    StruckGroup group = findStruck(hits, exposures);
    markKinds(group);
    if (failureShare(group) > kMostFailures) {
        group.endsSessions = endsSessions(group);
        if (!group.endsSessions) {
            moveEarlier(group);
            markKinds(group);
        }
    }
    return group;
}

StruckGroup OpportunityComparison::findStruck(std::span<const Hit> hits,
                                              std::span<const index::Exposure> exposures) const
{
    StruckGroup group;
    group.sessions.reserve(hits.size());
    auto met = exposures.begin();
    for (const Hit& hit : hits) {
        const std::uint32_t session = m_atRisk.session[hit.row];
        while (met->session < session) {
            ++met;
        }
        const std::uint32_t end = m_all.firstRow[hit.row + 1];
        Struck struck {hit.row, hit.affected, false, m_all.firstRow[hit.row]};
        if (hit.affected && met->carrier != index::kNone) {
            struck.from = m_all.rowOf(hit.row, met->carrier);
            struck.fails = struck.from != end;
        } else if (hit.affected) {
            while (struck.from < end
                   && m_table.index().offsetMs(session, m_all.event[struck.from])
                       <= met->offsetMs) {
                ++struck.from;
            }
        }
        group.sessions.push_back(struck);
    }
    return group;
}

void OpportunityComparison::markKinds(StruckGroup& group) const
{
    group.kinds.assign(m_all.kindCount(), 0);
    for (const Struck& struck : group.sessions) {
        if (struck.fails) {
            group.kinds[m_all.kind(struck.from)] = 1;
        }
    }
}

void OpportunityComparison::moveEarlier(StruckGroup& group) const
{
    group.oneEventEarlier = true;
    for (Struck& struck : group.sessions) {
        if (struck.fails && struck.from > m_all.firstRow[struck.riskRow]) {
            --struck.from;
        } else {
            struck.fails = false;
        }
    }
}

double OpportunityComparison::failureShare(const StruckGroup& group) const
{
    std::uint64_t rows = 0;
    for (std::size_t kind = 0; kind < group.kinds.size(); ++kind) {
        rows += group.kinds[kind] != 0 ? m_all.rowsOfKind[kind] : 0;
    }
    std::uint64_t fails = 0;
    for (const Struck& struck : group.sessions) {
        fails += struck.fails ? 1 : 0;
        for (std::uint32_t row = struck.from; row < m_all.firstRow[struck.riskRow + 1]; ++row) {
            rows -= group.kinds[m_all.kind(row)];
        }
    }
    return fails == 0 ? 0 : static_cast<double>(fails) / static_cast<double>(rows + fails);
}

bool OpportunityComparison::endsSessions(const StruckGroup& group) const
{
    const index::SessionIndex& index = m_table.index();
    const index::EventBits* const errors = m_table.sources().errorRecords;
    std::uint64_t fails = 0;
    std::uint64_t followed = 0;
    for (const Struck& struck : group.sessions) {
        if (!struck.fails) {
            continue;
        }
        ++fails;
        std::uint32_t event = m_all.event[struck.from] + 1;
        const std::uint32_t end = index.firstEvent[m_atRisk.session[struck.riskRow] + 1];
        while (event < end && errors != nullptr && errors->test(event)) {
            ++event;
        }
        followed += event < end ? 1 : 0;
    }
    return fails >= kFewestToJudge
        && static_cast<double>(followed) < kLeastFollowed * static_cast<double>(fails);
}

TrialChoice OpportunityComparison::choiceOf(const StruckGroup& group) const
{
    TrialChoice choice {group.kinds, std::vector<std::uint8_t>(m_all.kindOfCell.size(), 0)};
    for (const Struck& struck : group.sessions) {
        if (struck.fails) {
            choice.cells[m_all.cell[struck.from]] = 1;
        }
    }
    return choice;
}

/// The position at which a session was hit, from 1: all its trials count, laid out or not.
std::uint64_t OpportunityComparison::ordinalOf(const Struck& struck, const StruckGroup& group) const
{
    std::uint64_t ordinal = 1;
    for (std::uint32_t row = m_all.firstRow[struck.riskRow]; row < struck.from; ++row) {
        ordinal += group.kinds[m_all.kind(row)] != 0 ? 1 : 0;
    }
    return ordinal;
}

std::vector<TrialHit> OpportunityComparison::hitsIn(const Trials& trials, const StruckGroup& group,
                                                    std::span<const Outcome> outcomes) const
{
    std::vector<TrialHit> hits;
    hits.reserve(group.sessions.size());
    std::uint32_t row = 0;
    for (const Struck& struck : group.sessions) {
        if (!outcomes.empty() && outcomes[struck.riskRow] == Outcome::LeftOut) {
            continue;
        }
        TrialHit hit;
        hit.first = rowNotBefore(trials, row, m_all.firstRow[struck.riskRow]);
        hit.stop = rowNotBefore(trials, hit.first, struck.from);
        hit.end = rowNotBefore(trials, hit.stop, m_all.firstRow[struck.riskRow + 1]);
        hit.bin = positionBin(ordinalOf(struck, group));
        hit.affected = struck.affected;
        hit.fails = struck.fails;
        hit.converted = outcomes.empty() ? m_atRisk.converted(struck.riskRow)
                                         : outcomes[struck.riskRow] == Outcome::Yes;
        hits.push_back(hit);
        row = hit.end;
    }
    return hits;
}

OpportunityEstimate OpportunityComparison::finish(OpportunityEstimate found,
                                                  const StruckGroup& group) const
{
    Estimate& estimate = found.estimate;
    estimate.match = m_match;
    if (group.endsSessions) {
        Estimate none;
        none.method = estimate.method;
        none.match = m_match;
        none.affected = estimate.affected;
        none.affectedConverted = estimate.affectedConverted;
        none.note = "this action ends sessions anyway";
        OpportunityEstimate result;
        result.estimate = std::move(none);
        result.withoutEvent = found.withoutEvent;
        result.withoutControl = estimate.affected - found.withoutEvent;
        return result;
    }
    if (group.oneEventEarlier) {
        appendNote(estimate,
                   "the failing action is not seen succeeding: compared one event earlier");
    }
    if (found.withoutEvent * 2 > estimate.affected) {
        appendNote(estimate,
                   groupDigits(static_cast<std::int64_t>(found.withoutEvent)) + " of "
                       + groupDigits(static_cast<std::int64_t>(estimate.affected))
                       + " affected sessions have no event to compare at");
    }
    return found;
}

OpportunityEstimate OpportunityComparison::estimate(const StruckGroup& group,
                                                    bool notYetInterval) const
{
    const StruckGroup* const one = &group;
    return estimateEach(std::span(&one, 1), notYetInterval, {}).front();
}

std::vector<OpportunityEstimate>
OpportunityComparison::estimateEach(std::span<const StruckGroup* const> groups, bool notYetInterval,
                                    const std::stop_token& stop) const
{
    OpportunityOptions options = m_options;
    options.notYetInterval = notYetInterval;
    std::vector<OpportunityEstimate> found = estimateGroups(m_all, m_atRisk, groups, options, stop);
    for (std::size_t i = 0; i < found.size(); ++i) {
        found[i] = finish(std::move(found[i]), *groups[i]);
    }
    return found;
}

OpportunityEstimate OpportunityComparison::estimate(const StruckGroup& group,
                                                    std::span<const Outcome> outcomes) const
{
    Trials trials;
    makeTrials(m_all, m_atRisk, choiceOf(group), outcomes, trials);
    OpportunityEstimator estimator(trials, m_options);
    return finish(estimator.estimate(hitsIn(trials, group, outcomes)), group);
}

Trials OpportunityComparison::trialsOf(const StruckGroup& group) const
{
    Trials trials;
    makeTrials(m_all, m_atRisk, choiceOf(group), {}, trials);
    return trials;
}

OpportunityEstimate OpportunityComparison::estimateAmong(const StruckGroup& group,
                                                         const Trials& whole,
                                                         std::span<const std::uint8_t> inRow) const
{
    const Trials part = trialsAmong(m_all, whole, inRow);
    std::vector<Outcome> outcomes(inRow.size(), Outcome::LeftOut);
    for (const Struck& struck : group.sessions) {
        if (inRow[struck.riskRow] != 0) {
            outcomes[struck.riskRow] =
                m_atRisk.converted(struck.riskRow) ? Outcome::Yes : Outcome::No;
        }
    }
    OpportunityEstimator estimator(part, m_options);
    return finish(estimator.estimate(hitsIn(part, group, outcomes)), group);
}

Estimate
OpportunityComparison::estimateAnyActivity(std::span<const Hit> hits,
                                           std::span<const index::Exposure> exposures) const
{
    StruckGroup group = findStruck(hits, exposures);
    group.kinds.assign(m_all.kindCount(), 1);
    Estimate result = estimate(group, true).estimate;
    result.method = "any_activity";
    return result;
}

std::vector<double> OpportunityComparison::controlWeights(const StruckGroup& group,
                                                          std::span<const Outcome> outcomes) const
{
    Trials trials;
    makeTrials(m_all, m_atRisk, choiceOf(group), outcomes, trials);
    const std::vector<TrialHit> hits = hitsIn(trials, group, outcomes);
    OpportunityEstimator estimator(trials, {.notYetInterval = false});
    std::vector<double> weights(m_atRisk.session.size(), 0);
    if (estimator.estimate(hits).estimate.matchedAffected == 0) {
        return weights;
    }
    std::size_t riskRow = 0;
    estimator.forEachControl(hits, [&](std::uint32_t row, double weight) {
        while (m_all.firstRow[riskRow + 1] <= trials.source[row]) {
            ++riskRow;
        }
        weights[riskRow] += weight;
    });
    return weights;
}

std::vector<std::uint32_t> OpportunityComparison::matchedRows(const StruckGroup& group) const
{
    Trials trials;
    makeTrials(m_all, m_atRisk, choiceOf(group), {}, trials);
    const std::vector<TrialHit> hits = hitsIn(trials, group);
    OpportunityEstimator estimator(trials, {.notYetInterval = false});
    std::vector<std::uint32_t> rows;
    if (estimator.estimate(hits).estimate.matchedAffected == 0) {
        return rows;
    }
    for (std::size_t i = 0; i < hits.size(); ++i) {
        if (hits[i].affected && estimator.isMatched(hits[i])) {
            rows.push_back(group.sessions[i].riskRow);
        }
    }
    return rows;
}

} // namespace throughline::analysis
