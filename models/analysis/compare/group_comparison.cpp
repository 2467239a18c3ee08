#include "models/analysis/compare/group_comparison.h"

#include "models/analysis/compare/student_interval.h"

namespace throughline::analysis {

namespace {

void lead(Comparison& comparison, const StratifiedEstimate& stratified, const Placed& placed)
{
    const Estimate& matched = placed.matched.estimate;
    if (placed.group.endsSessions || matched.matchedAffected >= kFewestMatched) {
        comparison.headline = matched;
        comparison.minimumDetectableEffect = placed.matched.minimumDetectableEffect;
        return;
    }
    comparison.headline = stratified.estimate;
    comparison.minimumDetectableEffect = stratified.minimumDetectableEffect;
    if (comparison.headline.affected == 0) {
        comparison.headline.note = "no session met the error between reaching step "
            + std::to_string(comparison.exposureStep) + " and converting";
        return;
    }
    appendNote(comparison.headline,
               "fewer than " + std::to_string(kFewestMatched) + " affected could be matched");
    appendNote(comparison.headline, "not matched on opportunities");
}

} // namespace

/// Step, naive difference and what is about the group alone.
Comparison beginComparison(const ComparisonTable& table, const index::ExposureSet& exposures,
                           std::optional<std::uint32_t> fromStep)
{
    Comparison comparison;
    comparison.group = exposures.group;
    comparison.funnel = table.funnel();
    comparison.exposureStepGiven = fromStep.has_value();
    comparison.exposureStep =
        fromStep ? *fromStep : chooseExposureStep(table.entered(), table.levels(), exposures.first);
    comparison.naive =
        naiveEstimate(table.entered(), findAnyHits(table.entered(), exposures.first));
    return comparison;
}

Placed addEstimates(Comparison& comparison, const ComparisonTable& table,
                    std::span<const index::Exposure> exposures, Estimators& estimators,
                    bool notYetInterval)
{
    const std::uint32_t step = comparison.exposureStep;
    Placed placed;
    placed.hits = findHits(table.atRisk(step), table.levels(), exposures);
    comparison.atRisk = atRiskEstimate(table.atRisk(step), placed.hits);
    const StratifiedEstimate stratified = estimators.stratified(step).estimate(placed.hits);
    comparison.atRiskStratified = stratified.estimate;
    OpportunityComparison& opportunities = estimators.matched(step);
    placed.group = opportunities.place(placed.hits, exposures);
    placed.matched = opportunities.estimate(placed.group, notYetInterval);
    comparison.opportunityMatched = placed.matched.estimate;
    comparison.withoutEvent = placed.matched.withoutEvent;
    comparison.withoutControl = placed.matched.withoutControl;
    lead(comparison, stratified, placed);
    return placed;
}

} // namespace throughline::analysis
