#include "models/analysis/compare/trials.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

std::uint32_t positionBin(std::uint64_t ordinal)
{
    constexpr std::array<std::uint64_t, kPositionBins - 1> kLast {1, 2,  3,  4,  5,  7,
                                                                  9, 12, 16, 21, 28, 37};
    const auto bin = std::lower_bound(kLast.begin(), kLast.end(), ordinal);
    return static_cast<std::uint32_t>(bin - kLast.begin());
}

void Trials::add(std::uint32_t from, std::uint32_t cell, bool converted, bool ofSameUser,
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

} // namespace throughline::analysis
