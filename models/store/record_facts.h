#pragma once

#include "models/domain/record.h"

#include <cstdint>
#include <optional>

namespace throughline::store {

/// How many errors a record carries: 1 for a log or event with an exception or of error level, the
/// number of exception events for a span.
[[nodiscard]] std::uint32_t errorsOn(const domain::Record& record);

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

[[nodiscard]] Gesture gestureOf(const domain::Record& record);

/// A decimal amount as millionths, digits beyond the sixth cut; nullopt: no amount or too large.
[[nodiscard]] std::optional<std::int64_t> toMicros(std::string_view amount);

/// A field that belongs to a record's context: few values, constant for a while.
[[nodiscard]] bool isContextField(const domain::Field& field);

/// What a record is called: the name of an event, span or metric, the number of a ticket.
[[nodiscard]] std::string_view nameOf(const domain::Record& record);

/// A page view: an event that opens a view.
[[nodiscard]] bool isViewName(std::string_view eventName);

} // namespace throughline::store
