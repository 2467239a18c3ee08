#include "models/analysis/compare/opportunities.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <unordered_map>

namespace throughline::analysis {

namespace {

/// Numbers (kind, step, stratum) in order of first use.
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

    std::uint32_t of(std::uint32_t kind, std::uint32_t step, std::uint32_t stratum)
    {
        const std::uint64_t key = (kind * m_steps + step) * m_strata + stratum;
        if (m_dense.empty()) {
            const auto [place, added] = m_sparse.try_emplace(key, m_count);
            m_count += added ? 1 : 0;
            return place->second;
        }
        if (m_dense[key] == kFree) {
            m_dense[key] = m_count++;
        }
        return m_dense[key];
    }

private:
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

void sortByCell(Opportunities& all)
{
    all.firstByCell.assign(1, 0);
    for (const std::uint32_t rows : all.rowsOfCell) {
        all.firstByCell.push_back(all.firstByCell.back() + rows);
    }
    std::vector<std::uint32_t> next(all.firstByCell.begin(), all.firstByCell.end() - 1);
    all.byCell.resize(all.cell.size());
    for (std::uint32_t row = 0; row < all.cell.size(); ++row) {
        all.byCell[next[all.cell[row]]++] = row;
    }
}

/// Per cell of the opportunities, whether its rows are laid out in a table of trials.
class LaidOutCells
{
public:
    LaidOutCells(const Opportunities& all, const TrialChoice& choice)
        : m_number(all.kindOfCell.size(), kNone)
    {
        for (std::size_t cell = 0; cell < m_number.size(); ++cell) {
            const bool trials = choice.kinds.empty() || choice.kinds[all.kindOfCell[cell]] != 0;
            if (trials && (choice.cells.empty() || choice.cells[cell] != 0)) {
                m_number[cell] = m_count++;
                m_rows += all.rowsOfCell[cell];
            }
        }
    }

    [[nodiscard]] bool has(std::uint32_t cell) const { return m_number[cell] != kNone; }

    /// The cell's number in the table, where it is laid out.
    [[nodiscard]] std::uint32_t number(std::uint32_t cell) const { return m_number[cell]; }

    [[nodiscard]] std::uint32_t count() const { return m_count; }

    [[nodiscard]] std::size_t rows() const { return m_rows; }

private:
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

    std::vector<std::uint32_t> m_number;
    std::uint32_t m_count = 0;
    std::size_t m_rows = 0;
};

/// The session of a row, for rows in ascending order.
class TrialSession
{
public:
    TrialSession(const Opportunities& all, const RiskTable& atRisk)
        : m_all(all)
        , m_atRisk(atRisk)
    {
    }

    void moveTo(std::uint32_t row)
    {
        if (row < m_end) {
            return;
        }
        while (m_end <= row) {
            // Users are counted from 1: the first is like nobody before.
            m_user += m_atRisk.sameUser[m_next] == 0 ? 1 : 0;
            m_end = m_all.firstRow[++m_next];
        }
        m_counted = m_all.firstRow[m_next - 1];
        m_ordinal = 0;
    }

    [[nodiscard]] std::uint32_t session() const { return m_next - 1; }

    [[nodiscard]] std::uint32_t user() const { return m_user; }

    /// The place of the row moved to among the trials of its session, from 1. `kinds`: see
    /// TrialChoice.
    std::uint32_t ordinal(std::span<const std::uint8_t> kinds, std::uint32_t row)
    {
        if (kinds.empty()) {
            return row - m_all.firstRow[m_next - 1] + 1;
        }
        for (; m_counted <= row; ++m_counted) {
            m_ordinal += kinds[m_all.kindOfRow[m_counted]];
        }
        return m_ordinal;
    }

private:
    const Opportunities& m_all;
    const RiskTable& m_atRisk;
    std::uint32_t m_next = 0; ///< session after the one the row is of
    std::uint32_t m_end = 0; ///< of the rows of the session
    std::uint32_t m_user = 0;
    std::uint32_t m_counted = 0; ///< rows before it are counted
    std::uint32_t m_ordinal = 0;
};

/// The rows of the cells that are laid out, in their order again: a bit for each is set, then all
/// bits are read. `rows` has room for them.
void findRows(const Opportunities& all, const LaidOutCells& cells, std::vector<std::uint32_t>& rows)
{
    index::EventBits laidOut(static_cast<std::uint32_t>(all.cell.size()));
    for (std::uint32_t cell = 0; cell < all.kindOfCell.size(); ++cell) {
        if (cells.has(cell)) {
            for (const std::uint32_t row : all.rowsIn(cell)) {
                laidOut.set(row);
            }
        }
    }
    std::uint32_t* next = rows.data();
    for (std::size_t word = 0; word < laidOut.words.size(); ++word) {
        for (std::uint64_t left = laidOut.words[word]; left != 0; left &= left - 1) {
            *next++ = static_cast<std::uint32_t>(word * 64)
                + static_cast<std::uint32_t>(std::countr_zero(left));
        }
    }
}

/// Rows stand far apart, and what is done with one hangs on its cell: without asking for the cells
/// of rows to come, each would be waited for where a store is larger than the processor's cache.
constexpr std::size_t kRowsAhead = 24;

template<typename T>
void fetch(const T& value)
{
    __builtin_prefetch(&value);
}

void countCells(Trials& trials, std::size_t count)
{
    trials.cells.assign(count, {});
    for (const std::uint32_t outcome : trials.outcome) {
        Proportion& cell = trials.cells[outcome >> 1U];
        cell.trials += 1;
        cell.successes += outcome & 1U;
    }
}

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
    const index::SessionIndex& index = *sources.index;
    const FunnelLevels& levels = *sources.levels;
    Opportunities all;
    all.kindCount = 1
        + (sources.kindOfName.empty()
               ? 0
               : *std::max_element(sources.kindOfName.begin(), sources.kindOfName.end()));
    CellNumbers numbers(all.kindCount, levels.steps + 1, strata.count);
    all.firstRow.reserve(atRisk.session.size() + 1);
    for (const std::uint32_t session : atRisk.session) {
        all.firstRow.push_back(static_cast<std::uint32_t>(all.event.size()));
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
            const std::uint32_t cell = numbers.of(kind, step, strata.of[session]);
            if (cell == all.kindOfCell.size()) {
                all.kindOfCell.push_back(kind);
                all.rowsOfCell.push_back(0);
            }
            all.event.push_back(event);
            all.cell.push_back(cell);
            all.kindOfRow.push_back(static_cast<std::uint16_t>(kind));
            ++all.rowsOfCell[cell];
        }
    }
    all.firstRow.push_back(static_cast<std::uint32_t>(all.event.size()));
    sortByCell(all);
    return all;
}

void makeTrials(const Opportunities& all, const RiskTable& atRisk, const TrialChoice& choice,
                std::span<const Outcome> outcomes, Trials& trials)
{
    const LaidOutCells cells(all, choice);
    trials.resize(cells.rows());
    findRows(all, cells, trials.source);
    std::size_t end = 0;
    TrialSession at(all, atRisk);
    std::uint32_t lastUser = 0;
    std::uint32_t lastSession = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t i = 0; i < cells.rows(); ++i) {
        if (i + kRowsAhead < cells.rows()) {
            fetch(all.cell[trials.source[i + kRowsAhead]]);
            fetch(all.kindOfRow[trials.source[i + kRowsAhead]]);
        }
        const std::uint32_t row = trials.source[i];
        at.moveTo(row);
        const std::uint32_t session = at.session();
        if (!outcomes.empty() && outcomes[session] == Outcome::LeftOut) {
            continue;
        }
        const bool converted =
            outcomes.empty() ? atRisk.converted(session) : outcomes[session] == Outcome::Yes;
        const std::uint32_t cell = cells.number(all.cell[row]);
        trials.source[end] = row;
        trials.outcome[end] =
            2 * (cell * kPositionBins + positionBin(at.ordinal(choice.kinds, row)))
            + (converted ? 1U : 0U);
        trials.sameUser[end] = lastUser == at.user() ? 1 : 0;
        trials.sameSession[end] = lastSession == session ? 1 : 0;
        ++end;
        lastUser = at.user();
        lastSession = session;
    }
    trials.resize(end);
    countCells(trials, cells.count() * std::size_t {kPositionBins});
}

Trials trialsAmong(const Opportunities& all, const Trials& whole,
                   std::span<const std::uint8_t> inRow)
{
    Trials part;
    part.resize(whole.source.size());
    std::size_t end = 0;
    std::uint32_t session = 0;
    bool sameUser = false; // as the trial taken last
    bool sameSession = false;
    for (std::size_t i = 0; i < whole.source.size(); ++i) {
        while (all.firstRow[session + 1] <= whole.source[i]) {
            ++session;
        }
        sameUser = sameUser && whole.sameUser[i] != 0;
        sameSession = sameSession && whole.sameSession[i] != 0;
        if (inRow[session] == 0) {
            continue;
        }
        part.source[end] = whole.source[i];
        part.outcome[end] = whole.outcome[i];
        part.sameUser[end] = sameUser ? 1 : 0;
        part.sameSession[end] = sameSession ? 1 : 0;
        ++end;
        sameUser = true;
        sameSession = true;
    }
    part.resize(end);
    countCells(part, whole.cells.size());
    return part;
}

} // namespace throughline::analysis
