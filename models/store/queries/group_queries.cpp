#include "models/store/queries/group_queries.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/store/statement.h"
#include "models/store/text_list.h"

#include <map>
#include <utility>

namespace throughline::store {

namespace {

constexpr std::string_view kRules =
    "SELECT id, kind, definition, created_ns, undone FROM group_rule ORDER BY id";
constexpr std::string_view kForget = "DELETE FROM group_rule WHERE undone = 1";
constexpr std::string_view kAdd =
    "INSERT INTO group_rule(kind, definition, created_ns) VALUES(?1, ?2, ?3) RETURNING id";
constexpr std::string_view kUndone = "UPDATE group_rule SET undone = ?2 WHERE id = ?1";
constexpr std::string_view kIdentities =
    "SELECT id, fingerprint FROM error_group_identity ORDER BY id";
constexpr std::string_view kHeirs =
    "SELECT h.group_id, h.fingerprint FROM group_heir h JOIN group_rule r ON r.id = h.rule_id "
    "WHERE r.undone = 0 ORDER BY h.rule_id";
#define KEY_COLUMNS                                                                                \
    "k.id, k.fingerprint, k.rule_set, k.components, k.type, k.title, k.culprit, k.handled"

constexpr std::string_view kKeys = "SELECT " KEY_COLUMNS " FROM error_key k ORDER BY k.id";
constexpr std::string_view kKeysOfGroup =
    "SELECT " KEY_COLUMNS ", count(*) FROM error_occurrence o JOIN error_key k ON k.id = o.key_id "
    "WHERE o.group_id = ?1 GROUP BY k.id ORDER BY count(*) DESC, k.id";

#define OCCURRENCES                                                                                \
    "SELECT o.id, o.group_id, o.key_id, o.time_ns, o.session, o.exposure_ms, o.bot, "              \
    "b.signal <> 'event', o.block_id, o.record, o.part, o.service, o.version, o.environment, "     \
    "o.user, o.account, o.rate FROM error_occurrence o JOIN block b ON b.id = o.block_id "

constexpr std::string_view kOccurrences = OCCURRENCES "ORDER BY o.id";
constexpr std::string_view kOccurrencesOfGroups =
    OCCURRENCES "WHERE o.group_id IN (SELECT value FROM json_each(?1)) ORDER BY o.id";
// In the order of the table and counted by us: by the index on groups each row would be looked up
// for its key, and grouping all rows sorts them.
constexpr std::string_view kKeysInGroups =
    "SELECT group_id, key_id FROM error_occurrence NOT INDEXED";
constexpr std::string_view kGroupOfKey =
    "SELECT group_id FROM error_occurrence WHERE key_id = ?1 GROUP BY group_id "
    "ORDER BY count(*) DESC, group_id LIMIT 1";
constexpr std::string_view kTickets =
    "SELECT session, ticket_id FROM ticket_link WHERE linked = 1 ORDER BY session, ticket_id";
constexpr std::string_view kMaps =
    "SELECT m.script, m.version, m.debug_id, m.data FROM source_map m JOIN group_rule r "
    "ON r.id = m.rule_id WHERE r.undone = 0 ORDER BY m.rule_id, m.id";
constexpr std::string_view kAddMap =
    "INSERT INTO source_map(rule_id, script, version, debug_id, data) VALUES(?1, ?2, ?3, ?4, ?5)";

/// All rows of a statement.
template<typename T, typename Read, typename... Values>
Result<std::vector<T>> collect(const Connection& connection, std::string_view sql, const Read& read,
                               const Values&... values)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
    statement.bindAll(values...);
    std::vector<T> rows;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows.push_back(read(statement));
    }
}

std::string definitionOf(const domain::GroupRule& rule)
{
    codec::JsonWriter json;
    json.beginObject().key("groups").beginArray();
    for (const domain::ErrorGroupId group : rule.groups) {
        json.value(group.value());
    }
    json.endArray().member("field", rule.field).member("keep", rule.keep);
    json.member("only", rule.only).member("text", rule.text).member("at_ns", rule.at.ns);
    json.endObject();
    return json.text();
}

std::string textIn(const codec::JsonRecordReader& json, std::string_view key)
{
    const std::uint32_t node = json.child(0, key);
    return node == 0 ? std::string() : std::string(json.nodes()[node].text);
}

domain::GroupRule readRule(const Statement& row)
{
    domain::GroupRule rule;
    rule.id = row.integer(0);
    rule.kind = domain::groupRuleKindFromText(row.text(1)).value_or(domain::GroupRuleKind::Reopen);
    rule.created = row.time(3);
    rule.undone = row.integer(4) != 0;
    codec::JsonRecordReader json;
    if (!json.parseCopy(row.text(2))) {
        return rule;
    }
    const auto nodes = json.nodes();
    const auto each = [&](std::string_view key, const auto& take) {
        const std::uint32_t list = json.child(0, key);
        for (std::uint32_t i = list + 1; list != 0 && i < nodes[list].next; i = nodes[i].next) {
            take(nodes[i].text);
        }
    };
    each("groups", [&rule](std::string_view text) {
        rule.groups.emplace_back(parseInteger(text).value_or(0));
    });
    each("only", [&rule](std::string_view text) { rule.only.emplace_back(text); });
    rule.field = textIn(json, "field");
    rule.keep = textIn(json, "keep");
    rule.text = textIn(json, "text");
    rule.at.ns = parseInteger(textIn(json, "at_ns")).value_or(0);
    return rule;
}

GroupIdentity readIdentity(const Statement& row)
{
    return {domain::ErrorGroupId(row.integer(0)), row.string(1)};
}

domain::ErrorKey readKey(const Statement& row)
{
    return {domain::ErrorGroupId(row.integer(0)),
            row.string(1),
            row.string(2),
            readTextList(row.text(3)),
            row.string(4),
            row.string(5),
            row.string(6),
            row.integer(7) != 0};
}

StoredOccurrence readOccurrence(const Statement& row)
{
    StoredOccurrence occurrence;
    occurrence.id = row.integer(0);
    occurrence.group = domain::ErrorGroupId(row.integer(1));
    occurrence.key = domain::ErrorGroupId(row.integer(2));
    occurrence.time = row.time(3);
    occurrence.session = row.isNull(4) ? -1 : row.integer(4);
    occurrence.exposureMs = row.integer(5);
    occurrence.bot = row.integer(6) != 0;
    occurrence.backend = row.integer(7) != 0;
    occurrence.record = {domain::BlockId(row.integer(8)),
                         static_cast<std::uint32_t>(row.integer(9))};
    occurrence.part = static_cast<std::uint32_t>(row.integer(10));
    occurrence.service = row.string(11);
    occurrence.version = row.string(12);
    occurrence.environment = row.string(13);
    occurrence.user = row.string(14);
    occurrence.account = row.string(15);
    occurrence.rate = row.real(16);
    return occurrence;
}

} // namespace

Result<std::vector<domain::GroupRule>> groupRules(const Connection& connection)
{
    return collect<domain::GroupRule>(connection, kRules, readRule);
}

Result<std::int64_t> addGroupRule(Connection& connection, const domain::GroupRule& rule)
{
    TL_TRY(connection.execute(kForget));
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAdd));
    const std::string definition = definitionOf(rule);
    statement.bindAll(toText(rule.kind), definition, rule.created);
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

Result<void> setGroupRuleUndone(Connection& connection, std::int64_t id, bool undone)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kUndone));
    return statement.run(id, undone);
}

Result<std::vector<GroupIdentity>> groupIdentities(const Connection& connection)
{
    return collect<GroupIdentity>(connection, kIdentities, readIdentity);
}

Result<std::vector<GroupIdentity>> groupHeirs(const Connection& connection)
{
    return collect<GroupIdentity>(connection, kHeirs, readIdentity);
}

Result<std::vector<domain::ErrorKey>> errorKeys(const Connection& connection)
{
    return collect<domain::ErrorKey>(connection, kKeys, readKey);
}

Result<std::vector<std::pair<domain::ErrorKey, std::uint64_t>>>
keysOfGroup(const Connection& connection, domain::ErrorGroupId group)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kKeysOfGroup));
    statement.bindAll(group.value());
    std::vector<std::pair<domain::ErrorKey, std::uint64_t>> keys;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return keys;
        }
        keys.emplace_back(readKey(statement), statement.count(8));
    }
}

Result<std::vector<StoredOccurrence>> storedOccurrences(const Connection& connection)
{
    return collect<StoredOccurrence>(connection, kOccurrences, readOccurrence);
}

Result<std::vector<StoredOccurrence>>
storedOccurrences(const Connection& connection, const std::vector<domain::ErrorGroupId>& groups)
{
    return collect<StoredOccurrence>(connection, kOccurrencesOfGroups, readOccurrence,
                                     idListJson(groups));
}

Result<std::vector<GroupPart>> groupParts(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kKeysInGroups));
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> counts;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        ++counts[{statement.integer(0), statement.integer(1)}];
    }
    std::vector<GroupPart> parts;
    for (const auto& [numbers, count] : counts) {
        parts.push_back(
            {domain::ErrorGroupId(numbers.first), domain::ErrorGroupId(numbers.second), count});
    }
    return parts;
}

Result<std::optional<domain::ErrorGroupId>> groupOfKey(const Connection& connection,
                                                       domain::ErrorGroupId key)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kGroupOfKey));
    statement.bindAll(key.value());
    TL_ASSIGN(const bool row, statement.step());
    return row ? std::optional(domain::ErrorGroupId(statement.integer(0)))
               : std::optional<domain::ErrorGroupId>();
}

Result<std::vector<std::pair<std::uint32_t, std::string>>>
ticketsBySession(const Connection& connection)
{
    using Row = std::pair<std::uint32_t, std::string>;
    return collect<Row>(connection, kTickets, [](const Statement& row) {
        return Row {static_cast<std::uint32_t>(row.integer(0)), row.string(1)};
    });
}

Result<std::vector<StoredSourceMap>> sourceMaps(const Connection& connection)
{
    return collect<StoredSourceMap>(connection, kMaps, [](const Statement& row) {
        return StoredSourceMap {row.string(0), row.string(1), row.string(2),
                                std::string(row.blob(3))};
    });
}

Result<void> addSourceMap(Connection& connection, std::int64_t rule, const StoredSourceMap& map)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAddMap));
    return statement.run(rule, map.script, map.version, map.debugId, Blob {map.data});
}

} // namespace throughline::store
