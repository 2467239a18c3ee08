#include "models/analysis/funnel/funnel_summary.h"

#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// What is gathered of one group of units.
struct Tally
{
    std::vector<std::uint64_t> atLevel; ///< units per level, 0 ... steps
    std::vector<std::uint64_t> taken; ///< units per optional step
    std::vector<std::vector<std::int64_t>> waits; ///< per step: ms since the step before it

    Tally(std::uint32_t steps, std::size_t optional)
        : atLevel(steps + 1U)
        , taken(optional)
        , waits(steps)
    {
    }
};

void add(Tally& tally, const FunnelLevels& levels, std::uint32_t unit)
{
    const std::uint32_t level = levels.level[unit];
    ++tally.atLevel[level];
    if (levels.reachedMs.empty()) {
        return;
    }
    const std::int64_t* reached = levels.reachedMs.data() + std::size_t {unit} * levels.steps;
    for (std::uint32_t step = 1; step < level; ++step) {
        tally.waits[step].push_back(reached[step] - reached[step - 1]);
    }
    for (std::size_t i = 0; i < tally.taken.size(); ++i) {
        tally.taken[i] += levels.optional.empty() ? 0 : (levels.optional[unit] >> i) & 1U;
    }
}

std::optional<double> medianSeconds(std::vector<std::int64_t>& waits)
{
    if (waits.empty()) {
        return std::nullopt;
    }
    const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
    std::nth_element(waits.begin(), middle, waits.end());
    const auto upper = static_cast<double>(*middle);
    if (waits.size() % 2 == 1) {
        return upper / 1000;
    }
    const auto lower = static_cast<double>(*std::max_element(waits.begin(), middle));
    return (lower + upper) / 2000;
}

double rate(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Bar k of a funnel in any order.
std::string atLeast(std::size_t some, std::size_t all)
{
    return "at least " + std::to_string(some) + " of " + std::to_string(all);
}

FunnelStepResult nameOf(const FunnelQuestion& question, std::size_t step)
{
    FunnelStepResult result;
    result.step = static_cast<std::uint32_t>(step) + 1;
    if (question.definition.order == domain::FunnelOrder::Any) {
        result.name = atLeast(step + 1, question.steps.size());
        result.expression = result.name;
    } else {
        result.name = question.steps[step].name;
        result.expression = question.steps[step].text;
    }
    return result;
}

std::vector<FunnelStepResult> stepResults(const FunnelQuestion& question, Tally& tally)
{
    const std::vector<FunnelBar> bars = barsOf(question.definition);
    std::vector<std::uint64_t> reached(tally.atLevel);
    for (std::size_t level = reached.size() - 1; level-- > 0;) {
        reached[level] += reached[level + 1];
    }
    std::vector<FunnelStepResult> results;
    for (std::size_t step = 0; step < bars.size(); ++step) {
        const FunnelBar& bar = bars[step];
        FunnelStepResult& result = results.emplace_back(nameOf(question, step));
        if (bar.optional) {
            result.optional = true;
            result.count = tally.taken[*bar.optional];
            result.rateFromPrevious = rate(result.count, reached[bar.level]);
        } else {
            const std::uint64_t before = reached[bar.level > 1 ? bar.level - 1 : 1];
            result.count = reached[bar.level];
            result.dropped = bar.level + 1 < reached.size() ? tally.atLevel[bar.level] : 0;
            result.rateFromPrevious = rate(result.count, before);
            result.medianSecondsFromPrevious = medianSeconds(tally.waits[bar.level - 1]);
        }
        result.rateFromStart = rate(result.count, reached[1]);
    }
    return results;
}

std::vector<FunnelGroup> groupsOf(const FunnelQuestion& question, const FunnelLevels& levels,
                                  const Population& population, const FunnelSplit& by)
{
    const std::size_t optional = question.definition.optionalSteps.size();
    std::vector<Tally> tallies(by.column.labels.size(), Tally(levels.steps, optional));
    const auto counts = [&](std::uint32_t unit) {
        return population.counts(unit) && levels.level[unit] > 0;
    };
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        if (counts(unit)) {
            add(tallies[by.column.valueOf[unit]], levels, unit);
        }
    }
    for (const FunnelSplit::Also& also : by.also) {
        if (counts(also.unit)) {
            add(tallies[also.label], levels, also.unit);
        }
    }
    std::vector<FunnelGroup> groups;
    for (std::size_t label = 0; label < tallies.size(); ++label) {
        const std::vector<std::uint64_t>& atLevel = tallies[label].atLevel;
        if (std::all_of(atLevel.begin(), atLevel.end(), [](std::uint64_t n) { return n == 0; })) {
            continue;
        }
        FunnelGroup& group = groups.emplace_back();
        group.value = by.column.labels[label];
        group.steps = stepResults(question, tallies[label]);
        group.entered = group.steps.front().count;
        group.converted = group.steps.back().count;
    }
    std::sort(groups.begin(), groups.end(), [](const FunnelGroup& a, const FunnelGroup& b) {
        return a.entered != b.entered ? a.entered > b.entered : a.value < b.value;
    });
    return groups;
}

template<typename Predicate>
IdSet sessionsWhere(const FunnelLevels& levels, Predicate holds)
{
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t session = 0; session < levels.level.size(); ++session) {
        if (holds(session)) {
            sessions.push_back(session);
        }
    }
    return IdSet(sessions);
}

} // namespace

namespace {

FunnelResult countsOf(const FunnelQuestion& question, const FunnelLevels& levels,
                      const Population& population)
{
    const std::size_t optional = question.definition.optionalSteps.size();
    TL_ASSERT(levels.steps > 0 && question.steps.size() == levels.steps + optional);
    TL_ASSERT(population.standing.size() == levels.level.size());
    FunnelResult result;
    result.definition = question.definition;
    Tally tally(levels.steps, optional);
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        switch (population.standing[unit]) {
        case Standing::Outside:
            break;
        case Standing::Bot:
            ++result.botsLeftOut;
            break;
        case Standing::Immature:
            result.immature += levels.level[unit] > 0 ? 1 : 0;
            break;
        case Standing::Counted:
            add(tally, levels, unit);
            result.touched += levels.has(unit, FunnelLevels::kTouched) ? 1 : 0;
            result.excluded += levels.has(unit, FunnelLevels::kDropped) ? 1 : 0;
            break;
        }
    }
    result.steps = stepResults(question, tally);
    result.entered = result.steps.front().count;
    result.converted = result.steps.back().count;
    return result;
}

} // namespace

FunnelResult summarizeFunnel(const FunnelQuestion& question, const FunnelLevels& levels,
                             const Population& population, const FunnelSplit* by)
{
    FunnelResult result = countsOf(question, levels, population);
    if (by != nullptr) {
        TL_ASSERT(by->column.valueOf.size() == levels.level.size());
        result.byField = by->column.field;
        result.groups = groupsOf(question, levels, population, *by);
    }
    return result;
}

FunnelResult summarizeFunnel(const FunnelQuestion& question, const FunnelLevels& levels,
                             const Population& population, const index::SegmentColumn* by)
{
    if (by == nullptr) {
        return countsOf(question, levels, population);
    }
    const FunnelSplit split {*by, {}};
    return summarizeFunnel(question, levels, population, &split);
}

std::vector<FunnelBar> barsOf(const domain::FunnelDefinition& funnel)
{
    std::vector<FunnelBar> bars;
    std::uint32_t level = 0;
    std::uint32_t optional = 0;
    for (std::uint32_t step = 1; step <= funnel.steps.size(); ++step) {
        const auto& skipped = funnel.optionalSteps;
        if (std::find(skipped.begin(), skipped.end(), step) != skipped.end()) {
            bars.push_back({level, optional++});
        } else {
            bars.push_back({++level, std::nullopt});
        }
    }
    return bars;
}

IdSet sessionsReaching(const FunnelLevels& levels, const Population& population, std::uint32_t step)
{
    return sessionsWhere(levels, [&](std::uint32_t session) {
        return population.counts(session) && step > 0 && levels.level[session] >= step;
    });
}

IdSet sessionsDropping(const FunnelLevels& levels, const Population& population, std::uint32_t step)
{
    return sessionsWhere(levels, [&](std::uint32_t session) {
        return population.counts(session) && step > 0 && step < levels.steps
            && levels.level[session] == step;
    });
}

IdSet immatureSessions(const FunnelLevels& levels, const Population& population)
{
    return sessionsWhere(levels, [&](std::uint32_t session) {
        return population.standing[session] == Standing::Immature && levels.level[session] > 0;
    });
}

IdSet unitsTaking(const FunnelLevels& levels, const Population& population, std::uint32_t optional)
{
    return sessionsWhere(levels, [&](std::uint32_t unit) {
        return population.counts(unit) && levels.level[unit] > 0 && !levels.optional.empty()
            && ((levels.optional[unit] >> optional) & 1U) != 0;
    });
}

IdSet unitsTouched(const FunnelLevels& levels, const Population& population, std::uint8_t flag)
{
    return sessionsWhere(levels, [&](std::uint32_t unit) {
        return population.counts(unit) && levels.has(unit, flag);
    });
}

} // namespace throughline::analysis
