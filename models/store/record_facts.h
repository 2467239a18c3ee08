#pragma once

#include "models/store/record_shape.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::store {

/// How many errors a record carries: 1 for a log or event with an exception or of error level, the
/// number of exception events for a span.
[[nodiscard]] std::uint32_t errorsOn(const ShapedRecord& record);

/// What makes a span the same in any export: the low half of its trace id (older exports have no
/// other), its own id, its kind, for a call reports one span from either side, and its start in
/// microseconds, which is as fine as some exports are. A start one microsecond later differs by
/// kNextMicrosecond, so that exports that round and exports that cut can be told to agree.
[[nodiscard]] std::uint64_t spanIdentity(const ShapedRecord& span);

inline constexpr std::uint64_t kNextMicrosecond = 0x9E37'79B9'7F4A'7C15ULL;

/// What of a record says that a user clicked or loaded a page.
struct Gesture
{
    enum class Kind : std::uint8_t
    {
        None,
        Click,
        Load,
        Reload
    };

    Kind kind = Kind::None;
    std::string_view target; ///< of a click: element; of a load: path
    std::int32_t x = 0;
    std::int32_t y = 0;
};

[[nodiscard]] Gesture gestureOf(const ShapedRecord& record);

/// A decimal amount as millionths, digits beyond the sixth cut; nullopt: no amount or too large.
[[nodiscard]] std::optional<std::int64_t> toMicros(std::string_view amount);

/// What a user and, failing that, a device is called for whom no session is named: their records
/// are held together until sessions are cut. Empty but for events.
[[nodiscard]] std::string actorKey(const ShapedRecord& record);

/// The flags of block_columns.h.
[[nodiscard]] std::uint8_t flagsOf(const ShapedRecord& record, std::uint32_t errors);

/// The fields that belong to the context of a record as one JSON object of texts by key; nothing
/// where it has none.
void appendContext(std::string& json, const ShapedRecord& record, const ShapedLine& line);

/// What a record is called: the name of an event, span or metric, the number of a ticket.
[[nodiscard]] std::string_view nameOf(const ShapedRecord& record);

/// A click or tap, by the name of its event.
[[nodiscard]] bool isClickName(std::string_view eventName);

/// A page view: an event that opens a view.
[[nodiscard]] bool isViewName(std::string_view eventName);

} // namespace throughline::store
