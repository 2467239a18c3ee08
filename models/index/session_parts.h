#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <vector>

namespace throughline::index {

/// From this moment on the events of a session belong to another: how sessions cut by us are told.
struct SessionSplit
{
    std::uint32_t session = 0; ///< ordinal the rows carry
    Timestamp from {}; ///< the first moment of the part
    std::uint32_t part = 0; ///< ordinal of the session they belong to

    bool operator==(const SessionSplit&) const = default;
};

/// Which session a row belongs to: the one it names, or the part of it that its time falls into.
class SessionParts
{
public:
    /// `sessionCount`: ordinals are below; `splits` in any order.
    explicit SessionParts(std::uint32_t sessionCount, std::vector<SessionSplit> splits = {});

    [[nodiscard]] std::uint32_t sessionCount() const { return m_sessionCount; }

    /// Whether all splits speak of sessions there are.
    [[nodiscard]] bool valid() const { return m_valid; }

    /// `session` is below sessionCount.
    [[nodiscard]] std::uint32_t of(std::uint32_t session, std::int64_t timeNs) const
    {
        return m_hasSplit.empty() || m_hasSplit[session] == 0 ? session : split(session, timeNs);
    }

private:
    [[nodiscard]] std::uint32_t split(std::uint32_t session, std::int64_t timeNs) const;

    std::uint32_t m_sessionCount;
    std::vector<SessionSplit> m_splits; ///< by session and time
    std::vector<std::uint8_t> m_hasSplit; ///< per session ordinal; empty without splits
    bool m_valid = true;
};

} // namespace throughline::index
