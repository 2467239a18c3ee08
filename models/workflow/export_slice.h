#pragma once

#include "models/domain/funnel.h"
#include "models/store/sql/store_slice.h"
#include "models/workflow/snapshot.h"

namespace throughline::workflow {

/// Whether a scope means everything there is.
[[nodiscard]] bool boundsNothing(const domain::Scope& scope);

/// The part of a store that belongs to the sessions of a scope: their records, those of their
/// traces, their errors and tickets. Without an expression also what belongs to no session and
/// lies in the scope's time. Usage error: the expression cannot be read. The functions own what
/// they need: the session index and 16 bytes per trace.
Result<store::StoreSlice> sliceOf(const store::Connection& connection, const domain::Scope& scope,
                                  const std::stop_token& stop);

} // namespace throughline::workflow
