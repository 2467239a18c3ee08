#include "models/store/queries/overview_queries.h"

#include "models/store/queries/ticket_versions.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

constexpr std::string_view kSessions =
    "SELECT coalesce(sum(bot = 0), 0), coalesce(sum(bot), 0), "
    "count(DISTINCT nullif(user, '')), count(DISTINCT nullif(account, '')) FROM session";
constexpr std::string_view kErrors = "SELECT count(*) FROM error_group";
constexpr std::string_view kOccurrences =
    "SELECT count(*), count(session) FROM error_occurrence WHERE bot = 0";
constexpr std::string_view kTraces =
    "SELECT coalesce(sum(traces), 0), coalesce(sum(in_sessions), 0) FROM trace_chunk";
constexpr std::string_view kTickets =
    "SELECT count(*), coalesce(sum(EXISTS(SELECT 1 FROM ticket_link l "
    "WHERE l.ticket_id = t.ticket_id AND l.linked = 1)), 0) "
    "FROM ticket t JOIN source s ON s.id = t.source_id WHERE s.state = 'done' "
    "AND " NEWEST_OF_ITS_TICKET;
constexpr std::string_view kRange =
    "SELECT min(first_ns), max(last_ns) FROM source WHERE state = 'done' AND first_ns IS NOT NULL";

} // namespace

Result<Overview> readOverview(const Connection& connection)
{
    Overview overview;
    TL_ASSIGN(Statement sessions, Statement::prepare(connection, kSessions));
    TL_ASSIGN(const bool anySession, sessions.step());
    if (anySession) {
        overview.humanSessions = sessions.count(0);
        overview.botSessions = sessions.count(1);
        overview.users = sessions.count(2);
        overview.accounts = sessions.count(3);
    }
    const auto pair = [&](std::string_view sql, std::uint64_t& first,
                          std::uint64_t* second) -> Result<void> {
        TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
        TL_ASSIGN(const bool row, statement.step());
        first = row ? statement.count(0) : 0;
        if (second != nullptr) {
            *second = row ? statement.count(1) : 0;
        }
        return {};
    };
    TL_TRY(pair(kErrors, overview.errorGroups, nullptr));
    TL_TRY(pair(kOccurrences, overview.occurrences, &overview.occurrencesInSessions));
    TL_TRY(pair(kTraces, overview.traces, &overview.tracesInSessions));
    TL_TRY(pair(kTickets, overview.tickets, &overview.ticketsLinked));
    TL_ASSIGN(overview.range, readDataRange(connection));
    return overview;
}

Result<TimeRange> readDataRange(const Connection& connection)
{
    TL_ASSIGN(Statement range, Statement::prepare(connection, kRange));
    TL_ASSIGN(const bool row, range.step());
    return row && !range.isNull(0) ? TimeRange {range.time(0), range.time(1)} : TimeRange {};
}

} // namespace throughline::store
