#include "models/analysis/funnel/tie_group.h"

namespace throughline::analysis {

void TieGroup::clear()
{
    m_members.clear();
    m_countOf.fill(0);
    m_union = 0;
    m_overlap = false;
}

void TieGroup::add(std::uint32_t matched, std::uint32_t event)
{
    // With as many events as steps for each step it matches, another can always be replaced.
    bool needed = false;
    for (std::uint32_t rest = matched; rest != 0; rest &= rest - 1) {
        needed |= m_countOf[static_cast<std::size_t>(std::countr_zero(rest))] < m_steps;
    }
    if (!needed) {
        return;
    }
    for (std::uint32_t rest = matched; rest != 0; rest &= rest - 1) {
        const auto step = static_cast<std::size_t>(std::countr_zero(rest));
        if (m_countOf[step]++ == 0) {
            m_memberOf[step] = memberCount();
        }
    }
    m_union |= matched;
    m_overlap |= (matched & (matched - 1)) != 0;
    m_members.push_back({matched, event, kFree, 0});
}

std::uint32_t TieGroup::furthest(std::uint32_t level)
{
    if (level >= m_steps) {
        return level;
    }
    if (!m_overlap) {
        const auto run = static_cast<std::uint32_t>(
            std::countr_one(static_cast<std::uint64_t>(m_union) >> level));
        return level + run;
    }
    release();
    while (level < m_steps) {
        ++m_search;
        if (!give(level)) {
            break;
        }
        ++level;
    }
    return level;
}

std::uint32_t TieGroup::most()
{
    if (!m_overlap) {
        return static_cast<std::uint32_t>(std::popcount(m_union));
    }
    release();
    std::uint32_t given = 0;
    for (std::uint32_t step = 0; step < m_steps; ++step) {
        ++m_search;
        given += give(step) ? 1 : 0;
    }
    return given;
}

void TieGroup::release()
{
    for (Member& member : m_members) {
        member.step = kFree;
        member.seen = 0;
    }
    m_search = 0;
}

/// Finds an event for the step, moving earlier steps to other events where that helps; an event is
/// looked at once per search, so the depth is bounded by the steps.
bool TieGroup::give(std::uint32_t step)
{
    for (std::uint32_t at = 0; at < m_members.size(); ++at) {
        Member& member = m_members[at];
        if (((member.matched >> step) & 1U) == 0 || member.seen == m_search) {
            continue;
        }
        member.seen = m_search;
        if (member.step == kFree || give(member.step)) {
            member.step = step;
            m_memberOf[step] = at;
            return true;
        }
    }
    return false;
}

} // namespace throughline::analysis
