#include "models/analysis/compare/compare.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/exposure.h"
#include "models/analysis/compare/secondary_metrics.h"
#include "models/analysis/compare/segment_effects.h"
#include "models/base/text.h"

#include <map>

namespace throughline::analysis {

namespace {

/// An effect of five points is one worth seeing.
constexpr double kWorthSeeing = 0.05;

void appendNote(Estimate& estimate, const std::string& note)
{
    estimate.note = estimate.note ? *estimate.note + "; " + note : note;
}

/// The working memory of a run over many groups: one estimator per step in use.
class Estimators
{
public:
    explicit Estimators(const ComparisonTable& table)
        : m_table(table)
    {
    }

    StratifiedEstimator& at(std::uint32_t step)
    {
        return m_byStep.try_emplace(step, m_table.atRisk(step), m_table.match()).first->second;
    }

private:
    const ComparisonTable& m_table;
    std::map<std::uint32_t, StratifiedEstimator> m_byStep;
};

/// The estimates of all methods and, of the one that leads, what it could have shown.
void addEstimates(Comparison& comparison, const ComparisonTable& table, std::span<const Hit> hits,
                  Estimators& estimators)
{
    comparison.atRisk = atRiskEstimate(table.atRisk(comparison.exposureStep), hits);
    const StratifiedEstimate stratified = estimators.at(comparison.exposureStep).estimate(hits);
    comparison.atRiskStratified = stratified.estimate;
    comparison.headline = stratified.estimate;
    if (comparison.headline.affected == 0) {
        comparison.headline.note = "no session met the error between reaching step "
            + std::to_string(comparison.exposureStep) + " and converting";
    } else {
        appendNote(comparison.headline, "not matched on opportunities");
    }
    comparison.minimumDetectableEffect = stratified.minimumDetectableEffect;
}

void leaveEmpty(Comparison& comparison, const ComparisonTable& table)
{
    comparison.atRisk.method = "at_risk";
    comparison.atRiskStratified.method = "at_risk_stratified";
    comparison.atRiskStratified.match = table.match();
    const std::string reason = table.levels().steps < 2
        ? "a funnel of one step has no step before converting"
        : "no session that met the error entered the funnel";
    comparison.atRisk.note = reason;
    comparison.atRiskStratified.note = reason;
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

/// Everything but metrics and segments.
Comparison compareBriefly(const ComparisonTable& table, const index::ExposureSet& exposures,
                          std::optional<std::uint32_t> fromStep, Estimators& estimators)
{
    Comparison comparison;
    comparison.group = exposures.group;
    comparison.funnel = table.funnel();
    comparison.exposureStepGiven = fromStep.has_value();
    comparison.exposureStep =
        fromStep ? *fromStep : chooseExposureStep(table.entered(), table.levels(), exposures.first);
    comparison.naive =
        naiveEstimate(table.entered(), findAnyHits(table.entered(), exposures.first));
    if (comparison.exposureStep == 0) {
        leaveEmpty(comparison, table);
    } else {
        const RiskTable& atRisk = table.atRisk(comparison.exposureStep);
        addEstimates(comparison, table, findHits(atRisk, table.levels(), exposures.first),
                     estimators);
    }
    addConsequences(comparison, table);
    return comparison;
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
    for (const index::SegmentColumn& column : options.by) {
        if (column.valueOf.size() != table.index().sessionCount()) {
            return internalError("the column of " + column.field + " does not fit the index");
        }
    }
    Estimators estimators(table);
    Comparison comparison = compareBriefly(table, exposures, options.fromStep, estimators);
    if (comparison.exposureStep > 0) {
        const RiskTable& atRisk = table.atRisk(comparison.exposureStep);
        const std::vector<Hit> hits = findHits(atRisk, table.levels(), exposures.first);
        comparison.metrics.push_back(timeToConvert(atRisk, table.levels(), hits));
        comparison.segments =
            segmentEffects(table, comparison.exposureStep, exposures.first, options.by);
    }
    return comparison;
}

Result<std::vector<Comparison>> compareGroups(const ComparisonTable& table,
                                              std::span<const index::ExposureSet> groups,
                                              const std::stop_token& stop)
{
    std::vector<Comparison> comparisons;
    comparisons.reserve(groups.size());
    Estimators estimators(table);
    for (const index::ExposureSet& group : groups) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        comparisons.push_back(compareBriefly(table, group, std::nullopt, estimators));
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
