#include "models/analysis/funnel/unit_stream.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

using index::SessionIndex;

/// Rounded down, so that times before 1970 keep their order.
std::int64_t wholeMs(Timestamp time)
{
    constexpr std::int64_t kNsPerMs = 1'000'000;
    return time.ns / kNsPerMs - (time.ns % kNsPerMs < 0 ? 1 : 0);
}

} // namespace

UnitStream::UnitStream(const SessionIndex& index, const CompiledSteps& steps,
                       std::int64_t toleranceMs)
    : m_index(index)
    , m_steps(steps)
    , m_toleranceMs(toleranceMs)
{
}

void UnitStream::read(std::span<const std::uint32_t> sessions, Timestamp unitStart)
{
    m_members.clear();
    m_moments.clear();
    m_matched = 0;
    for (const std::uint32_t session : sessions) {
        readSession(session, wholeMs(m_index.start[session]) - wholeMs(unitStart));
    }
    const auto before = [](const Member& a, const Member& b) {
        return a.ms != b.ms ? a.ms < b.ms : a.event < b.event;
    };
    if (sessions.size() > 1 && !std::is_sorted(m_members.begin(), m_members.end(), before)) {
        std::sort(m_members.begin(), m_members.end(), before);
    }
    for (std::uint32_t at = 0; at < m_members.size(); ++at) {
        const Member& member = m_members[at];
        if (m_moments.empty() || !joins(m_moments.back(), m_members[at - 1], member)) {
            m_moments.push_back({member.ms, at, at, 0});
        }
        m_moments.back().last = at + 1;
        m_moments.back().matched |= member.matched;
    }
}

void UnitStream::readSession(std::uint32_t session, std::int64_t baseMs)
{
    const std::int64_t msPerUnit = (m_index.flags[session] & SessionIndex::kCoarse) != 0 ? 1000 : 1;
    std::uint32_t tick = 0;
    std::uint32_t offset = 0;
    const std::uint32_t last = m_index.firstEvent[session + 1];
    for (std::uint32_t event = m_index.firstEvent[session]; event < last; ++event) {
        const std::uint16_t name = m_index.nameAndOrder[event];
        const bool later = m_index.offset[event] != offset || (name & SessionIndex::kLater) != 0;
        tick += later ? 1U : 0U;
        offset = m_index.offset[event];
        const std::uint32_t matched = m_steps.matchedBy(name, event);
        if (matched != 0) {
            m_members.push_back({baseMs + offset * msPerUnit, matched, event, session, tick});
            m_matched |= matched;
        }
    }
}

bool UnitStream::joins(const Moment& moment, const Member& before, const Member& member) const
{
    if (m_toleranceMs > 0) {
        return member.ms - moment.ms <= m_toleranceMs;
    }
    return member.ms == moment.ms
        && (member.session != before.session || member.tick == before.tick);
}

} // namespace throughline::analysis
