#include "models/analysis/funnel/attempt_search.h"

#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::uint32_t kNoSteps = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kAllLevels = ~std::uint64_t {0};

constexpr std::uint64_t bit(std::uint32_t level)
{
    return std::uint64_t {1} << level;
}

/// Of a moment without a step: every level stays where it is.
constexpr std::array<std::uint8_t, kMaxSteps> kStays = [] {
    std::array<std::uint8_t, kMaxSteps> stays {};
    for (std::size_t level = 0; level < stays.size(); ++level) {
        stays[level] = static_cast<std::uint8_t>(level);
    }
    return stays;
}();

bool mayStartAt(const StartLimits& limits, std::int64_t ms)
{
    return ms >= limits.from && ms < limits.to && ms <= limits.horizon;
}

} // namespace

AttemptSearch::AttemptSearch(const CompiledSteps& steps, domain::AttemptChoice choice,
                             std::int64_t windowMs)
    : m_steps(steps)
    , m_count(steps.count)
    , m_choice(choice)
    , m_windowMs(windowMs)
    , m_group(steps.count)
{
    for (const CompiledSteps::Exclusion& exclusion : steps.exclusions) {
        m_exclusionMask |= 1U << exclusion.bit;
    }
}

UnitOutcome AttemptSearch::find(const UnitStream& stream, const StartLimits& limits)
{
    UnitOutcome outcome;
    if ((stream.matched() & 1U) == 0) {
        return outcome;
    }
    prepare(stream);
    m_latest.fill(kNoStart);
    m_hurt = 0;
    m_droppedNow = 0;
    bool late = false;
    const auto moments = stream.moments();
    for (std::size_t at = 0; at < moments.size() && outcome.level < m_count; ++at) {
        const UnitStream::Moment& moment = moments[at];
        const bool mayStart = mayStartAt(limits, moment.ms);
        late |= (moment.matched & 1U) != 0 && moment.ms > limits.horizon && moment.ms < limits.to
            && moment.ms >= limits.from;
        const Effect effect = effectOf(stream, at);
        advance(moment, mayStart, effect, outcome);
        settle(moment, effect, outcome);
    }
    outcome.late = outcome.level == 0 && late;
    outcome.dropped = outcome.level > 0 && (m_hurt & bit(outcome.level)) != 0;
    return outcome;
}

void AttemptSearch::prepare(const UnitStream& stream)
{
    m_furthest.clear();
    m_furthestOf.clear();
    for (const UnitStream::Moment& moment : stream.moments()) {
        if ((moment.matched & m_steps.requiredMask()) == 0) {
            m_furthestOf.push_back(kNoSteps);
            continue;
        }
        m_furthestOf.push_back(static_cast<std::uint32_t>(m_furthest.size()));
        fillFurthest(stream, moment);
    }
}

void AttemptSearch::fillFurthest(const UnitStream& stream, const UnitStream::Moment& moment)
{
    if (moment.last - moment.first == 1) {
        for (std::uint32_t level = 0; level < m_count; ++level) {
            const std::uint32_t next = level + ((moment.matched >> level) & 1U);
            m_furthest.push_back(static_cast<std::uint8_t>(next));
        }
        return;
    }
    fillGroup(stream, moment);
    for (std::uint32_t level = 0; level < m_count; ++level) {
        m_furthest.push_back(static_cast<std::uint8_t>(m_group.furthest(level)));
    }
}

void AttemptSearch::fillGroup(const UnitStream& stream, const UnitStream::Moment& moment)
{
    m_group.clear();
    for (const UnitStream::Member& member : stream.members(moment)) {
        const std::uint32_t matched = member.matched & m_steps.requiredMask();
        if (matched != 0) {
            m_group.add(matched, member.event);
        }
    }
}

AttemptSearch::Effect AttemptSearch::effectOf(const UnitStream& stream, std::size_t at) const
{
    const UnitStream::Moment& moment = stream.moments()[at];
    Effect effect;
    effect.furthest =
        m_furthestOf[at] == kNoSteps ? kStays.data() : m_furthest.data() + m_furthestOf[at];
    effect.kept =
        m_steps.universe == CompiledSteps::kNoBit ? kAllLevels : keptByStrictOrder(stream, moment);
    effect.comesFromBelow.fill(kMaxSteps + 1);
    if ((moment.matched & m_exclusionMask) == 0) {
        return effect;
    }
    effect.isDroppedFrom.fill(kMaxSteps + 1);
    for (const CompiledSteps::Exclusion& exclusion : m_steps.exclusions) {
        if (((moment.matched >> exclusion.bit) & 1U) == 0) {
            continue;
        }
        for (std::uint32_t level = exclusion.from; level < exclusion.to; ++level) {
            effect.cut |= bit(level);
            const auto from = static_cast<std::uint8_t>(exclusion.from);
            effect.comesFromBelow[level] = std::min(effect.comesFromBelow[level], from);
            if (exclusion.drops) {
                effect.isDroppedFrom[level] = std::min(effect.isDroppedFrom[level], from);
            }
        }
    }
    effect.kept &= ~effect.cut;
    return effect;
}

/// Levels whose attempts wait on: every event that counts repeats the step just taken or is an
/// optional one that may follow it.
std::uint64_t AttemptSearch::keptByStrictOrder(const UnitStream& stream,
                                               const UnitStream::Moment& moment) const
{
    const std::uint32_t counts = m_steps.requiredMask() | 1U << m_steps.universe;
    std::uint64_t kept = kAllLevels;
    for (const UnitStream::Member& member : stream.members(moment)) {
        std::uint64_t allowed = static_cast<std::uint64_t>(member.matched & m_steps.requiredMask())
            << 1U;
        for (const CompiledSteps::Optional& step : m_steps.optional) {
            if (((member.matched >> step.bit) & 1U) != 0) {
                allowed |= bit(step.after);
            }
        }
        if ((member.matched & counts) != 0) {
            kept &= allowed;
        }
    }
    return kept;
}

/// Brings attempts as far as the moment allows, from the furthest down so that none is moved twice.
void AttemptSearch::advance(const UnitStream::Moment& moment, bool mayStart, const Effect& effect,
                            UnitOutcome& outcome)
{
    m_arrived.fill(kNoStart);
    m_wentOn = 0;
    if ((moment.matched & m_steps.requiredMask()) == 0) {
        return;
    }
    const std::uint32_t highest = std::min(outcome.level, m_count - 1);
    for (std::uint32_t from = highest + 1; from-- > 0;) {
        if (from == 0 ? !mayStart : !isLive(from, moment.ms)) {
            continue;
        }
        const std::int64_t start = from == 0 ? moment.ms : m_latest[from];
        const std::uint32_t furthest = effect.furthest[from];
        m_wentOn |= furthest > from ? bit(from) : 0;
        for (std::uint32_t to = from + 1; to <= furthest; ++to) {
            outcome.level = std::max(outcome.level, to);
            m_hurt &= ~bit(to);
            if (from < effect.comesFromBelow[to]) {
                m_arrived[to] = std::max(m_arrived[to], start);
            } else {
                outcome.touched |= to == furthest;
                m_droppedNow |= from >= effect.isDroppedFrom[to] ? bit(to) : 0;
            }
        }
    }
}

/// Ends what the moment ends, then lets in what arrived.
void AttemptSearch::settle(const UnitStream::Moment& moment, const Effect& effect,
                           UnitOutcome& outcome)
{
    for (std::uint32_t level = 1; level <= outcome.level; ++level) {
        if ((effect.kept & bit(level)) == 0) {
            if ((effect.cut & bit(level)) != 0 && isLive(level, moment.ms)) {
                outcome.touched |= (m_wentOn & bit(level)) == 0;
                m_droppedNow |= effect.isDroppedFrom[level] <= kMaxSteps ? bit(level) : 0;
            }
            m_latest[level] = kNoStart;
        }
        m_latest[level] = std::max(m_latest[level], m_arrived[level]);
        if ((m_droppedNow & bit(level)) != 0 && m_arrived[level] == kNoStart) {
            m_hurt |= bit(level);
        }
    }
    m_droppedNow = 0;
}

Attempt AttemptSearch::trace(const UnitStream& stream, const StartLimits& limits,
                             std::uint32_t level)
{
    Attempt attempt;
    const auto moments = stream.moments();
    findEnds(stream, level);
    std::size_t at = chooseStart(stream, limits, level);
    TL_ASSERT(at < moments.size());
    const std::int64_t last = moments[at].ms + m_windowMs;
    for (; attempt.level < level; ++at) {
        TL_ASSERT(at < moments.size());
        const Effect effect = effectOf(stream, at);
        const std::uint32_t from = attempt.level;
        for (std::uint32_t to = std::min<std::uint32_t>(effect.furthest[from], level); to > from;
             --to) {
            const bool goesOn = to == level
                ? moments[at].ms <= last
                : from < effect.comesFromBelow[to] && end(at + 1, to) <= last;
            if (goesOn) {
                take(stream, at, to, attempt);
                break;
            }
        }
    }
    takeOptional(stream, attempt);
    return attempt;
}

/// For every place and level the earliest moment at which the wanted level can be reached from
/// there, windows aside; from the last moment back.
void AttemptSearch::findEnds(const UnitStream& stream, std::uint32_t level)
{
    const auto moments = stream.moments();
    m_ends.assign((moments.size() + 1) * (m_count + 1U), kNoEnd);
    for (std::size_t at = moments.size(); at-- > 0;) {
        const Effect effect = effectOf(stream, at);
        for (std::uint32_t from = 0; from < level; ++from) {
            const bool waits = from > 0 && (effect.kept & bit(from)) != 0;
            const std::int64_t later = waits ? end(at + 1, from) : kNoEnd;
            end(at, from) = std::min(later, endFrom(effect, at, moments[at].ms, from, level));
        }
    }
}

std::int64_t AttemptSearch::endFrom(const Effect& effect, std::size_t moment, std::int64_t ms,
                                    std::uint32_t from, std::uint32_t level) const
{
    std::int64_t best = kNoEnd;
    const std::uint32_t furthest = std::min<std::uint32_t>(effect.furthest[from], level);
    for (std::uint32_t to = from + 1; to <= furthest; ++to) {
        if (to == level) {
            best = std::min(best, ms);
        } else if (from < effect.comesFromBelow[to]) {
            best = std::min(best, end(moment + 1, to));
        }
    }
    return best;
}

std::size_t AttemptSearch::chooseStart(const UnitStream& stream, const StartLimits& limits,
                                       std::uint32_t level) const
{
    const auto moments = stream.moments();
    TL_ASSERT(level > 0);
    std::size_t chosen = moments.size();
    for (std::size_t at = 0; at < moments.size(); ++at) {
        const std::int64_t ms = moments[at].ms;
        if (!mayStartAt(limits, ms) || end(at, 0) == kNoEnd || end(at, 0) - ms > m_windowMs) {
            continue;
        }
        chosen = at;
        if (m_choice == domain::AttemptChoice::First) {
            break;
        }
    }
    return chosen;
}

void AttemptSearch::take(const UnitStream& stream, std::size_t at, std::uint32_t to,
                         Attempt& attempt)
{
    const UnitStream::Moment& moment = stream.moments()[at];
    const bool alone = moment.last - moment.first == 1;
    if (!alone) {
        fillGroup(stream, moment);
        static_cast<void>(m_group.furthest(attempt.level));
    }
    for (std::uint32_t step = attempt.level; step < to; ++step) {
        attempt.ms[step] = moment.ms;
        attempt.event[step] = alone ? stream.members()[moment.first].event : m_group.eventOf(step);
        m_momentOf[step] = at;
    }
    attempt.level = to;
}

/// Optional steps found between the required ones around them, each by an event of its own.
void AttemptSearch::takeOptional(const UnitStream& stream, Attempt& attempt)
{
    std::array<std::uint32_t, kMaxSteps> used {};
    std::size_t usedCount = 0;
    const auto isFree = [&](std::uint32_t event) {
        const auto* steps = attempt.event.data();
        return std::find(steps, steps + attempt.level, event) == steps + attempt.level
            && std::find(used.data(), used.data() + usedCount, event) == used.data() + usedCount;
    };
    for (std::size_t i = 0; i < m_steps.optional.size(); ++i) {
        const CompiledSteps::Optional& step = m_steps.optional[i];
        if (attempt.level < step.after) {
            continue;
        }
        const auto moments = stream.moments();
        const std::size_t last = lastOptionalMoment(stream, attempt, step.after);
        const std::uint32_t firstMember = moments[m_momentOf[step.after - 1]].first;
        const std::uint32_t lastMember = moments[last].last;
        for (std::uint32_t at = firstMember; at < lastMember; ++at) {
            const UnitStream::Member& member = stream.members()[at];
            if (((member.matched >> step.bit) & 1U) != 0 && isFree(member.event)) {
                used[usedCount++] = member.event;
                attempt.optional |= 1U << i;
                break;
            }
        }
    }
}

/// The last moment that still lies on the attempt's way to the step behind `after`: the one that
/// brought that step, else the one that ended the attempt, else the last in the window.
std::size_t AttemptSearch::lastOptionalMoment(const UnitStream& stream, const Attempt& attempt,
                                              std::uint32_t after) const
{
    if (attempt.level > after) {
        return m_momentOf[after];
    }
    const auto moments = stream.moments();
    std::size_t at = m_momentOf[after - 1];
    while (at + 1 < moments.size() && moments[at + 1].ms - attempt.ms[0] <= m_windowMs) {
        ++at;
        if ((effectOf(stream, at).kept & bit(after)) == 0) {
            break;
        }
    }
    return at;
}

} // namespace throughline::analysis
