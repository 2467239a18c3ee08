#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The ids that a header of a request carries, in hexadecimal; empty: none.
struct TraceContext
{
    std::string traceId;
    std::string spanId;
};

/// Reads traceparent (W3C), b3 and x-b3-traceid, sentry-trace, uber-trace-id and
/// x-datadog-trace-id, whose ids are decimal; nothing for any other header. `name` in lower case.
[[nodiscard]] TraceContext traceContextOf(std::string_view name, std::string_view value);

/// The traceparent of a Server-Timing header: `traceparent;desc="00-..."`.
[[nodiscard]] TraceContext serverTimingContext(std::string_view value);

/// One member of a baggage header, percent-decoded.
struct BaggageMember
{
    std::string name;
    std::string value;
};

[[nodiscard]] std::vector<BaggageMember> readBaggage(std::string_view header);

} // namespace throughline::ingest
