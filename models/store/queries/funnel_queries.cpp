#include "models/store/queries/funnel_queries.h"

#include "models/store/statement.h"

namespace throughline::store {

namespace {

constexpr std::string_view kAll = "SELECT name, definition FROM funnel ORDER BY name";
constexpr std::string_view kPut =
    "INSERT INTO funnel(name, definition, created_ns) VALUES(?1, ?2, ?3) "
    "ON CONFLICT(name) DO UPDATE SET definition = excluded.definition";
constexpr std::string_view kDelete = "DELETE FROM funnel WHERE name = ?1 RETURNING name";

} // namespace

Result<std::vector<FunnelRow>> funnelRows(const Connection& connection)
{
    std::vector<FunnelRow> rows;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAll));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows.push_back({statement.string(0), statement.string(1)});
    }
}

Result<void> putFunnel(Connection& connection, const FunnelRow& row, Timestamp now)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kPut));
    return statement.run(row.name, row.definition, now);
}

Result<bool> removeFunnel(Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDelete));
    statement.bindAll(name);
    return statement.step();
}

} // namespace throughline::store
