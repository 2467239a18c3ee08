#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Structured JSON without a vendor's format: one object per line, several documents, or one
/// array; flat or nested keys. What each object is follows from its fields: ticket, span, metric,
/// client error, event or log, in this order. Keys below `attributes` and `properties` lose that
/// prefix; other nested keys are joined by points.
[[nodiscard]] Format flatJsonFormat();

} // namespace throughline::ingest
