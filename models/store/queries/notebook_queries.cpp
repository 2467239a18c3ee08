#include "models/store/queries/notebook_queries.h"

#include "models/base/text.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

// Notebooks are documents of the user's, kept among the settings under "notebook:" and their name,
// edits that are not saved under "notebook-draft:". The facts a list shows stand in one line before
// the content, so that a list reads no contents.
constexpr std::string_view kAll =
    "SELECT substr(s.key, 10), substr(s.value, 1, instr(s.value, char(10)) - 1), "
    "EXISTS(SELECT 1 FROM setting d WHERE d.key = 'notebook-draft:' || substr(s.key, 10)), '' "
    "FROM setting s WHERE s.key >= 'notebook:' AND s.key < 'notebook;' ORDER BY s.key";
constexpr std::string_view kFind =
    "SELECT substr(s.key, 10), substr(s.value, 1, instr(s.value, char(10)) - 1), "
    "EXISTS(SELECT 1 FROM setting d WHERE d.key = 'notebook-draft:' || substr(s.key, 10)), "
    "substr(s.value, instr(s.value, char(10)) + 1) "
    "FROM setting s WHERE s.key = 'notebook:' || ?1";
constexpr std::string_view kPut = "INSERT INTO setting(key, value) VALUES('notebook:' || ?1, ?2) "
                                  "ON CONFLICT(key) DO UPDATE SET value = excluded.value";
constexpr std::string_view kRename =
    "UPDATE OR IGNORE setting SET key = 'notebook:' || ?2 WHERE key = 'notebook:' || ?1 "
    "RETURNING key";
constexpr std::string_view kRenameDraft =
    "UPDATE OR REPLACE setting SET key = 'notebook-draft:' || ?2 "
    "WHERE key = 'notebook-draft:' || ?1";
constexpr std::string_view kRemove =
    "DELETE FROM setting WHERE key = 'notebook:' || ?1 RETURNING key";
constexpr std::string_view kDraft = "SELECT value FROM setting WHERE key = 'notebook-draft:' || ?1";
constexpr std::string_view kPutDraft =
    "INSERT INTO setting(key, value) VALUES('notebook-draft:' || ?1, ?2) "
    "ON CONFLICT(key) DO UPDATE SET value = excluded.value";
constexpr std::string_view kDropDraft = "DELETE FROM setting WHERE key = 'notebook-draft:' || ?1";

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
    row.draft = statement.integer(2) != 0;
    row.content = statement.string(3);
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
    return dropNotebookDraft(connection, row.name);
}

Result<bool> renameNotebook(Connection& connection, std::string_view from, std::string_view to)
{
    TL_ASSIGN(Statement rename, Statement::prepare(connection, kRename));
    rename.bindAll(from, to);
    TL_ASSIGN(const bool renamed, rename.step());
    rename.reset();
    if (renamed) {
        TL_ASSIGN(Statement draft, Statement::prepare(connection, kRenameDraft));
        TL_TRY(draft.run(from, to));
    }
    return renamed;
}

Result<bool> removeNotebook(Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kRemove));
    statement.bindAll(name);
    TL_ASSIGN(const bool removed, statement.step());
    statement.reset();
    TL_TRY(dropNotebookDraft(connection, name));
    return removed;
}

Result<std::string> notebookDraft(const Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDraft));
    statement.bindAll(name);
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.string(0) : std::string();
}

Result<void> putNotebookDraft(Connection& connection, std::string_view name,
                              std::string_view content, Timestamp /*now*/)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kPutDraft));
    return statement.run(name, content);
}

Result<void> dropNotebookDraft(Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDropDraft));
    return statement.run(name);
}

} // namespace throughline::store
