#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Jaeger JSON as its API and its UI's download give it: {"data": [trace, ...]}, a trace alone, or
/// single spans with their process inside. A trace is the frame, since its processes may stand
/// behind its spans: at most 64 MiB (16 where each stands on a line) and two million values, some
/// 50,000 spans; what is larger is quarantined whole. CHILD_OF within the trace is the parent, any
/// other reference a link. Logs become span events; those of an error are exceptions.
[[nodiscard]] Format jaegerFormat();

} // namespace throughline::ingest
