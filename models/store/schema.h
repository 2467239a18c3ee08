#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

namespace throughline::store {

/// The version of a store that this program writes: the number of the last file of
/// resources/schema.
[[nodiscard]] int newestVersion();

/// The version that a store says it has.
Result<int> schemaVersion(const Connection& connection);

/// Runs the files behind version `from`, in order, and says the new version. Part of the caller's
/// transaction.
Result<void> raiseSchema(Connection& connection, int from);

/// Every table and index must be exactly what this version writes; anything else is refused.
Result<void> checkSchema(const Connection& connection);

/// The same for a store of an older version.
Result<void> checkSchema(const Connection& connection, int version);

} // namespace throughline::store
