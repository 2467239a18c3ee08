#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Spans of Datadog's tracing: the answer of its interface (`data` of `attributes`), and traces as
/// programs send them to the agent or write them to a log, lists of spans with ids in decimal or
/// hexadecimal and times in nanoseconds.
[[nodiscard]] Format datadogSpansFormat();

} // namespace throughline::ingest
