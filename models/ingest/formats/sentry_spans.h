#pragma once

#include "models/ingest/json_fields.h"

namespace throughline::ingest {

/// The spans of a transaction of Sentry, the frame at hand: itself, with the fields `root` has
/// already, and those inside it, which share who and where with it.
Result<void> emitSentrySpans(JsonFields& json, RawRecord& root, domain::Provenance place,
                             RawSink& sink);

} // namespace throughline::ingest
