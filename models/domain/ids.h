#pragma once

#include "models/base/strong_id.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::domain {

/// Row number of a source in its store.
using SourceId = StrongId<struct SourceIdTag>;
/// Row number of a block in its store.
using BlockId = StrongId<struct BlockIdTag>;
/// The store's short number of an error group: 7 is shown as E7.
using ErrorGroupId = StrongId<struct ErrorGroupIdTag>;
/// A session's place in the session index; changes when the index is rebuilt.
using SessionNumber = StrongId<struct SessionNumberTag, std::uint32_t>;

/// A record's place in one store: which block, which record in it.
struct RecordRef
{
    BlockId block;
    std::uint32_t index = 0;

    constexpr auto operator<=>(const RecordRef&) const = default;
};

/// 128 bits; a 64-bit id has a zero high half. All zero means: none.
struct TraceId
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    constexpr auto operator<=>(const TraceId&) const = default;

    [[nodiscard]] constexpr bool valid() const { return high != 0 || low != 0; }
};

/// 64 bits; zero means: none.
struct SpanId
{
    std::uint64_t value = 0;

    constexpr auto operator<=>(const SpanId&) const = default;

    [[nodiscard]] constexpr bool valid() const { return value != 0; }
};

/// 32 lower-case hexadecimal digits, as stored and shown.
[[nodiscard]] std::string toHex(const TraceId& id);
/// 16 lower-case hexadecimal digits.
[[nodiscard]] std::string toHex(const SpanId& id);

/// 1 to 32 hexadecimal digits of either case; nullopt otherwise or when all are zero.
[[nodiscard]] std::optional<TraceId> traceIdFromHex(std::string_view hex);
/// 1 to 16 hexadecimal digits of either case; nullopt otherwise or when all are zero.
[[nodiscard]] std::optional<SpanId> spanIdFromHex(std::string_view hex);

/// "E7" and back.
[[nodiscard]] std::string toText(ErrorGroupId id);
[[nodiscard]] std::optional<ErrorGroupId> errorGroupIdFromText(std::string_view text);

} // namespace throughline::domain

template<>
struct std::hash<throughline::domain::RecordRef>
{
    std::size_t operator()(const throughline::domain::RecordRef& ref) const noexcept
    {
        return std::hash<std::int64_t> {}(ref.block.value() * 1'000'003 + ref.index);
    }
};
