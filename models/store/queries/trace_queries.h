#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// A trace's row with the id of its session.
struct TraceInfo
{
    domain::TraceId id;
    std::string sessionId;
    std::uint32_t spans = 0;
    Timestamp start;
    Timestamp end;
    std::string service;
    std::string name;
    std::uint32_t errors = 0;
};

enum class TraceOrder : std::uint8_t
{
    Slowest,
    Newest,
    MostErrors
};

Result<std::vector<TraceInfo>> traces(const Connection& connection, TraceOrder order,
                                      std::uint64_t offset, std::uint64_t limit);
Result<std::uint64_t> traceCount(const Connection& connection);

/// Of a session, by start.
Result<std::vector<TraceInfo>> tracesOfSession(const Connection& connection, std::uint32_t session);

/// The low half of each trace's id with the number of its session, ascending; traces without a
/// session are left out.
Result<std::vector<std::pair<std::uint64_t, std::uint32_t>>>
sessionsOfTraces(const Connection& connection);

/// Traces that may be this one: equal on 128 bits, or on the low 64 where one side has no more.
Result<std::vector<TraceInfo>> findTraces(const Connection& connection, const domain::TraceId& id);

} // namespace throughline::store
