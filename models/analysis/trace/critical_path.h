#pragma once

#include "models/analysis/trace/trace_view.h"

namespace throughline::analysis {

/// Marks the rows on which the end of the trace depended, and sums the time they account for.
///
/// Walked backwards from the end of a span (Z. Zhang et al., CRISP, USENIX ATC 2022): of
/// the children that end no later than where we stand, the one that ends last is on the path; the
/// time between its end and where we stand is the span's own; the walk enters that child, stands at
/// its start when it comes back, and goes on until no child is left. A child counts only as far as
/// its parent lasts. Children that end together: the one that starts first. A span that covers no
/// time is never on the path.
///
/// A trace of several top rows is walked as if one more span held them all; time that only this one
/// covers is not counted, so a single root of full length gives its own duration.
///
/// The rows are those of buildTraceView: parents before children. Marks set before are cleared.
/// O(n log n), no recursion.
void markCriticalPath(TraceView& view);

} // namespace throughline::analysis
