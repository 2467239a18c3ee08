#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

enum class FunnelDetail : std::uint8_t
{
    Levels, ///< how far each session came
    Times ///< and when it reached each step
};

struct FunnelOptions
{
    /// A step counts until this long after the first step of its attempt, inclusive; compared in
    /// the whole milliseconds of the index.
    Duration window = Duration::days(1);
    /// Events at most this far from the first of them may come in any order and count as of its
    /// time; 0: only events of one and the same moment may.
    Duration tolerance {};
    FunnelDetail detail = FunnelDetail::Levels;
};

/// The level of every session in an ordered funnel, exactly: the largest m for which distinct
/// events match steps 1 to m at times that never decrease, the last within the window of the first.
/// One pass over the events; times take another over the sessions that entered.
[[nodiscard]] FunnelLevels evaluateFunnel(const index::SessionIndex& index,
                                          const CompiledSteps& steps, const FunnelOptions& options);

/// The events that earned one session its level, a place in the index per step reached: those
/// whose times FunnelLevels::reachedMs tells. Linear in the session's events.
[[nodiscard]] std::vector<std::uint32_t> earningEvents(const index::SessionIndex& index,
                                                       const CompiledSteps& steps,
                                                       const FunnelOptions& options,
                                                       std::uint32_t session);

} // namespace throughline::analysis
