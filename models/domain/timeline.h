#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"
#include "models/domain/provenance.h"

#include <cstdint>
#include <string>

namespace throughline::domain {

/// What a mark on a session's timeline stands for; one lane each, in this order.
enum class TimelineKind : std::uint8_t
{
    View,
    Action,
    Error,
    Request,
    Span,
    Log,
    Ticket
};

/// "view", "action", "error", "request", "span", "log", "ticket".
[[nodiscard]] std::string_view toText(TimelineKind kind);

/// One thing that happened around a session, on one clock.
struct TimelineItem
{
    TimelineKind kind = TimelineKind::Action;
    Timestamp time; ///< corrected to the backend's clock where the session's offset is known
    Timestamp rawTime; ///< as the source wrote it
    Duration duration; ///< 0 for a moment
    std::string title;
    std::string id; ///< what activating it opens: event, E7, span id, ticket number
    TraceId trace;
    std::uint8_t severity = 0; ///< OpenTelemetry number; 17 and more is an error
    bool frustration = false; ///< part of a rage click or reload cluster
    RecordRef record; ///< block 0: not in a block (ticket)
    SourcePlace place;

    bool operator==(const TimelineItem&) const = default;
};

} // namespace throughline::domain
