#pragma once

#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/opportunity_estimate.h"
#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/struck_group.h"
#include "models/analysis/compare/struck_trials.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace throughline::analysis {

/// Scores for all places in use of one group's table.
struct GroupScores
{
    std::size_t group = 0;
    std::vector<PlaceScore> scores;
};

/// One walk over all opportunities for many groups at once: what an estimate must know of the
/// sessions that it did not strike.
///
/// A trial is told by kind and position, and the position hangs on which kinds are trials. So the
/// walk keeps the position for each set of kinds that some group has, advances those that hold the
/// kind of the row, all at once, and asks of the row's cell which sets use it at which positions.
/// Places of the same set, cell and bin are one, however many groups use them.
///
/// Cost: a few ns per row of a kind that failed and per 16 sets of kinds, and about one for each
/// set that uses its cell; in addScores some ns per trial and group that uses it. Memory: 4 bytes
/// per trial that is used. Sums are added up in the same order whatever the other groups, the
/// processors and the order of groups are.
class TrialWalk
{
public:
    /// All must outlive it; `used` are the cells of the groups, one for each. Counts the trials of
    /// the bins that are used.
    TrialWalk(const Opportunities& all, const RiskTable& atRisk,
              std::span<const StruckGroup* const> groups, std::span<const UsedCells> used,
              const std::stop_token& stop);

    /// Takes in all bins of the cells that have them all now: of other cells, nothing may differ
    /// from what was used before.
    void widen(std::span<const UsedCells> used);

    /// All trials of a place of a group's table, whomever they belong to.
    [[nodiscard]] Proportion total(std::size_t group, std::uint32_t place) const;

    /// For each set of scores what the users add up to whom its group did not strike: the sum over
    /// users of the square of what their trials add up to, and the sessions in use.
    [[nodiscard]] std::vector<OtherUsers> addScores(std::span<const GroupScores> sets) const;

private:
    /// A cell and position bin as groups with the same kinds use it.
    struct Place
    {
        std::uint32_t number = 0; ///< among all places
        std::uint32_t kindSet = 0;
        std::uint8_t first = 0; ///< position
        std::uint8_t more = 0; ///< positions after it
    };

    /// Places by the cell of the opportunities, those with the lowest positions first.
    struct PlaceTable
    {
        std::vector<std::uint32_t> first; ///< per cell, and one more
        std::vector<Place> places;
        std::uint32_t mostOfCell = 0;
    };

    /// A cell as groups with the same kinds use it. Its places follow one another by bin, those of
    /// the bins that came in with widen() apart.
    struct Slot
    {
        std::uint32_t cell = 0;
        std::uint32_t kindSet = 0;
        std::uint32_t bins = 0;
        std::uint32_t firstPlace = 0;
        std::uint32_t widerBins = 0;
        std::uint32_t firstWider = 0;
    };

    /// Neighbouring rows of the risk table, all of a user or none.
    struct Piece
    {
        std::uint32_t from = 0;
        std::uint32_t to = 0;
    };

    /// The used trials of a piece, in order.
    struct Found
    {
        std::vector<std::uint32_t> place;
        std::vector<std::uint32_t> end; ///< per session of the piece
    };

    struct Count
    {
        std::uint32_t trials = 0;
        std::uint32_t converted = 0;
    };

    class Reader;
    class Adder;

    /// The number of the place that is this one of the group's table.
    [[nodiscard]] std::uint32_t placeIn(std::size_t group, std::uint32_t place) const;

    void numberKindSets();
    void numberSlots(std::span<const UsedCells> used);
    void cutPieces();
    /// Reads the bins of the slots, one set of them for each.
    void walk(std::span<const std::uint32_t> bins);
    [[nodiscard]] PlaceTable tableOf(std::span<const std::uint32_t> bins) const;

    const Opportunities& m_all;
    const RiskTable& m_atRisk;
    std::span<const StruckGroup* const> m_groups;
    const std::stop_token& m_stop;
    std::size_t m_setBytes = 0; ///< of one row of m_members
    std::vector<std::uint8_t> m_members; ///< per kind and set of kinds: whether it is of it
    std::vector<std::uint8_t> m_isTrial; ///< per kind: of any set
    std::vector<std::uint32_t> m_setOf; ///< per group: its set of kinds
    std::vector<std::vector<std::uint32_t>> m_slotOf; ///< per group and number of its cells
    std::vector<Slot> m_slots;
    std::vector<Piece> m_pieces;
    std::vector<std::vector<Found>> m_found; ///< per walk and piece
    std::vector<Count> m_totals; ///< per place
};

} // namespace throughline::analysis
