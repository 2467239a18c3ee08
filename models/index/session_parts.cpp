#include "models/index/session_parts.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace throughline::index {

SessionParts::SessionParts(std::uint32_t sessionCount, std::vector<SessionSplit> splits)
    : m_sessionCount(sessionCount)
    , m_splits(std::move(splits))
{
    std::sort(m_splits.begin(), m_splits.end(), [](const SessionSplit& a, const SessionSplit& b) {
        return std::pair(a.session, a.from) < std::pair(b.session, b.from);
    });
    if (!m_splits.empty()) {
        m_hasSplit.assign(sessionCount, 0);
    }
    for (const SessionSplit& split : m_splits) {
        if (split.session >= sessionCount || split.part >= sessionCount) {
            m_valid = false;
        } else {
            m_hasSplit[split.session] = 1;
        }
    }
}

std::uint32_t SessionParts::split(std::uint32_t session, std::int64_t timeNs) const
{
    const auto after = std::upper_bound(
        m_splits.begin(), m_splits.end(), std::pair(session, timeNs),
        [](const std::pair<std::uint32_t, std::int64_t>& wanted, const SessionSplit& split) {
            return wanted < std::pair(split.session, split.from.ns);
        });
    if (after == m_splits.begin()) {
        return session;
    }
    const SessionSplit& found = *std::prev(after);
    return found.session == session && found.part < m_sessionCount ? found.part : session;
}

} // namespace throughline::index
