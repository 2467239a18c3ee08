#include "models/workflow/notebook_workflow.h"

#include "models/base/text.h"
#include "models/notebook/notebook_json.h"
#include "models/notebook/result_diff.h"
#include "models/store/queries/notebook_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/notebook_answer.h"

#include <algorithm>
#include <map>

namespace throughline::workflow {

namespace {

using notebook::Cell;
using notebook::CellKind;
using notebook::Notebook;
using notebook::Standing;

Error noNotebook(const std::vector<store::NotebookRow>& rows, const std::string& name)
{
    std::vector<std::string> names;
    names.reserve(rows.size());
    for (const store::NotebookRow& row : rows) {
        names.push_back(row.name);
    }
    const auto nearest = nearestNames(name, names);
    std::string hint = "Make one: throughline notebook new NAME";
    if (!names.empty()) {
        hint = nearest.empty() ? "There are " + listInWords(names)
                               : "Did you mean " + listInWords(nearest, "or") + "?";
    }
    return usageError("There is no notebook '" + name + "'", std::move(hint));
}

Result<store::NotebookRow> rowNamed(const store::Connection& connection, const std::string& name)
{
    TL_ASSIGN(auto row, store::findNotebook(connection, name));
    if (row) {
        return *std::move(row);
    }
    TL_ASSIGN(const auto rows, store::notebookRows(connection));
    return noNotebook(rows, name);
}

/// Runs a change with the right to write, in one transaction.
template<typename Change>
Result<void> write(const Workspace& workspace, const Change& change)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file()));
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    TL_ASSIGN(store::Transaction transaction, store::Transaction::begin(connection));
    TL_TRY(change(connection));
    return transaction.commit();
}

Result<void> put(store::Connection& connection, const Notebook& notebook, Timestamp now)
{
    store::NotebookRow row;
    row.name = notebook.name;
    row.templateName = notebook.templateName;
    row.cells = notebook.cells.size();
    row.content = notebook::notebookText(notebook);
    return store::putNotebook(connection, row, now);
}

Result<void> checkName(const std::string& name)
{
    constexpr std::size_t kLongest = 200;
    if (trim(name).empty() || name.size() > kLongest || name.find('\n') != std::string::npos) {
        return usageError("'" + name + "' is no name for a notebook", "Use one line of text");
    }
    return {};
}

/// What became of the evidence of each finding.
void judgeFindings(Rerun& rerun)
{
    std::map<std::int64_t, const Rerun::Change*> changes;
    for (const Rerun::Change& change : rerun.changes) {
        changes[change.cell] = &change;
    }
    for (Cell& cell : rerun.notebook.cells) {
        if (cell.kind != CellKind::Finding) {
            continue;
        }
        Standing standing = cell.finding.evidence.empty() ? Standing::Unknown : Standing::Stands;
        for (const std::int64_t id : cell.finding.evidence) {
            const auto change = changes.find(id);
            if (change == changes.end() || !change->second->problem.empty()) {
                standing = Standing::Unknown;
                break;
            }
            if (notebook::verdictMoved(change->second->moved)) {
                standing = Standing::Overturned;
            } else if (!change->second->moved.empty() && standing == Standing::Stands) {
                standing = Standing::Moved;
            }
        }
        cell.finding.standing = standing;
    }
}

} // namespace

bool Rerun::anyMoved() const
{
    return std::any_of(changes.begin(), changes.end(), [](const Change& change) {
        return !change.moved.empty() || !change.problem.empty();
    });
}

Result<std::vector<NotebookSummary>> listNotebooks(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const auto rows, store::notebookRows(connection));
    std::vector<NotebookSummary> list;
    list.reserve(rows.size());
    for (const store::NotebookRow& row : rows) {
        list.push_back({row.name, row.templateName, row.cells, row.created, row.changed});
    }
    return list;
}

Result<Notebook> openNotebook(const Workspace& workspace, const std::string& name)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const store::NotebookRow row, rowNamed(connection, name));
    TL_ASSIGN(Notebook notebook, notebook::notebookFromText(row.content));
    notebook.name = row.name; // it may have been renamed
    return notebook;
}

Result<SavedNotebook> saveNotebook(const Workspace& workspace, const Notebook& base,
                                   const Notebook& mine, Timestamp now)
{
    TL_TRY(checkName(mine.name));
    SavedNotebook saved;
    TL_TRY(write(workspace, [&](store::Connection& connection) -> Result<void> {
        TL_ASSIGN(const auto row, store::findNotebook(connection, mine.name));
        saved.wasGone = !row && !base.name.empty();
        Notebook theirs = base;
        if (row) {
            TL_ASSIGN(theirs, notebook::notebookFromText(row->content));
        }
        theirs.name = mine.name;
        saved.merged = notebook::mergeNotebooks(base, mine, theirs);
        return row && saved.merged.notebook == theirs ? Result<void>()
                                                      : put(connection, saved.merged.notebook, now);
    }));
    return saved;
}

Result<Notebook> newNotebook(const Workspace& workspace, const std::string& name, Timestamp now)
{
    TL_TRY(checkName(name));
    Notebook notebook;
    notebook.name = name;
    TL_TRY(write(workspace, [&](store::Connection& connection) -> Result<void> {
        TL_ASSIGN(const auto there, store::findNotebook(connection, name));
        if (there) {
            return usageError("There is a notebook '" + name + "' already", "Choose another name");
        }
        return put(connection, notebook, now);
    }));
    return notebook;
}

Result<void> renameNotebook(const Workspace& workspace, const std::string& from,
                            const std::string& to)
{
    TL_TRY(checkName(to));
    return write(workspace, [&](store::Connection& connection) -> Result<void> {
        TL_TRY(rowNamed(connection, from));
        TL_ASSIGN(const bool renamed, store::renameNotebook(connection, from, to));
        return renamed ? Result<void>()
                       : Result<void>(usageError("There is a notebook '" + to + "' already",
                                                 "Choose another name"));
    });
}

Result<void> deleteNotebook(const Workspace& workspace, const std::string& name)
{
    return write(workspace, [&](store::Connection& connection) -> Result<void> {
        TL_TRY(rowNamed(connection, name));
        TL_TRY(store::removeNotebook(connection, name));
        return {};
    });
}

Result<Rerun> rerunNotebook(const Workspace& workspace, const SnapshotPointer& snapshot,
                            Notebook notebook, Timestamp now, const std::stop_token& stop)
{
    Rerun rerun;
    rerun.notebook = std::move(notebook);
    for (Cell& cell : rerun.notebook.cells) {
        if (cell.kind != CellKind::Result) {
            continue;
        }
        Rerun::Change& change = rerun.changes.emplace_back();
        change.cell = cell.id;
        auto again = pinnedAnswer(workspace, snapshot, cell.pinned.question, now, stop);
        if (!again && again.error().code == ErrorCode::Cancelled) {
            return cancelledError();
        }
        if (!again) {
            change.problem = describe(again.error());
            continue;
        }
        change.moved = notebook::movedFigures(cell.pinned.result, again->result);
        again->moved = change.moved;
        cell.pinned = *std::move(again);
    }
    judgeFindings(rerun);
    return rerun;
}

} // namespace throughline::workflow
