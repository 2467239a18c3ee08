#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace throughline::analysis {

/// How many sessions of each level have a value, in both arms.
struct PivotRow
{
    std::string value; ///< "" where the session has none
    std::vector<std::uint64_t> with; ///< per level, 0 ... steps: sessions that met the error
    std::vector<std::uint64_t> without;

    bool operator==(const PivotRow&) const = default;
};

/// The rows of one field; together they are all counted sessions.
struct PivotField
{
    std::string field; ///< canonical
    std::vector<PivotRow> rows; ///< most sessions that entered first, then by value

    bool operator==(const PivotField&) const = default;
};

/// A funnel split by several fields at once and by arm. Only sessions count; values and their
/// labels are those of index::segmentColumn.
struct FunnelPivot
{
    std::uint32_t steps = 0;
    std::vector<PivotField> fields;

    bool operator==(const FunnelPivot&) const = default;
};

/// `met`: one mark per session that met the error; empty: none did. Sessions are counted by the
/// context they began in, contexts by the values they hold: one pass over the sessions whatever the
/// number of fields.
[[nodiscard]] FunnelPivot pivotFunnel(const index::SessionIndex& index, const FunnelLevels& levels,
                                      const Population& population,
                                      std::span<const std::string> fields,
                                      std::span<const std::uint8_t> met);

} // namespace throughline::analysis
