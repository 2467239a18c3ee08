#pragma once

#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/exposure.h"
#include "models/analysis/compare/make_trials.h"
#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/opportunity_estimate.h"
#include "models/analysis/compare/struck_group.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::analysis {

/// Below it the estimate is shown, but does not lead.
inline constexpr std::uint64_t kFewestMatched = 20;

/// The opportunity-matched estimates of one exposure step and one set of strata, group after group.
/// Immutable; threads may share it, and the opportunities.
class OpportunityComparison
{
public:
    /// The table must outlive it. `match` names the fields of the strata.
    OpportunityComparison(const ComparisonTable& table, std::uint32_t step, const Cells& strata,
                          std::vector<std::string> match, OpportunityOptions options = {});

    /// Places a group: hangs it on its events, or one event earlier where these are not seen to
    /// succeed, or says that the action ends sessions anyway. `hits` come from findHits over
    /// `exposures` and the risk table of the step.
    [[nodiscard]] StruckGroup place(std::span<const Hit> hits,
                                    std::span<const index::Exposure> exposures) const;

    /// The estimate of a group, its notes and what speaks of its fall-backs included.
    [[nodiscard]] OpportunityEstimate estimate(const StruckGroup& group, bool notYetInterval) const;

    /// The same of many, in their order; all processors take part. With a stop of no use.
    [[nodiscard]] std::vector<OpportunityEstimate>
    estimateEach(std::span<const StruckGroup* const> groups, bool notYetInterval,
                 const std::stop_token& stop) const;

    /// The trials of a group, from which the effect among parts of its sessions is told; threads
    /// may share them.
    [[nodiscard]] Trials trialsOf(const StruckGroup& group) const;

    /// The estimate among the marked rows of the risk table. `whole`: the group's trials, of which
    /// those of the part are taken. Linear in them; reads nothing of the others.
    [[nodiscard]] OpportunityEstimate estimateAmong(const StruckGroup& group, const Trials& whole,
                                                    std::span<const std::uint8_t> inRow) const;

    /// The same with other outcomes, or without some sessions: one per row of the risk table.
    [[nodiscard]] OpportunityEstimate estimate(const StruckGroup& group,
                                               std::span<const Outcome> outcomes) const;

    /// Against all events whatever their kind: the failing one carries, any other is a chance.
    [[nodiscard]] Estimate estimateAnyActivity(std::span<const Hit> hits,
                                               std::span<const index::Exposure> exposures) const;

    /// Where nothing happened: among the controls, "failures" drawn with each cell's own rate and a
    /// fixed seed, against those not yet drawn. Tests the arithmetic, not confounding.
    [[nodiscard]] Estimate placebo(const StruckGroup& group) const;

    /// Per row of the risk table, how much the session weighs as a control; the weights add up to
    /// 1, and are 0 for sessions that are no control in use. Linear in the opportunities.
    [[nodiscard]] std::vector<double> controlWeights(const StruckGroup& group,
                                                     std::span<const Outcome> outcomes) const;

    /// The rows of the risk table that are affected and matched.
    [[nodiscard]] std::vector<std::uint32_t> matchedRows(const StruckGroup& group) const;

private:
    [[nodiscard]] StruckGroup findStruck(std::span<const Hit> hits,
                                         std::span<const index::Exposure> exposures) const;
    void markKinds(StruckGroup& group) const;
    void moveEarlier(StruckGroup& group) const;
    [[nodiscard]] double failureShare(const StruckGroup& group) const;
    [[nodiscard]] bool endsSessions(const StruckGroup& group) const;
    [[nodiscard]] std::uint64_t ordinalOf(const Struck& struck, const StruckGroup& group) const;
    /// The trials that can tell something of the group: those of cells in which it failed.
    [[nodiscard]] TrialChoice choiceOf(const StruckGroup& group) const;
    [[nodiscard]] std::vector<TrialHit> hitsIn(const Trials& trials, const StruckGroup& group,
                                               std::span<const Outcome> outcomes = {}) const;
    /// With match fields, notes and what the fall-backs ask for.
    [[nodiscard]] OpportunityEstimate finish(OpportunityEstimate found,
                                             const StruckGroup& group) const;

    const ComparisonTable& m_table;
    const RiskTable& m_atRisk;
    std::vector<std::string> m_match;
    OpportunityOptions m_options;
    const Opportunities m_all;
};

} // namespace throughline::analysis
