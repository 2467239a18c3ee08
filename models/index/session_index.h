#pragma once

#include "models/base/id_set.h"
#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace throughline::index {

/// No user, no account, no value.
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// What funnels and comparisons are computed on: every session with its events, as plain columns.
///
/// Sessions stand in order of (user, start, id), so one user's sessions are neighbours in time
/// order (kNone last); a session's number is its place here. The events of session s are
/// firstEvent[s] up to firstEvent[s + 1], in time order. Immutable once built; shared by reading
/// threads. About 6 bytes per event and 37 per session.
struct SessionIndex
{
    // --- per session
    std::vector<Timestamp> start; ///< its first record, client clock as the source wrote it
    std::vector<std::uint32_t> endRest; ///< how end() tells the moment of the last record
    std::vector<std::uint32_t> firstEvent; ///< sessions + 1 entries
    std::vector<std::uint32_t> user; ///< dictionary ordinal of its first event that names one
    std::vector<std::uint32_t> account;
    std::vector<std::uint32_t> id; ///< dictionary ordinal of the session's id
    std::vector<std::uint8_t> flags; ///< kBot | kDerived | kCoarse

    static constexpr std::uint8_t kBot = 1; ///< bot, synthetic or test: left out unless asked for
    static constexpr std::uint8_t kDerived = 2; ///< cut by us
    static constexpr std::uint8_t kCoarse = 4; ///< longer than 49 days: its offsets are seconds

    /// Ends that no event tells: of sessions without any, and of those longer than offsets reach.
    std::vector<Timestamp> otherEnd;
    /// Marks a place in otherEnd; else endRest is the ns beyond the last event's offset.
    static constexpr std::uint32_t kOtherEnd = 0x8000'0000;
    Duration longest; ///< no session lasts longer

    /// The distinct contexts of session s in order of first use: contextOf[firstContext[s]] ...
    std::vector<std::uint32_t> firstContext; ///< sessions + 1 entries
    std::vector<std::uint32_t> contextOf; ///< numbers of contexts

    // --- per event
    std::vector<std::uint32_t> offset; ///< since start[s]: ms, or s in a kCoarse session
    std::vector<std::uint16_t> nameAndOrder; ///< kNameMask: place in `names`; kLater: see below

    /// Set when the event is truly later than its predecessor although both offsets are equal;
    /// clear on equal offsets: a true tie, compatible with any order.
    static constexpr std::uint16_t kLater = 0x8000;
    static constexpr std::uint16_t kNameMask = 0x7FFF;
    /// Names beyond the first 32,767 share this place; steps on them need an event column.
    static constexpr std::uint16_t kOtherName = 0x7FFF;

    /// Money of events that carry some, by event place, ascending.
    std::vector<std::uint32_t> revenueEvent;
    std::vector<std::int64_t> revenueMicros; ///< millionths of the currency
    std::vector<std::uint16_t> revenueCurrency; ///< place in `currencies`

    // --- dictionaries
    std::vector<std::string> names; ///< event names
    std::vector<std::string> currencies; ///< ISO 4217, or ""
    std::vector<std::string> contextFields; ///< canonical field names, sorted
    std::uint32_t contextCount = 0;
    std::vector<std::uint32_t> contextValues; ///< per context, per field: place in `values`
    std::vector<std::string> values; ///< values[0] is "": missing

    [[nodiscard]] std::uint32_t sessionCount() const
    {
        return static_cast<std::uint32_t>(start.size());
    }

    /// Of a context the value of contextFields[f] at place f; "" for none.
    [[nodiscard]] std::span<const std::uint32_t> context(std::uint32_t place) const
    {
        const std::size_t fields = contextFields.size();
        return std::span(contextValues).subspan(place * fields, fields);
    }

    [[nodiscard]] std::uint32_t eventCount() const
    {
        return static_cast<std::uint32_t>(offset.size());
    }

    /// Its last record, to the nanosecond.
    [[nodiscard]] Timestamp end(std::uint32_t session) const
    {
        const std::uint32_t rest = endRest[session];
        if ((rest & kOtherEnd) != 0) {
            return otherEnd[rest & ~kOtherEnd];
        }
        const std::int64_t unit = (flags[session] & kCoarse) != 0 ? 1'000'000'000 : 1'000'000;
        return {start[session].ns + offset[firstEvent[session + 1] - 1] * unit + rest};
    }

    /// Milliseconds since the session's start; whole seconds in a kCoarse session.
    [[nodiscard]] std::int64_t offsetMs(std::uint32_t session, std::uint32_t event) const
    {
        const std::int64_t value = offset[event];
        return (flags[session] & kCoarse) != 0 ? value * 1000 : value;
    }
};

/// First meeting of a session with an error group, on the session's own clock.
struct Exposure
{
    std::uint32_t session = 0; ///< number in the index
    std::int64_t offsetMs = 0; ///< since the session's start; may be negative
    std::uint32_t carrier = kNone; ///< the event it hangs on, whose time it then has

    bool operator==(const Exposure&) const = default;
};

/// Who met an error group: one entry per session, ascending by session, the earliest occurrence.
/// The time is that of the event the occurrence rides on (same trace) where there is one, else the
/// occurrence's own, corrected by the session's clock offset.
struct ExposureSet
{
    domain::ErrorGroupId group;
    std::vector<Exposure> first;

    bool operator==(const ExposureSet&) const = default;
};

} // namespace throughline::index
