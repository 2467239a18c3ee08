#include "models/store/queries/ticket_queries.h"

#include "models/codec/json_record.h"
#include "models/store/queries/ticket_versions.h"
#include "models/store/record_json.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

#define TICKET_COLUMNS                                                                             \
    "t.ticket_id, t.created_ns, t.record, t.quoted, s.path, s.member, t.offset, t.length, t.line " \
    "FROM ticket t JOIN source s ON s.id = t.source_id"
#define LINK_COLUMNS                                                                               \
    "l.ticket_id, coalesce(s.id, ''), l.rule, l.confidence, l.reason, l.linked "                   \
    "FROM ticket_link l LEFT JOIN session s ON s.number = l.session"

constexpr std::string_view kAll =
    "SELECT " TICKET_COLUMNS " WHERE s.state = 'done' OR (?1 AND s.state = 'loaded') "
    "ORDER BY t.created_ns, t.ticket_id";
constexpr std::string_view kPage =
    "SELECT " TICKET_COLUMNS " WHERE s.state = 'done' AND " NEWEST_OF_ITS_TICKET
    " ORDER BY t.created_ns DESC, t.ticket_id LIMIT ?2 OFFSET ?1";
constexpr std::string_view kCount =
    "SELECT count(*) FROM ticket t JOIN source s ON s.id = t.source_id WHERE s.state = 'done' "
    "AND " NEWEST_OF_ITS_TICKET;
constexpr std::string_view kFind =
    "SELECT " TICKET_COLUMNS " WHERE s.state = 'done' AND t.ticket_id = ?1 "
    "ORDER BY t.id DESC LIMIT 1";
constexpr std::string_view kOfTicket =
    "SELECT " LINK_COLUMNS " WHERE l.ticket_id = ?1 ORDER BY l.confidence DESC, l.session";
constexpr std::string_view kOfSession =
    "SELECT " LINK_COLUMNS " WHERE l.session = ?1 ORDER BY l.confidence DESC, l.ticket_id";
constexpr std::string_view kOfGroup =
    "SELECT DISTINCT l.ticket_id FROM ticket_link l JOIN error_occurrence o "
    "ON o.session = l.session WHERE o.group_id = ?1 AND o.bot = 0 AND l.linked = 1 "
    "ORDER BY l.ticket_id";

constexpr std::string_view kWithTicket =
    "SELECT DISTINCT session FROM ticket_link WHERE linked = 1 ORDER BY session";

std::vector<std::string> readTexts(std::string_view json)
{
    std::vector<std::string> texts;
    codec::JsonRecordReader reader;
    if (!json.empty() && reader.parseCopy(json)) {
        const auto nodes = reader.nodes();
        for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
            texts.emplace_back(nodes[i].text);
        }
    }
    return texts;
}

/// The known fields of a ticket's record into their places, the others into its attributes.
void sortField(const domain::Field& field, domain::Ticket& ticket)
{
    struct Place
    {
        std::string_view key;
        std::string domain::Ticket::*member;
    };

    static constexpr Place kPlaces[] = {{"ticket.source", &domain::Ticket::source},
                                        {"ticket.kind", &domain::Ticket::kind},
                                        {"ticket.topic", &domain::Ticket::topic},
                                        {"ticket.severity", &domain::Ticket::severity},
                                        {"ticket.link_url", &domain::Ticket::linkUrl},
                                        {domain::key::kAccountId, &domain::Ticket::accountId},
                                        {domain::key::kUserId, &domain::Ticket::userId},
                                        {domain::key::kSessionId, &domain::Ticket::sessionId},
                                        {domain::key::kBody, &domain::Ticket::message}};
    for (const Place& place : kPlaces) {
        if (place.key == field.key) {
            ticket.*place.member = field.value;
            return;
        }
    }
    if (field.key == "ticket.labels") {
        ticket.labels = field.kind == domain::ValueKind::Json
            ? readTexts(field.value)
            : std::vector<std::string> {std::string(field.value)};
    } else if (field.key != domain::key::kTicketId && field.key != domain::key::kQuotedIds) {
        ticket.attributes.push_back({std::string(field.key), std::string(field.value), field.kind});
    }
}

Result<TicketInfo> readTicket(const Statement& row)
{
    TicketInfo info;
    info.ticket.id = row.string(0);
    info.ticket.created = row.time(1);
    RecordJsonReader reader;
    TL_ASSIGN(const domain::Record* record, reader.read(row.text(2), domain::Signal::Ticket));
    for (const domain::Field& field : record->fields) {
        sortField(field, info.ticket);
    }
    info.ticket.quotedIds = readTexts(row.text(3));
    info.place = {row.string(4), row.string(5), row.count(6),
                  static_cast<std::uint32_t>(row.integer(7)),
                  static_cast<std::uint32_t>(row.integer(8))};
    return info;
}

Result<std::vector<TicketInfo>> collectTickets(Statement& statement)
{
    std::vector<TicketInfo> tickets;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return tickets;
        }
        TL_ASSIGN(TicketInfo info, readTicket(statement));
        tickets.push_back(std::move(info));
    }
}

Result<std::vector<domain::TicketLink>> collectLinks(Statement& statement)
{
    std::vector<domain::TicketLink> links;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return links;
        }
        domain::TicketLink link;
        link.ticketId = statement.string(0);
        link.sessionId = statement.string(1);
        link.rule = static_cast<domain::LinkRule>(statement.integer(2));
        link.confidence = statement.real(3);
        link.reason = statement.string(4);
        link.linked = statement.integer(5) != 0;
        links.push_back(std::move(link));
    }
}

} // namespace

Result<std::vector<TicketInfo>> allTickets(const Connection& connection, bool withLoaded)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAll));
    statement.bindAll(withLoaded);
    return collectTickets(statement);
}

Result<std::vector<TicketInfo>> ticketPage(const Connection& connection, std::uint64_t offset,
                                           std::uint64_t limit)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kPage));
    statement.bindAll(offset, limit);
    return collectTickets(statement);
}

Result<std::uint64_t> ticketCount(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kCount));
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.count(0) : 0;
}

Result<std::optional<TicketInfo>> findTicket(const Connection& connection, std::string_view id)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kFind));
    statement.bindAll(id);
    TL_ASSIGN(std::vector<TicketInfo> found, collectTickets(statement));
    return found.empty() ? std::optional<TicketInfo>() : std::optional(std::move(found.front()));
}

Result<std::vector<domain::TicketLink>> linksOfTicket(const Connection& connection,
                                                      std::string_view ticketId)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfTicket));
    statement.bindAll(ticketId);
    return collectLinks(statement);
}

Result<std::vector<domain::TicketLink>> linksOfSession(const Connection& connection,
                                                       std::uint32_t session)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfSession));
    statement.bindAll(session);
    return collectLinks(statement);
}

Result<std::vector<std::string>> ticketsOfGroup(const Connection& connection, std::int64_t group)
{
    std::vector<std::string> tickets;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfGroup));
    statement.bindAll(group);
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return tickets;
        }
        tickets.push_back(statement.string(0));
    }
}

Result<std::vector<std::uint32_t>> sessionsWithTicket(const Connection& connection)
{
    std::vector<std::uint32_t> sessions;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kWithTicket));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return sessions;
        }
        sessions.push_back(static_cast<std::uint32_t>(statement.integer(0)));
    }
}

} // namespace throughline::store
