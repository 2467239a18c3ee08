#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/matched_trials.h"
#include "models/analysis/frustration/session_signals.h"

#include <vector>

namespace throughline::analysis {

/// Another try of the same action counts as a retry when it comes no later.
inline constexpr Duration kRetryWithin = Duration::seconds(30);
inline constexpr Duration kReturnWithin = Duration::days(7);

/// What sessions did after the index event, affected against their controls (see MatchedTrials),
/// everything strictly after it and inside the same session unless said otherwise:
/// - `time_on_task_s`: until converting, else until its last event inside the attempt's window;
/// - `session_depth`: events that are no error records;
/// - `retries`: events of the index event's kind within kRetryWithin;
/// - `rage_clicks`, `dead_clicks`, `error_clicks`, `reloads`, `quick_backs`: signals that began;
///   dead clicks only where the session tells of page loads;
/// - `return_7d`: share whose user begins another session within kReturnWithin; sessions without a
///   user, or with less time left before the data's end, are left out of both arms and counted.
/// Measures the store knows nothing about (no clicks, no page loads, no users) are left out
/// altogether. `signals` may be null. O(trials * events of a session).
[[nodiscard]] std::vector<MetricEffect> engagement(const ComparisonTable& table,
                                                   const MatchedTrials& trials,
                                                   const SessionSignals* signals,
                                                   Timestamp dataEnd);

} // namespace throughline::analysis
