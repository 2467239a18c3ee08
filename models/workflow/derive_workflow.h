#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <cstdint>
#include <stop_token>

namespace throughline::workflow {

/// Rebuilds everything that follows from the records: sessions, error groups, traces, links. Runs
/// inside the caller's transaction and sees the sources that are done and, where asked, those that
/// are loaded.
Result<void> deriveAll(store::Connection& connection, bool withLoaded, const std::stop_token& stop);

/// Sessions in the store.
Result<std::uint64_t> countSessions(const store::Connection& connection);

} // namespace throughline::workflow
