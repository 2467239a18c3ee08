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

    [[nodiscard]] std::uint32_t count() const { return m_count; }

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
            all.event.push_back(event);
            all.kind.push_back(kind);
            all.cell.push_back(numbers.of(kind, step, strata.of[session]));
        }
    }
    all.firstRow.push_back(static_cast<std::uint32_t>(all.event.size()));
    all.cellCount = numbers.count();
    return all;
}

Trials makeTrials(const Opportunities& all, const RiskTable& atRisk,
                  const std::vector<std::uint8_t>& kinds, std::span<const Outcome> outcomes)
{
    constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> numberOf(all.cellCount, kFree);
    std::uint32_t cells = 0;
    Trials trials;
    trials.reserve(kinds.empty() ? all.event.size()
                                 : static_cast<std::size_t>(std::count_if(
                                     all.kind.begin(), all.kind.end(),
                                     [&kinds](std::uint32_t kind) { return kinds[kind] != 0; })));
    bool sameUser = false; // as the row before, as far as the sessions since then tell
    for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
        sameUser = sameUser && atRisk.sameUser[row] != 0;
        if (!outcomes.empty() && outcomes[row] == Outcome::LeftOut) {
            continue;
        }
        bool sameSession = false;
        const bool converted =
            outcomes.empty() ? atRisk.converted(row) : outcomes[row] == Outcome::Yes;
        for (std::uint32_t from = all.firstRow[row]; from < all.firstRow[row + 1]; ++from) {
            if (!kinds.empty() && kinds[all.kind[from]] == 0) {
                continue;
            }
            std::uint32_t& cell = numberOf[all.cell[from]];
            cell = cell == kFree ? cells++ : cell;
            trials.add(from, cell, converted, sameUser, sameSession);
            sameUser = true;
            sameSession = true;
        }
    }
    return trials;
}

} // namespace throughline::analysis
