#pragma once

#include "models/demo/backend.h"

#include <string>

namespace throughline::demo {

/// Appends one ExportTraceServiceRequest as a line of OTLP/JSON: the spans of a trace, a resource
/// per service, 64-bit numbers as text, ids in hexadecimal.
void appendTraceRequest(std::string& line, const TraceDraft& trace);

/// Appends one ExportLogsServiceRequest as a line: the logs of a trace, at least one.
void appendLogsRequest(std::string& line, const TraceDraft& trace);

} // namespace throughline::demo
