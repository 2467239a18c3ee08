#include "models/store/sql/public_tables.h"

#include "models/store/queries/ticket_versions.h"

namespace throughline::store {

namespace {

// Tables are named with their schema: on a connection that answers questions, views of the same
// names stand in front of them.
#define NO_SLICE "NULL AS slice_session, NULL AS slice_ns, "
#define AS_TIME "strftime('%Y-%m-%dT%H:%M:%SZ', "
#define IN_SECONDS " / 1000000000, 'unixepoch')"
// The session's first context that has a field tells its value.
#define FIRST_WITH "(SELECT v FROM (SELECT c.key AS k, json_extract(d.value, "
#define OF_CONTEXTS                                                                                \
    ") AS v FROM json_each('[' || s.contexts || ']') c JOIN main.dictionary d "                    \
    "ON d.kind = 'context' AND d.ordinal = c.value) WHERE v IS NOT NULL ORDER BY k LIMIT 1)"

constexpr std::string_view kSession =
    "SELECT s.number AS slice_session, s.start_ns AS slice_ns, s.id, nullif(s.user, '') AS user, "
    "nullif(s.account, '') AS account, s.start_ns, s.end_ns, " AS_TIME "s.start_ns" IN_SECONDS
    " AS start, "
    "s.events, s.errors, s.rage_clicks, s.reloads, s.tickets, s.bot, s.derived, "
    "s.clock_offset_ns, " FIRST_WITH "'$.\"plan.tier\"'" OF_CONTEXTS " AS plan, " FIRST_WITH
    "'$.\"device.type\"'" OF_CONTEXTS " AS device, " FIRST_WITH
    "'$.\"geo.country.iso_code\"'" OF_CONTEXTS " AS country, " FIRST_WITH
    "'$.\"service.version\"'" OF_CONTEXTS " AS version, " FIRST_WITH
    "'$.\"deployment.environment.name\"'" OF_CONTEXTS " AS environment "
    "FROM main.session s";

constexpr std::string_view kErrorGroup =
    "SELECT " NO_SLICE "'E' || g.id AS id, g.fingerprint, g.type, nullif(g.title, '') AS title, "
    "nullif(g.culprit, '') AS culprit, g.origin, g.handled, g.status, g.count, g.sessions, "
    "g.users, g.accounts, g.tickets, g.first_ns, g.last_ns, g.services, g.versions, "
    "g.environments, g.rule_set, g.estimated AS estimated_count FROM main.error_group g";

constexpr std::string_view kErrorOccurrence =
    "SELECT o.session AS slice_session, o.time_ns AS slice_ns, 'E' || o.group_id AS error_group, "
    "o.time_ns, " AS_TIME "o.time_ns" IN_SECONDS " AS time, "
    "(SELECT x.id FROM main.session x WHERE x.number = o.session) AS session, "
    "nullif(o.user, '') AS user, nullif(o.trace, '') AS trace_id, nullif(o.span, '') AS span_id, "
    "nullif(o.service, '') AS service, nullif(o.version, '') AS version, "
    "nullif(o.environment, '') AS environment, o.bot, o.block_id || ':' || o.record AS record, "
    "o.rate AS sampling_rate "
    "FROM main.error_occurrence o";

constexpr std::string_view kTrace =
    "SELECT t.session AS slice_session, t.start_ns AS slice_ns, t.trace AS trace_id, "
    "(SELECT x.id FROM main.session x WHERE x.number = t.session) AS session, t.start_ns, "
    "t.end_ns, "
    "t.end_ns - t.start_ns AS duration_ns, t.spans, t.errors, "
    "nullif(t.service, '') AS service, nullif(t.name, '') AS name FROM main.trace t";

constexpr std::string_view kTicket =
    "SELECT (SELECT l.session FROM main.ticket_link l WHERE l.ticket_id = t.ticket_id "
    "AND l.linked = 1 ORDER BY l.confidence DESC LIMIT 1) AS slice_session, "
    "t.created_ns AS slice_ns, t.ticket_id AS id, t.created_ns, " AS_TIME "t.created_ns" IN_SECONDS
    " AS created, "
    "json_extract(t.record, '$.\"ticket.source\"') AS source, "
    "json_extract(t.record, '$.\"ticket.kind\"') AS kind, "
    "json_extract(t.record, '$.\"ticket.topic\"') AS topic, "
    "json_extract(t.record, '$.\"ticket.severity\"') AS severity, "
    "json_extract(t.record, '$.\"ticket.status\"') AS status, nullif(t.user, '') AS user, "
    "nullif(t.account, '') AS account, nullif(t.session, '') AS session, "
    "json_extract(t.record, '$.body') AS body, "
    "json_extract(t.record, '$.\"ticket.link_url\"') AS link_url, "
    "v.path AS file, t.line, t.record, " NEWEST_OF_ITS_TICKET
    " AS newest FROM main.ticket t JOIN main.source v ON v.id = t.source_id "
    "WHERE v.state = 'done'";

constexpr std::string_view kTicketLink =
    "SELECT l.session AS slice_session, NULL AS slice_ns, l.ticket_id AS ticket, "
    "(SELECT x.id FROM main.session x WHERE x.number = l.session) AS session, l.rule, "
    "l.confidence, l.reason, l.linked FROM main.ticket_link l";

constexpr std::string_view kFunnel =
    "SELECT " NO_SLICE "f.name, f.definition, f.created_ns FROM main.funnel f";

constexpr std::string_view kSource =
    "SELECT " NO_SLICE "v.id, v.path, nullif(v.member, '') AS member, v.format, "
    "nullif(v.container, '') AS container, v.sha256, v.bytes, v.read, v.accepted, v.duplicates, "
    "v.rejected, v.event AS events, v.error AS errors, v.log AS logs, v.span AS spans, "
    "v.metric AS metrics, v.ticket AS tickets, v.first_ns, v.last_ns, v.digest "
    "FROM main.source v WHERE v.state = 'done'";

constexpr std::string_view kSourceCount =
    "SELECT " NO_SLICE "c.source_id AS source, c.kind, c.name, nullif(c.field, '') AS field, "
    "c.count FROM main.source_count c JOIN main.source v ON v.id = c.source_id "
    "WHERE v.state = 'done'";

constexpr std::string_view kQuarantine =
    "SELECT " NO_SLICE "q.source_id AS source, q.line, q.offset, q.length, q.reason, "
    "nullif(q.detail, '') AS detail, q.excerpt FROM main.quarantine q "
    "JOIN main.source v ON v.id = q.source_id WHERE v.state = 'done'";

PublicColumn text(std::string_view name, std::string_view description)
{
    return {name, "TEXT", description};
}

PublicColumn integer(std::string_view name, std::string_view description)
{
    return {name, "INTEGER", description};
}

PublicColumn real(std::string_view name, std::string_view description)
{
    return {name, "REAL", description};
}

PublicTable sessionTable()
{
    return {"session",
            "what users did in one go",
            {text("id", "session"), text("user", "its user"), text("account", "its account"),
             integer("start_ns", "first record, nanoseconds since 1970"),
             integer("end_ns", "last record"), text("start", "the start as RFC 3339"),
             integer("events", "events in it"), integer("errors", "errors in it"),
             integer("rage_clicks", "clicks in anger"), integer("reloads", "pages loaded again"),
             integer("tickets", "support tickets linked to it"),
             integer("bot", "1: a bot, a synthetic check or a test"),
             integer("derived", "1: cut by Throughline, not named by the source"),
             integer("clock_offset_ns", "what to add to its clock to get the backend's"),
             text("plan", "plan the account pays for"), text("device", "kind of device"),
             text("country", "country"), text("version", "release"),
             text("environment", "production, staging, test")},
            kSession,
            {"id", "user", "account", "start_ns"}};
}

PublicTable errorGroupTable()
{
    return {"error_group",
            "errors with the same fingerprint",
            {text("id", "E1, E2, ..."),
             text("fingerprint", "the same in every store"),
             text("type", "class of the error"),
             text("title", "what it says"),
             text("culprit", "where it comes from"),
             text("origin", "backend or frontend"),
             integer("handled", "1: the program caught it"),
             text("status", "new, ongoing, resolved, regressed or ignored"),
             integer("count", "occurrences, those of bots left out"),
             integer("sessions", "sessions of people that met it"),
             integer("users", "users that met it"),
             integer("accounts", "accounts that met it"),
             integer("tickets", "support tickets linked to it"),
             integer("first_ns", "first seen, nanoseconds since 1970"),
             integer("last_ns", "last seen"),
             text("services", "JSON list of services"),
             text("versions", "JSON list of releases"),
             text("environments", "JSON list of environments"),
             text("rule_set", "version of the grouping rules"),
             real("estimated_count", "occurrences without sampling; null where none was sampled")},
            kErrorGroup,
            {"id"}};
}

PublicTable errorOccurrenceTable()
{
    return {"error_occurrence",
            "errors as they were met",
            {text("error_group", "its group, as E1"),
             integer("time_ns", "moment, nanoseconds since 1970"),
             text("time", "the same as RFC 3339"), text("session", "session that met it"),
             text("user", "user that met it"), text("trace_id", "trace"),
             text("span_id", "operation"), text("service", "service that told of it"),
             text("version", "release"), text("environment", "production, staging, test"),
             integer("bot", "1: met by a bot"), text("record", "id of the record it rides on"),
             real("sampling_rate", "share of its kind that its source kept, up to 1")},
            kErrorOccurrence,
            {"error_group", "session", "time_ns"}};
}

PublicTable traceTable()
{
    return {"trace",
            "requests with all they caused",
            {text("trace_id", "trace, 32 hexadecimal digits"), text("session", "its session"),
             integer("start_ns", "first start, nanoseconds since 1970"),
             integer("end_ns", "last end"), integer("duration_ns", "from start to end"),
             integer("spans", "operations"), integer("errors", "errors on them"),
             text("service", "service of the first operation"),
             text("name", "name of the first operation")},
            kTrace,
            {"trace_id", "session", "start_ns"}};
}

PublicTable ticketTable()
{
    return {"ticket",
            "support tickets",
            {text("id", "number of the ticket"),
             integer("created_ns", "creation, nanoseconds since 1970"),
             text("created", "the same as RFC 3339"), text("source", "help desk"),
             text("kind", "ticket or chat"), text("topic", "subject"), text("severity", "urgency"),
             text("status", "state"), text("user", "who wrote it"), text("account", "organisation"),
             text("session", "session it names itself"), text("body", "text, redacted"),
             text("link_url", "link it carries"), text("file", "the file it came from"),
             integer("line", "its line there"), text("record", "all fields as JSON"),
             integer("newest", "1; 0: a later import brought the ticket again")},
            kTicket,
            {"id", "user", "account"}};
}

PublicTable ticketLinkTable()
{
    return {"ticket_link",
            "sessions that may belong to a ticket",
            {text("ticket", "number of the ticket"), text("session", "session"),
             integer("rule", "1 named, 2 unique id, 3 same user, 4 same account, 5 words"),
             real("confidence", "0 to 1"), text("reason", "why, in words"),
             integer("linked", "1: sure enough to count")},
            kTicketLink,
            {"ticket", "session"}};
}

std::vector<PublicTable> makeTables()
{
    return {
        sessionTable(),
        errorGroupTable(),
        errorOccurrenceTable(),
        traceTable(),
        ticketTable(),
        ticketLinkTable(),
        {"funnel",
         "stored funnels",
         {text("name", "name"), text("definition", "steps, order, window as JSON"),
          integer("created_ns", "when it was stored")},
         kFunnel,
         {}},
        {"source",
         "imported files",
         {integer("id", "number"),
          text("path", "file"),
          text("member", "member of an archive"),
          text("format", "format"),
          text("container", "compression"),
          text("sha256", "digest of the file"),
          integer("bytes", "size"),
          integer("read", "records read"),
          integer("accepted", "kept"),
          integer("duplicates", "there already"),
          integer("rejected", "in quarantine"),
          integer("events", "events"),
          integer("errors", "errors"),
          integer("logs", "logs"),
          integer("spans", "operations"),
          integer("metrics", "values"),
          integer("tickets", "tickets"),
          integer("first_ns", "first moment"),
          integer("last_ns", "last moment"),
          text("digest", "content digest per signal, JSON")},
         kSource,
         {}},
        {"source_count",
         "what was rejected, warned of and redacted, by reason",
         {integer("source", "number of the source"), text("kind", "rejected, warning, redaction"),
          text("name", "reason or rule"), text("field", "field"), integer("count", "how often")},
         kSourceCount,
         {}},
        {"quarantine",
         "rejected records",
         {integer("source", "number of the source"), integer("line", "line"),
          integer("offset", "byte"), integer("length", "bytes"), text("reason", "reason"),
          text("detail", "detail"), text("excerpt", "its beginning, redacted")},
         kQuarantine,
         {}}};
}

} // namespace

std::span<const PublicTable> publicTables()
{
    static const std::vector<PublicTable> tables = makeTables();
    return tables;
}

} // namespace throughline::store
