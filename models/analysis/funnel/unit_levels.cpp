#include "models/analysis/funnel/unit_levels.h"

#include "models/analysis/funnel/any_order.h"
#include "models/analysis/funnel/attempt_search.h"
#include "models/analysis/funnel/unit_stream.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

/// Rounded down.
std::int64_t floorMs(std::int64_t ns)
{
    return ns / kNsPerMs - (ns % kNsPerMs < 0 ? 1 : 0);
}

/// The start limits of a unit that begins at this moment. The first whole millisecond in the range
/// and the first behind it are those at or after its bounds.
StartLimits limitsFrom(const StartRange& starts, Duration window, Timestamp unitStart)
{
    StartLimits limits;
    const std::int64_t base = floorMs(unitStart.ns);
    if (!starts.range.empty()) {
        limits.from = -floorMs(-starts.range.from.ns) - base;
        limits.to = -floorMs(-starts.range.to.ns) - base;
    }
    if (starts.dataEnd) {
        limits.horizon = floorMs(starts.dataEnd->ns) - floorMs(window.ns) - base;
    }
    return limits;
}

/// One evaluation; its scratch space serves all units.
class Evaluation
{
public:
    Evaluation(const index::SessionIndex& index, const CompiledSteps& steps,
               const FunnelOptions& options)
        : m_options(options)
        , m_steps(steps)
        , m_any(options.order == domain::FunnelOrder::Any)
        , m_stream(index, steps, m_any ? 0 : floorMs(options.tolerance.ns))
        , m_inOrder(steps, options.attempt, floorMs(options.window.ns))
        , m_anyOrder(steps, options.attempt, floorMs(options.window.ns))
    {
    }

    FunnelLevels run(const FunnelUnits& units, const StartRange& starts)
    {
        const std::size_t count = units.count();
        m_levels.steps = m_steps.count;
        m_levels.window = m_options.window;
        m_levels.level.resize(count);
        m_levels.flags.resize(count);
        if (m_options.detail == FunnelDetail::Times) {
            m_levels.reachedMs.assign(count * m_steps.count, FunnelLevels::kNever);
            m_levels.reachedEvent.assign(count * m_steps.count, FunnelLevels::kNoEvent);
            m_levels.optional.resize(count);
        }
        for (std::uint32_t unit = 0; unit < count; ++unit) {
            m_stream.read(units.sessionsOf(unit), units.start[unit]);
            if ((m_stream.matched() & m_steps.requiredMask()) != 0) {
                add(unit, limitsFrom(starts, m_options.window, units.start[unit]));
            }
        }
        return std::move(m_levels);
    }

private:
    UnitOutcome find(const StartLimits& limits)
    {
        return m_any ? m_anyOrder.find(m_stream, limits) : m_inOrder.find(m_stream, limits);
    }

    void add(std::uint32_t unit, StartLimits limits)
    {
        UnitOutcome outcome = find(limits);
        std::uint8_t flags = 0;
        if (outcome.late) {
            flags = FunnelLevels::kLate;
            limits.horizon = std::numeric_limits<std::int64_t>::max();
            outcome = find(limits);
        }
        flags |= outcome.touched ? FunnelLevels::kTouched : 0;
        flags |= outcome.dropped ? FunnelLevels::kDropped : 0;
        m_levels.flags[unit] = flags;
        if (outcome.dropped || outcome.level == 0) {
            return;
        }
        m_levels.level[unit] = static_cast<std::uint8_t>(outcome.level);
        if (m_options.detail == FunnelDetail::Times) {
            addTimes(unit,
                     m_any ? m_anyOrder.trace(m_stream)
                           : m_inOrder.trace(m_stream, limits, outcome.level));
        }
    }

    void addTimes(std::uint32_t unit, const Attempt& attempt)
    {
        const std::size_t at = std::size_t {unit} * m_steps.count;
        for (std::uint32_t step = 0; step < attempt.level; ++step) {
            m_levels.reachedMs[at + step] = attempt.ms[step];
            m_levels.reachedEvent[at + step] = attempt.event[step];
        }
        m_levels.optional[unit] = attempt.optional;
    }

    const FunnelOptions& m_options;
    const CompiledSteps& m_steps;
    bool m_any;
    UnitStream m_stream;
    AttemptSearch m_inOrder;
    AnyOrderSearch m_anyOrder;
    FunnelLevels m_levels;
};

} // namespace

FunnelLevels evaluateUnits(const index::SessionIndex& index, const CompiledSteps& steps,
                           const FunnelOptions& options, const FunnelUnits& units,
                           const StartRange& starts)
{
    return Evaluation(index, steps, options).run(units, starts);
}

Population populationOf(const FunnelLevels& levels)
{
    Population population;
    population.standing.assign(levels.level.size(), Standing::Counted);
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        if (levels.has(unit, FunnelLevels::kLate)) {
            population.standing[unit] = Standing::Immature;
        }
    }
    return population;
}

} // namespace throughline::analysis
