#pragma once

#include "models/domain/span.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Which span is whose parent, as places in the list of spans; no circles.
struct SpanParents
{
    std::vector<std::int32_t> parent; ///< -1: a root or an orphan
    std::vector<bool> orphan; ///< it names a parent that is not there
    std::uint32_t cyclesBroken = 0;

    bool operator==(const SpanParents&) const = default;
};

/// Resolves the parents of `spans`, which stand by start and id, by the rules of buildTraceView.
/// O(n log n), no recursion.
[[nodiscard]] SpanParents resolveParents(std::span<const domain::Span> spans);

} // namespace throughline::analysis
