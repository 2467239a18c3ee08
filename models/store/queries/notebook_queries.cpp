#include "models/store/queries/notebook_queries.h"

#include "models/base/text.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

// Notebooks are documents of the user's, kept among the settings under "notebook:" and their name.
// The facts a list shows stand in one line before the content, so that a list reads no contents.
constexpr std::string_view kAll =
    "SELECT substr(s.key, 10), substr(s.value, 1, instr(s.value, char(10)) - 1), "
    "'' "
    "FROM setting s WHERE s.key >= 'notebook:' AND s.key < 'notebook;' ORDER BY s.key";
constexpr std::string_view kFind =
    "SELECT substr(s.key, 10), substr(s.value, 1, instr(s.value, char(10)) - 1), "
    "substr(s.value, instr(s.value, char(10)) + 1) "
    "FROM setting s WHERE s.key = 'notebook:' || ?1";
constexpr std::string_view kPut = "INSERT INTO setting(key, value) VALUES('notebook:' || ?1, ?2) "
                                  "ON CONFLICT(key) DO UPDATE SET value = excluded.value";
constexpr std::string_view kRename =
    "UPDATE OR IGNORE setting SET key = 'notebook:' || ?2 WHERE key = 'notebook:' || ?1 "
    "RETURNING key";
constexpr std::string_view kRemove =
    "DELETE FROM setting WHERE key = 'notebook:' || ?1 RETURNING key";

/// "created changed cells template": three numbers and a name.
constexpr std::size_t kFacts = 4;

NotebookRow readRow(const Statement& statement)
{
    NotebookRow row;
    row.name = statement.string(0);
    const auto facts = split(statement.text(1), '\t');
    if (facts.size() == kFacts) {
        row.created.ns = parseInteger(facts[0]).value_or(0);
        row.changed.ns = parseInteger(facts[1]).value_or(0);
        row.cells = parseUnsigned(facts[2]).value_or(0);
        row.templateName = facts[3];
    }
    row.content = statement.string(2);
    return row;
}

} // namespace

Result<std::vector<NotebookRow>> notebookRows(const Connection& connection)
{
    std::vector<NotebookRow> rows;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAll));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return rows;
        }
        rows.push_back(readRow(statement));
    }
}

Result<std::optional<NotebookRow>> findNotebook(const Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kFind));
    statement.bindAll(name);
    TL_ASSIGN(const bool row, statement.step());
    return row ? std::optional(readRow(statement)) : std::optional<NotebookRow>();
}

Result<void> putNotebook(Connection& connection, const NotebookRow& row, Timestamp now)
{
    TL_ASSIGN(const auto before, findNotebook(connection, row.name));
    const Timestamp created = before ? before->created : now;
    const std::string value = std::to_string(created.ns) + '\t' + std::to_string(now.ns) + '\t'
        + std::to_string(row.cells) + '\t'
        + replaceAll(replaceAll(row.templateName, "\t", " "), "\n", " ") + '\n' + row.content;
    TL_ASSIGN(Statement put, Statement::prepare(connection, kPut));
    TL_TRY(put.run(row.name, value));
    return {};
}

Result<bool> renameNotebook(Connection& connection, std::string_view from, std::string_view to)
{
    TL_ASSIGN(Statement rename, Statement::prepare(connection, kRename));
    rename.bindAll(from, to);
    TL_ASSIGN(const bool renamed, rename.step());
    rename.reset();
    return renamed;
}

Result<bool> removeNotebook(Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kRemove));
    statement.bindAll(name);
    TL_ASSIGN(const bool removed, statement.step());
    statement.reset();
    return removed;
}

} // namespace throughline::store
