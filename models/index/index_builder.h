#pragma once

#include "models/base/result.h"
#include "models/index/event_bits.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace throughline::index {

/// Events as a block keeps them: one entry per row, all spans of equal length. `user`, `account`,
/// `context` and `marks` may be empty, which means none.
struct EventColumns
{
    std::span<const std::uint32_t> session {}; ///< ordinal of the session; kNone: left out
    std::span<const std::uint32_t> user {}; ///< ordinal or kNone
    std::span<const std::uint32_t> account {}; ///< ordinal or kNone
    std::span<const std::int64_t> timeNs {};
    std::span<const std::uint32_t> name {}; ///< place in IndexDictionaries::names
    std::span<const std::uint32_t> context {}; ///< place in IndexDictionaries::contexts, or kNone
    /// Answers of up to eight conditions per event, a bit each, carried along.
    std::span<const std::uint8_t> marks {};
    /// Money, for the rows that carry some, ascending by row.
    std::span<const std::uint32_t> revenueRow {};
    std::span<const std::int64_t> revenueMicros {};
    std::span<const std::uint32_t> revenueCurrency {}; ///< place in IndexDictionaries::currencies
};

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

/// From this moment on the events of a session belong to another: how sessions cut by us are told.
struct SessionSplit
{
    std::uint32_t session = 0; ///< ordinal the rows carry
    Timestamp from {}; ///< the first moment of the part
    std::uint32_t part = 0; ///< ordinal of the session they belong to

    bool operator==(const SessionSplit&) const = default;
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

struct IndexBuilderOptions
{
    std::uint32_t sessionCount = 0; ///< session ordinals are below
    std::uint32_t markCount = 0; ///< how many bits of EventColumns::marks count, at most 8
    std::vector<SessionSplit> splits {}; ///< in any order
};

struct BuiltIndex
{
    SessionIndex index;
    std::vector<EventBits> marks; ///< one per mark
};

/// Builds the session index from block columns that come in any order, one pass over the rows.
///
/// A session's bounds are those of its events; facts bound only sessions without events, since the
/// clock of a log or span is another one. Its user is that of its first event that names one, else
/// of a fact; its contexts stand in order of first use. Events of one nanosecond keep the order in
/// which they came. While building about 14 bytes per event are held, at the end another 12.
class IndexBuilder
{
public:
    explicit IndexBuilder(IndexBuilderOptions options);

    void addEvents(const EventColumns& columns);
    void addSession(const SessionFact& fact);

    /// The index; `flags` are kBot and kDerived per session ordinal, missing entries 0.
    /// ErrorCode::Store when a row names what the dictionaries do not have, or with 2^32 events.
    [[nodiscard]] Result<BuiltIndex> finish(IndexDictionaries dictionaries,
                                            const std::vector<std::uint8_t>& flags) &&;

    /// Only the marks, for rows already in an index: the places are those that finish gives for
    /// the same events added in the same order.
    [[nodiscard]] Result<std::vector<EventBits>> finishMarks() &&;

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

    struct Chunk
    {
        std::vector<std::uint32_t> session;
        std::vector<std::int64_t> time;
        std::vector<std::uint16_t> name;
        std::vector<std::uint8_t> marks;
    };

    struct Revenue
    {
        std::uint64_t event = 0; ///< arrival number, later its place
        std::int64_t micros = 0;
        std::uint32_t currency = 0;
    };

    /// An event on its way to its place: whole units since the session's start and what is left.
    struct PlacedEvent
    {
        std::uint32_t offset = 0;
        std::uint32_t rest = 0; ///< ns beyond the offset
        std::uint16_t name = 0;
        std::uint8_t marks = 0;
    };

    [[nodiscard]] std::uint32_t partOf(std::uint32_t session, std::int64_t time) const;
    void addRevenue(const EventColumns& columns, std::size_t& next, std::size_t row);
    void noteEvent(Session& session, const EventColumns& columns, std::size_t row);
    void noteContext(Session& session, std::uint32_t context, std::int64_t time);
    void keep(std::uint32_t session, std::int64_t time, std::uint32_t name, std::uint8_t marks);

    [[nodiscard]] Result<void> check(const IndexDictionaries& dictionaries) const;
    void orderSessions();
    void placeEvents();
    void fixOrder();
    void fixOrder(std::uint32_t first, std::uint32_t last, std::size_t& revenue);
    [[nodiscard]] std::vector<EventBits> takeMarks() const;
    void fillSessions(SessionIndex& index, const std::vector<std::uint8_t>& flags) const;
    void fillContexts(SessionIndex& index) const;
    void fillEnds(SessionIndex& index) const;
    void fillEvents(SessionIndex& index);
    void fillRevenue(SessionIndex& index) const;

    IndexBuilderOptions m_options;
    std::vector<std::uint8_t> m_hasSplit; ///< per session ordinal; empty without splits
    std::vector<Session> m_sessions; ///< per ordinal
    std::vector<ContextUse> m_uses;
    std::vector<Chunk> m_chunks;
    std::vector<Revenue> m_revenue; ///< in order of arrival, later of place
    std::uint64_t m_eventCount = 0;
    std::uint32_t m_nameLimit = 0; ///< all ordinals seen are below
    std::uint32_t m_contextLimit = 0;
    bool m_unknownSession = false;

    std::vector<std::uint32_t> m_order; ///< session ordinals in index order
    std::vector<std::uint32_t> m_firstEvent; ///< per place in m_order, and one more
    std::vector<PlacedEvent> m_events;
};

} // namespace throughline::index
