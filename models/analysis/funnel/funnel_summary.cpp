#include "models/analysis/funnel/funnel_summary.h"

#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// What is gathered of one group of sessions.
struct Tally
{
    std::vector<std::uint64_t> atLevel; ///< sessions per level, 0 ... steps
    std::vector<std::vector<std::int64_t>> waits; ///< per step: ms since the step before it

    explicit Tally(std::uint32_t steps)
        : atLevel(steps + 1U)
        , waits(steps)
    {
    }
};

void add(Tally& tally, const FunnelLevels& levels, std::uint32_t session)
{
    const std::uint32_t level = levels.level[session];
    ++tally.atLevel[level];
    if (levels.reachedMs.empty()) {
        return;
    }
    const std::int64_t* reached = levels.reachedMs.data() + std::size_t {session} * levels.steps;
    for (std::uint32_t step = 1; step < level; ++step) {
        tally.waits[step].push_back(reached[step] - reached[step - 1]);
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

std::vector<FunnelStepResult> stepResults(const FunnelQuestion& question, Tally& tally)
{
    const std::size_t count = question.steps.size();
    std::vector<FunnelStepResult> results(count);
    std::uint64_t reached = 0;
    for (std::size_t step = count; step-- > 0;) {
        FunnelStepResult& result = results[step];
        result.step = static_cast<std::uint32_t>(step) + 1;
        result.name = question.steps[step].name;
        result.expression = question.steps[step].text;
        result.dropped = step + 1 < count ? tally.atLevel[step + 1] : 0;
        reached += tally.atLevel[step + 1];
        result.count = reached;
        result.medianSecondsFromPrevious = medianSeconds(tally.waits[step]);
    }
    for (std::size_t step = 0; step < count; ++step) {
        results[step].rateFromStart = rate(results[step].count, results.front().count);
        results[step].rateFromPrevious =
            rate(results[step].count, results[step > 0 ? step - 1 : 0].count);
    }
    return results;
}

std::vector<FunnelGroup> groupsOf(const FunnelQuestion& question, const FunnelLevels& levels,
                                  const Population& population, const index::SegmentColumn& by)
{
    TL_ASSERT(by.valueOf.size() == levels.level.size());
    std::vector<Tally> tallies(by.labels.size(), Tally(levels.steps));
    for (std::uint32_t session = 0; session < levels.level.size(); ++session) {
        if (population.counts(session) && levels.level[session] > 0) {
            add(tallies[by.valueOf[session]], levels, session);
        }
    }
    std::vector<FunnelGroup> groups;
    for (std::size_t label = 0; label < tallies.size(); ++label) {
        const std::vector<std::uint64_t>& atLevel = tallies[label].atLevel;
        if (std::all_of(atLevel.begin(), atLevel.end(), [](std::uint64_t n) { return n == 0; })) {
            continue;
        }
        FunnelGroup& group = groups.emplace_back();
        group.value = by.labels[label];
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

FunnelResult summarizeFunnel(const FunnelQuestion& question, const FunnelLevels& levels,
                             const Population& population, const index::SegmentColumn* by)
{
    TL_ASSERT(levels.steps > 0 && question.steps.size() == levels.steps);
    TL_ASSERT(population.standing.size() == levels.level.size());
    FunnelResult result;
    result.definition = question.definition;
    Tally tally(levels.steps);
    for (std::uint32_t session = 0; session < levels.level.size(); ++session) {
        switch (population.standing[session]) {
        case Standing::Outside:
            break;
        case Standing::Bot:
            ++result.botsLeftOut;
            break;
        case Standing::Immature:
            result.immature += levels.level[session] > 0 ? 1 : 0;
            break;
        case Standing::Counted:
            add(tally, levels, session);
            break;
        }
    }
    result.steps = stepResults(question, tally);
    result.entered = result.steps.front().count;
    result.converted = result.steps.back().count;
    if (by != nullptr) {
        result.byField = by->field;
        result.groups = groupsOf(question, levels, population, *by);
    }
    return result;
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

} // namespace throughline::analysis
