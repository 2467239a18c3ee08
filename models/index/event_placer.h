#pragma once

#include "models/base/result.h"
#include "models/index/event_bits.h"
#include "models/index/event_columns.h"
#include "models/index/session_clock.h"
#include "models/index/session_index.h"
#include "models/index/session_parts.h"

#include <cstdint>
#include <vector>

namespace throughline::index {

/// Puts events, which come in any order, to their places in the sessions of an index: the second
/// pass of a build, or one that only wants to know where the marks of rows fall.
///
/// Events of one nanosecond keep the order in which they come. Some 10 bytes per event and 16 per
/// session are held.
class EventPlacer
{
public:
    /// Refers to both; `parts` are those the index was built with. At most 8 marks.
    EventPlacer(const SessionIndex& index, const SessionParts& parts, std::uint32_t markCount);

    /// Users, accounts and contexts are not looked at.
    void addEvents(const EventColumns& columns);

    /// Fills the event and revenue columns of the index given to the constructor; a set of bits per
    /// mark. ErrorCode::Store when the rows are not those the index was built from.
    [[nodiscard]] Result<std::vector<EventBits>> finish(SessionIndex& index) &&;

    /// Only the marks, for an index that has its events.
    [[nodiscard]] Result<std::vector<EventBits>> finishMarks() &&;

private:
    struct Place
    {
        SessionClock clock;
        std::uint32_t next = kNone; ///< where its next event goes
    };

    struct Revenue
    {
        std::int64_t micros = 0;
        std::uint32_t event = 0;
        std::uint32_t currency = 0;
    };

    [[nodiscard]] Result<void> complete();
    void fixOrder();
    void fixOrder(std::uint32_t first, std::uint32_t last, std::size_t& revenue);
    void move(std::uint32_t first, const std::vector<std::uint32_t>& order);
    void markLater();
    void fillRevenue(SessionIndex& index) const;

    [[nodiscard]] bool earlier(std::uint32_t a, std::uint32_t b) const
    {
        return m_offset[a] != m_offset[b] ? m_offset[a] < m_offset[b] : m_rest[a] < m_rest[b];
    }

    const SessionIndex& m_index;
    const SessionParts& m_parts;
    std::vector<Place> m_places; ///< per session ordinal
    std::vector<std::uint32_t> m_offset; ///< as in the index
    std::vector<std::uint32_t> m_rest; ///< ns beyond the offset
    std::vector<std::uint16_t> m_name;
    std::vector<EventBits> m_marks;
    std::vector<Revenue> m_revenue; ///< in order of arrival, later of place
    bool m_foreign = false; ///< a row does not fit the index
};

} // namespace throughline::index
