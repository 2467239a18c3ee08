#pragma once

#include "models/domain/session.h"
#include "models/domain/ticket.h"
#include "models/store/connection.h"
#include "models/store/session_names.h"
#include "models/store/statement.h"
#include "models/store/trace_chunk.h"

#include <span>
#include <string>
#include <vector>

namespace throughline::store {

/// An occurrence as its row holds it; `session` is a number in the index, negative for none.
struct OccurrenceRow
{
    domain::ErrorGroupId group;
    domain::ErrorGroupId key; ///< number of its key
    Timestamp time;
    std::int64_t session = -1;
    std::int64_t exposureMs = 0;
    bool bot = false;
    domain::RecordRef record;
    std::uint32_t part = 0; ///< which of its record's errors
    domain::TraceId trace;
    domain::SpanId span;
    std::string_view service;
    std::string_view version;
    std::string_view environment;
    std::string_view user;
    std::string_view account;
    double rate = 1; ///< share of its kind that its source kept
};

/// Replaces the rows that follow from the records; error groups and their keys are a GroupWriter's.
/// Runs inside the caller's transaction: begin, then every row, then finish, and what was there
/// before is gone. In between the tables have no indexes: to sort all rows at the end takes half
/// the time of finding each one's place.
class DerivedWriter
{
public:
    /// Empties the derived tables; numbers of error groups stay.
    static Result<DerivedWriter> begin(Connection& connection);

    struct SessionRow
    {
        domain::SessionSummary session;
        std::string contexts; ///< their ordinals in order of first use, with commas
    };

    /// The next session, to be filled; holds what an earlier one left in it, so that its memory is
    /// used again.
    [[nodiscard]] SessionRow& nextSession() { return m_waiting[m_waitingCount]; }

    /// It is filled. Rows are written some at a time.
    Result<void> sessionFilled();
    /// All sessions came; those that wait are written.
    Result<void> endSessions();
    /// A chunk of the names of sessions, behind all sessions; they come by kind and name.
    Result<void> names(const PackedNames& chunk);
    /// A chunk of the table of traces; they come ascending by id.
    Result<void> traces(const PackedTraces& chunk);
    Result<void> occurrence(const OccurrenceRow& occurrence);
    Result<void> ticketLink(const domain::TicketLink& link, std::int64_t session);

    /// Makes the indexes that begin took away.
    Result<void> finish(Connection& connection);

private:
    /// Rows of one statement: beginning and ending one takes as long as writing a row.
    static constexpr std::size_t kSessionsAtOnce = 16;

    DerivedWriter(std::string indexes, Statement sessions, Statement session, Statement names,
                  Statement traces, Statement occurrence, Statement link);

    static Result<void> writeRows(Statement& insert, std::span<const SessionRow> rows);
    static Result<std::string> dropIndexes(Connection& connection);

    std::string m_indexes; ///< the statements that make them
    Statement m_sessions; ///< of so many rows
    Statement m_session;
    std::vector<SessionRow> m_waiting; ///< sessions, of which the first so many count
    std::size_t m_waitingCount = 0;
    Statement m_names;
    Statement m_traces;
    Statement m_occurrence;
    Statement m_link;
};

/// Flags of a session's clock in its row.
inline constexpr std::int64_t kClockOneSided = 1;
inline constexpr std::int64_t kClockContradictory = 2;

} // namespace throughline::store
