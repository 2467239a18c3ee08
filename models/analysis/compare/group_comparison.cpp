#include "models/analysis/compare/group_comparison.h"

#include "models/analysis/compare/student_interval.h"

namespace throughline::analysis {

namespace {

void lead(Comparison& comparison, const Placed& placed)
{
    const StratifiedEstimate& stratified = placed.stratified;
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

StepEstimators::StepEstimators(const ComparisonTable& table, std::uint32_t step)
    : atRisk(table.atRisk(step))
    , match(table.match())
    , pairs(OutcomePairs::create(atRisk))
    , matched(table, step, table.cells(), match)
{
}

Placed placeGroup(const Comparison& comparison, const ComparisonTable& table,
                  std::span<const index::Exposure> exposures, const StepEstimators& estimators,
                  StratifiedEstimator& stratified)
{
    Placed placed;
    placed.hits = findHits(table.atRisk(comparison.exposureStep), table.levels(), exposures);
    placed.stratified = stratified.estimate(placed.hits);
    placed.group = estimators.matched.place(placed.hits, exposures);
    return placed;
}

void setEstimates(Comparison& comparison, const Placed& placed, const RiskTable& atRisk)
{
    comparison.atRisk = atRiskEstimate(atRisk, placed.hits);
    comparison.atRiskStratified = placed.stratified.estimate;
    comparison.opportunityMatched = placed.matched.estimate;
    comparison.withoutEvent = placed.matched.withoutEvent;
    comparison.withoutControl = placed.matched.withoutControl;
    lead(comparison, placed);
}

Placed addEstimates(Comparison& comparison, const ComparisonTable& table,
                    std::span<const index::Exposure> exposures, const StepEstimators& estimators,
                    bool notYetInterval)
{
    StratifiedEstimator stratified = estimators.stratified();
    Placed placed = placeGroup(comparison, table, exposures, estimators, stratified);
    placed.matched = estimators.matched.estimate(placed.group, notYetInterval);
    setEstimates(comparison, placed, estimators.atRisk);
    return placed;
}

} // namespace throughline::analysis
