#include "models/analysis/funnel/any_order.h"

#include "models/base/assert.h"

#include <algorithm>
#include <bit>

namespace throughline::analysis {

AnyOrderSearch::AnyOrderSearch(const CompiledSteps& steps, domain::AttemptChoice choice,
                               std::int64_t windowMs)
    : m_steps(steps)
    , m_choice(choice)
    , m_windowMs(windowMs)
    , m_group(steps.count)
{
}

UnitOutcome AnyOrderSearch::find(const UnitStream& stream, const StartLimits& limits)
{
    m_members.clear();
    m_kindOfMember.clear();
    m_kinds.clear();
    m_level = 0;
    for (const UnitStream::Member& member : stream.members()) {
        // What lies before the first possible start can be part of no attempt.
        if ((member.matched & m_steps.requiredMask()) != 0 && member.ms >= limits.from) {
            m_members.push_back(member);
            m_kindOfMember.push_back(kindOf(member.matched & m_steps.requiredMask()));
        }
    }
    UnitOutcome outcome;
    std::size_t end = 0;
    bool grown = false;
    for (std::size_t start = 0; start < m_members.size(); ++start) {
        const std::int64_t ms = m_members[start].ms;
        if (ms >= limits.to || ms > limits.horizon) {
            outcome.late = m_level == 0 && ms < limits.to;
            break;
        }
        for (; end < m_members.size() && m_members[end].ms - ms <= m_windowMs; ++end) {
            ++m_kinds[m_kindOfMember[end]].inWindow;
            grown = true;
        }
        // Of events at one moment the first has them all; a window that only lost events can do no
        // better than the one before.
        const bool first = start == 0 || m_members[start - 1].ms < ms;
        const bool last = m_choice == domain::AttemptChoice::Last;
        const std::uint32_t level = first && (last || grown) ? stepsInWindow() : 0;
        if (level > m_level || (last && level > 0 && level == m_level)) {
            m_level = level;
            m_start = start;
        }
        grown = false;
        --m_kinds[m_kindOfMember[start]].inWindow;
        if (m_level == m_steps.count && m_choice == domain::AttemptChoice::First) {
            break;
        }
    }
    outcome.level = m_level;
    return outcome;
}

std::uint32_t AnyOrderSearch::kindOf(std::uint32_t matched)
{
    const auto known = std::find_if(m_kinds.begin(), m_kinds.end(),
                                    [&](const Kind& kind) { return kind.matched == matched; });
    if (known == m_kinds.end()) {
        m_kinds.push_back({matched, 0});
        return static_cast<std::uint32_t>(m_kinds.size() - 1);
    }
    return static_cast<std::uint32_t>(known - m_kinds.begin());
}

std::uint32_t AnyOrderSearch::stepsInWindow()
{
    std::uint32_t reachable = 0;
    std::uint32_t events = 0;
    bool overlap = false;
    for (const Kind& kind : m_kinds) {
        if (kind.inWindow > 0) {
            reachable |= kind.matched;
            events += kind.inWindow;
            overlap |= std::popcount(kind.matched) > 1;
        }
    }
    const auto most = std::min(static_cast<std::uint32_t>(std::popcount(reachable)), events);
    if (!overlap || most < m_level) {
        return most;
    }
    m_group.clear();
    for (const Kind& kind : m_kinds) {
        const auto needed = static_cast<std::uint32_t>(std::popcount(kind.matched));
        for (std::uint32_t i = 0; i < std::min(kind.inWindow, needed); ++i) {
            m_group.add(kind.matched, 0);
        }
    }
    return m_group.most();
}

Attempt AnyOrderSearch::trace(const UnitStream& /*stream*/)
{
    Attempt attempt;
    m_group.clear();
    const std::int64_t last = m_members[m_start].ms + m_windowMs;
    for (std::size_t at = m_start; attempt.level < m_level; ++at) {
        TL_ASSERT(at < m_members.size() && m_members[at].ms <= last);
        const UnitStream::Member& member = m_members[at];
        m_group.add(member.matched & m_steps.requiredMask(), member.event);
        if (m_group.most() > attempt.level) {
            attempt.ms[attempt.level] = member.ms;
            attempt.event[attempt.level] = member.event;
            ++attempt.level;
        }
    }
    return attempt;
}

} // namespace throughline::analysis
