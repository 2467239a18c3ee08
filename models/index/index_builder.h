#pragma once

#include "models/base/result.h"
#include "models/index/event_columns.h"
#include "models/index/session_index.h"
#include "models/index/session_parts.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::index {

/// What logs, spans or a source's own session record say of a session.
struct SessionFact
{
    std::uint32_t session = 0; ///< ordinal
    Timestamp first {};
    Timestamp last {};
    std::uint32_t user = kNone;
    std::uint32_t account = kNone;
    std::uint32_t context = kNone;
};

struct IndexDictionaries
{
    std::vector<std::string> names {};
    std::vector<std::string> currencies {};
    std::vector<std::string> contextFields {}; ///< sorted
    std::vector<std::vector<std::uint32_t>>
        contexts {}; ///< per context, per field: place in values
    std::vector<std::string> values {}; ///< values[0] is ""
};

/// Builds the session index from block columns that come in any order, in two passes over the
/// rows: this one finds the sessions, EventPlacer then puts every event to its place in them. Both
/// see the same rows in the same order.
///
/// A session's bounds are those of its events; facts bound only sessions without events, since the
/// clock of a log or span is another one. Its user is that of its first event that names one, else
/// of a fact; its contexts stand in order of first use. Some 70 bytes per session are held, none
/// per event.
class IndexBuilder
{
public:
    /// Refers to `parts`, which know how many sessions there are.
    explicit IndexBuilder(const SessionParts& parts);

    /// Money and marks are not looked at.
    void addEvents(const EventColumns& columns);
    void addSession(const SessionFact& fact);

    /// The sessions with room for their events (firstEvent) and all dictionaries; `flags` are kBot
    /// and kDerived per session ordinal, missing entries 0. ErrorCode::Store when a row names what
    /// the dictionaries do not have, or with 2^32 events.
    [[nodiscard]] Result<SessionIndex> finish(IndexDictionaries dictionaries,
                                              const std::vector<std::uint8_t>& flags) &&;

private:
    struct Session
    {
        std::int64_t first = 0; ///< of its events, else of its facts
        std::int64_t last = 0;
        std::int64_t userTime = 0;
        std::int64_t accountTime = 0;
        std::uint32_t user = kNone;
        std::uint32_t account = kNone;
        std::uint32_t events = 0;
        std::uint32_t lastUse = kNone; ///< newest of its context uses
        bool known = false; ///< has an event or a fact
        bool userFromEvent = false;
        bool accountFromEvent = false;
    };

    /// That a session used a context, first at this time; a chain per session, newest first.
    struct ContextUse
    {
        std::int64_t time = 0;
        std::uint32_t context = 0;
        std::uint32_t previous = kNone;
    };

    static void noteEvent(Session& session, const EventColumns& columns, std::size_t row);
    void noteContext(Session& session, std::uint32_t context, std::int64_t time);

    [[nodiscard]] Result<void> check(const IndexDictionaries& dictionaries) const;
    [[nodiscard]] std::vector<std::uint32_t> sessionsInOrder() const;
    void fillSessions(SessionIndex& index, const std::vector<std::uint8_t>& flags) const;
    void fillContexts(SessionIndex& index) const;

    const SessionParts& m_parts;
    std::vector<Session> m_sessions; ///< per ordinal
    std::vector<ContextUse> m_uses;
    std::uint64_t m_eventCount = 0;
    std::uint32_t m_nameLimit = 0; ///< all ordinals seen are below
    std::uint32_t m_contextLimit = 0;
    bool m_unknownSession = false;
};

} // namespace throughline::index
