#include "models/analysis/compare/opportunities.h"

#include <algorithm>
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

/// Per cell of the opportunities, what its rows are in a table of trials.
class CellRoles
{
public:
    static constexpr std::uint32_t kNoTrial = 0;

    CellRoles(const Opportunities& all, const TrialChoice& choice)
        : m_role(all.kindOfCell.size(), kNoTrial)
    {
        for (std::size_t cell = 0; cell < m_role.size(); ++cell) {
            if (!choice.kinds.empty() && choice.kinds[all.kindOfCell[cell]] == 0) {
                continue;
            }
            m_role[cell] = kCounted;
            if (choice.cells.empty() || choice.cells[cell] != 0) {
                m_role[cell] = kLaidOut + m_count++;
                m_rows += all.rowsOfCell[cell];
            }
        }
    }

    [[nodiscard]] std::uint32_t of(std::uint32_t cell) const { return m_role[cell]; }

    [[nodiscard]] static bool isLaidOut(std::uint32_t role) { return role >= kLaidOut; }

    /// The cell's number in the table, where it is laid out.
    [[nodiscard]] static std::uint32_t number(std::uint32_t role) { return role - kLaidOut; }

    /// Cells that are laid out.
    [[nodiscard]] std::uint32_t count() const { return m_count; }

    /// Rows of these.
    [[nodiscard]] std::size_t rows() const { return m_rows; }

private:
    static constexpr std::uint32_t kCounted = 1; ///< a trial that only counts
    static constexpr std::uint32_t kLaidOut = 2;

    std::vector<std::uint32_t> m_role;
    std::uint32_t m_count = 0;
    std::size_t m_rows = 0;
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
            ++all.rowsOfCell[cell];
        }
    }
    all.firstRow.push_back(static_cast<std::uint32_t>(all.event.size()));
    return all;
}

void makeTrials(const Opportunities& all, const RiskTable& atRisk, const TrialChoice& choice,
                std::span<const Outcome> outcomes, Trials& trials)
{
    const CellRoles roles(all, choice);
    trials.total = 0;
    trials.resize(roles.rows() + 1); // one more: a row that stays out is written, too
    std::size_t end = 0;
    std::uint32_t user = 0;
    std::uint32_t lastUser = 0;
    std::uint32_t lastSession = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t session = 0; session < atRisk.session.size(); ++session) {
        user += atRisk.sameUser[session] == 0 ? 1 : 0; // from 1: the first is like nobody before
        if (!outcomes.empty() && outcomes[session] == Outcome::LeftOut) {
            continue;
        }
        const std::uint32_t converted =
            (outcomes.empty() ? atRisk.converted(session) : outcomes[session] == Outcome::Yes) ? 1
                                                                                               : 0;
        std::uint32_t ordinal = 0;
        // Without a branch per row, which no processor foresees: every row is written where the
        // next one stands, and the end moves on when it is to stay.
        for (std::uint32_t row = all.firstRow[session]; row < all.firstRow[session + 1]; ++row) {
            const std::uint32_t role = roles.of(all.cell[row]);
            ordinal += role != CellRoles::kNoTrial ? 1 : 0;
            trials.source[end] = row;
            trials.outcome[end] =
                2 * (CellRoles::number(role) * kPositionBins + positionBin(ordinal)) + converted;
            trials.sameUser[end] = lastUser == user ? 1 : 0;
            trials.sameSession[end] = lastSession == session ? 1 : 0;
            const bool stays = CellRoles::isLaidOut(role);
            end += stays ? 1 : 0;
            lastUser = stays ? user : lastUser;
            lastSession = stays ? session : lastSession;
        }
        trials.total += ordinal;
    }
    trials.resize(end);
    trials.cells.assign(roles.count() * std::size_t {kPositionBins}, {});
    for (const std::uint32_t outcome : trials.outcome) {
        Proportion& cell = trials.cells[outcome >> 1U];
        cell.trials += 1;
        cell.successes += outcome & 1U;
    }
}

} // namespace throughline::analysis
