#include "models/notebook/notebook_edit.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

template<typename Cells>
auto cellOf(Cells& cells, std::int64_t id)
{
    return std::find_if(cells.begin(), cells.end(),
                        [id](const Cell& cell) { return cell.id == id; });
}

} // namespace

const Cell* findCell(const Notebook& notebook, std::int64_t id)
{
    const auto cell = cellOf(notebook.cells, id);
    return cell == notebook.cells.end() ? nullptr : &*cell;
}

Cell* findCell(Notebook& notebook, std::int64_t id)
{
    const auto cell = cellOf(notebook.cells, id);
    return cell == notebook.cells.end() ? nullptr : &*cell;
}

std::int64_t insertBehind(Notebook& notebook, std::int64_t behind, Cell cell)
{
    cell.id = notebook.nextCell++;
    const std::int64_t id = cell.id;
    auto place = behind == 0 ? notebook.cells.begin() : cellOf(notebook.cells, behind);
    if (behind != 0 && place != notebook.cells.end()) {
        ++place;
    }
    notebook.cells.insert(place, std::move(cell));
    return id;
}

bool moveCell(Notebook& notebook, std::int64_t id, std::size_t place)
{
    const auto from = cellOf(notebook.cells, id);
    if (from == notebook.cells.end()) {
        return false;
    }
    const auto to = notebook.cells.begin()
        + static_cast<std::ptrdiff_t>(std::min(place, notebook.cells.size() - 1));
    if (from < to) {
        std::rotate(from, from + 1, to + 1);
    } else {
        std::rotate(to, from, from + 1);
    }
    return from != to;
}

bool removeCell(Notebook& notebook, std::int64_t id)
{
    const auto gone = cellOf(notebook.cells, id);
    if (gone == notebook.cells.end()) {
        return false;
    }
    notebook.cells.erase(gone);
    for (Cell& cell : notebook.cells) {
        if (std::erase(cell.finding.evidence, id) > 0 && cell.finding.evidence.empty()) {
            cell.finding.standing = Standing::Unknown;
        }
    }
    return true;
}

} // namespace throughline::notebook
