#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace throughline::domain {

/// The kinds of records a source holds. An error is not one of them: it rides on a record.
enum class Signal : std::uint8_t
{
    Event,
    Log,
    Span,
    Metric,
    Ticket
};

inline constexpr std::array<Signal, 5> kAllSignals {Signal::Event, Signal::Log, Signal::Span,
                                                    Signal::Metric, Signal::Ticket};

/// "event", "log", "span", "metric", "ticket".
[[nodiscard]] std::string_view toText(Signal signal);
[[nodiscard]] std::optional<Signal> signalFromText(std::string_view text);

} // namespace throughline::domain
