#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Datadog logs: {"logs": [...]}, the answer of the search API {"data": [{"attributes": ...}]}, and
/// the lines of its archives. `status` or `level` is the severity; custom attributes keep their
/// names, those of an error become `exception.*`; trace ids are decimal or hexadecimal.
[[nodiscard]] Format datadogLogsFormat();

} // namespace throughline::ingest
