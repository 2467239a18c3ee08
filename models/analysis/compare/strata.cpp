#include "models/analysis/compare/strata.h"

#include <unordered_map>

namespace throughline::analysis {

Cells makeCells(std::span<const index::SegmentColumn> columns,
                std::span<const std::uint32_t> sessions, std::uint32_t sessionCount)
{
    Cells cells {1, std::vector<std::uint32_t>(sessionCount, 0)};
    for (const index::SegmentColumn& column : columns) {
        // One field at a time: (cell so far, value) is again a small number.
        std::unordered_map<std::uint64_t, std::uint32_t> finer;
        for (const std::uint32_t session : sessions) {
            const std::uint64_t pair =
                static_cast<std::uint64_t>(cells.of[session]) << 32U | column.valueOf[session];
            cells.of[session] =
                finer.try_emplace(pair, static_cast<std::uint32_t>(finer.size())).first->second;
        }
        cells.count = static_cast<std::uint32_t>(finer.size());
    }
    return cells;
}

} // namespace throughline::analysis
