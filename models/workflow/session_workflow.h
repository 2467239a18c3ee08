#pragma once

#include "models/domain/error_group.h"
#include "models/domain/session.h"
#include "models/domain/ticket.h"
#include "models/domain/timeline.h"
#include "models/workflow/snapshot.h"

#include <string>
#include <vector>

namespace throughline::workflow {

enum class SessionSort : std::uint8_t
{
    FrustratedFirst, ///< rage clicks and reloads, then errors, then newest
    Newest,
    Longest,
    MostErrors
};

/// "frustrated", "newest", "longest", "errors"; nullopt otherwise.
[[nodiscard]] std::optional<SessionSort> sessionSortFromText(std::string_view text);
[[nodiscard]] std::string_view toText(SessionSort sort);

/// A page of sessions and how many there are in all.
struct SessionPage
{
    std::uint64_t total = 0;
    std::vector<domain::SessionSummary> sessions;
};

/// Of these sessions (numbers in the snapshot), a page in this order.
Result<SessionPage> listSessions(const Workspace& workspace, const Snapshot& snapshot,
                                 const IdSet& sessions, SessionSort sort, std::uint64_t offset,
                                 std::uint64_t limit);

/// The same for all sessions of a scope.
Result<SessionPage> listSessions(const Workspace& workspace, const Snapshot& snapshot,
                                 const domain::Scope& scope, SessionSort sort, std::uint64_t offset,
                                 std::uint64_t limit, const std::stop_token& stop);

/// A trace as lists show it.
struct TraceSummary
{
    domain::TraceId id;
    std::string sessionId; ///< empty: belongs to no session
    std::string service; ///< of its root
    std::string name;
    Timestamp start;
    Duration duration;
    std::uint32_t spans = 0;
    std::uint32_t errors = 0;
};

/// One error of a session or trace.
struct ErrorMark
{
    domain::ErrorGroupId group;
    std::string type;
    std::string title;
    Timestamp time;
    domain::TraceId trace;
    domain::RecordRef record;
};

/// One session with everything linked to it.
struct SessionView
{
    domain::SessionSummary session;
    std::vector<domain::TimelineItem> timeline; ///< by time, on the backend's clock where known
    std::vector<TraceSummary> traces; ///< by start
    std::vector<ErrorMark> errors; ///< by time
    std::vector<domain::TicketLink> tickets; ///< best first
};

/// Usage error where there is no such session (nearest ids are not guessed).
Result<SessionView> showSession(const Workspace& workspace, const std::string& id);

/// One record with its fields and its place in its file.
struct RecordView
{
    std::string id; ///< "12:345"
    domain::Signal signal = domain::Signal::Event;
    Timestamp time;
    domain::Attributes attributes; ///< by name
    domain::SourcePlace place;
};

Result<RecordView> showRecord(const Workspace& workspace, domain::RecordRef ref);

} // namespace throughline::workflow
