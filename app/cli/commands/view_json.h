#pragma once

#include "models/codec/json_writer.h"
#include "models/workflow/session_workflow.h"

namespace throughline::cli {

/// One value each, as every command that shows it prints it.
void writeSession(codec::JsonWriter& json, const domain::SessionSummary& session);
void writeTimelineItem(codec::JsonWriter& json, const domain::TimelineItem& item);
void writeTrace(codec::JsonWriter& json, const workflow::TraceSummary& trace);
void writeError(codec::JsonWriter& json, const workflow::ErrorMark& error);

} // namespace throughline::cli
