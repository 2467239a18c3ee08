#include "models/analysis/compare/trial_marks.h"

#include <algorithm>

namespace throughline::analysis {

void TrialMarks::mark(std::span<const std::uint8_t> kinds)
{
    // A stretch at a time, so that it stays near while kind after kind is put into it.
    constexpr std::size_t kStretch = 1024;
    std::vector<const std::uint64_t*> of;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        if (kinds[kind] != 0 && !m_all.rowsIf[kind].bits.words.empty()) {
            of.push_back(m_all.rowsIf[kind].bits.words.data());
        }
    }
    const std::size_t count = (m_all.cell.size() + 63) / 64;
    m_words.resize(count + 2);
    std::uint64_t* const words = m_words.data() + 1;
    for (std::size_t from = 0; from < count; from += kStretch) {
        const std::size_t length = std::min(kStretch, count - from);
        std::fill_n(words + from, length, 0);
        for (const std::uint64_t* const bits : of) {
            for (std::size_t i = from; i < from + length; ++i) {
                words[i] |= bits[i];
            }
        }
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        if (kinds[kind] == 0) {
            continue;
        }
        for (const std::uint32_t row : m_all.rowsIf[kind].few) {
            words[row / 64] |= std::uint64_t {1} << (row % 64);
        }
    }
}

std::uint32_t TrialMarks::ordinal(std::uint32_t first, std::uint32_t row) const
{
    const Reader near = reader();
    std::uint32_t ordinal = 0;
    while (row - first > 64) {
        ordinal += Reader::bitsSet(near.last64(row));
        row -= 64;
    }
    return ordinal + near.ordinalNear(row, row - first);
}

} // namespace throughline::analysis
