#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// A trace as the table of traces shows it.
struct TraceSummaryRow
{
    domain::TraceId id;
    std::int64_t session = -1; ///< its number in the index; negative: none
    std::uint32_t spans = 0;
    Timestamp start;
    Timestamp end;
    std::string_view service;
    std::string_view name;
    std::uint32_t errors = 0;
};

/// Some thousand rows of the table of traces as they lie in the store. There are millions of
/// traces: a row each took more time and room than all their spans.
struct PackedTraces
{
    domain::TraceId first;
    std::uint32_t traces = 0;
    std::uint32_t inSessions = 0;
    std::string ids;
    std::string facts;
};

/// So many rows make a chunk; the last one has fewer.
inline constexpr std::size_t kTracesPerChunk = 4096;

/// Packs rows that stand ascending by id, at least one. Needs no store, so another thread can do
/// it.
[[nodiscard]] PackedTraces packTraces(std::span<const TraceSummaryRow> rows);

/// Ids of a chunk, ascending; one entry per row.
struct TraceIds
{
    std::vector<std::uint64_t> high;
    std::vector<std::uint64_t> low;
};

/// What else is known of the traces of a chunk; one entry per row.
struct TraceFacts
{
    std::vector<std::uint32_t> session; ///< kNoOrdinal: none
    std::vector<std::uint32_t> spans;
    std::vector<std::uint32_t> errors;
    std::vector<std::int64_t> start; ///< ns
    std::vector<std::int64_t> length; ///< ns
    std::vector<std::uint32_t> service; ///< place in texts
    std::vector<std::uint32_t> name; ///< place in texts
    std::vector<std::string> texts;
};

/// A Store error means damage, also where the chunk has another number of traces than it says.
Result<void> unpackIds(std::string_view packed, std::uint32_t traces, TraceIds& ids);
Result<void> unpackFacts(std::string_view packed, std::uint32_t traces, TraceFacts& facts);

} // namespace throughline::store
