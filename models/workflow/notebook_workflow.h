#pragma once

#include "models/notebook/notebook.h"
#include "models/notebook/notebook_merge.h"
#include "models/workflow/snapshot.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A notebook as lists show it.
struct NotebookSummary
{
    std::string name;
    std::string templateName;
    std::uint64_t cells = 0;
    Timestamp created;
    Timestamp changed;

    bool operator==(const NotebookSummary&) const = default;
};

/// By name.
Result<std::vector<NotebookSummary>> listNotebooks(const Workspace& workspace);

/// Usage error, with the nearest names, where there is none.
Result<notebook::Notebook> openNotebook(const Workspace& workspace, const std::string& name);

/// What a notebook is in the store after it was saved.
struct SavedNotebook
{
    notebook::MergedNotebook merged; ///< with what others wrote meanwhile
    bool wasGone = false; ///< others had deleted or renamed it; it is there again

    bool operator==(const SavedNotebook&) const = default;
};

/// Stores what was made of `base`, the notebook as it was read (an empty one: it is new). What
/// others wrote since then is looked for in the transaction of the save and joined with it, so
/// nothing is overwritten. Usage error: it has no name.
Result<SavedNotebook> saveNotebook(const Workspace& workspace, const notebook::Notebook& base,
                                   const notebook::Notebook& mine, Timestamp now);

/// A new one without cells. Usage error: the name is taken or empty.
Result<notebook::Notebook> newNotebook(const Workspace& workspace, const std::string& name,
                                       Timestamp now);
Result<void> renameNotebook(const Workspace& workspace, const std::string& from,
                            const std::string& to);
Result<void> deleteNotebook(const Workspace& workspace, const std::string& name);

/// What asking everything again came to, cell by cell.
struct Rerun
{
    struct Change
    {
        std::int64_t cell = 0;
        std::vector<notebook::MovedFigure> moved;
        std::string problem; ///< why it could not be asked; empty: it was
    };

    notebook::Notebook notebook; ///< with the new results, and what findings stand on them
    std::vector<Change> changes; ///< one per result, in order

    [[nodiscard]] bool anyMoved() const;
};

/// Asks every pinned question again through the functions that answered it, compares value by
/// value, and says of each finding whether what it rests on is as it was. Stores nothing. What
/// cannot be asked any more keeps its result. Cancelled.
Result<Rerun> rerunNotebook(const Workspace& workspace, const SnapshotPointer& snapshot,
                            notebook::Notebook notebook, Timestamp now,
                            const std::stop_token& stop);

} // namespace throughline::workflow
