#include "models/analysis/funnel/sampling_weights.h"

#include "models/domain/sampling.h"
#include "models/index/segment_columns.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// What the units of one bar, or of several, stand for.
struct Weighed
{
    std::vector<double> atLevel; ///< per level, 0 ... steps
    std::vector<double> taken; ///< per optional step
    std::vector<bool> sampledAtLevel;
    std::vector<bool> sampledTaken;

    Weighed(std::uint32_t steps, std::size_t optional)
        : atLevel(steps + 1U)
        , taken(optional)
        , sampledAtLevel(steps + 1U)
        , sampledTaken(optional)
    {
    }

    void add(const FunnelLevels& levels, std::uint32_t unit, double weight)
    {
        const std::uint32_t level = levels.level[unit];
        atLevel[level] += weight;
        sampledAtLevel[level] = sampledAtLevel[level] || weight > 1;
        for (std::size_t i = 0; i < taken.size(); ++i) {
            if (!levels.optional.empty() && ((levels.optional[unit] >> i) & 1U) != 0) {
                taken[i] += weight;
                sampledTaken[i] = sampledTaken[i] || weight > 1;
            }
        }
    }
};

void put(std::vector<FunnelStepResult>& steps, const std::vector<FunnelBar>& bars,
         const Weighed& weighed)
{
    for (std::size_t i = 0; i < steps.size() && i < bars.size(); ++i) {
        if (bars[i].optional) {
            if (weighed.sampledTaken[*bars[i].optional]) {
                steps[i].estimated = weighed.taken[*bars[i].optional];
            }
            continue;
        }
        double reached = 0;
        bool sampled = false;
        for (std::size_t level = bars[i].level; level < weighed.atLevel.size(); ++level) {
            reached += weighed.atLevel[level];
            sampled = sampled || weighed.sampledAtLevel[level];
        }
        if (sampled) {
            steps[i].estimated = reached;
        }
    }
}

} // namespace

std::vector<double> samplingWeights(const index::SessionIndex& index)
{
    if (std::ranges::find(index.contextFields, domain::kSamplingRate)
        == index.contextFields.end()) {
        return {};
    }
    const index::SegmentColumn column = index::segmentColumn(index, domain::kSamplingRate);
    std::vector<double> ofLabel;
    for (const std::string& label : column.labels) {
        ofLabel.push_back(1 / domain::samplingRateFromText(label).value_or(1));
    }
    std::vector<double> weights;
    weights.reserve(column.valueOf.size());
    for (const std::uint32_t value : column.valueOf) {
        weights.push_back(ofLabel[value]);
    }
    const bool any = std::ranges::any_of(weights, [](double weight) { return weight > 1; });
    return any ? weights : std::vector<double>();
}

void estimateUnsampled(FunnelResult& result, const FunnelLevels& levels,
                       const Population& population, std::span<const double> weights,
                       const FunnelSplit* split)
{
    const std::size_t optional = result.definition.optionalSteps.size();
    Weighed all(levels.steps, optional);
    const std::size_t labels = split == nullptr ? 0 : split->column.labels.size();
    std::vector<Weighed> byLabel(labels, Weighed(levels.steps, optional));
    for (std::uint32_t unit = 0; unit < weights.size(); ++unit) {
        if (!population.counts(unit)) {
            continue;
        }
        all.add(levels, unit, weights[unit]);
        if (split != nullptr) {
            byLabel[split->column.valueOf[unit]].add(levels, unit, weights[unit]);
        }
    }
    if (split != nullptr) {
        for (const FunnelSplit::Also& also : split->also) {
            if (population.counts(also.unit)) {
                byLabel[also.label].add(levels, also.unit, weights[also.unit]);
            }
        }
    }
    const std::vector<FunnelBar> bars = barsOf(result.definition);
    put(result.steps, bars, all);
    for (FunnelGroup& group : result.groups) {
        const auto label = std::ranges::find(split->column.labels, group.value);
        put(group.steps, bars,
            byLabel[static_cast<std::size_t>(label - split->column.labels.begin())]);
    }
}

std::optional<AffectedSample> affectedSample(std::span<const double> weights,
                                             const Population& population,
                                             const index::ExposureSet& met)
{
    if (weights.empty()) {
        return std::nullopt;
    }
    AffectedSample sample;
    std::optional<double> weight;
    bool same = true;
    for (const index::Exposure& exposure : met.first) {
        if (exposure.session >= weights.size() || !population.counts(exposure.session)) {
            continue;
        }
        const double own = weights[exposure.session];
        sample.sampled += own > 1 ? 1 : 0;
        same = same && (!weight || *weight == own);
        weight = own;
    }
    if (sample.sampled == 0) {
        return std::nullopt;
    }
    if (same && weight) {
        sample.rate = 1 / *weight;
    }
    return sample;
}

} // namespace throughline::analysis
