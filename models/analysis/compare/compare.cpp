#include "models/analysis/compare/compare.h"

#include "models/analysis/compare/comparison_checks.h"
#include "models/analysis/compare/engagement.h"
#include "models/analysis/compare/group_comparison.h"
#include "models/analysis/compare/landmark.h"
#include "models/analysis/compare/secondary_metrics.h"
#include "models/analysis/compare/segment_effects.h"
#include "models/analysis/compare/student_interval.h"
#include "models/analysis/compare/thread_rooms.h"
#include "models/base/text.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace throughline::analysis {

namespace {

/// An effect of five points is one worth seeing.
constexpr double kWorthSeeing = 0.05;

/// The estimates beside them that one comparison shows, and its checks.
void addSideEstimates(Comparison& comparison, const ComparisonTable& table,
                      std::span<const index::Exposure> exposures, const Placed& placed,
                      const StepEstimators& estimators, const CompareOptions& options)
{
    const std::uint32_t step = comparison.exposureStep;
    const RiskTable& atRisk = table.atRisk(step);
    const OpportunityComparison& opportunities = estimators.matched;
    const Cells one {1, std::vector<std::uint32_t>(table.index().sessionCount(), 0)};
    const OpportunityComparison unstratified(table, step, one, {});
    const StruckGroup placedAlone = unstratified.place(placed.hits, exposures);
    comparison.unstratified = unstratified.estimate(placedAlone, true).estimate;
    comparison.unstratified.method = "unstratified";
    comparison.anyActivity = opportunities.estimateAnyActivity(placed.hits, exposures);
    comparison.landmark = landmarkEstimate(table, atRisk, placed.hits, exposures);
    comparison.placebo = opportunities.placebo(placed.group);
    if (comparison.headline.method == comparison.opportunityMatched.method) {
        comparison.checks = checkComparison(table, opportunities, step, placed.matched, placed.hits,
                                            exposures, options.candidates);
    }
}

/// What sessions did besides converting.
void addMetrics(Comparison& comparison, const ComparisonTable& table, const Placed& placed,
                const CompareOptions& options)
{
    const std::uint32_t step = comparison.exposureStep;
    comparison.metrics.push_back(timeToConvert(table.atRisk(step), table.levels(), placed.hits));
    if (placed.group.endsSessions || placed.matched.estimate.matchedAffected == 0) {
        return;
    }
    const MatchedTrials trials(table, step, placed.group);
    std::vector<MetricEffect> measured =
        engagement(table, trials, options.signals ? options.signals() : nullptr, options.dataEnd);
    std::move(measured.begin(), measured.end(), std::back_inserter(comparison.metrics));
}

void addSegments(Comparison& comparison, const ComparisonTable& table,
                 std::span<const index::Exposure> exposures, const Placed& placed,
                 const StepEstimators& estimators, const CompareOptions& options)
{
    const std::uint32_t step = comparison.exposureStep;
    const bool matchedLeads = comparison.headline.method == comparison.opportunityMatched.method;
    const std::vector<std::uint32_t> affected =
        matchedLeads ? affectedRows(placed.group) : affectedRows(placed.hits);
    SegmentAnswer answer =
        segmentEffects({table.atRisk(step), affected, options.by, comparison.headline,
                        matchedLeads ? comparison.unstratified : comparison.atRisk},
                       matchedLeads ? matchedEffectAmong(estimators.matched, placed.group)
                                    : stratifiedEffectAmong(table, step, exposures));
    comparison.segments = std::move(answer.values);
    comparison.pairs = std::move(answer.pairs);
    comparison.heterogeneity = std::move(answer.heterogeneity);
    comparison.signFlips = std::move(answer.signFlips);
}

void leaveEmpty(Comparison& comparison, const ComparisonTable& table)
{
    comparison.atRisk.method = "at_risk";
    comparison.atRiskStratified.method = "at_risk_stratified";
    comparison.atRiskStratified.match = table.match();
    const std::string reason = table.levels().steps < 2
        ? "a funnel of one step has no step before converting"
        : "no session that met the error entered the funnel";
    comparison.opportunityMatched.method = "opportunity_matched";
    comparison.opportunityMatched.match = table.match();
    comparison.atRisk.note = reason;
    comparison.atRiskStratified.note = reason;
    comparison.opportunityMatched.note = reason;
    comparison.headline = comparison.atRiskStratified;
}

void addConsequences(Comparison& comparison, const ComparisonTable& table)
{
    comparison.verdict = verdictOf(comparison.headline.affected, comparison.headline,
                                   comparison.minimumDetectableEffect);
    comparison.lost = lostConversions(comparison.headline);
    const std::optional<ConversionValue>& value = table.value();
    if (!comparison.lost || !value) {
        return;
    }
    comparison.revenue = revenueAtRisk(*comparison.lost, *value);
    if (value->otherCurrencies > 0) {
        appendNote(comparison.headline,
                   groupDigits(static_cast<std::int64_t>(value->otherCurrencies))
                       + " conversions in other currencies are not in the value per conversion");
    }
    if (value->withoutAmount > 0) {
        appendNote(comparison.headline,
                   groupDigits(static_cast<std::int64_t>(value->withoutAmount))
                       + " conversions without an amount are not in the value per conversion");
    }
}

Result<void> checkFromStep(const ComparisonTable& table, std::optional<std::uint32_t> fromStep)
{
    const std::uint32_t steps = table.levels().steps;
    if (!fromStep || (*fromStep >= 1 && *fromStep < steps)) {
        return {};
    }
    return usageError("the funnel cannot be compared from step " + std::to_string(*fromStep),
                      steps < 2 ? "A comparison needs a funnel of at least two steps."
                                : "Give a step from 1 to " + std::to_string(steps - 1) + ".");
}

} // namespace

Result<Comparison> compareGroup(const ComparisonTable& table, const index::ExposureSet& exposures,
                                const CompareOptions& options)
{
    TL_TRY(checkFromStep(table, options.fromStep));
    for (const auto* columns : {&options.by, &options.candidates}) {
        for (const index::SegmentColumn& column : *columns) {
            if (column.valueOf.size() != table.index().sessionCount()) {
                return internalError("the column of " + column.field + " does not fit the index");
            }
        }
    }
    Comparison comparison = beginComparison(table, exposures, options.fromStep);
    if (comparison.exposureStep == 0) {
        leaveEmpty(comparison, table);
        addConsequences(comparison, table);
        return comparison;
    }
    const StepEstimators estimators(table, comparison.exposureStep);
    const Placed placed = addEstimates(comparison, table, exposures.first, estimators, true);
    addSideEstimates(comparison, table, exposures.first, placed, estimators, options);
    addSegments(comparison, table, exposures.first, placed, estimators, options);
    addMetrics(comparison, table, placed, options);
    addConsequences(comparison, table);
    return comparison;
}

Result<std::vector<Comparison>> compareGroups(const ComparisonTable& table,
                                              std::span<const index::ExposureSet> groups,
                                              const std::stop_token& stop)
{
    std::vector<Comparison> comparisons(groups.size());
    forEachInRooms(
        groups.size(), stop, [] { return 0; },
        [&](int, std::size_t i) {
            comparisons[i] = beginComparison(table, groups[i], std::nullopt);
        });
    std::map<std::uint32_t, StepEstimators> steps;
    for (const Comparison& comparison : comparisons) {
        if (comparison.exposureStep != 0 && !stop.stop_requested()) {
            steps.try_emplace(comparison.exposureStep, table, comparison.exposureStep);
        }
    }
    std::vector<Placed> placed(groups.size());
    forEachInRooms(
        groups.size(), stop, [] { return std::map<std::uint32_t, StratifiedEstimator>(); },
        [&](std::map<std::uint32_t, StratifiedEstimator>& stratified, std::size_t i) {
            if (const auto step = steps.find(comparisons[i].exposureStep); step != steps.end()) {
                placed[i] = placeGroup(
                    comparisons[i], table, groups[i].first, step->second,
                    stratified.try_emplace(step->first, step->second.stratified()).first->second);
            }
        });
    for (const auto& [step, estimators] : steps) {
        std::vector<std::size_t> numbers;
        std::vector<const StruckGroup*> struck;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (comparisons[i].exposureStep == step) {
                numbers.push_back(i);
                struck.push_back(&placed[i].group);
            }
        }
        std::vector<OpportunityEstimate> found =
            estimators.matched.estimateEach(struck, false, stop);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            placed[numbers[i]].matched = std::move(found[i]);
            setEstimates(comparisons[numbers[i]], placed[numbers[i]], estimators.atRisk);
        }
    }
    if (stop.stop_requested()) {
        return cancelledError();
    }
    for (Comparison& comparison : comparisons) {
        if (comparison.exposureStep == 0) {
            leaveEmpty(comparison, table);
        }
        addConsequences(comparison, table);
    }
    return comparisons;
}

std::optional<LostConversions> lostConversions(const Estimate& estimate)
{
    if (!estimate.difference) {
        return std::nullopt;
    }
    const auto affected = static_cast<double>(estimate.matchedAffected);
    // 0 - x, not -x: no loss is 0, never -0.
    LostConversions lost {0 - affected * *estimate.difference, std::nullopt};
    if (estimate.interval) {
        lost.interval = Interval {0 - affected * estimate.interval->high,
                                  0 - affected * estimate.interval->low};
    }
    return lost;
}

Verdict verdictOf(std::uint64_t affected, const Estimate& headline,
                  std::optional<double> minimumDetectableEffect)
{
    if (affected == 0) {
        return Verdict::NoExposure;
    }
    if (!headline.interval) {
        return Verdict::Inconclusive;
    }
    if (headline.interval->high < 0) {
        return Verdict::Harmful;
    }
    if (headline.interval->low > 0) {
        return Verdict::Beneficial;
    }
    return minimumDetectableEffect && *minimumDetectableEffect <= kWorthSeeing
        ? Verdict::NoEvidence
        : Verdict::Inconclusive;
}

} // namespace throughline::analysis
