#include "models/analysis/compare/opportunities.h"

#include "models/base/parallel.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

namespace throughline::analysis {

namespace {

/// Sessions that are worth a thread of their own.
constexpr std::uint32_t kFewestSessions = 2048;

/// Numbers cells, told apart by (kind, step, stratum) as one key, in order of first use.
class CellNumbers
{
public:
    CellNumbers(std::uint64_t kinds, std::uint64_t steps, std::uint64_t strata)
        : m_steps(steps)
        , m_strata(strata)
    {
        constexpr std::uint64_t kMostDense = 1U << 22U;
        if (kinds * steps <= kMostDense && kinds * steps * strata <= kMostDense) {
            m_dense.resize(kinds * steps * strata, kFree);
        }
    }

    [[nodiscard]] std::uint64_t key(std::uint32_t kind, std::uint32_t step,
                                    std::uint32_t stratum) const
    {
        return (kind * m_steps + step) * m_strata + stratum;
    }

    [[nodiscard]] std::uint32_t kindOf(std::uint64_t key) const
    {
        return static_cast<std::uint32_t>(key / m_strata / m_steps);
    }

    std::uint32_t of(std::uint64_t key)
    {
        if (key < m_dense.size() && m_dense[key] != kFree) {
            return m_dense[key];
        }
        return add(key);
    }

private:
    std::uint32_t add(std::uint64_t key)
    {
        if (m_dense.empty()) {
            const auto [place, added] = m_sparse.try_emplace(key, m_count);
            m_count += added ? 1 : 0;
            return place->second;
        }
        m_dense[key] = m_count++;
        return m_dense[key];
    }

    static constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();

    std::uint64_t m_steps;
    std::uint64_t m_strata;
    std::vector<std::uint32_t> m_dense;
    std::unordered_map<std::uint64_t, std::uint32_t> m_sparse;
    std::uint32_t m_count = 0;
};

/// The attempt of one session: moments in ms since its start.
struct Attempt
{
    std::int64_t from = 0;
    std::int64_t last = 0; ///< still inside
};

Attempt attemptOf(const FunnelLevels& levels, std::uint32_t session, std::uint32_t step)
{
    const std::int64_t* const reached =
        levels.reachedMs.data() + std::size_t {session} * levels.steps;
    Attempt attempt {reached[step - 1], reached[0] + levels.window.ns / 1'000'000};
    if (levels.level[session] >= levels.steps) {
        attempt.last = std::min(attempt.last, reached[levels.steps - 1] - 1);
    }
    return attempt;
}

std::uint32_t firstEventFrom(const index::SessionIndex& index, std::uint32_t session,
                             std::int64_t fromMs)
{
    std::uint32_t low = index.firstEvent[session];
    std::uint32_t high = index.firstEvent[session + 1];
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (index.offsetMs(session, middle) < fromMs) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/// The opportunities of neighbouring sessions, with rows and cells counted from 0.
struct Piece
{
    std::uint32_t from = 0; ///< sessions [from, to) of the risk table
    std::uint32_t to = 0;
    std::vector<std::uint32_t> firstRow;
    std::vector<std::uint32_t> event;
    std::vector<std::uint32_t> cell;
    std::vector<std::uint16_t> kindOfRow;
    std::vector<std::uint64_t> keyOfCell;
    std::vector<std::uint32_t> rowsOfCell;

    void reserve(std::size_t rows)
    {
        event.reserve(rows);
        cell.reserve(rows);
        kindOfRow.reserve(rows);
    }
};

/// All events of sessions [from, to) of the risk table: more than are opportunities, but memory
/// that is not written to costs nothing.
std::size_t mostRows(const index::SessionIndex& index, const RiskTable& atRisk, std::uint32_t from,
                     std::uint32_t to)
{
    std::size_t events = 0;
    for (std::uint32_t row = from; row < to; ++row) {
        const std::uint32_t session = atRisk.session[row];
        events += index.firstEvent[session + 1] - index.firstEvent[session];
    }
    return events;
}

void readPiece(const OpportunitySources& sources, const RiskTable& atRisk, const Cells& strata,
               CellNumbers numbers, Piece& piece)
{
    const index::SessionIndex& index = *sources.index;
    const FunnelLevels& levels = *sources.levels;
    piece.firstRow.reserve(piece.to - piece.from);
    // The others are put behind the first one.
    const auto sessions = static_cast<std::uint32_t>(atRisk.session.size());
    piece.reserve(mostRows(index, atRisk, piece.from, piece.from == 0 ? sessions : piece.to));
    for (std::uint32_t row = piece.from; row < piece.to; ++row) {
        const std::uint32_t session = atRisk.session[row];
        piece.firstRow.push_back(static_cast<std::uint32_t>(piece.event.size()));
        const Attempt attempt = attemptOf(levels, session, atRisk.step);
        const std::int64_t* const reached =
            levels.reachedMs.data() + std::size_t {session} * levels.steps;
        std::uint32_t step = atRisk.step;
        for (std::uint32_t event = firstEventFrom(index, session, attempt.from);
             event < index.firstEvent[session + 1]; ++event) {
            const std::int64_t offset = index.offsetMs(session, event);
            if (offset > attempt.last) {
                break;
            }
            if (sources.errorRecords != nullptr && sources.errorRecords->test(event)) {
                continue;
            }
            while (step < levels.level[session] && reached[step] <= offset) {
                ++step;
            }
            const std::uint32_t kind =
                sources.kindOfName[index.nameAndOrder[event] & index::SessionIndex::kNameMask];
            const std::uint64_t key = numbers.key(kind, step, strata.of[session]);
            const std::uint32_t cell = numbers.of(key);
            if (cell == piece.keyOfCell.size()) {
                piece.keyOfCell.push_back(key);
                piece.rowsOfCell.push_back(0);
            }
            piece.event.push_back(event);
            piece.cell.push_back(cell);
            piece.kindOfRow.push_back(static_cast<std::uint16_t>(kind));
            ++piece.rowsOfCell[cell];
        }
    }
}

std::vector<Piece> readPieces(const OpportunitySources& sources, const RiskTable& atRisk,
                              const Cells& strata, const CellNumbers& numbers)
{
    const auto sessions = static_cast<std::uint32_t>(atRisk.session.size());
    const std::size_t count = std::clamp<std::size_t>(sessions / kFewestSessions, 1, processors());
    std::vector<Piece> pieces(count);
    for (std::size_t i = 0; i < count; ++i) {
        pieces[i].from = i == 0 ? 0 : pieces[i - 1].to;
        pieces[i].to = static_cast<std::uint32_t>(std::uint64_t {sessions} * (i + 1) / count);
    }
    forEachAtOnce(count,
                  [&](std::size_t i) { readPiece(sources, atRisk, strata, numbers, pieces[i]); });
    return pieces;
}

/// Puts the pieces behind one another. A cell's number is its place among all in order of first
/// use, however many pieces there are.
void join(std::vector<Piece>& pieces, CellNumbers numbers, Opportunities& all)
{
    for (Piece& piece : pieces) {
        const auto before = static_cast<std::uint32_t>(all.event.size());
        std::vector<std::uint32_t> numberOf(piece.keyOfCell.size());
        for (std::size_t cell = 0; cell < numberOf.size(); ++cell) {
            numberOf[cell] = numbers.of(piece.keyOfCell[cell]);
            if (numberOf[cell] == all.kindOfCell.size()) {
                all.kindOfCell.push_back(numbers.kindOf(piece.keyOfCell[cell]));
                all.rowsOfCell.push_back(0);
            }
            all.rowsOfCell[numberOf[cell]] += piece.rowsOfCell[cell];
        }
        if (&piece == &pieces.front()) {
            all.firstRow = std::move(piece.firstRow);
            all.event = std::move(piece.event);
            all.cell = std::move(piece.cell);
            all.kindOfRow = std::move(piece.kindOfRow);
            continue; // its cells have these numbers
        }
        for (const std::uint32_t row : piece.firstRow) {
            all.firstRow.push_back(before + row);
        }
        all.event.insert(all.event.end(), piece.event.begin(), piece.event.end());
        for (const std::uint32_t cell : piece.cell) {
            all.cell.push_back(numberOf[cell]);
        }
        all.kindOfRow.insert(all.kindOfRow.end(), piece.kindOfRow.begin(), piece.kindOfRow.end());
    }
    all.firstRow.push_back(static_cast<std::uint32_t>(all.event.size()));
}

} // namespace

std::uint32_t Opportunities::rowOf(std::uint32_t riskRow, std::uint32_t eventPlace) const
{
    const auto begin = event.begin() + firstRow[riskRow];
    const auto end = event.begin() + firstRow[riskRow + 1];
    const auto found = std::lower_bound(begin, end, eventPlace);
    return found != end && *found == eventPlace ? static_cast<std::uint32_t>(found - event.begin())
                                                : firstRow[riskRow + 1];
}

Opportunities makeOpportunities(const OpportunitySources& sources, const RiskTable& atRisk,
                                const Cells& strata)
{
    const auto last = std::max_element(sources.kindOfName.begin(), sources.kindOfName.end());
    const std::uint32_t kinds = last == sources.kindOfName.end() ? 1 : *last + 1;
    const CellNumbers numbers(kinds, sources.levels->steps + 1, strata.count);
    Opportunities all;
    all.rowsOfKind.resize(kinds);
    all.user.reserve(atRisk.sameUser.size());
    std::uint32_t user = 0;
    for (const std::uint8_t same : atRisk.sameUser) {
        user += same == 0 ? 1 : 0;
        all.user.push_back(user);
    }
    std::vector<Piece> pieces = readPieces(sources, atRisk, strata, numbers);
    join(pieces, numbers, all);
    for (std::size_t cell = 0; cell < all.kindOfCell.size(); ++cell) {
        all.rowsOfKind[all.kindOfCell[cell]] += all.rowsOfCell[cell];
    }
    return all;
}

} // namespace throughline::analysis
