#pragma once

#include "models/analysis/trace/trace_view.h"
#include "models/workflow/session_workflow.h"

#include <string>
#include <vector>

namespace throughline::workflow {

enum class TraceSort : std::uint8_t
{
    Slowest,
    Newest,
    MostErrors
};

/// "slowest", "newest", "errors"; nullopt otherwise.
[[nodiscard]] std::optional<TraceSort> traceSortFromText(std::string_view text);

struct TracePage
{
    std::uint64_t total = 0;
    std::vector<TraceSummary> traces;
};

Result<TracePage> listTraces(const Workspace& workspace, TraceSort sort, std::uint64_t offset,
                             std::uint64_t limit);

/// A log line of a trace.
struct TraceLog
{
    Timestamp time;
    std::uint8_t severity = 0;
    std::string service;
    std::string message;
    domain::SpanId span;
    domain::RecordRef record;
};

/// A whole trace with its logs and errors.
struct TraceDetail
{
    analysis::TraceView view;
    std::string sessionId;
    std::vector<TraceLog> logs; ///< by time
    std::vector<ErrorMark> errors;
};

/// By id in hexadecimal (1 to 32 digits) or decimal; joined on the low 64 bits where one side has
/// no more. Usage error where there is none.
Result<TraceDetail> showTrace(const Workspace& workspace, const std::string& id);

} // namespace throughline::workflow
