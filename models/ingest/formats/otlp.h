#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// OpenTelemetry OTLP/JSON: traces, logs and metrics, one request per line or one document, with
/// resourceSpans, resourceLogs and resourceMetrics in any mixture. 64-bit numbers as text, ids in
/// hexadecimal of either case. Resource attributes, scope and record attributes become fields of
/// the record, the record's own winning.
[[nodiscard]] Format otlpFormat();

} // namespace throughline::ingest
