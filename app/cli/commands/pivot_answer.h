#pragma once

#include "models/analysis/funnel/funnel_pivot.h"
#include "models/codec/json_writer.h"
#include "models/domain/funnel.h"

#include <iosfwd>

namespace throughline::cli {

/// {"funnel", "fields": [{"field", "values": [{"value", "with": [reached step 1, 2, ...],
/// "without":
/// [...]}]}]}; a missing value is null.
void writePivot(codec::JsonWriter& json, const domain::FunnelDefinition& funnel,
                const analysis::FunnelPivot& pivot);

/// A table per field; both arms in a row each where the funnel is split by an error.
void printPivot(const analysis::FunnelPivot& pivot, bool byError, std::ostream& out);

} // namespace throughline::cli
