#include "models/analysis/funnel/funnel_engine.h"

#include "models/analysis/funnel/quick_levels.h"
#include "models/analysis/funnel/tie_group.h"
#include "models/analysis/funnel/unit_levels.h"
#include "models/base/assert.h"
#include "models/base/parallel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace throughline::analysis {

namespace {

using index::SessionIndex;

constexpr std::int64_t kMsPerCoarseUnit = 1000;
/// Sessions that are worth a thread of their own.
constexpr std::uint32_t kFewestPerThread = 20'000;

/// Where the events of one session stand, and what an offset of it is worth.
struct SessionEvents
{
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::int64_t msPerUnit = 1;
};

/// Hands out the events of a session that match a step: alone, or with those of the same moment.
/// kEventSteps: whether any step needs more than the event's name.
template<bool kEventSteps>
class StepReader
{
public:
    StepReader(const SessionIndex& index, const CompiledSteps& steps, std::int64_t toleranceMs)
        : m_index(index)
        , m_steps(steps)
        , m_names(index.nameAndOrder.data())
        , m_offsets(index.offset.data())
        , m_stepsOfName(steps.stepsOfName.data())
        , m_toleranceMs(toleranceMs)
        , m_group(steps.count)
    {
    }

    [[nodiscard]] SessionEvents eventsOf(std::uint32_t session) const
    {
        const bool coarse = (m_index.flags[session] & SessionIndex::kCoarse) != 0;
        return {m_index.firstEvent[session], m_index.firstEvent[session + 1],
                coarse ? kMsPerCoarseUnit : 1};
    }

    /// Calls visit.one(steps, timeMs, event) or visit.many(group, timeMs) in order of time until
    /// one of them returns false.
    template<typename Visitor>
    void read(const SessionEvents& session, Visitor& visit)
    {
        for (std::uint32_t event = session.first; event < session.last; ++event) {
            const std::uint32_t matched = matchedBy(event);
            if (matched == 0) {
                continue;
            }
            const std::int64_t time = m_offsets[event] * session.msPerUnit;
            const std::uint32_t end = endOfMoment(session, event, time);
            if (end == event + 1) {
                if (!visit.one(matched, time, event)) {
                    return;
                }
                continue;
            }
            if (!readMoment(event, end, matched, time, visit)) {
                return;
            }
            event = end - 1;
        }
    }

private:
    [[nodiscard]] std::uint32_t matchedBy(std::uint32_t event) const
    {
        std::uint32_t matched = m_stepsOfName[m_names[event] & SessionIndex::kNameMask];
        if constexpr (kEventSteps) {
            for (const CompiledSteps::EventStep& step : m_steps.eventSteps) {
                matched |= static_cast<std::uint32_t>(step.events.test(event)) << step.step;
            }
        }
        return matched;
    }

    /// Behind the last event of the moment that begins with this one.
    [[nodiscard]] std::uint32_t endOfMoment(const SessionEvents& session, std::uint32_t event,
                                            std::int64_t time) const
    {
        std::uint32_t end = event + 1;
        if (m_toleranceMs > 0) {
            while (end < session.last
                   && m_offsets[end] * session.msPerUnit - time <= m_toleranceMs) {
                ++end;
            }
            return end;
        }
        while (end < session.last && m_offsets[end] == m_offsets[event]
               && (m_names[end] & SessionIndex::kLater) == 0) {
            ++end;
        }
        return end;
    }

    template<typename Visitor>
    bool readMoment(std::uint32_t event, std::uint32_t end, std::uint32_t matched,
                    std::int64_t time, Visitor& visit)
    {
        std::uint32_t count = 1;
        m_group.clear();
        m_group.add(matched, event);
        for (std::uint32_t other = event + 1; other < end; ++other) {
            if (const std::uint32_t also = matchedBy(other); also != 0) {
                m_group.add(also, other);
                ++count;
            }
        }
        return count == 1 ? visit.one(matched, time, event) : visit.many(m_group, time);
    }

    const SessionIndex& m_index;
    const CompiledSteps& m_steps;
    const std::uint16_t* m_names;
    const std::uint32_t* m_offsets;
    const std::uint32_t* m_stepsOfName;
    std::int64_t m_toleranceMs;
    TieGroup m_group;
};

/// Finds the level: m_latest[k] is the latest start from which level k has been reached. A later
/// start has the later end of its window, so no other start needs to be kept.
class LevelFinder
{
public:
    LevelFinder(std::uint32_t steps, std::int64_t windowMs)
        : m_steps(steps)
        , m_windowMs(windowMs)
    {
    }

    void begin() { m_level = 0; }

    [[nodiscard]] std::uint32_t level() const { return m_level; }

    /// When the level was reached for the first time.
    [[nodiscard]] std::int64_t levelTime() const { return m_levelTime; }

    bool one(std::uint32_t matched, std::int64_t time, std::uint32_t /*event*/)
    {
        // From the furthest step down, so that the event is not used twice.
        std::uint64_t open = matched & ((std::uint64_t {2} << m_level) - 1);
        while (open != 0) {
            const auto step = static_cast<std::uint32_t>(std::bit_width(open) - 1);
            open ^= std::uint64_t {1} << step;
            if (step == 0) {
                reach(1, time, time);
            } else if (m_latest[step] >= time - m_windowMs) {
                reach(step + 1, m_latest[step], time);
            }
        }
        return m_level < m_steps;
    }

    bool many(TieGroup& group, std::int64_t time)
    {
        for (std::uint32_t from = std::min(m_level, m_steps - 1) + 1; from-- > 0;) {
            if (from > 0 && m_latest[from] < time - m_windowMs) {
                continue;
            }
            const std::int64_t start = from == 0 ? time : m_latest[from];
            const std::uint32_t furthest = group.furthest(from);
            for (std::uint32_t level = from + 1; level <= furthest; ++level) {
                reach(level, start, time);
            }
        }
        return m_level < m_steps;
    }

private:
    void reach(std::uint32_t level, std::int64_t start, std::int64_t time)
    {
        if (level > m_level) {
            m_level = level;
            m_levelTime = time;
            m_latest[level] = start;
        } else {
            m_latest[level] = std::max(m_latest[level], start);
        }
    }

    std::uint32_t m_steps;
    std::int64_t m_windowMs;
    std::uint32_t m_level = 0;
    std::int64_t m_levelTime = 0;
    std::array<std::int64_t, kMaxSteps + 1> m_latest {};
};

/// Follows the attempt of the "first" policy to a level known to be reached, for the first time at
/// `levelTime`. An earlier start never ends later, so the earliest start that reaches the level in
/// its window is the first one not more than a window before that time; from there each step is
/// taken as soon as it can be.
class AttemptTracer
{
public:
    AttemptTracer(std::uint32_t level, std::int64_t levelTime, std::int64_t windowMs)
        : m_target(level)
        , m_earliestStart(levelTime - windowMs)
    {
    }

    [[nodiscard]] std::uint32_t level() const { return m_level; }

    [[nodiscard]] std::int64_t time(std::uint32_t step) const { return m_times[step]; }

    [[nodiscard]] std::uint32_t event(std::uint32_t step) const { return m_events[step]; }

    bool one(std::uint32_t matched, std::int64_t time, std::uint32_t event)
    {
        if (time >= m_earliestStart && ((matched >> m_level) & 1U) != 0) {
            take(time, event);
        }
        return m_level < m_target;
    }

    bool many(TieGroup& group, std::int64_t time)
    {
        if (time < m_earliestStart) {
            return true;
        }
        const std::uint32_t furthest = std::min(group.furthest(m_level), m_target);
        while (m_level < furthest) {
            take(time, group.eventOf(m_level));
        }
        return m_level < m_target;
    }

private:
    void take(std::int64_t time, std::uint32_t event)
    {
        m_times[m_level] = time;
        m_events[m_level] = event;
        ++m_level;
    }

    std::uint32_t m_target;
    std::int64_t m_earliestStart;
    std::uint32_t m_level = 0;
    std::array<std::int64_t, kMaxSteps> m_times {};
    std::array<std::uint32_t, kMaxSteps> m_events {};
};

std::int64_t wholeMs(Duration duration)
{
    return duration.ns / 1'000'000;
}

/// The sessions [from, to).
struct SessionRange
{
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

/// The levels alone; `levels` has room for them.
template<bool kEventSteps>
void findLevels(const SessionIndex& index, const CompiledSteps& steps, const FunnelOptions& options,
                SessionRange range, FunnelLevels& levels)
{
    const std::int64_t windowMs = wholeMs(options.window);
    std::optional<QuickLevels> quick;
    if (wholeMs(options.tolerance) == 0 && QuickLevels::fits(steps)) {
        quick.emplace(index, steps, windowMs);
    }
    StepReader<kEventSteps> reader(index, steps, wholeMs(options.tolerance));
    LevelFinder finder(steps.count, windowMs);
    for (std::uint32_t session = range.from; session < range.to; ++session) {
        const auto level = quick ? quick->levelOf(session) : std::nullopt;
        if (level) {
            levels.level[session] = static_cast<std::uint8_t>(*level);
            continue;
        }
        finder.begin();
        reader.read(reader.eventsOf(session), finder);
        levels.level[session] = static_cast<std::uint8_t>(finder.level());
    }
}

/// Levels and times; `levels` has room for them.
template<bool kEventSteps>
void findTimes(const SessionIndex& index, const CompiledSteps& steps, const FunnelOptions& options,
               SessionRange range, FunnelLevels& levels)
{
    const std::int64_t windowMs = wholeMs(options.window);
    StepReader<kEventSteps> reader(index, steps, wholeMs(options.tolerance));
    LevelFinder finder(steps.count, windowMs);
    for (std::uint32_t session = range.from; session < range.to; ++session) {
        const SessionEvents events = reader.eventsOf(session);
        finder.begin();
        reader.read(events, finder);
        levels.level[session] = static_cast<std::uint8_t>(finder.level());
        if (finder.level() == 0) {
            continue;
        }
        AttemptTracer tracer(finder.level(), finder.levelTime(), windowMs);
        reader.read(events, tracer);
        TL_ASSERT(tracer.level() == finder.level());
        for (std::uint32_t step = 0; step < tracer.level(); ++step) {
            const std::size_t place = std::size_t {session} * steps.count + step;
            levels.reachedMs[place] = tracer.time(step);
            levels.reachedEvent[place] = tracer.event(step);
        }
    }
}

template<bool kEventSteps>
FunnelLevels evaluate(const SessionIndex& index, const CompiledSteps& steps,
                      const FunnelOptions& options)
{
    FunnelLevels levels;
    levels.steps = steps.count;
    levels.window = options.window;
    levels.level.resize(index.sessionCount());
    const bool times = options.detail == FunnelDetail::Times;
    if (times) {
        const std::size_t places = std::size_t {index.sessionCount()} * steps.count;
        levels.reachedMs.assign(places, FunnelLevels::kNever);
        levels.reachedEvent.assign(places, FunnelLevels::kNoEvent);
    }
    inRanges(index.sessionCount(), kFewestPerThread, [&](std::uint32_t from, std::uint32_t to) {
        times ? findTimes<kEventSteps>(index, steps, options, {from, to}, levels)
              : findLevels<kEventSteps>(index, steps, options, {from, to}, levels);
    });
    return levels;
}

void checkSteps(const SessionIndex& index, const CompiledSteps& steps)
{
    TL_ASSERT(steps.count > 0 && steps.count <= kMaxSteps);
    TL_ASSERT(steps.stepsOfName.size() > SessionIndex::kNameMask);
    for (const CompiledSteps::EventStep& step : steps.eventSteps) {
        TL_ASSERT(step.step < kMaxSteps && step.events.covers(index.eventCount()));
    }
}

/// Whether the ways of this file decide it.
bool isPlain(const CompiledSteps& steps, const FunnelOptions& options)
{
    return options.order == domain::FunnelOrder::Ordered
        && options.attempt == domain::AttemptChoice::First && steps.exclusions.empty()
        && steps.optional.empty();
}

} // namespace

FunnelLevels evaluateFunnel(const SessionIndex& index, const CompiledSteps& steps,
                            const FunnelOptions& options)
{
    checkSteps(index, steps);
    if (!isPlain(steps, options)) {
        return evaluateUnits(index, steps, options, eachSession(index));
    }
    return steps.eventSteps.empty() ? evaluate<false>(index, steps, options)
                                    : evaluate<true>(index, steps, options);
}

FunnelOptions optionsOf(const domain::FunnelDefinition& funnel, FunnelDetail detail)
{
    FunnelOptions options;
    options.window = funnel.window;
    options.tolerance = funnel.tolerance;
    options.detail = detail;
    options.order = funnel.order;
    options.attempt = funnel.attempt;
    return options;
}

} // namespace throughline::analysis
