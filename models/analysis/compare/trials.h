#pragma once

#include "models/analysis/stats/proportion.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// Opportunities are told apart by their ordinal in the session: 1, 2, 3, 4, 5, 6-7, 8-9, 10-12,
/// 13-16, 17-21, 22-28, 29-37, 38 and more.
inline constexpr std::uint32_t kPositionBins = 13;

/// The last ordinal of every bin but the open one.
inline constexpr std::array<std::uint64_t, kPositionBins - 1> kLastOfBin {1, 2,  3,  4,  5,  7,
                                                                          9, 12, 16, 21, 28, 37};

/// Per ordinal its bin; all behind the last stand in the open one. Asked once per event and group.
inline constexpr auto kBinOfOrdinal = [] {
    std::array<std::uint8_t, kLastOfBin.back() + 1> bins {};
    for (std::size_t ordinal = 0; ordinal < bins.size(); ++ordinal) {
        while (kLastOfBin[bins[ordinal]] < ordinal) {
            ++bins[ordinal];
        }
    }
    return bins;
}();

/// The bin, from 0, of an ordinal from 1.
[[nodiscard]] constexpr std::uint32_t positionBin(std::uint64_t ordinal)
{
    return ordinal < kBinOfOrdinal.size() ? kBinOfOrdinal[ordinal] : kPositionBins - 1;
}

/// Opportunities to meet one error group: a row per event of a kind that failed for someone, in
/// order of user, session and time. All columns are of equal length; 10 bytes per row. Cells in
/// which none failed may be left out; their rows still have their place among the
/// ordinals. What befell whom is not in it (see TrialHit).
struct Trials
{
    std::vector<std::uint32_t> source; ///< row of Opportunities, ascending
    std::vector<std::uint32_t> outcome; ///< 2 * (cell * kPositionBins + bin), plus 1 if converted
    std::vector<std::uint8_t> sameUser; ///< 1 if of the same user as the row before
    std::vector<std::uint8_t> sameSession; ///< 1 if of the same session as the row before
    std::vector<Proportion> cells; ///< per cell and bin: rows of sessions that convert of all rows

    /// Makes the columns of rows this long; what is in them then is undefined.
    void resize(std::size_t rows)
    {
        source.resize(rows);
        outcome.resize(rows);
        sameUser.resize(rows);
        sameSession.resize(rows);
    }

    /// Appends the next row; its bin follows from the rows of its session before it.
    void add(std::uint32_t from, std::uint32_t cell, bool converted, bool ofSameUser,
             bool ofSameSession)
    {
        m_ordinal = ofSameSession ? m_ordinal + 1 : 1;
        const std::uint32_t place = cell * kPositionBins + positionBin(m_ordinal);
        if (place >= cells.size()) {
            cells.resize((std::size_t {cell} + 1) * kPositionBins);
        }
        source.push_back(from);
        outcome.push_back(2 * place + (converted ? 1U : 0U));
        sameUser.push_back(ofSameUser ? 1 : 0);
        sameSession.push_back(ofSameSession ? 1 : 0);
        cells[place].trials += 1;
        cells[place].successes += converted ? 1U : 0U;
    }

    /// Ordinal of the newest row in its session, from 1; 0 before the first.
    [[nodiscard]] std::uint64_t ordinal() const { return m_ordinal; }

    bool operator==(const Trials&) const = default;

private:
    std::uint64_t m_ordinal = 0;
};

/// A session of a table of trials that met the error. Its opportunities are the rows [first, end).
/// Rows before `stop` are controls whose session is hit later; those from `stop` on are none.
struct TrialHit
{
    std::uint32_t first = 0;
    std::uint32_t stop = 0;
    std::uint32_t end = 0;
    bool affected = false; ///< else in neither arm: stop is first
    bool fails = false; ///< row `stop` is the one that failed; else it hangs on no row
    bool converted = false;
    std::uint32_t bin = 0; ///< of the position at which it was hit, all its trials counted

    bool operator==(const TrialHit&) const = default;
};

} // namespace throughline::analysis
