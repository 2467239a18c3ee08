#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace throughline::domain {

/// The share of its kind that a record stands for, as its source tells or its importer was told:
/// above 0, up to 1. A record without one stands for itself alone.
inline constexpr std::string_view kSamplingRate = "sampling.rate";

/// A rate as text: a number above 0 and up to 1, or such a percentage ("10 %", "10%"). nullopt for
/// anything else, since a wrong rate makes wrong numbers.
[[nodiscard]] std::optional<double> samplingRateFromText(std::string_view text);

/// The rate behind an OpenTelemetry trace state, "ot=th:c" among its members: one minus the
/// rejection threshold, which is the first digits of 56 bits in hexadecimal
/// (opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling). nullopt where it tells
/// none.
[[nodiscard]] std::optional<double> samplingRateOfTraceState(std::string_view traceState);

/// The shortest text that reads as the same rate: "0.1".
[[nodiscard]] std::string samplingRateText(double rate);

} // namespace throughline::domain
