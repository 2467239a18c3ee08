#include "models/analysis/compare/segment_effects.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/stats/multiple_testing.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace throughline::analysis {

namespace {

SegmentEffect effectWithin(const ComparisonTable& table, const RiskTable& atRisk,
                           std::span<const index::Exposure> exposures)
{
    StratifiedEstimator estimator(atRisk, table.match());
    const Estimate estimate =
        estimator.estimate(findHits(atRisk, table.levels(), exposures)).estimate;
    SegmentEffect effect;
    effect.affected = estimate.affected;
    effect.control = estimate.control;
    effect.difference = estimate.difference;
    effect.interval = estimate.interval;
    effect.pValue = estimate.pValue;
    if (estimate.difference) {
        effect.lostConversions =
            0 - static_cast<double>(estimate.matchedAffected) * *estimate.difference;
    }
    return effect;
}

/// Sessions at risk by their value, for the values that an affected session has.
std::map<std::uint32_t, std::vector<std::uint32_t>>
sessionsByValue(const RiskTable& atRisk, std::span<const Hit> hits,
                const index::SegmentColumn& column)
{
    std::map<std::uint32_t, std::vector<std::uint32_t>> sessions;
    for (const Hit& hit : hits) {
        if (hit.affected) {
            sessions.try_emplace(column.valueOf[atRisk.session[hit.row]]);
        }
    }
    for (const std::uint32_t session : atRisk.session) {
        if (const auto at = sessions.find(column.valueOf[session]); at != sessions.end()) {
            at->second.push_back(session);
        }
    }
    return sessions;
}

void addQValues(std::vector<SegmentEffect>& effects)
{
    std::vector<double> pValues;
    for (const SegmentEffect& effect : effects) {
        if (effect.pValue) {
            pValues.push_back(*effect.pValue);
        }
    }
    const std::vector<double> qValues = benjaminiHochberg(pValues);
    auto next = qValues.begin();
    for (SegmentEffect& effect : effects) {
        if (effect.pValue) {
            effect.qValue = *next++;
        }
    }
}

} // namespace

std::vector<SegmentEffect> segmentEffects(const ComparisonTable& table, std::uint32_t step,
                                          std::span<const index::Exposure> exposures,
                                          std::span<const index::SegmentColumn> by)
{
    const RiskTable& atRisk = table.atRisk(step);
    const std::vector<Hit> hits = findHits(atRisk, table.levels(), exposures);
    std::vector<SegmentEffect> all;
    for (const index::SegmentColumn& column : by) {
        std::vector<SegmentEffect> ofField;
        for (const auto& [value, sessions] : sessionsByValue(atRisk, hits, column)) {
            const RiskTable within =
                makeRiskTable(table.index(), table.levels(), sessions, table.cells(), step);
            SegmentEffect effect = effectWithin(table, within, exposures);
            effect.field = column.field;
            effect.value = value < column.labels.size() ? column.labels[value] : "";
            ofField.push_back(std::move(effect));
        }
        std::sort(ofField.begin(), ofField.end(), [](const auto& a, const auto& b) {
            return std::tie(b.affected, a.value) < std::tie(a.affected, b.value);
        });
        std::move(ofField.begin(), ofField.end(), std::back_inserter(all));
    }
    addQValues(all);
    return all;
}

} // namespace throughline::analysis
