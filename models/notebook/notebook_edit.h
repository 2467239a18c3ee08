#pragma once

#include "models/notebook/notebook.h"

#include <cstddef>
#include <cstdint>

namespace throughline::notebook {

/// The cell of an id, or nullptr; valid until the notebook changes.
[[nodiscard]] const Cell* findCell(const Notebook& notebook, std::int64_t id);
[[nodiscard]] Cell* findCell(Notebook& notebook, std::int64_t id);

/// Puts a new cell behind another, at the top where `behind` is 0, at the end where there is no
/// such cell; its id.
std::int64_t insertBehind(Notebook& notebook, std::int64_t behind, Cell cell);

/// Moves a cell to a place counted from 0 among the others; beyond the last is the last. False:
/// there is no such cell, or it stands there.
bool moveCell(Notebook& notebook, std::int64_t id, std::size_t place);

/// Takes a cell out, and out of the evidence of findings: what rests on nothing any more does not
/// stand. False: there is none.
bool removeCell(Notebook& notebook, std::int64_t id);

} // namespace throughline::notebook
