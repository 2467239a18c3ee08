#pragma once

#include "models/notebook/notebook.h"

#include <cstdint>
#include <map>
#include <vector>

namespace throughline::notebook {

/// Old to new numbers of cells, applied all at once.
using CellNumbers = std::map<std::int64_t, std::int64_t>;

/// Two versions of a notebook that began as the same one, as one.
struct MergedNotebook
{
    Notebook notebook;
    CellNumbers renumbered; ///< own cells that had to take another number
    std::vector<std::int64_t> doubled; ///< cells both sides wrote differently in: theirs keeps its
                                       ///< number, one's own stands behind it, renumbered
    bool tookTheirs = false; ///< the other side had changed something

    bool operator==(const MergedNotebook&) const = default;
};

/// Joins what both sides made of `base`, part by part of each cell; nothing that either wrote is
/// lost. Numbers of `theirs` stay, since others know them. What one side took out is gone unless
/// the other wrote in it. Of two answers to one question the later is kept. If both sides moved
/// cells, one's own order holds. The name is that of `mine`.
[[nodiscard]] MergedNotebook mergeNotebooks(const Notebook& base, const Notebook& mine,
                                            const Notebook& theirs);

/// What became of `sent` is `merged`; the work on it went on to `current` meanwhile: the same work
/// on top of the merged one. Its numbers are those to apply to cells of `current`.
[[nodiscard]] MergedNotebook rebaseNotebook(const Notebook& sent, const MergedNotebook& merged,
                                            const Notebook& current);

/// Gives cells, and the evidence that names them, other numbers.
void renumberCells(Notebook& notebook, const CellNumbers& numbers);

} // namespace throughline::notebook
