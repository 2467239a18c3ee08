#include "models/store/queries/session_queries.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/store/derived_writer.h"

namespace throughline::store {

namespace {

#define SESSION_COLUMNS                                                                            \
    "number, id, user, account, start_ns, end_ns, events, errors, rage_clicks, reloads, "          \
    "tickets, bot, derived, clock_offset_ns, clock_uncertainty_ns, clock_pairs, clock_flags, "     \
    "contexts"

constexpr std::string_view kByNumber = "SELECT " SESSION_COLUMNS " FROM session WHERE number = ?1";
constexpr std::string_view kContext =
    "SELECT value FROM dictionary WHERE kind = 'context' AND ordinal = ?1";
constexpr std::string_view kOrderKeys =
    "SELECT number, rage_clicks + reloads, errors, start_ns, end_ns FROM session ORDER BY number";
constexpr std::string_view kCount = "SELECT count(*) FROM session";

std::uint32_t number32(const Statement& row, int column)
{
    return static_cast<std::uint32_t>(row.integer(column));
}

} // namespace

SessionReader::SessionReader(Statement byNumber, SessionNames names, Statement context)
    : m_byNumber(std::move(byNumber))
    , m_names(std::move(names))
    , m_context(std::move(context))
{
}

Result<SessionReader> SessionReader::create(const Connection& connection)
{
    TL_ASSIGN(Statement byNumber, Statement::prepare(connection, kByNumber));
    TL_ASSIGN(SessionNames names, SessionNames::create(connection.handle()));
    TL_ASSIGN(Statement context, Statement::prepare(connection, kContext));
    return SessionReader(std::move(byNumber), std::move(names), std::move(context));
}

Result<domain::Attributes> SessionReader::attributes(std::string_view contexts)
{
    domain::Attributes attributes;
    if (contexts.empty()) {
        return attributes;
    }
    codec::JsonRecordReader json;
    for (const std::string_view part : split(contexts, ',')) {
        m_context.bindAll(parseInteger(part).value_or(-1));
        TL_ASSIGN(const bool row, m_context.step());
        if (!row || !json.parseCopy(m_context.text(0))) {
            continue;
        }
        const auto nodes = json.nodes();
        for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
            if (domain::valueOf(attributes, nodes[i].key).empty()) {
                attributes.push_back({std::string(nodes[i].key), std::string(nodes[i].text),
                                      domain::ValueKind::Text});
            }
        }
    }
    return attributes;
}

Result<std::optional<domain::SessionSummary>> SessionReader::read(Statement& statement)
{
    TL_ASSIGN(const bool row, statement.step());
    if (!row) {
        return std::optional<domain::SessionSummary>();
    }
    domain::SessionSummary session;
    session.number = domain::SessionNumber(number32(statement, 0));
    session.id = statement.string(1);
    session.user = statement.string(2);
    session.account = statement.string(3);
    session.start = statement.time(4);
    session.end = statement.time(5);
    session.events = number32(statement, 6);
    session.errors = number32(statement, 7);
    session.rageClicks = number32(statement, 8);
    session.reloads = number32(statement, 9);
    session.tickets = number32(statement, 10);
    session.bot = statement.integer(11) != 0;
    session.derived = statement.integer(12) != 0;
    session.clock.offset.ns = statement.integer(13);
    session.clock.uncertainty.ns = statement.integer(14);
    session.clock.pairs = number32(statement, 15);
    session.clock.oneSided = (statement.integer(16) & kClockOneSided) != 0;
    session.clock.contradictory = (statement.integer(16) & kClockContradictory) != 0;
    const std::string contexts = statement.string(17);
    statement.reset();
    TL_ASSIGN(session.attributes, attributes(contexts));
    return std::optional<domain::SessionSummary>(std::move(session));
}

Result<std::optional<domain::SessionSummary>> SessionReader::byNumber(std::uint32_t number)
{
    m_byNumber.bindAll(number);
    return read(m_byNumber);
}

Result<std::optional<domain::SessionSummary>> SessionReader::byId(std::string_view id)
{
    TL_ASSIGN(const auto sessions, m_names.sessionsOf(NameKind::Session, id));
    return sessions.empty() ? std::optional<domain::SessionSummary>() : byNumber(sessions.front());
}

Result<std::uint64_t> sessionCount(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kCount));
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.count(0) : 0;
}

Result<std::vector<SessionOrderKey>> sessionOrderKeys(const Connection& connection)
{
    std::vector<SessionOrderKey> keys;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOrderKeys));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return keys;
        }
        keys.push_back({number32(statement, 0), number32(statement, 1), number32(statement, 2),
                        statement.time(3), statement.time(4) - statement.time(3)});
    }
}

} // namespace throughline::store
