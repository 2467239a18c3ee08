#pragma once

#include "models/domain/span.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// A span in its place in the tree, in depth-first order, children by start time.
struct TraceRow
{
    domain::Span span;
    std::uint32_t depth = 0;
    std::int32_t parentRow = -1; ///< row of its parent; -1: a root, or its parent is missing
    std::uint32_t children = 0;
    Duration self; ///< its duration less what its children cover
    bool onCriticalPath = false;
    bool orphan = false; ///< it names a parent that is not there

    bool operator==(const TraceRow&) const = default;
};

/// A whole trace as the waterfall shows it.
struct TraceView
{
    domain::TraceId id;
    TimeRange range; ///< earliest start to latest end
    std::vector<TraceRow> rows;
    std::uint32_t services = 0;
    std::uint32_t roots = 0;
    std::uint32_t orphans = 0;
    std::uint32_t cyclesBroken = 0;
    Duration criticalPath; ///< time covered by spans on the critical path

    bool operator==(const TraceView&) const = default;
};

} // namespace throughline::analysis
