#include "models/analysis/compare/opportunity_comparison.h"

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
/// Tables of trials are kept up to so many times the opportunities.
constexpr std::size_t kTablesKept = 3;

std::uint32_t rowNotBefore(const Trials& trials, std::uint32_t opportunity)
{
    const auto found = std::lower_bound(trials.source.begin(), trials.source.end(), opportunity);
    return static_cast<std::uint32_t>(found - trials.source.begin());
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
                                         std::span<const index::Exposure> exposures)
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
    group.kinds.assign(m_all.kindCount, 0);
    for (const Struck& struck : group.sessions) {
        if (struck.fails) {
            group.kinds[m_all.kind[struck.from]] = 1;
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

double OpportunityComparison::failureShare(const StruckGroup& group)
{
    const bool any = std::any_of(group.sessions.begin(), group.sessions.end(),
                                 [](const Struck& struck) { return struck.fails; });
    if (!any) {
        return 0;
    }
    const Trials& trials = tableOf(group.kinds).trials;
    std::uint64_t fails = 0;
    std::uint64_t rows = trials.outcome.size();
    for (const TrialHit& hit : hitsIn(trials, group)) {
        fails += hit.fails ? 1 : 0;
        rows -= hit.end - hit.stop - (hit.fails ? 1 : 0);
    }
    return static_cast<double>(fails) / static_cast<double>(rows);
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

OpportunityComparison::Table& OpportunityComparison::tableOf(const std::vector<std::uint8_t>& kinds)
{
    std::unique_ptr<Table>& table = m_tables[kinds];
    if (table == nullptr) {
        auto made = std::make_unique<Table>(makeTrials(m_all, m_atRisk, kinds), m_options);
        const std::size_t rows = made->trials.outcome.size();
        if (m_rowsKept + rows > kTablesKept * m_all.event.size()) {
            m_tables.clear();
            m_rowsKept = 0;
        }
        m_rowsKept += rows;
        return *(m_tables[kinds] = std::move(made));
    }
    return *table;
}

std::vector<TrialHit> OpportunityComparison::hitsIn(const Trials& trials, const StruckGroup& group,
                                                    std::span<const Outcome> outcomes) const
{
    std::vector<TrialHit> hits;
    hits.reserve(group.sessions.size());
    for (const Struck& struck : group.sessions) {
        if (!outcomes.empty() && outcomes[struck.riskRow] == Outcome::LeftOut) {
            continue;
        }
        TrialHit hit;
        hit.first = rowNotBefore(trials, m_all.firstRow[struck.riskRow]);
        hit.end = rowNotBefore(trials, m_all.firstRow[struck.riskRow + 1]);
        hit.stop = rowNotBefore(trials, struck.from);
        hit.affected = struck.affected;
        hit.fails = struck.fails;
        hit.converted = outcomes.empty() ? m_atRisk.converted(struck.riskRow)
                                         : outcomes[struck.riskRow] == Outcome::Yes;
        hits.push_back(hit);
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

OpportunityEstimate OpportunityComparison::estimate(const StruckGroup& group, bool notYetInterval)
{
    Table& table = tableOf(group.kinds);
    table.estimator.setNotYetInterval(notYetInterval);
    return finish(table.estimator.estimate(hitsIn(table.trials, group)), group);
}

OpportunityEstimate OpportunityComparison::estimate(const StruckGroup& group,
                                                    std::span<const Outcome> outcomes) const
{
    const Trials trials = makeTrials(m_all, m_atRisk, group.kinds, outcomes);
    OpportunityEstimator estimator(trials, m_options);
    return finish(estimator.estimate(hitsIn(trials, group, outcomes)), group);
}

Estimate OpportunityComparison::estimateAnyActivity(std::span<const Hit> hits,
                                                    std::span<const index::Exposure> exposures)
{
    StruckGroup group = findStruck(hits, exposures);
    group.kinds.assign(m_all.kindCount, 1);
    Estimate result = estimate(group, true).estimate;
    result.method = "any_activity";
    return result;
}

std::vector<double> OpportunityComparison::controlWeights(const StruckGroup& group,
                                                          std::span<const Outcome> outcomes) const
{
    const Trials trials = makeTrials(m_all, m_atRisk, group.kinds, outcomes);
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
    const Trials trials = makeTrials(m_all, m_atRisk, group.kinds);
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
