#include "models/store/queries/error_queries.h"

#include "models/store/statement.h"
#include "models/store/text_list.h"

namespace throughline::store {

namespace {

#define GROUP_COLUMNS                                                                              \
    "g.id, g.fingerprint, g.rule_set, g.components, g.type, g.title, g.culprit, g.origin, "        \
    "g.handled, g.status, g.count, g.sessions, g.users, g.accounts, g.tickets, g.first_ns, "       \
    "g.last_ns, g.services, g.versions, g.environments, g.name, g.assignee, g.estimated "          \
    "FROM error_group g"
#define OCCURRENCE_COLUMNS                                                                         \
    "o.group_id, g.type, g.title, o.time_ns, coalesce(s.id, ''), o.block_id, o.record, o.trace "   \
    "FROM error_occurrence o JOIN error_group g ON g.id = o.group_id "                             \
    "LEFT JOIN session s ON s.number = o.session"

constexpr std::string_view kGroups = "SELECT " GROUP_COLUMNS " ORDER BY g.id";
constexpr std::string_view kGroup = "SELECT " GROUP_COLUMNS " WHERE g.id = ?1";
constexpr std::string_view kExposures =
    "SELECT group_id, session, min(exposure_ms) FROM error_occurrence "
    "WHERE session IS NOT NULL GROUP BY group_id, session ORDER BY group_id, session";
constexpr std::string_view kInSessions =
    "SELECT session, group_id, exposure_ms FROM error_occurrence "
    "WHERE session IS NOT NULL ORDER BY session, exposure_ms, group_id";
constexpr std::string_view kOfSession =
    "SELECT " OCCURRENCE_COLUMNS " WHERE o.session = ?1 ORDER BY o.time_ns, o.id";
constexpr std::string_view kOfTrace =
    "SELECT " OCCURRENCE_COLUMNS " WHERE o.trace <> '' AND substr(o.trace, 17) = ?1 "
    "ORDER BY o.time_ns, o.id";
constexpr std::string_view kSamples =
    "SELECT " OCCURRENCE_COLUMNS " WHERE o.group_id = ?1 AND o.bot = 0 "
    "ORDER BY (o.session IS NULL) + (o.trace = ''), o.time_ns DESC, o.id LIMIT ?2";
constexpr std::string_view kOwnSample =
    "SELECT " OCCURRENCE_COLUMNS " WHERE o.group_id = ?1 AND o.key_id = ?1 AND o.bot = 0 "
    "ORDER BY (o.session IS NULL) + (o.trace = ''), o.time_ns DESC, o.id LIMIT 1";
constexpr std::string_view kTimes =
    "SELECT time_ns FROM error_occurrence WHERE group_id = ?1 AND bot = 0 ORDER BY time_ns";
constexpr std::string_view kAllTimes =
    "SELECT group_id, time_ns FROM error_occurrence WHERE bot = 0 ORDER BY group_id, time_ns";
constexpr std::string_view kVersions =
    "SELECT version, count(*) FROM error_occurrence WHERE group_id = ?1 AND bot = 0 "
    "GROUP BY version ORDER BY 2 DESC, 1";
constexpr std::string_view kServices =
    "SELECT service, count(*) FROM error_occurrence WHERE group_id = ?1 AND bot = 0 "
    "GROUP BY service ORDER BY 2 DESC, 1";
constexpr std::string_view kEnvironments =
    "SELECT environment, count(*) FROM error_occurrence WHERE group_id = ?1 AND bot = 0 "
    "GROUP BY environment ORDER BY 2 DESC, 1";
constexpr std::string_view kSessions =
    "SELECT DISTINCT session FROM error_occurrence "
    "WHERE group_id = ?1 AND bot = 0 AND session IS NOT NULL ORDER BY session";

domain::ErrorGroup readGroup(const Statement& row)
{
    domain::ErrorGroup group;
    group.id = domain::ErrorGroupId(row.integer(0));
    group.fingerprint = row.string(1);
    group.ruleSet = row.string(2);
    group.components = readTextList(row.text(3));
    group.type = row.string(4);
    group.title = row.string(5);
    group.culprit = row.string(6);
    group.origin =
        row.text(7) == "backend" ? domain::ErrorOrigin::Backend : domain::ErrorOrigin::Frontend;
    group.handled = row.integer(8) != 0;
    group.status = domain::errorStatusFromText(row.text(9)).value_or(domain::ErrorStatus::Ongoing);
    group.count = row.count(10);
    group.sessions = row.count(11);
    group.users = row.count(12);
    group.accounts = row.count(13);
    group.tickets = row.count(14);
    group.firstSeen = row.time(15);
    group.lastSeen = row.time(16);
    group.services = readTextList(row.text(17));
    group.versions = readTextList(row.text(18));
    group.environments = readTextList(row.text(19));
    group.name = row.string(20);
    group.assignee = row.string(21);
    if (!row.isNull(22)) {
        group.estimatedCount = row.real(22);
    }
    return group;
}

OccurrenceInfo readOccurrence(const Statement& row)
{
    OccurrenceInfo info;
    info.group = domain::ErrorGroupId(row.integer(0));
    info.type = row.string(1);
    info.title = row.string(2);
    info.time = row.time(3);
    info.sessionId = row.string(4);
    info.record = {domain::BlockId(row.integer(5)), static_cast<std::uint32_t>(row.integer(6))};
    info.trace = domain::traceIdFromHex(row.text(7)).value_or(domain::TraceId {});
    return info;
}

/// All rows of a statement that has been bound.
template<typename T, typename Read>
Result<std::vector<T>> collect(Statement& statement, const Read& read)
{
    std::vector<T> rows;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows.push_back(read(statement));
    }
}

} // namespace

Result<std::vector<domain::ErrorGroup>> errorGroups(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kGroups));
    return collect<domain::ErrorGroup>(statement, readGroup);
}

Result<std::optional<domain::ErrorGroup>> errorGroup(const Connection& connection,
                                                     domain::ErrorGroupId id)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kGroup));
    statement.bindAll(id.value());
    TL_ASSIGN(const bool row, statement.step());
    return row ? std::optional(readGroup(statement)) : std::optional<domain::ErrorGroup>();
}

Result<std::vector<index::ExposureSet>> exposureSets(const Connection& connection)
{
    std::vector<index::ExposureSet> sets;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kExposures));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return sets;
        }
        const domain::ErrorGroupId group(statement.integer(0));
        if (sets.empty() || sets.back().group != group) {
            sets.push_back({group, {}});
        }
        sets.back().first.push_back(
            {static_cast<std::uint32_t>(statement.integer(1)), statement.integer(2)});
    }
}

Result<std::vector<SessionOccurrence>> occurrencesInSessions(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kInSessions));
    return collect<SessionOccurrence>(statement, [](const Statement& row) {
        return SessionOccurrence {static_cast<std::uint32_t>(row.integer(0)),
                                  domain::ErrorGroupId(row.integer(1)), row.integer(2)};
    });
}

Result<std::vector<OccurrenceInfo>> occurrencesOfSession(const Connection& connection,
                                                         std::uint32_t session)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfSession));
    statement.bindAll(session);
    return collect<OccurrenceInfo>(statement, readOccurrence);
}

Result<std::vector<OccurrenceInfo>> occurrencesOfTrace(const Connection& connection,
                                                       const domain::TraceId& trace)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOfTrace));
    const std::string low = domain::toHex(trace).substr(16);
    statement.bindAll(low);
    TL_ASSIGN(std::vector<OccurrenceInfo> found,
              collect<OccurrenceInfo>(statement, readOccurrence));
    std::erase_if(found, [&trace](const OccurrenceInfo& info) {
        return trace.high != 0 && info.trace.high != 0 && trace.high != info.trace.high;
    });
    return found;
}

Result<std::vector<OccurrenceInfo>> samplesOfGroup(const Connection& connection,
                                                   domain::ErrorGroupId id, std::uint64_t limit)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kSamples));
    statement.bindAll(id.value(), limit);
    return collect<OccurrenceInfo>(statement, readOccurrence);
}

Result<std::optional<OccurrenceInfo>> ownSampleOfGroup(const Connection& connection,
                                                       domain::ErrorGroupId id)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kOwnSample));
    statement.bindAll(id.value());
    TL_ASSIGN(const bool row, statement.step());
    return row ? std::optional(readOccurrence(statement)) : std::optional<OccurrenceInfo>();
}

Result<std::vector<Timestamp>> timesOfGroup(const Connection& connection, domain::ErrorGroupId id)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kTimes));
    statement.bindAll(id.value());
    return collect<Timestamp>(statement, [](const Statement& row) { return row.time(0); });
}

Result<std::vector<std::pair<domain::ErrorGroupId, Timestamp>>>
allOccurrenceTimes(const Connection& connection)
{
    using Row = std::pair<domain::ErrorGroupId, Timestamp>;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAllTimes));
    return collect<Row>(statement, [](const Statement& row) {
        return Row {domain::ErrorGroupId(row.integer(0)), row.time(1)};
    });
}

Result<std::vector<std::pair<std::string, std::uint64_t>>>
valuesOfGroup(const Connection& connection, domain::ErrorGroupId id, std::string_view column)
{
    using Row = std::pair<std::string, std::uint64_t>;
    const std::string_view sql = column == "version" ? kVersions
        : column == "service"                        ? kServices
                                                     : kEnvironments;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
    statement.bindAll(id.value());
    return collect<Row>(statement, [](const Statement& row) {
        return Row {row.string(0), row.count(1)};
    });
}

Result<std::vector<std::uint32_t>> sessionsOfGroup(const Connection& connection,
                                                   domain::ErrorGroupId id)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kSessions));
    statement.bindAll(id.value());
    return collect<std::uint32_t>(
        statement, [](const Statement& row) { return static_cast<std::uint32_t>(row.integer(0)); });
}

} // namespace throughline::store
