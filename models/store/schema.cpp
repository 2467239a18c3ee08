#include "models/store/schema.h"

#include "models/base/embedded.h"
#include "models/base/text.h"
#include "models/store/statement.h"

#include <map>
#include <string>

namespace throughline::store {

namespace {

constexpr std::string_view kSchemaRows =
    "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
constexpr std::string_view kVersionQuestion = "PRAGMA user_version";

/// "0002_group_rules.sql" is 2.
int numberOf(const embedded::File& file)
{
    return static_cast<int>(parseUnsigned(file.name.substr(0, file.name.find('_'))).value_or(0));
}

Result<void> runFiles(Connection& connection, int from, int to)
{
    for (const embedded::File& file : embedded::schema()) {
        if (numberOf(file) > from && numberOf(file) <= to) {
            TL_TRY(connection.execute(file.text));
        }
    }
    return {};
}

using SchemaRows = std::map<std::string, std::string>;

/// Type and name to SQL text, as SQLite keeps it.
Result<SchemaRows> schemaRows(const Connection& connection)
{
    SchemaRows rows;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kSchemaRows));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows[statement.string(0) + ' ' + statement.string(1)] = statement.string(2);
    }
}

} // namespace

int newestVersion()
{
    return numberOf(embedded::schema().back());
}

Result<int> schemaVersion(const Connection& connection)
{
    TL_ASSIGN(Statement version, Statement::prepare(connection, kVersionQuestion));
    TL_ASSIGN(const bool known, version.step());
    return known ? static_cast<int>(version.integer(0)) : 0;
}

Result<void> raiseSchema(Connection& connection, int from)
{
    TL_TRY(runFiles(connection, from, newestVersion()));
    return connection.execute("PRAGMA user_version = " + std::to_string(newestVersion()));
}

Result<void> checkSchema(const Connection& connection)
{
    return checkSchema(connection, newestVersion());
}

Result<void> checkSchema(const Connection& connection, int version)
{
    TL_ASSIGN(const int said, schemaVersion(connection));
    if (said != version) {
        return storeError("The store has an unknown version",
                          "Install the program that wrote it; nothing was changed");
    }
    // What a fresh store of this version holds, taken from one in memory.
    TL_ASSIGN(Connection fresh, Connection::open(":memory:", Access::Create));
    TL_TRY(runFiles(fresh, 0, version));
    TL_ASSIGN(const SchemaRows wanted, schemaRows(fresh));
    TL_ASSIGN(const SchemaRows found, schemaRows(connection));
    for (const auto& [name, sql] : found) {
        const auto match = wanted.find(name);
        if (match == wanted.end() || match->second != sql) {
            return storeError("The store holds a " + name + " that Throughline did not write",
                              "It may have been tampered with; open a backup");
        }
    }
    if (found.size() != wanted.size()) {
        return storeError("Tables of the store are missing", "Open a backup");
    }
    return {};
}

} // namespace throughline::store
