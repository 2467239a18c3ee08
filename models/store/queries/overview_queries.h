#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/store/connection.h"

#include <cstdint>

namespace throughline::store {

/// Numbers about the whole store, of visible sources.
struct Overview
{
    std::uint64_t humanSessions = 0;
    std::uint64_t botSessions = 0;
    std::uint64_t errorGroups = 0;
    std::uint64_t occurrences = 0;
    std::uint64_t occurrencesInSessions = 0;
    std::uint64_t traces = 0;
    std::uint64_t tracesInSessions = 0;
    std::uint64_t tickets = 0;
    std::uint64_t ticketsLinked = 0; ///< to at least one session, surely
    std::uint64_t users = 0;
    std::uint64_t accounts = 0;
    TimeRange range; ///< as readDataRange() says
};

/// Counts sessions and what hangs on them: linear in these.
Result<Overview> readOverview(const Connection& connection);

/// From the first moment to the last of visible sources; empty where none tells of time.
Result<TimeRange> readDataRange(const Connection& connection);

} // namespace throughline::store
