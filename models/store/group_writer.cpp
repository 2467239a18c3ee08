#include "models/store/group_writer.h"

#include "models/store/text_list.h"

namespace throughline::store {

namespace {

constexpr std::string_view kEmpty = "DELETE FROM error_group; DELETE FROM error_key;";
constexpr std::string_view kRemoveGroups =
    "DELETE FROM error_group WHERE id IN (SELECT value FROM json_each(?1))";
constexpr std::string_view kRemoveKeys =
    "DELETE FROM error_key WHERE id IN (SELECT value FROM json_each(?1))";
constexpr std::string_view kIdentity =
    "INSERT INTO error_group_identity(id, fingerprint) VALUES(?1, ?2)";
constexpr std::string_view kHeir =
    "INSERT INTO group_heir(rule_id, fingerprint, group_id) VALUES(?1, ?2, ?3)";
constexpr std::string_view kKey =
    "INSERT INTO error_key(id, fingerprint, rule_set, components, type, title, culprit, handled) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view kGroup =
    "INSERT INTO error_group(id, fingerprint, rule_set, components, type, title, culprit, name, "
    "assignee, origin, handled, status, count, sessions, users, accounts, tickets, first_ns, "
    "last_ns, services, versions, environments, estimated) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
    "?9, ?10, "
    "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
constexpr std::string_view kMove =
    "UPDATE error_occurrence SET group_id = ?2, key_id = ?3 WHERE id = ?1";

} // namespace

GroupWriter::GroupWriter(Statement identity, Statement heir, Statement key, Statement group)
    : m_identity(std::move(identity))
    , m_heir(std::move(heir))
    , m_key(std::move(key))
    , m_group(std::move(group))
{
}

Result<GroupWriter> GroupWriter::begin(Connection& connection)
{
    TL_TRY(connection.execute(kEmpty));
    return prepare(connection);
}

Result<GroupWriter> GroupWriter::begin(Connection& connection,
                                       const std::vector<domain::ErrorGroupId>& numbers)
{
    const std::string list = idListJson(numbers);
    for (const std::string_view sql : {kRemoveGroups, kRemoveKeys}) {
        TL_ASSIGN(Statement remove, Statement::prepare(connection, sql));
        TL_TRY(remove.run(list));
    }
    return prepare(connection);
}

Result<GroupWriter> GroupWriter::prepare(Connection& connection)
{
    TL_ASSIGN(Statement identity, Statement::prepare(connection, kIdentity));
    TL_ASSIGN(Statement heir, Statement::prepare(connection, kHeir));
    TL_ASSIGN(Statement key, Statement::prepare(connection, kKey));
    TL_ASSIGN(Statement group, Statement::prepare(connection, kGroup));
    return GroupWriter(std::move(identity), std::move(heir), std::move(key), std::move(group));
}

Result<void> GroupWriter::identity(domain::ErrorGroupId id, std::string_view fingerprint)
{
    return m_identity.run(id.value(), fingerprint);
}

Result<void> GroupWriter::heir(std::int64_t rule, std::string_view fingerprint,
                               domain::ErrorGroupId id)
{
    return m_heir.run(rule, fingerprint, id.value());
}

Result<void> GroupWriter::key(const domain::ErrorKey& key)
{
    const std::string components = textListJson(key.components);
    return m_key.run(key.id.value(), key.fingerprint, key.ruleSet, components, key.type, key.title,
                     key.culprit, key.handled);
}

Result<void> GroupWriter::group(const domain::ErrorGroup& group)
{
    const std::string components = textListJson(group.components);
    const std::string services = textListJson(group.services);
    const std::string versions = textListJson(group.versions);
    const std::string environments = textListJson(group.environments);
    const std::string_view origin =
        group.origin == domain::ErrorOrigin::Backend ? "backend" : "frontend";
    m_group.bindAll(group.id.value(), group.fingerprint, group.ruleSet, components, group.type,
                    group.title, group.culprit, group.name, group.assignee, origin, group.handled,
                    toText(group.status), group.count, group.sessions, group.users, group.accounts,
                    group.tickets, group.firstSeen, group.lastSeen, services, versions,
                    environments, nullptr);
    if (group.estimatedCount) {
        m_group.bind(23, *group.estimatedCount);
    }
    auto stepped = m_group.step();
    m_group.reset();
    return stepped ? Result<void>() : Result<void>(std::move(stepped).error());
}

OccurrenceMover::OccurrenceMover(Statement move)
    : m_move(std::move(move))
{
}

Result<OccurrenceMover> OccurrenceMover::create(Connection& connection)
{
    TL_ASSIGN(Statement move, Statement::prepare(connection, kMove));
    return OccurrenceMover(std::move(move));
}

Result<void> OccurrenceMover::move(std::int64_t occurrence, domain::ErrorGroupId group,
                                   domain::ErrorGroupId key)
{
    return m_move.run(occurrence, group.value(), key.value());
}

} // namespace throughline::store
