#pragma once

#include "models/analysis/compare/opportunities.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Which rows are trials of a group, a bit each, so that the position of one is told without
/// reading those before it. Keeps its memory from group to group: one object per thread.
class TrialMarks
{
public:
    /// The opportunities must outlive it.
    explicit TrialMarks(const Opportunities& all)
        : m_all(all)
    {
    }

    /// `kinds`: per kind, whether its events are trials. A step per 64 rows and kind at most.
    void mark(std::span<const std::uint8_t> kinds);

    /// The position of a row, from 1, among the trials of its session, whose rows begin at `first`.
    [[nodiscard]] std::uint32_t ordinal(std::uint32_t first, std::uint32_t row) const;

    /// What tells the position of a row that has few before it in its session; holds until the
    /// next mark.
    class Reader
    {
    public:
        explicit Reader(const std::uint64_t* words)
            : m_words(words)
        {
        }

        /// `before`: the rows before it in its session, at most 64.
        [[nodiscard]] std::uint32_t ordinalNear(std::uint32_t row, std::uint32_t before) const
        {
            // In two steps, since all 64 bits may have to go.
            return 1 + bitsSet(last64(row) >> (64 - before) / 2 >> (65 - before) / 2);
        }

        /// Bits of the 64 rows before this one, the nearest first. A word of zeros stands before
        /// all.
        [[nodiscard]] std::uint64_t last64(std::uint32_t row) const
        {
            const std::uint64_t* const word = m_words + row / 64;
            const std::uint32_t shift = row % 64;
            return word[1] << 1U << (63 - shift) | word[0] >> shift;
        }

        /// std::popcount is a call where no processor in particular is built for.
        [[nodiscard]] static std::uint32_t bitsSet(std::uint64_t bits)
        {
            bits -= bits >> 1U & 0x5555'5555'5555'5555U;
            bits = (bits & 0x3333'3333'3333'3333U) + (bits >> 2U & 0x3333'3333'3333'3333U);
            bits = (bits + (bits >> 4U)) & 0x0F0F'0F0F'0F0F'0F0FU;
            return static_cast<std::uint32_t>(bits * 0x0101'0101'0101'0101U >> 56U);
        }

    private:
        const std::uint64_t* m_words;
    };

    [[nodiscard]] Reader reader() const { return Reader(m_words.data()); }

private:
    const Opportunities& m_all;
    std::vector<std::uint64_t> m_words;
};

} // namespace throughline::analysis
