#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/domain/funnel.h"
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
    domain::FunnelOrder order = domain::FunnelOrder::Ordered;
    domain::AttemptChoice attempt = domain::AttemptChoice::First;
};

/// The options a definition asks for.
[[nodiscard]] FunnelOptions optionsOf(const domain::FunnelDefinition& funnel, FunnelDetail detail);

/// The level of every session, exactly. In an ordered funnel that is the largest m for which
/// distinct events match steps 1 to m at times that never decrease, the last within the window of
/// the first; what a plain one needs not, such as exclusions, evaluateUnits decides. One pass over
/// the events; times take another over the sessions that entered.
[[nodiscard]] FunnelLevels evaluateFunnel(const index::SessionIndex& index,
                                          const CompiledSteps& steps, const FunnelOptions& options);

} // namespace throughline::analysis
