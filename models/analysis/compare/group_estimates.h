#pragma once

#include "models/analysis/compare/opportunity_estimate.h"
#include "models/analysis/compare/struck_group.h"

#include <span>
#include <stop_token>
#include <vector>

namespace throughline::analysis {

struct Opportunities;
struct RiskTable;

/// The opportunity-matched estimates of groups placed among the same opportunities, in their order.
/// A group's digits do not hang on the other groups. All processors take part; with a stop the
/// estimates are of no use.
///
/// An estimate rests on the cells in which the group failed: of each on the trials in the position
/// bins of its failures, and on all of the cell where such a bin has no control. The sessions of
/// users it struck are read for each group, those of all others once for all groups (TrialWalk).
[[nodiscard]] std::vector<OpportunityEstimate>
estimateGroups(const Opportunities& all, const RiskTable& atRisk,
               std::span<const StruckGroup* const> groups, const OpportunityOptions& options,
               const std::stop_token& stop);

} // namespace throughline::analysis
