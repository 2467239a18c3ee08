#pragma once

#include "app/window/store_facts.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/trace_workflow.h"
#include "widgets/session/inspector.h"
#include "widgets/session/ticket_panel.h"

#include <optional>

namespace throughline::app {

/// A record as the inspector shows it: what it is, its attributes, where it stands. A span says how
/// much of its time was its own.
[[nodiscard]] widgets::InspectorSubject inspectedRecord(const workflow::RecordView& record,
                                                        const analysis::TraceRow* span,
                                                        const StoreFacts& facts);

/// A ticket with the evidence that it belongs here.
[[nodiscard]] widgets::InspectorSubject inspectedTicket(const widgets::TicketRow& row);

/// "web.ndjson.gz line 41,213"
[[nodiscard]] QString sourcePlaceText(const domain::SourcePlace& place);

} // namespace throughline::app
