#include "models/analysis/compare/trial_layout.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr std::uint32_t kUnused = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kAllBins = (1U << kPositionBins) - 1;
/// Positions from here on are in the open bin.
constexpr std::uint32_t kOpen = static_cast<std::uint32_t>(kLastOfBin.back()) + 1;

/// A bit for each position, up to kOpen, whose bin is among these.
std::uint64_t positionsOf(std::uint32_t bins)
{
    std::uint64_t positions = 0;
    for (std::uint32_t position = 1; position <= kOpen; ++position) {
        positions |= std::uint64_t {bins >> positionBin(position) & 1U} << position;
    }
    return positions;
}

} // namespace

TrialLayout::TrialLayout(const Opportunities& all, const RiskTable& atRisk)
    : m_all(all)
    , m_atRisk(atRisk)
    , m_marks(all)
{
}

void TrialLayout::lay(const StruckGroup& group, Trials& trials)
{
    m_marks.mark(group.kinds);
    findCells(group);
    countTaken(group);
    m_count = 0;
    for (std::uint32_t number = 0; number < m_cells.size(); ++number) {
        keepCell(number);
    }
    sortByRow();
    write(trials);
    forget();
}

void TrialLayout::findCells(const StruckGroup& group)
{
    m_numberOf.resize(m_all.kindOfCell.size(), kUnused);
    for (const Struck& struck : group.sessions) {
        if (!struck.fails) {
            continue;
        }
        const std::uint32_t cell = m_all.cell[struck.from];
        if (m_numberOf[cell] == kUnused) {
            m_numberOf[cell] = 0;
            m_cells.push_back({cell, 0});
        }
    }
    // The estimator adds up in this order.
    std::sort(m_cells.begin(), m_cells.end(),
              [](const UsedCell& a, const UsedCell& b) { return a.cell < b.cell; });
    for (std::uint32_t number = 0; number < m_cells.size(); ++number) {
        m_numberOf[m_cells[number].cell] = number;
    }
    m_taken.assign(m_cells.size() * kPositionBins, 0);
    m_rowsIn.assign(m_cells.size() * kPositionBins, 0);
}

void TrialLayout::countTaken(const StruckGroup& group)
{
    for (const Struck& struck : group.sessions) {
        std::uint32_t ordinal = m_marks.ordinal(m_all.firstRow[struck.riskRow], struck.from);
        if (struck.fails) {
            m_cells[m_numberOf[m_all.cell[struck.from]]].bins |= 1U << positionBin(ordinal);
        }
        for (std::uint32_t row = struck.from; row < m_all.firstRow[struck.riskRow + 1]; ++row) {
            if (group.kinds[m_all.kind(row)] == 0) {
                continue;
            }
            if (const std::uint32_t number = m_numberOf[m_all.cell[row]]; number != kUnused) {
                ++m_taken[number * kPositionBins + positionBin(ordinal)];
            }
            ++ordinal;
        }
    }
}

void TrialLayout::keepCell(std::uint32_t number)
{
    const std::size_t before = m_count;
    const std::uint32_t bins = m_cells[number].bins;
    keepBins(number, bins);
    const std::size_t first = std::size_t {number} * kPositionBins;
    bool alone = false;
    for (std::size_t bin = 0; bin < kPositionBins; ++bin) {
        alone |= (bins >> bin & 1U) != 0 && m_rowsIn[first + bin] == m_taken[first + bin];
    }
    if (alone && bins != kAllBins) {
        m_count = before;
        std::fill_n(m_rowsIn.begin() + static_cast<std::ptrdiff_t>(first), kPositionBins, 0);
        keepBins(number, kAllBins);
    }
}

void TrialLayout::keepBins(std::uint32_t number, std::uint32_t bins)
{
    const Opportunities::ByCell& rows = m_all.byCell;
    const std::uint32_t cell = m_cells[number].cell;
    const std::uint64_t positions = positionsOf(bins);
    if (m_kept.size() < m_count + m_all.rowsOfCell[cell]) {
        m_kept.resize(std::max(2 * m_kept.size(), m_count + m_all.rowsOfCell[cell]));
    }
    const std::uint32_t* const rowAt = rows.row.data();
    const std::uint8_t* const beforeAt = rows.before.data();
    const TrialMarks::Reader marks = m_marks.reader();
    Kept* const first = m_kept.data() + m_count;
    Kept* next = first;
    const std::uint32_t end = rows.first[cell + 1];
    for (std::uint32_t at = rows.first[cell]; at < end; ++at) {
        const std::uint32_t row = rowAt[at];
        const std::uint32_t before = beforeAt[at];
        std::uint32_t position = 0;
        if (before <= 64) {
            position = marks.ordinalNear(row, before);
        } else {
            position = m_marks.ordinal(m_all.firstRow[rows.session[at]], row);
        }
        position = std::min(position, kOpen);
        // Written always, kept where wanted: no processor foresees which are.
        next->session = at;
        next->place = position;
        next += positions >> position & 1U;
    }
    for (Kept* kept = first; kept != next; ++kept) {
        const std::uint32_t at = kept->session;
        *kept = {rowAt[at], rows.session[at], number * kPositionBins + positionBin(kept->place)};
        ++m_rowsIn[kept->place];
    }
    m_count = static_cast<std::size_t>(next - m_kept.data());
}

void TrialLayout::sortByRow()
{
    constexpr std::size_t kFewestToSpread = 512;
    const auto end = m_kept.begin() + static_cast<std::ptrdiff_t>(m_count);
    if (m_count < kFewestToSpread) {
        std::sort(m_kept.begin(), end, [](const Kept& a, const Kept& b) { return a.row < b.row; });
        return;
    }
    // By the lower half of the row's digits, then by the upper half.
    const auto digits = static_cast<std::uint32_t>(std::bit_width(m_all.cell.size()));
    const std::uint32_t half = (digits + 1) / 2;
    m_sorted.resize(std::max(m_sorted.size(), m_kept.size()));
    std::vector<std::uint32_t> next;
    for (const std::uint32_t shift : {0U, half}) {
        const auto digitOf = [&](const Kept& kept) {
            return kept.row >> shift & ((1U << half) - 1);
        };
        next.assign((std::size_t {1} << half) + 1, 0);
        for (std::size_t i = 0; i < m_count; ++i) {
            ++next[digitOf(m_kept[i]) + 1];
        }
        for (std::size_t digit = 1; digit < next.size(); ++digit) {
            next[digit] += next[digit - 1];
        }
        for (std::size_t i = 0; i < m_count; ++i) {
            m_sorted[next[digitOf(m_kept[i])]++] = m_kept[i];
        }
        std::swap(m_kept, m_sorted);
    }
}

void TrialLayout::write(Trials& trials) const
{
    trials.resize(m_count);
    trials.cells.assign(m_rowsIn.size(), {});
    std::uint32_t lastUser = 0; // users are counted from 1
    std::uint32_t lastSession = kUnused;
    for (std::size_t i = 0; i < m_count; ++i) {
        const Kept& kept = m_kept[i];
        const std::uint32_t user = m_all.user[kept.session];
        const std::uint32_t converted = m_atRisk.converted(kept.session) ? 1 : 0;
        trials.source[i] = kept.row;
        trials.outcome[i] = 2 * kept.place + converted;
        trials.sameUser[i] = user == lastUser ? 1 : 0;
        trials.sameSession[i] = kept.session == lastSession ? 1 : 0;
        trials.cells[kept.place].trials += 1;
        trials.cells[kept.place].successes += converted;
        lastUser = user;
        lastSession = kept.session;
    }
}

void TrialLayout::forget()
{
    for (const UsedCell& used : m_cells) {
        m_numberOf[used.cell] = kUnused;
    }
    m_cells.clear();
}

} // namespace throughline::analysis
