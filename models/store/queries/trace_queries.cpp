#include "models/store/queries/trace_queries.h"

#include "models/store/statement.h"

#include <algorithm>
#include <bit>

namespace throughline::store {

namespace {

#define TRACE_COLUMNS                                                                              \
    "t.trace, coalesce(s.id, ''), t.spans, t.start_ns, t.end_ns, t.service, t.name, t.errors "
#define WITH_SESSION "LEFT JOIN session s ON s.number = t.session"
#define TRACES_WITH_SESSION "FROM trace t " WITH_SESSION
// A page is cut out of millions before anything is looked up for it.
#define PAGE_BY "SELECT " TRACE_COLUMNS "FROM (SELECT t.* FROM trace t ORDER BY "
#define PAGE_END " LIMIT ?2 OFFSET ?1) t " WITH_SESSION " ORDER BY "
#define BY_LENGTH "t.end_ns - t.start_ns DESC, t.trace"
#define BY_START "t.start_ns DESC, t.trace"
#define BY_ERRORS "t.errors DESC, t.start_ns DESC, t.trace"

constexpr std::string_view kSlowest = PAGE_BY BY_LENGTH PAGE_END BY_LENGTH;
constexpr std::string_view kNewest = PAGE_BY BY_START PAGE_END BY_START;
constexpr std::string_view kMostErrors = PAGE_BY BY_ERRORS PAGE_END BY_ERRORS;
constexpr std::string_view kCount = "SELECT coalesce(sum(traces), 0) FROM trace_chunk";
constexpr std::string_view kOfSession = "SELECT " TRACE_COLUMNS TRACES_WITH_SESSION
                                        " WHERE t.session = ?1 ORDER BY t.start_ns, t.trace";
constexpr std::string_view kExact =
    "SELECT " TRACE_COLUMNS TRACES_WITH_SESSION " WHERE t.trace = ?1";
constexpr std::string_view kSessions =
    "SELECT trace, session FROM main.trace WHERE session IS NOT NULL";
constexpr std::string_view kByLowHalf =
    "SELECT " TRACE_COLUMNS TRACES_WITH_SESSION " WHERE t.low = ?1 ORDER BY t.trace";

TraceInfo readTrace(const Statement& row)
{
    TraceInfo trace;
    trace.id = domain::traceIdFromHex(row.text(0)).value_or(domain::TraceId {});
    trace.sessionId = row.string(1);
    trace.spans = static_cast<std::uint32_t>(row.integer(2));
    trace.start = row.time(3);
    trace.end = row.time(4);
    trace.service = row.string(5);
    trace.name = row.string(6);
    trace.errors = static_cast<std::uint32_t>(row.integer(7));
    return trace;
}

Result<std::vector<TraceInfo>> collect(Statement& statement)
{
    std::vector<TraceInfo> rows;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows.push_back(readTrace(statement));
    }
}

} // namespace

Result<std::vector<TraceInfo>> traces(const Connection& connection, TraceOrder order,
                                      std::uint64_t offset, std::uint64_t limit)
{
    const std::string_view sql = order == TraceOrder::Slowest ? kSlowest
        : order == TraceOrder::Newest                         ? kNewest
                                                              : kMostErrors;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
    statement.bindAll(offset, limit);
    return collect(statement);
}

Result<std::uint64_t> traceCount(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kCount));
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.count(0) : 0;
}

Result<std::vector<TraceInfo>> tracesOfSession(const Connection& connection, std::uint32_t session)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfSession));
    statement.bindAll(session);
    return collect(statement);
}

Result<std::vector<std::pair<std::uint64_t, std::uint32_t>>>
sessionsOfTraces(const Connection& connection)
{
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sessions;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kSessions));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        const auto trace = domain::traceIdFromHex(statement.text(0));
        sessions.emplace_back(trace.value_or(domain::TraceId {}).low,
                              static_cast<std::uint32_t>(statement.integer(1)));
    }
    std::sort(sessions.begin(), sessions.end());
    return sessions;
}

Result<std::vector<TraceInfo>> findTraces(const Connection& connection, const domain::TraceId& id)
{
    const std::string hex = domain::toHex(id);
    TL_ASSIGN(Statement exact, Statement::prepare(connection, kExact));
    exact.bindAll(hex);
    TL_ASSIGN(std::vector<TraceInfo> found, collect(exact));
    if (!found.empty()) {
        return found;
    }
    TL_ASSIGN(Statement half, Statement::prepare(connection, kByLowHalf));
    half.bindAll(std::bit_cast<std::int64_t>(id.low));
    TL_ASSIGN(found, collect(half));
    std::erase_if(found, [&id](const TraceInfo& trace) {
        return id.high != 0 && trace.id.high != 0 && id.high != trace.id.high;
    });
    return found;
}

} // namespace throughline::store
