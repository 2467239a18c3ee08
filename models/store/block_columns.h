#pragma once

#include "models/base/result.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// No value in an ordinal column.
inline constexpr std::uint32_t kNoOrdinal = 0xFFFFFFFF;

/// What a record is, as one byte beside its time: enough to find the few without reading the many.
namespace flag {
inline constexpr std::uint8_t kError = 1; ///< carries at least one error
inline constexpr std::uint8_t kServer = 2; ///< a server span: the backend's end of a request
inline constexpr std::uint8_t kFailed = 4; ///< span status error
inline constexpr std::uint8_t kBot = 8; ///< says of itself that it is a bot, synthetic or a test
inline constexpr std::uint8_t kRoot = 16; ///< a span without a parent
} // namespace flag

/// What the session index is built from, one entry per record.
struct IndexColumns
{
    std::vector<std::int64_t> time;
    std::vector<std::uint32_t> session;
    std::vector<std::uint32_t> user;
    std::vector<std::uint32_t> account;
    std::vector<std::uint32_t> name; ///< event or span name
    std::vector<std::uint32_t> context;
    std::vector<std::uint8_t> flags;

    bool operator==(const IndexColumns&) const = default;
};

/// What joins records across sources, one entry per record.
struct LinkColumns
{
    std::vector<std::uint64_t> traceLow;
    std::vector<std::uint64_t> traceHigh;
    std::vector<std::int64_t> duration; ///< ns; -1: not known
    /// Ids of spans and their parents in the order in which the lines have them, those that stand
    /// nowhere else (LinePacker); any number.
    std::vector<std::uint64_t> ids;

    bool operator==(const LinkColumns&) const = default;
};

/// Where each record stands in its file.
struct PlaceColumns
{
    std::vector<std::uint64_t> offset;
    std::vector<std::uint32_t> length;
    std::vector<std::uint32_t> line;
    std::vector<std::uint32_t> part;

    bool operator==(const PlaceColumns&) const = default;
};

/// Money, for the few records that carry some.
struct RevenueColumns
{
    std::vector<std::uint32_t> row;
    std::vector<std::int64_t> micros;
    std::vector<std::uint32_t> currency;

    bool operator==(const RevenueColumns&) const = default;
};

/// Clicks and page loads, for rage clicks and reloads.
struct GestureColumns
{
    std::vector<std::uint32_t> row;
    std::vector<std::uint8_t> kind; ///< 1 click, 2 page load, 3 page load that is a reload
    std::vector<std::uint32_t> target; ///< ordinal of the clicked target or of the loaded path
    std::vector<std::int32_t> x;
    std::vector<std::int32_t> y;

    bool operator==(const GestureColumns&) const = default;
};

/// Columns as bytes and back: times and places as differences, small numbers in few planes, then
/// zstd where that gains something. Decoding checks every length; a Store error means damage.
[[nodiscard]] std::string encode(const IndexColumns& columns);
[[nodiscard]] std::string encode(const LinkColumns& columns);
[[nodiscard]] std::string encode(const PlaceColumns& columns);
[[nodiscard]] std::string encode(const RevenueColumns& columns);
[[nodiscard]] std::string encode(const GestureColumns& columns);
[[nodiscard]] std::string encodeHashes(const std::vector<std::uint64_t>& hashes);

Result<void> decode(std::string_view bytes, IndexColumns& columns);
Result<void> decode(std::string_view bytes, LinkColumns& columns);
Result<void> decode(std::string_view bytes, PlaceColumns& columns);
Result<void> decode(std::string_view bytes, RevenueColumns& columns);
Result<void> decode(std::string_view bytes, GestureColumns& columns);
Result<void> decodeHashes(std::string_view bytes, std::vector<std::uint64_t>& hashes);

/// Names of the columns in the store.
namespace column {
inline constexpr std::string_view kIndex = "index";
inline constexpr std::string_view kLink = "link";
inline constexpr std::string_view kPlace = "place";
inline constexpr std::string_view kRevenue = "revenue";
inline constexpr std::string_view kGesture = "gesture";
inline constexpr std::string_view kHash = "hash";
/// Sorted distinct low halves; of events, whose traces are seldom asked for, the link column tells.
inline constexpr std::string_view kTraces = "traces";
} // namespace column

} // namespace throughline::store
