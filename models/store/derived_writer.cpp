#include "models/store/derived_writer.h"

namespace throughline::store {

namespace {

constexpr std::string_view kEmpty = "DELETE FROM session; DELETE FROM session_names; DELETE FROM "
                                    "trace_chunk; DELETE FROM error_occurrence; "
                                    "DELETE FROM ticket_link; DELETE FROM index_chunk;";
constexpr std::string_view kIndexes =
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND "
    "tbl_name IN ('error_occurrence', 'ticket_link') ORDER BY name";
constexpr std::string_view kSession =
    "INSERT INTO session(number, id, user, account, start_ns, end_ns, events, errors, "
    "rage_clicks, reloads, tickets, bot, derived, clock_offset_ns, clock_uncertainty_ns, "
    "clock_pairs, clock_flags, contexts) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kNames =
    "INSERT INTO session_names(kind, first, sessions, data) VALUES(?1, ?2, ?3, ?4)";
constexpr std::string_view kTraces =
    "INSERT INTO trace_chunk(traces, in_sessions, first, ids, facts) VALUES(?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view kOccurrence =
    "INSERT INTO error_occurrence(group_id, key_id, time_ns, session, exposure_ms, bot, block_id, "
    "record, part, trace, span, service, version, environment, user, account, rate) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
constexpr std::string_view kLink =
    "INSERT INTO ticket_link(ticket_id, session, rule, confidence, reason, linked) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6)";

/// Runs a statement of which one parameter may be NULL.
Result<void> stepOnce(Statement& statement)
{
    auto stepped = statement.step();
    statement.reset();
    if (!stepped) {
        return std::move(stepped).error();
    }
    return {};
}

/// Writes so many sessions at once.
std::string insertOfSessions(std::size_t rows)
{
    std::string sql(kSession);
    for (std::size_t i = 1; i < rows; ++i) {
        sql += ", ";
        sql += kSession.substr(kSession.rfind('('));
    }
    return sql;
}

std::string hexOrEmpty(const domain::TraceId& id)
{
    return id.valid() ? domain::toHex(id) : std::string();
}

} // namespace

DerivedWriter::DerivedWriter(std::string indexes, Statement sessions, Statement session,
                             Statement names, Statement traces, Statement occurrence,
                             Statement link)
    : m_indexes(std::move(indexes))
    , m_sessions(std::move(sessions))
    , m_session(std::move(session))
    , m_waiting(kSessionsAtOnce)
    , m_names(std::move(names))
    , m_traces(std::move(traces))
    , m_occurrence(std::move(occurrence))
    , m_link(std::move(link))
{
}

Result<DerivedWriter> DerivedWriter::begin(Connection& connection)
{
    TL_TRY(connection.execute(kEmpty));
    TL_ASSIGN(std::string indexes, dropIndexes(connection));
    TL_ASSIGN(Statement sessions,
              Statement::prepare(connection, insertOfSessions(kSessionsAtOnce)));
    TL_ASSIGN(Statement session, Statement::prepare(connection, insertOfSessions(1)));
    TL_ASSIGN(Statement names, Statement::prepare(connection, kNames));
    TL_ASSIGN(Statement traces, Statement::prepare(connection, kTraces));
    TL_ASSIGN(Statement occurrence, Statement::prepare(connection, kOccurrence));
    TL_ASSIGN(Statement link, Statement::prepare(connection, kLink));
    return DerivedWriter(std::move(indexes), std::move(sessions), std::move(session),
                         std::move(names), std::move(traces), std::move(occurrence),
                         std::move(link));
}

/// Takes the indexes of the derived tables away; the statements that make them.
Result<std::string> DerivedWriter::dropIndexes(Connection& connection)
{
    std::string makers;
    std::string drops;
    {
        TL_ASSIGN(Statement indexes, Statement::prepare(connection, kIndexes));
        while (true) {
            TL_ASSIGN(const bool row, indexes.step());
            if (!row) {
                break;
            }
            drops += "DROP INDEX \"" + indexes.string(0) + "\"; ";
            makers += indexes.string(1) + "; ";
        }
    }
    TL_TRY(connection.execute(drops));
    return makers;
}

Result<void> DerivedWriter::finish(Connection& connection)
{
    TL_TRY(endSessions());
    return connection.execute(m_indexes);
}

Result<void> DerivedWriter::sessionFilled()
{
    if (++m_waitingCount < kSessionsAtOnce) {
        return {};
    }
    m_waitingCount = 0;
    return writeRows(m_sessions, m_waiting);
}

Result<void> DerivedWriter::endSessions()
{
    const std::span<const SessionRow> waiting = std::span(m_waiting).first(m_waitingCount);
    m_waitingCount = 0;
    for (const SessionRow& row : waiting) {
        TL_TRY(writeRows(m_session, {&row, 1}));
    }
    return {};
}

Result<void> DerivedWriter::writeRows(Statement& insert, std::span<const SessionRow> rows)
{
    int parameter = 0;
    for (const auto& [session, contexts] : rows) {
        const std::int64_t flags = (session.clock.oneSided ? kClockOneSided : 0)
            | (session.clock.contradictory ? kClockContradictory : 0);
        insert.bindMore(parameter, session.number.value(), session.id, session.user,
                        session.account, session.start, session.end, session.events, session.errors,
                        session.rageClicks, session.reloads, session.tickets, session.bot,
                        session.derived, session.clock.offset.ns, session.clock.uncertainty.ns,
                        session.clock.pairs, flags, contexts);
    }
    return stepOnce(insert);
}

Result<void> DerivedWriter::names(const PackedNames& chunk)
{
    return m_names.run(toText(chunk.kind), chunk.first, chunk.sessions, Blob {chunk.data});
}

Result<void> DerivedWriter::traces(const PackedTraces& chunk)
{
    return m_traces.run(chunk.traces, chunk.inSessions, domain::toHex(chunk.first),
                        Blob {chunk.ids}, Blob {chunk.facts});
}

Result<void> DerivedWriter::occurrence(const OccurrenceRow& occurrence)
{
    const std::string trace = hexOrEmpty(occurrence.trace);
    const std::string span =
        occurrence.span.valid() ? domain::toHex(occurrence.span) : std::string();
    m_occurrence.bindAll(occurrence.group.value(), occurrence.key.value(), occurrence.time, nullptr,
                         occurrence.exposureMs, occurrence.bot, occurrence.record.block.value(),
                         occurrence.record.index, occurrence.part, trace, span, occurrence.service,
                         occurrence.version, occurrence.environment, occurrence.user,
                         occurrence.account, occurrence.rate);
    if (occurrence.session >= 0) {
        m_occurrence.bind(4, occurrence.session);
    }
    return stepOnce(m_occurrence);
}

Result<void> DerivedWriter::ticketLink(const domain::TicketLink& link, std::int64_t session)
{
    return m_link.run(link.ticketId, session, static_cast<std::int64_t>(link.rule), link.confidence,
                      link.reason, link.linked);
}

} // namespace throughline::store
