#include "models/analysis/compare/make_trials.h"

#include <limits>

namespace throughline::analysis {

namespace {

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
    explicit TrialSession(const Opportunities& all)
        : m_all(all)
    {
    }

    void moveTo(std::uint32_t row)
    {
        if (row < m_end) {
            return;
        }
        while (m_end <= row) {
            m_end = m_all.firstRow[++m_next];
        }
        m_counted = m_all.firstRow[m_next - 1];
        m_ordinal = 0;
    }

    [[nodiscard]] std::uint32_t session() const { return m_next - 1; }

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
    std::uint32_t m_next = 0; ///< session after the one the row is of
    std::uint32_t m_end = 0; ///< of the rows of the session
    std::uint32_t m_counted = 0; ///< rows before it are counted
    std::uint32_t m_ordinal = 0;
};

/// The rows of the cells that are laid out. `rows` has room for them.
void findRows(const Opportunities& all, const LaidOutCells& cells, std::vector<std::uint32_t>& rows)
{
    // Written always, kept where laid out: no processor foresees which are. Behind the last one
    // there may be no room.
    std::size_t count = 0;
    for (std::uint32_t row = 0; row < all.cell.size() && count < rows.size(); ++row) {
        rows[count] = row;
        count += cells.has(all.cell[row]) ? 1 : 0;
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

} // namespace

void makeTrials(const Opportunities& all, const RiskTable& atRisk, const TrialChoice& choice,
                std::span<const Outcome> outcomes, Trials& trials)
{
    const LaidOutCells cells(all, choice);
    trials.resize(cells.rows());
    findRows(all, cells, trials.source);
    std::size_t end = 0;
    TrialSession at(all);
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
        trials.sameUser[end] = lastUser == all.user[session] ? 1 : 0;
        trials.sameSession[end] = lastSession == session ? 1 : 0;
        ++end;
        lastUser = all.user[session];
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
