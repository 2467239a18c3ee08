#pragma once

#include "models/store/connection.h"
#include "models/workflow/snapshot.h"

namespace throughline::workflow {

/// The sessions as this connection sees them, so that what else it reads fits them.
Result<SnapshotPointer> loadSnapshot(const store::Connection& connection,
                                     const std::stop_token& stop);

/// The sessions a scope means, looked up through this connection.
Result<IdSet> sessionsInScope(const store::Connection& connection, const Snapshot& snapshot,
                              const domain::Scope& scope, const std::stop_token& stop);

} // namespace throughline::workflow
