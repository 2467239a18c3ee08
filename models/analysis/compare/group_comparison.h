#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace throughline::analysis {

/// What all comparisons from one exposure step share. Immutable; threads may share it.
struct StepEstimators
{
    /// The table must outlive it.
    StepEstimators(const ComparisonTable& table, std::uint32_t step);

    /// One for a thread: it keeps working memory.
    [[nodiscard]] StratifiedEstimator stratified() const { return {atRisk, match, pairs}; }

    const RiskTable& atRisk;
    std::vector<std::string> match;
    std::shared_ptr<const OutcomePairs> pairs;
    OpportunityComparison matched;
};

/// What a comparison of one group stands on.
struct Placed
{
    std::vector<Hit> hits;
    StruckGroup group;
    StratifiedEstimate stratified;
    OpportunityEstimate matched;
};

/// Step, naive difference and what is about the group alone.
[[nodiscard]] Comparison beginComparison(const ComparisonTable& table,
                                         const index::ExposureSet& exposures,
                                         std::optional<std::uint32_t> fromStep);

/// Hits and group, and all estimates but the one matched on opportunities. The comparison has an
/// exposure step, that of the estimators; `stratified` is one of them.
[[nodiscard]] Placed placeGroup(const Comparison& comparison, const ComparisonTable& table,
                                std::span<const index::Exposure> exposures,
                                const StepEstimators& estimators, StratifiedEstimator& stratified);

/// The estimates of the methods a list needs, the one that leads and what it could have shown.
void setEstimates(Comparison& comparison, const Placed& placed, const RiskTable& atRisk);

/// All of that for one group.
[[nodiscard]] Placed addEstimates(Comparison& comparison, const ComparisonTable& table,
                                  std::span<const index::Exposure> exposures,
                                  const StepEstimators& estimators, bool notYetInterval);

} // namespace throughline::analysis
