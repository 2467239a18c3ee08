#include "models/notebook/notebook_merge.h"

#include "models/notebook/notebook_edit.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace throughline::notebook {

namespace {

/// The side that changed a value; empty: both did, differently.
template<typename Value>
std::optional<Value> mergedValue(const Value& base, const Value& mine, const Value& theirs)
{
    if (mine == theirs || theirs == base) {
        return mine;
    }
    return mine == base ? std::optional(theirs) : std::nullopt;
}

template<typename Value>
bool mergeInto(Value& result, const Value& base, const Value& mine, const Value& theirs)
{
    auto merged = mergedValue(base, mine, theirs);
    if (merged) {
        result = *std::move(merged);
    }
    return merged.has_value();
}

bool mergeResult(PinnedResult& result, const PinnedResult& base, const PinnedResult& mine,
                 const PinnedResult& theirs)
{
    if (mergeInto(result, base, mine, theirs)) {
        return true;
    }
    // The same question asked on both sides: the later answer.
    if (mine.question == theirs.question) {
        result = mine.taken < theirs.taken ? theirs : mine;
        return true;
    }
    return false;
}

/// A set: what either side added, without what either took out.
std::vector<std::int64_t> mergedEvidence(const std::vector<std::int64_t>& base,
                                         const std::vector<std::int64_t>& mine,
                                         const std::vector<std::int64_t>& theirs)
{
    const auto has = [](const std::vector<std::int64_t>& cells, std::int64_t id) {
        return std::find(cells.begin(), cells.end(), id) != cells.end();
    };
    std::vector<std::int64_t> merged = theirs;
    std::erase_if(merged, [&](std::int64_t id) { return has(base, id) && !has(mine, id); });
    for (const std::int64_t id : mine) {
        if (!has(base, id) && !has(merged, id)) {
            merged.push_back(id);
        }
    }
    return merged;
}

bool mergeFinding(Finding& result, const Finding& base, const Finding& mine, const Finding& theirs)
{
    bool whole = mergeInto(result.claim, base.claim, mine.claim, theirs.claim);
    whole = mergeInto(result.status, base.status, mine.status, theirs.status) && whole;
    whole = mergeInto(result.owner, base.owner, mine.owner, theirs.owner) && whole;
    whole = mergeInto(result.product, base.product, mine.product, theirs.product) && whole;
    whole = mergeInto(result.feature, base.feature, mine.feature, theirs.feature) && whole;
    whole =
        mergeInto(result.experiment, base.experiment, mine.experiment, theirs.experiment) && whole;
    result.evidence = mergedEvidence(base.evidence, mine.evidence, theirs.evidence);
    // Nobody writes it: what two re-runs found is as bad as the worse of them.
    if (!mergeInto(result.standing, base.standing, mine.standing, theirs.standing)) {
        result.standing = std::max(mine.standing, theirs.standing);
    }
    return whole;
}

/// One cell of both sides; empty: both wrote in the same part of it.
std::optional<Cell> mergeCell(const Cell* base, const Cell& mine, const Cell& theirs)
{
    if (mine == theirs) {
        return theirs;
    }
    if (base == nullptr || mine.kind != theirs.kind) {
        return std::nullopt;
    }
    Cell result = theirs;
    const bool whole = mergeInto(result.text, base->text, mine.text, theirs.text)
        && mergeResult(result.pinned, base->pinned, mine.pinned, theirs.pinned)
        && mergeFinding(result.finding, base->finding, mine.finding, theirs.finding);
    return whole ? std::optional(std::move(result)) : std::nullopt;
}

/// The cells of `of` that `among` has, too, in the order of `of`.
std::vector<std::int64_t> common(const Notebook& of, const Notebook& among)
{
    std::vector<std::int64_t> ids;
    for (const Cell& cell : of.cells) {
        if (findCell(among, cell.id) != nullptr) {
            ids.push_back(cell.id);
        }
    }
    return ids;
}

/// Takes cells of `other` into `order`, each behind the one it stands behind there and behind what
/// was added in that place already.
void insertInto(std::vector<std::int64_t>& order, const Notebook& other, const Notebook& base,
                const std::map<std::int64_t, std::int64_t>& behind)
{
    std::int64_t before = 0;
    for (const Cell& cell : other.cells) {
        if (std::find(order.begin(), order.end(), cell.id) == order.end()) {
            const auto told = behind.find(cell.id);
            auto place = order.begin();
            if (told != behind.end()) {
                place = std::find(order.begin(), order.end(), told->second);
                place += place == order.end() ? 0 : 1;
            } else {
                const auto last = std::find(order.begin(), order.end(), before);
                place = last == order.end() ? order.begin() : last + 1;
                while (place != order.end() && findCell(base, *place) == nullptr) {
                    ++place;
                }
            }
            order.insert(place, cell.id);
        }
        before = cell.id;
    }
}

/// Cells that both sides kept, and what one side added or wrote in, though the other took it out.
std::map<std::int64_t, Cell> cellsOf(const Notebook& base, const Notebook& own,
                                     const Notebook& theirs)
{
    std::map<std::int64_t, Cell> cells;
    const auto take = [&](const Notebook& from, const Notebook& other) {
        for (const Cell& cell : from.cells) {
            const Cell* first = findCell(base, cell.id);
            const Cell* there = findCell(other, cell.id);
            if (there == nullptr && (first == nullptr || !(*first == cell))) {
                cells[cell.id] = cell;
            }
        }
    };
    take(own, theirs);
    take(theirs, own);
    for (const Cell& cell : own.cells) {
        if (const Cell* there = findCell(theirs, cell.id)) {
            cells[cell.id] = mergeCell(findCell(base, cell.id), cell, *there).value_or(*there);
        }
    }
    return cells;
}

void dropLostEvidence(Notebook& notebook)
{
    for (Cell& cell : notebook.cells) {
        auto& evidence = cell.finding.evidence;
        const auto lost = std::erase_if(
            evidence, [&](std::int64_t id) { return findCell(notebook, id) == nullptr; });
        if (lost > 0 && evidence.empty()) {
            cell.finding.standing = Standing::Unknown;
        }
    }
}

/// Other numbers for own cells; evidence only in findings that are one's own work.
Notebook withNumbers(const Notebook& base, const Notebook& mine, const CellNumbers& numbers)
{
    Notebook own = mine;
    renumberCells(own, numbers);
    for (Cell& cell : own.cells) {
        const Cell* first = findCell(base, cell.id);
        if (first != nullptr && *findCell(mine, cell.id) == *first) {
            cell = *first;
        }
    }
    return own;
}

} // namespace

void renumberCells(Notebook& notebook, const CellNumbers& numbers)
{
    const auto change = [&numbers](std::int64_t& id) {
        const auto found = numbers.find(id);
        id = found == numbers.end() ? id : found->second;
    };
    for (Cell& cell : notebook.cells) {
        change(cell.id);
        for (std::int64_t& id : cell.finding.evidence) {
            change(id);
        }
        notebook.nextCell = std::max(notebook.nextCell, cell.id + 1);
    }
}

MergedNotebook mergeNotebooks(const Notebook& base, const Notebook& mine, const Notebook& theirs)
{
    MergedNotebook merged;
    merged.tookTheirs = !(base.cells == theirs.cells && base.templateName == theirs.templateName);
    if (!merged.tookTheirs) {
        merged.notebook = mine;
        merged.notebook.nextCell = std::max(mine.nextCell, theirs.nextCell);
        return merged;
    }
    std::int64_t next = std::max({base.nextCell, mine.nextCell, theirs.nextCell});
    std::map<std::int64_t, std::int64_t> behind;
    for (const Cell& cell : mine.cells) {
        const Cell* first = findCell(base, cell.id);
        const Cell* there = findCell(theirs, cell.id);
        if (there != nullptr && !mergeCell(first, cell, *there)) {
            merged.renumbered[cell.id] = next;
            if (first != nullptr) {
                merged.doubled.push_back(cell.id);
                behind[next] = cell.id;
            }
            ++next;
        }
    }
    const Notebook own = withNumbers(base, mine, merged.renumbered);
    const std::map<std::int64_t, Cell> cells = cellsOf(base, own, theirs);

    // One side's order, in which the other's additions find their places.
    const bool moved = common(mine, base) != common(base, mine);
    std::vector<std::int64_t> order;
    for (const Cell& cell : (moved ? own : theirs).cells) {
        order.push_back(cell.id);
    }
    insertInto(order, moved ? theirs : own, base, behind);
    for (const std::int64_t id : order) {
        if (const auto cell = cells.find(id); cell != cells.end()) {
            merged.notebook.cells.push_back(cell->second);
        }
    }
    dropLostEvidence(merged.notebook);
    merged.notebook.name = mine.name;
    merged.notebook.templateName =
        mine.templateName == base.templateName ? theirs.templateName : mine.templateName;
    merged.notebook.nextCell = next;
    return merged;
}

MergedNotebook rebaseNotebook(const Notebook& sent, const MergedNotebook& merged,
                              const Notebook& current)
{
    // Cells made since may have taken the very numbers that were given away in the merge.
    CellNumbers numbers = merged.renumbered;
    std::int64_t next = std::max(current.nextCell, merged.notebook.nextCell);
    for (const Cell& cell : current.cells) {
        if (findCell(sent, cell.id) == nullptr && findCell(merged.notebook, cell.id) != nullptr) {
            numbers[cell.id] = next++;
        }
    }
    Notebook base = sent;
    Notebook mine = current;
    renumberCells(base, merged.renumbered);
    renumberCells(mine, numbers);
    MergedNotebook result = mergeNotebooks(base, mine, merged.notebook);
    for (auto& [from, to] : numbers) {
        const auto again = result.renumbered.find(to);
        if (again != result.renumbered.end()) {
            to = again->second;
            result.renumbered.erase(again);
        }
    }
    numbers.merge(result.renumbered);
    result.renumbered = std::move(numbers);
    result.doubled.clear();
    return result;
}

} // namespace throughline::notebook
