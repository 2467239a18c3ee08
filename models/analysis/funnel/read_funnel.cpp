#include "models/analysis/funnel/compiled_steps.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

Result<filter::Step> read(const std::string& text, const filter::KnownKeys& keys,
                          const std::string& what)
{
    Result<filter::Step> step = filter::parseStep(text, keys);
    if (!step.ok()) {
        return inContext(std::move(step).error(), what);
    }
    return step;
}

Result<void> checkOrder(const domain::FunnelDefinition& funnel)
{
    if (funnel.order == domain::FunnelOrder::Any
        && !(funnel.exclusions.empty() && funnel.optionalSteps.empty())) {
        return usageError("a funnel in any order has neither optional steps nor exclusions",
                          "its steps have no place to stand between; use the order ordered");
    }
    if (funnel.order != domain::FunnelOrder::Strict && !funnel.universe.empty()) {
        return usageError("only a strict funnel asks which events may break it",
                          "use the order strict");
    }
    return {};
}

Result<void> checkDefinition(const domain::FunnelDefinition& funnel)
{
    if (funnel.steps.empty()) {
        return usageError("a funnel needs at least one step");
    }
    const std::size_t conditions = funnel.steps.size() + funnel.exclusions.size()
        + (funnel.order == domain::FunnelOrder::Strict ? 1 : 0);
    if (funnel.steps.size() > kMaxSteps || conditions > kMaxSteps) {
        return usageError("a funnel has at most 32 steps, exclusions included, not "
                          + std::to_string(conditions));
    }
    if (funnel.window <= Duration()) {
        return usageError("the window of a funnel must be longer than nothing");
    }
    if (funnel.tolerance < Duration()) {
        return usageError("the tolerance of a funnel cannot be negative");
    }
    for (std::size_t i = 0; i < funnel.optionalSteps.size(); ++i) {
        const std::uint32_t step = funnel.optionalSteps[i];
        if (step < 2 || step >= funnel.steps.size()) {
            return usageError("step " + std::to_string(step) + " cannot be optional",
                              "only a step between the first and the last can");
        }
        if (i > 0 && step <= funnel.optionalSteps[i - 1]) {
            return usageError("step " + std::to_string(step) + " is named twice as optional");
        }
    }
    return checkOrder(funnel);
}

/// Place among the required steps, from 1; 0 for one that is optional or does not exist.
std::uint32_t requiredPlace(const domain::FunnelDefinition& funnel, std::uint32_t step)
{
    const auto& optional = funnel.optionalSteps;
    if (step == 0 || step > funnel.steps.size()
        || std::find(optional.begin(), optional.end(), step) != optional.end()) {
        return 0;
    }
    const auto before = std::count_if(optional.begin(), optional.end(),
                                      [step](std::uint32_t other) { return other < step; });
    return step - static_cast<std::uint32_t>(before);
}

Result<FunnelParts::Exclusion> readExclusion(const domain::FunnelDefinition& funnel,
                                             const domain::FunnelExclusion& given,
                                             const filter::KnownKeys& keys)
{
    FunnelParts::Exclusion exclusion;
    TL_ASSIGN(exclusion.step, read(given.step, keys, "exclusion " + given.step));
    exclusion.from = requiredPlace(funnel, given.from);
    exclusion.to = requiredPlace(funnel, given.to);
    exclusion.drops = given.mode == domain::ExclusionMode::Drop;
    if (exclusion.from == 0 || exclusion.to == 0 || exclusion.from >= exclusion.to) {
        return usageError("the exclusion " + given.step + " stands between steps "
                              + std::to_string(given.from) + " and " + std::to_string(given.to),
                          "name two required steps of the funnel, the earlier one first");
    }
    return exclusion;
}

} // namespace

Result<std::vector<filter::Step>> readSteps(const domain::FunnelDefinition& funnel,
                                            const filter::KnownKeys& keys)
{
    TL_TRY(checkDefinition(funnel));
    std::vector<filter::Step> steps;
    steps.reserve(funnel.steps.size());
    for (const std::string& text : funnel.steps) {
        TL_ASSIGN(filter::Step step, read(text, keys, "step " + std::to_string(steps.size() + 1)));
        steps.push_back(std::move(step));
    }
    return steps;
}

Result<FunnelParts> readFunnel(const domain::FunnelDefinition& funnel,
                               const filter::KnownKeys& keys)
{
    TL_ASSIGN(std::vector<filter::Step> steps, readSteps(funnel, keys));
    FunnelParts parts;
    for (std::uint32_t i = 0; i < steps.size(); ++i) {
        if (requiredPlace(funnel, i + 1) == 0) {
            const auto before = static_cast<std::uint32_t>(parts.required.size());
            parts.optional.push_back({std::move(steps[i]), before});
        } else {
            parts.required.push_back(std::move(steps[i]));
        }
    }
    for (const domain::FunnelExclusion& given : funnel.exclusions) {
        TL_ASSIGN(FunnelParts::Exclusion exclusion, readExclusion(funnel, given, keys));
        parts.exclusions.push_back(std::move(exclusion));
    }
    parts.strict = funnel.order == domain::FunnelOrder::Strict;
    if (!funnel.universe.empty()) {
        TL_ASSIGN(parts.universe, read(funnel.universe, keys, "the events that may break it"));
    }
    return parts;
}

} // namespace throughline::analysis
