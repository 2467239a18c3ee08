#pragma once

#include "models/analysis/funnel/funnel_summary.h"
#include "models/analysis/funnel/funnel_units.h"

#include <cstdint>
#include <span>

namespace throughline::analysis {

/// Whose value of a field a unit is counted under.
enum class Attribution : std::uint8_t
{
    First, ///< of the event that started the chosen attempt
    Last, ///< of the event that earned the level
    Step, ///< of the event that reached a given step; units that did not come there have none
    Every ///< of every event that earned a step: a unit may count several times
};

struct BreakdownQuestion
{
    Attribution attribution = Attribution::First;
    std::uint32_t step = 1; ///< required step, from 1, for Attribution::Step
    /// Per event of the index its place in the column's labels; empty: no session has two values.
    std::span<const std::uint32_t> valueOfEvent {};
};

/// The split of a funnel by a column of sessions. Where the event has no value, its session's
/// counts, then that of the unit's first session with one, else none. The levels must carry events.
[[nodiscard]] FunnelSplit splitOf(const index::SessionIndex& index, const FunnelUnits& units,
                                  const FunnelLevels& levels, const index::SegmentColumn& column,
                                  const BreakdownQuestion& question);

} // namespace throughline::analysis
