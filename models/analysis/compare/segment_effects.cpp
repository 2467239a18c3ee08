#include "models/analysis/compare/segment_effects.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/stats/multiple_testing.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace throughline::analysis {

namespace {

SegmentEffect effectOf(const Estimate& estimate)
{
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

/// Calls effectWithin(value) for the values of each field that an affected session has.
template<typename EffectWithin>
std::vector<SegmentEffect>
effectsOf(const RiskTable& atRisk, std::span<const std::uint32_t> affectedRows,
          std::span<const index::SegmentColumn> by, const EffectWithin& effectWithin)
{
    std::vector<SegmentEffect> all;
    for (const index::SegmentColumn& column : by) {
        std::set<std::uint32_t> values;
        for (const std::uint32_t row : affectedRows) {
            values.insert(column.valueOf[atRisk.session[row]]);
        }
        std::vector<SegmentEffect> ofField;
        for (const std::uint32_t value : values) {
            SegmentEffect effect = effectWithin(column, value);
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

} // namespace

std::vector<SegmentEffect> segmentEffects(const ComparisonTable& table, std::uint32_t step,
                                          std::span<const index::Exposure> exposures,
                                          std::span<const index::SegmentColumn> by)
{
    const RiskTable& atRisk = table.atRisk(step);
    std::vector<std::uint32_t> affected;
    for (const Hit& hit : findHits(atRisk, table.levels(), exposures)) {
        if (hit.affected) {
            affected.push_back(hit.row);
        }
    }
    const auto within = [&](const index::SegmentColumn& column, std::uint32_t value) {
        std::vector<std::uint32_t> sessions;
        for (const std::uint32_t session : atRisk.session) {
            if (column.valueOf[session] == value) {
                sessions.push_back(session);
            }
        }
        const RiskTable part =
            makeRiskTable(table.index(), table.levels(), sessions, table.cells(), step);
        StratifiedEstimator estimator(part, table.match());
        return effectOf(estimator.estimate(findHits(part, table.levels(), exposures)).estimate);
    };
    return effectsOf(atRisk, affected, by, within);
}

std::vector<SegmentEffect> segmentEffects(const ComparisonTable& table, std::uint32_t step,
                                          const OpportunityComparison& opportunities,
                                          const StruckGroup& group,
                                          std::span<const index::SegmentColumn> by)
{
    const RiskTable& atRisk = table.atRisk(step);
    std::vector<std::uint32_t> affected;
    for (const Struck& struck : group.sessions) {
        if (struck.affected) {
            affected.push_back(struck.riskRow);
        }
    }
    const auto within = [&](const index::SegmentColumn& column, std::uint32_t value) {
        std::vector<Outcome> outcomes(atRisk.session.size(), Outcome::LeftOut);
        for (std::uint32_t row = 0; row < outcomes.size(); ++row) {
            if (column.valueOf[atRisk.session[row]] == value) {
                outcomes[row] = atRisk.converted(row) ? Outcome::Yes : Outcome::No;
            }
        }
        return effectOf(opportunities.estimate(group, outcomes).estimate);
    };
    return effectsOf(atRisk, affected, by, within);
}

} // namespace throughline::analysis
