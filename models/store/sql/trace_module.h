#pragma once

#include "models/base/result.h"
#include "models/store/sql/query_guard.h"

struct sqlite3;

namespace throughline::store {

/// Makes the read-only virtual table `trace` over the packed rows of traces known to a connection:
///
///     trace(trace TEXT, session INTEGER, spans INTEGER, start_ns INTEGER, end_ns INTEGER,
///           service TEXT, name TEXT, errors INTEGER, low INTEGER HIDDEN)
///
/// Nothing of it is in the schema. `low` is the lower half of the id as a number with a sign. Rows
/// come ascending by id. A row by its id costs a look into one chunk, one by its lower half a look
/// at all ids. `guard` may be null; it must outlive the connection's statements.
Result<void> installTraceTable(sqlite3* database, QueryGuard* guard);

} // namespace throughline::store
