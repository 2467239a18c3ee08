#include "models/analysis/compare/struck_trials.h"

#include <algorithm>
#include <limits>

namespace throughline::analysis {

namespace {

constexpr std::uint32_t kUnused = std::numeric_limits<std::uint32_t>::max();

} // namespace

StruckTrials::StruckTrials(const Opportunities& all, const RiskTable& atRisk)
    : m_all(all)
    , m_atRisk(atRisk)
    , m_numberOf(all.kindOfCell.size(), kUnused)
{
}

UsedCells StruckTrials::cellsOf(const StruckGroup& group)
{
    UsedCells used;
    for (const Struck& struck : group.sessions) {
        if (struck.fails && m_numberOf[m_all.cell[struck.from]] == kUnused) {
            m_numberOf[m_all.cell[struck.from]] = 0;
            used.cells.push_back({m_all.cell[struck.from], 0});
        }
    }
    // The estimator adds up in this order.
    std::sort(used.cells.begin(), used.cells.end(),
              [](const UsedCell& a, const UsedCell& b) { return a.cell < b.cell; });
    number(used.cells);
    used.taken.assign(used.cells.size() * kPositionBins, 0);
    for (const Struck& struck : group.sessions) {
        std::uint32_t ordinal = 0;
        for (std::uint32_t row = m_all.firstRow[struck.riskRow];
             row < m_all.firstRow[struck.riskRow + 1]; ++row) {
            ordinal += group.kinds[m_all.kind(row)];
            const std::uint32_t cell = m_numberOf[m_all.cell[row]];
            if (row < struck.from || group.kinds[m_all.kind(row)] == 0 || cell == kUnused) {
                continue;
            }
            ++used.taken[cell * kPositionBins + positionBin(ordinal)];
            if (struck.fails && row == struck.from) {
                used.cells[cell].bins |= 1U << positionBin(ordinal);
            }
        }
    }
    forget(used.cells);
    return used;
}

void StruckTrials::lay(const StruckGroup& group, std::span<const UsedCell> used, Trials& trials,
                       std::vector<TrialHit>& hits)
{
    trials.resize(0);
    trials.cells.assign(used.size() * kPositionBins, {});
    hits.clear();
    number(used);
    auto struck = group.sessions.begin();
    while (struck != group.sessions.end()) {
        std::uint32_t riskRow = struck->riskRow;
        while (m_atRisk.sameUser[riskRow] != 0) {
            --riskRow;
        }
        const std::size_t firstOfUser = trials.source.size();
        do {
            TrialHit hit;
            hit.first = static_cast<std::uint32_t>(trials.source.size());
            laySession(group, used, riskRow, trials);
            hit.end = static_cast<std::uint32_t>(trials.source.size());
            if (struck == group.sessions.end() || struck->riskRow != riskRow) {
                continue;
            }
            const auto first = trials.source.begin() + hit.first;
            hit.stop = static_cast<std::uint32_t>(
                std::lower_bound(first, trials.source.end(), struck->from) - trials.source.begin());
            std::uint32_t ordinal = 1; // all its trials count, laid out or not
            for (std::uint32_t row = m_all.firstRow[riskRow]; row < struck->from; ++row) {
                ordinal += group.kinds[m_all.kind(row)];
            }
            hit.bin = positionBin(ordinal);
            hit.affected = struck->affected;
            hit.fails = struck->fails;
            hit.converted = m_atRisk.converted(riskRow);
            hits.push_back(hit);
            ++struck;
        } while (++riskRow < m_atRisk.session.size() && m_atRisk.sameUser[riskRow] != 0);
        if (firstOfUser < trials.sameUser.size()) {
            trials.sameUser[firstOfUser] = 0;
        }
    }
    forget(used);
}

void StruckTrials::laySession(const StruckGroup& group, std::span<const UsedCell> used,
                              std::uint32_t riskRow, Trials& trials) const
{
    const std::size_t firstOfSession = trials.source.size();
    const std::uint32_t converted = m_atRisk.converted(riskRow) ? 1 : 0;
    std::uint32_t ordinal = 0;
    for (std::uint32_t row = m_all.firstRow[riskRow]; row < m_all.firstRow[riskRow + 1]; ++row) {
        ordinal += group.kinds[m_all.kind(row)];
        const std::uint32_t cell = m_numberOf[m_all.cell[row]];
        if (group.kinds[m_all.kind(row)] == 0 || cell == kUnused) {
            continue;
        }
        const std::uint32_t bin = positionBin(ordinal);
        if ((used[cell].bins >> bin & 1U) == 0) {
            continue;
        }
        trials.source.push_back(row);
        trials.outcome.push_back(2 * (cell * kPositionBins + bin) + converted);
        trials.sameUser.push_back(1);
        trials.sameSession.push_back(trials.source.size() - 1 == firstOfSession ? 0 : 1);
    }
}

void StruckTrials::number(std::span<const UsedCell> used)
{
    for (std::uint32_t number = 0; number < used.size(); ++number) {
        m_numberOf[used[number].cell] = number;
    }
}

void StruckTrials::forget(std::span<const UsedCell> used)
{
    for (const UsedCell& one : used) {
        m_numberOf[one.cell] = kUnused;
    }
}

} // namespace throughline::analysis
