#pragma once

#include "models/store/connection.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/workflow/session_workflow.h"

#include <vector>

namespace throughline::workflow {

/// Everything that happened around a session in one order: its events, errors, the spans and logs
/// of its traces, its tickets. Opens only blocks whose time meets the session's. The view must hold
/// everything but its timeline.
Result<std::vector<domain::TimelineItem>> sessionTimeline(const store::Connection& connection,
                                                          const SessionView& view);

/// A trace's row as lists show it.
[[nodiscard]] TraceSummary traceSummary(const store::TraceInfo& info);

[[nodiscard]] std::vector<ErrorMark>
errorMarks(const std::vector<store::OccurrenceInfo>& occurrences);

} // namespace throughline::workflow
