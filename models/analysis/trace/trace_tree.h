#pragma once

#include "models/analysis/trace/trace_view.h"

#include <vector>

namespace throughline::analysis {

/// The moment a span ends; a negative duration counts as none, and the last moment there is stands
/// for anything later.
[[nodiscard]] Timestamp endOf(const domain::Span& span);

/// The spans of one trace as a tree in depth-first order, with self times and the critical path.
///
/// No span is lost and the order of `spans` does not matter: siblings and top rows stand by start,
/// then span id, then all else they hold. Every row of depth 0 is counted once, as a root or as an
/// orphan.
/// - A parent that is not there makes an orphan.
/// - Several spans of one id (the two halves of a call, each reported by its own side) are all
/// kept:
///   the serving half stands below the calling half. A child of such an id goes to the half of its
///   own service, else to a serving one, else to the first.
/// - Parents that lead in a circle, a span that is its own parent included: the link of the member
///   with the earliest start, then the smallest id, is cut, and it becomes a root.
///
/// Self time is a span's duration less the union of what its direct children cover of it.
/// `criticalPath` is explained at markCriticalPath. O(n log n), no recursion.
[[nodiscard]] TraceView buildTraceView(domain::TraceId id, std::vector<domain::Span> spans);

} // namespace throughline::analysis
