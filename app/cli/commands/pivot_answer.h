#pragma once

#include "models/analysis/funnel/funnel_pivot.h"

#include <iosfwd>

namespace throughline::cli {

/// A table per field; both arms in a row each where the funnel is split by an error.
void printPivot(const analysis::FunnelPivot& pivot, bool byError, std::ostream& out);

} // namespace throughline::cli
