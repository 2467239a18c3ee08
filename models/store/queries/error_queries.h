#pragma once

#include "models/domain/error_group.h"
#include "models/index/session_index.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace throughline::store {

/// All groups, by number.
Result<std::vector<domain::ErrorGroup>> errorGroups(const Connection& connection);
Result<std::optional<domain::ErrorGroup>> errorGroup(const Connection& connection,
                                                     domain::ErrorGroupId id);

/// Per group, per session the earliest meeting; ascending by group and session.
Result<std::vector<index::ExposureSet>> exposureSets(const Connection& connection);

/// One occurrence in a session, on the session's own clock.
struct SessionOccurrence
{
    std::uint32_t session = 0; ///< number in the index
    domain::ErrorGroupId group;
    std::int64_t offsetMs = 0; ///< since the session's start; may be negative
};

/// All occurrences that belong to a session, of all groups, ascending by session and moment.
Result<std::vector<SessionOccurrence>> occurrencesInSessions(const Connection& connection);

/// An occurrence as lists show it.
struct OccurrenceInfo
{
    domain::ErrorGroupId group;
    std::string type;
    std::string title;
    Timestamp time;
    std::string sessionId;
    domain::RecordRef record;
    domain::TraceId trace;
};

/// Occurrences in a session or trace, by time.
Result<std::vector<OccurrenceInfo>> occurrencesOfSession(const Connection& connection,
                                                         std::uint32_t session);
Result<std::vector<OccurrenceInfo>> occurrencesOfTrace(const Connection& connection,
                                                       const domain::TraceId& trace);

/// Human occurrences of a group: those that may serve as samples, best first (with session and
/// trace, then newest), at most `limit`.
Result<std::vector<OccurrenceInfo>> samplesOfGroup(const Connection& connection,
                                                   domain::ErrorGroupId id, std::uint64_t limit);

/// The best of those that the group's own key tells, where other keys were merged into it.
Result<std::optional<OccurrenceInfo>> ownSampleOfGroup(const Connection& connection,
                                                       domain::ErrorGroupId id);

/// Times of a group's human occurrences, ascending.
Result<std::vector<Timestamp>> timesOfGroup(const Connection& connection, domain::ErrorGroupId id);

/// Times of all human occurrences with their group, ascending by group.
Result<std::vector<std::pair<domain::ErrorGroupId, Timestamp>>>
allOccurrenceTimes(const Connection& connection);

/// How often a group's human occurrences have each value of a column: "version", "service" or
/// "environment"; most frequent first.
Result<std::vector<std::pair<std::string, std::uint64_t>>>
valuesOfGroup(const Connection& connection, domain::ErrorGroupId id, std::string_view column);

/// Numbers of the human sessions that met a group.
Result<std::vector<std::uint32_t>> sessionsOfGroup(const Connection& connection,
                                                   domain::ErrorGroupId id);

} // namespace throughline::store
