#pragma once

#include "models/codec/json_writer.h"
#include "models/domain/source.h"

namespace throughline::cli {

/// One source as import and info print it.
void writeSource(codec::JsonWriter& json, const domain::SourceSummary& source);

/// {"event": 0, "error": 0, ...}
void writeCounts(codec::JsonWriter& json, const domain::SignalCounts& counts);

} // namespace throughline::cli
