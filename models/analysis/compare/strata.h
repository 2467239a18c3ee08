#pragma once

#include "models/index/segment_columns.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Which sessions agree on all fields: the cells within which affected and control are compared.
struct Cells
{
    std::uint32_t count = 0;
    std::vector<std::uint32_t> of; ///< per session of the index; 0 for sessions that were not asked

    bool operator==(const Cells&) const = default;
};

/// Cells of the given sessions over these columns, each column as long as the index; without
/// columns all lie in one. Cells are numbered in order of their first session.
[[nodiscard]] Cells makeCells(std::span<const index::SegmentColumn> columns,
                              std::span<const std::uint32_t> sessions, std::uint32_t sessionCount);

} // namespace throughline::analysis
