#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/funnel_units.h"

#include <optional>

namespace throughline::analysis {

/// Which events may start an attempt that counts.
struct StartRange
{
    TimeRange range {}; ///< empty means all
    /// Data ends here: a start less than a window before it may still succeed, and counts for
    /// nothing. None: every start counts.
    std::optional<Timestamp> dataEnd {};
};

/// The levels of any units in a funnel of any order, with all its rules; what evaluateFunnel calls
/// where its own way does not fit. A unit that starts only where its window reaches behind the end
/// of the data is kLate and has the level it has come to so far. Linear in the events, and in the
/// order of their number times the steps where times are asked for.
[[nodiscard]] FunnelLevels evaluateUnits(const index::SessionIndex& index,
                                         const CompiledSteps& steps, const FunnelOptions& options,
                                         const FunnelUnits& units, const StartRange& starts = {});

/// What becomes of each unit in the counts: kLate ones are immature, all others count.
[[nodiscard]] Population populationOf(const FunnelLevels& levels);

} // namespace throughline::analysis
