#include "models/analysis/compare/trial_walk.h"

#include "models/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <limits>
#include <map>

namespace throughline::analysis {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
/// Sessions of a piece; a piece is some ms.
constexpr std::uint32_t kSessionsOfPiece = 4096;
/// Positions of as many sets of kinds as advance at once.
using Bytes [[gnu::vector_size(16)]] = std::uint8_t;
/// Positions are bytes; before so many rows they are brought down to kHigh again, which is in the
/// open bin, too.
constexpr std::uint32_t kRowsToCap = 128;
constexpr std::uint8_t kHigh = 64;
static_assert(kHigh + kRowsToCap <= 255 && kHigh > kLastOfBin.back());

/// The first position of a bin, and how many more it has; of the open one, all bytes.
std::pair<std::uint8_t, std::uint8_t> positionsOf(std::uint32_t bin)
{
    const std::uint64_t first = bin == 0 ? 1 : kLastOfBin[bin - 1] + 1;
    const std::uint64_t last = bin < kLastOfBin.size() ? kLastOfBin[bin] : 255;
    return {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last - first)};
}

/// How many of these bins are before this one.
std::uint32_t rankOf(std::uint32_t bin, std::uint32_t bins)
{
    return static_cast<std::uint32_t>(std::popcount(bins & ((1U << bin) - 1)));
}

} // namespace

/// Finds the used trials of one piece after another.
class TrialWalk::Reader
{
public:
    Reader(const TrialWalk& walk, const PlaceTable& table)
        : m_walk(walk)
        , m_table(table)
        , m_positions(walk.m_setBytes)
        , m_totals(walk.m_totals.size())
    {
    }

    void read(const Piece& piece, Found& found)
    {
        const Opportunities& all = m_walk.m_all;
        found.end.reserve(piece.to - piece.from);
        std::size_t count = 0;
        for (std::uint32_t session = piece.from; session < piece.to; ++session) {
            const std::size_t before = count;
            std::fill(m_positions.begin(), m_positions.end(), std::uint8_t {0});
            std::uint32_t seen = 0;
            for (std::uint32_t row = all.firstRow[session]; row < all.firstRow[session + 1];
                 ++row) {
                const std::uint32_t kind = all.kindOfRow[row];
                if (m_walk.m_isTrial[kind] == 0) {
                    continue;
                }
                if (++seen % kRowsToCap == 0) {
                    cap();
                }
                advance(kind);
                if (m_places.size() - count < m_table.mostOfCell) {
                    m_places.resize(2 * m_places.size() + m_table.mostOfCell);
                }
                std::uint32_t* const next = m_places.data() + count;
                count += static_cast<std::size_t>(take(all.cell[row], seen, next) - next);
            }
            const std::uint32_t converted = m_walk.m_atRisk.converted(session) ? 1 : 0;
            for (std::size_t i = before; i < count; ++i) {
                ++m_totals[m_places[i]].trials;
                m_totals[m_places[i]].converted += converted;
            }
            found.end.push_back(static_cast<std::uint32_t>(count));
        }
        found.place.assign(m_places.begin(), m_places.begin() + static_cast<std::ptrdiff_t>(count));
    }

    [[nodiscard]] const std::vector<Count>& totals() const { return m_totals; }

private:
    void advance(std::uint32_t kind)
    {
        std::uint8_t* const positions = m_positions.data();
        const std::size_t sets = m_walk.m_setBytes;
        const std::uint8_t* const members = m_walk.m_members.data() + sets * kind;
        for (std::size_t set = 0; set < sets; set += sizeof(Bytes)) {
            Bytes sum;
            Bytes more;
            std::memcpy(&sum, positions + set, sizeof(Bytes));
            std::memcpy(&more, members + set, sizeof(Bytes));
            sum += more;
            std::memcpy(positions + set, &sum, sizeof(Bytes));
        }
    }

    void cap()
    {
        for (std::uint8_t& position : m_positions) {
            position = std::min(position, kHigh);
        }
    }

    /// Writes the places of a row of this cell, `seen` trials of any set into its session, from
    /// `next` on, where there is room for all of a cell; returns where they end.
    [[nodiscard]] std::uint32_t* take(std::uint32_t cell, std::uint32_t seen,
                                      std::uint32_t* next) const
    {
        const std::uint8_t* const positions = m_positions.data();
        const Place* place = m_table.places.data() + m_table.first[cell];
        const Place* const end = m_table.places.data() + m_table.first[cell + 1];
        // No position is beyond the trials seen, and the lowest ones stand first.
        for (; place != end && place->first <= seen; ++place) {
            const std::uint32_t after = positions[place->kindSet] - std::uint32_t {place->first};
            // Written always, kept where used: no processor foresees which are.
            *next = place->number;
            next += after <= place->more ? 1 : 0;
        }
        return next;
    }

    const TrialWalk& m_walk;
    const PlaceTable& m_table;
    std::vector<std::uint8_t> m_positions; ///< per set of kinds
    std::vector<std::uint32_t> m_places; ///< room
    std::vector<Count> m_totals;
};

TrialWalk::TrialWalk(const Opportunities& all, const RiskTable& atRisk,
                     std::span<const StruckGroup* const> groups, std::span<const UsedCells> used,
                     const std::stop_token& stop)
    : m_all(all)
    , m_atRisk(atRisk)
    , m_groups(groups)
    , m_stop(stop)
{
    numberKindSets();
    numberSlots(used);
    cutPieces();
    std::vector<std::uint32_t> bins;
    for (Slot& slot : m_slots) {
        slot.firstPlace = static_cast<std::uint32_t>(m_totals.size());
        m_totals.resize(m_totals.size() + static_cast<std::size_t>(std::popcount(slot.bins)));
        bins.push_back(slot.bins);
    }
    walk(bins);
}

void TrialWalk::numberKindSets()
{
    std::map<std::vector<std::uint8_t>, std::uint32_t> sets;
    for (const StruckGroup* const group : m_groups) {
        const auto next = static_cast<std::uint32_t>(sets.size());
        m_setOf.push_back(sets.try_emplace(group->kinds, next).first->second);
    }
    m_setBytes = (sets.size() + sizeof(Bytes) - 1) / sizeof(Bytes) * sizeof(Bytes);
    m_members.resize(m_all.kindCount() * m_setBytes);
    m_isTrial.resize(m_all.kindCount());
    for (const auto& [kinds, set] : sets) {
        for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
            m_members[kind * m_setBytes + set] = kinds[kind];
            m_isTrial[kind] |= kinds[kind];
        }
    }
}

void TrialWalk::numberSlots(std::span<const UsedCells> used)
{
    std::vector<std::size_t> order(m_groups.size());
    for (std::size_t group = 0; group < order.size(); ++group) {
        order[group] = group;
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return m_setOf[a] < m_setOf[b]; });
    m_slotOf.resize(m_groups.size());
    std::vector<std::uint32_t> slotOfCell(m_all.kindOfCell.size(), kNone);
    std::uint32_t firstOfSet = 0; // slots before it are of other sets
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t group = order[i];
        if (i > 0 && m_setOf[group] != m_setOf[order[i - 1]]) {
            firstOfSet = static_cast<std::uint32_t>(m_slots.size());
        }
        for (const UsedCell& cell : used[group].cells) {
            std::uint32_t& slot = slotOfCell[cell.cell];
            if (slot == kNone || slot < firstOfSet) {
                slot = static_cast<std::uint32_t>(m_slots.size());
                m_slots.push_back({.cell = cell.cell, .kindSet = m_setOf[group]});
            }
            m_slots[slot].bins |= cell.bins;
            m_slotOf[group].push_back(slot);
        }
    }
}

void TrialWalk::cutPieces()
{
    const auto sessions = static_cast<std::uint32_t>(m_atRisk.session.size());
    for (std::uint32_t from = 0; from < sessions; from = m_pieces.back().to) {
        std::uint32_t to = std::min(sessions, from + kSessionsOfPiece);
        while (to < sessions && m_atRisk.sameUser[to] != 0) {
            ++to;
        }
        m_pieces.push_back({from, to});
    }
}

TrialWalk::PlaceTable TrialWalk::tableOf(std::span<const std::uint32_t> bins) const
{
    PlaceTable table;
    table.first.assign(m_all.kindOfCell.size() + 1, 0);
    for (std::size_t slot = 0; slot < bins.size(); ++slot) {
        table.first[m_slots[slot].cell + 1] +=
            static_cast<std::uint32_t>(std::popcount(bins[slot]));
    }
    for (std::size_t cell = 1; cell < table.first.size(); ++cell) {
        table.first[cell] += table.first[cell - 1];
    }
    table.places.resize(table.first.back());
    std::vector<std::uint32_t> next(table.first.begin(), table.first.end() - 1);
    for (std::size_t number = 0; number < bins.size(); ++number) {
        const Slot& slot = m_slots[number];
        const std::uint32_t firstPlace =
            bins[number] == slot.bins ? slot.firstPlace : slot.firstWider;
        for (std::uint32_t bin = 0; bin < kPositionBins; ++bin) {
            if ((bins[number] >> bin & 1U) != 0) {
                const auto [first, more] = positionsOf(bin);
                table.places[next[slot.cell]++] = {firstPlace + rankOf(bin, bins[number]),
                                                   slot.kindSet, first, more};
            }
        }
    }
    for (std::size_t cell = 0; cell + 1 < table.first.size(); ++cell) {
        std::sort(table.places.begin() + table.first[cell],
                  table.places.begin() + table.first[cell + 1],
                  [](const Place& a, const Place& b) { return a.first < b.first; });
        table.mostOfCell = std::max(table.mostOfCell, table.first[cell + 1] - table.first[cell]);
    }
    return table;
}

void TrialWalk::walk(std::span<const std::uint32_t> bins)
{
    const PlaceTable table = tableOf(bins);
    std::vector<Found>& found = m_found.emplace_back(m_pieces.size());
    const std::size_t threads = std::min(processors(), m_pieces.size());
    std::vector<Reader> readers(threads, Reader(*this, table));
    std::atomic<std::size_t> next = 0;
    forEachAtOnce(threads, [&](std::size_t thread) {
        for (std::size_t i = next++; i < m_pieces.size() && !m_stop.stop_requested(); i = next++) {
            readers[thread].read(m_pieces[i], found[i]);
        }
    });
    for (const Reader& reader : readers) {
        for (std::size_t place = 0; place < m_totals.size(); ++place) {
            m_totals[place].trials += reader.totals()[place].trials;
            m_totals[place].converted += reader.totals()[place].converted;
        }
    }
}

void TrialWalk::widen(std::span<const UsedCells> used)
{
    std::vector<std::uint32_t> missing(m_slots.size(), 0);
    bool any = false;
    for (std::size_t group = 0; group < used.size(); ++group) {
        for (std::size_t i = 0; i < used[group].cells.size(); ++i) {
            Slot& slot = m_slots[m_slotOf[group][i]];
            if (used[group].cells[i].bins == kAllBins && (slot.bins | slot.widerBins) != kAllBins) {
                slot.widerBins = kAllBins & ~slot.bins;
                slot.firstWider = static_cast<std::uint32_t>(m_totals.size());
                m_totals.resize(m_totals.size()
                                + static_cast<std::size_t>(std::popcount(slot.widerBins)));
                missing[m_slotOf[group][i]] = slot.widerBins;
                any = true;
            }
        }
    }
    if (any) {
        walk(missing);
    }
}

std::uint32_t TrialWalk::placeIn(std::size_t group, std::uint32_t place) const
{
    const Slot& slot = m_slots[m_slotOf[group][place / kPositionBins]];
    const std::uint32_t bin = place % kPositionBins;
    return (slot.bins >> bin & 1U) != 0 ? slot.firstPlace + rankOf(bin, slot.bins)
                                        : slot.firstWider + rankOf(bin, slot.widerBins);
}

Proportion TrialWalk::total(std::size_t group, std::uint32_t place) const
{
    const Count& count = m_totals[placeIn(group, place)];
    return {count.converted, count.trials};
}

} // namespace throughline::analysis
