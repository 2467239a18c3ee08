#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// HAR 1.2, the log of one browser. Each entry is an event `request`, the client's end of a call;
/// each page an event `page_view`. Trace headers of the request (traceparent, b3, sentry-trace,
/// uber-trace-id, Datadog's) or a traceparent in the answer's Server-Timing join it to a backend
/// trace; baggage and session headers say whose it was, and what says nothing belongs to the file's
/// one session. Bodies, cookies and all other headers are left out.
[[nodiscard]] Format harFormat();

} // namespace throughline::ingest
