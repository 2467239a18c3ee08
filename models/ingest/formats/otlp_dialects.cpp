#include "models/ingest/formats/otlp_dialects.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace throughline::ingest {

namespace {

struct Name
{
    std::string_view snake;
    std::string_view camel;
};

constexpr std::array kNames {
    Name {"array_value", "arrayValue"},
    Name {"as_double", "asDouble"},
    Name {"as_int", "asInt"},
    Name {"bool_value", "boolValue"},
    Name {"bytes_value", "bytesValue"},
    Name {"data_points", "dataPoints"},
    Name {"double_value", "doubleValue"},
    Name {"end_time_unix_nano", "endTimeUnixNano"},
    Name {"event_name", "eventName"},
    Name {"exponential_histogram", "exponentialHistogram"},
    Name {"instrumentation_library", "instrumentationLibrary"},
    Name {"instrumentation_library_logs", "instrumentationLibraryLogs"},
    Name {"instrumentation_library_metrics", "instrumentationLibraryMetrics"},
    Name {"instrumentation_library_spans", "instrumentationLibrarySpans"},
    Name {"int_value", "intValue"},
    Name {"kvlist_value", "kvlistValue"},
    Name {"log_records", "logRecords"},
    Name {"observed_time_unix_nano", "observedTimeUnixNano"},
    Name {"parent_span_id", "parentSpanId"},
    Name {"resource_logs", "resourceLogs"},
    Name {"resource_metrics", "resourceMetrics"},
    Name {"resource_spans", "resourceSpans"},
    Name {"schema_url", "schemaUrl"},
    Name {"scope_logs", "scopeLogs"},
    Name {"scope_metrics", "scopeMetrics"},
    Name {"scope_spans", "scopeSpans"},
    Name {"severity_number", "severityNumber"},
    Name {"severity_text", "severityText"},
    Name {"span_id", "spanId"},
    Name {"start_time_unix_nano", "startTimeUnixNano"},
    Name {"string_value", "stringValue"},
    Name {"time_unix_nano", "timeUnixNano"},
    Name {"trace_id", "traceId"},
    Name {"trace_state", "traceState"},
};

int base64Digit(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A'
        : c >= 'a' && c <= 'z'  ? c - 'a' + 26
        : c >= '0' && c <= '9'  ? c - '0' + 52
        : c == '+' || c == '-'  ? 62
        : c == '/' || c == '_'  ? 63
                                : -1;
}

/// Reads the head of a protobuf field of type "length-delimited": its number and how long it is.
struct FieldHead
{
    std::uint64_t number = 0;
    std::uint64_t length = 0;
    std::size_t bytes = 0; ///< of the head itself
};

std::optional<std::uint64_t> readVarint(std::string_view text, std::size_t& at)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && at < text.size(); shift += 7) {
        const auto byte = static_cast<unsigned char>(text[at++]);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<FieldHead> readFieldHead(std::string_view text)
{
    std::size_t at = 0;
    const auto tag = readVarint(text, at);
    if (!tag || (*tag & 7U) != 2U) {
        return std::nullopt;
    }
    const auto length = readVarint(text, at);
    return length ? std::optional(FieldHead {*tag >> 3U, *length, at}) : std::nullopt;
}

/// Field 1 (the list of resources) that holds field 1 (a resource) or 2 (a scope) that fits in it.
bool isRequest(std::string_view text)
{
    const auto list = readFieldHead(text);
    if (!list || list->number != 1 || list->length < 4) {
        return false;
    }
    const auto inner = readFieldHead(text.substr(list->bytes));
    return inner && (inner->number == 1 || inner->number == 2)
        && inner->length + inner->bytes <= list->length;
}

} // namespace

std::string_view otlpName(std::string_view key)
{
    if (key.find('_') == std::string_view::npos) {
        return key;
    }
    const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                     [key](const Name& name) { return name.snake == key; });
    return found == kNames.end() ? key : found->camel;
}

std::string_view otlpSnakeName(std::string_view camelName)
{
    const auto* found = std::find_if(kNames.begin(), kNames.end(), [camelName](const Name& name) {
        return name.camel == camelName;
    });
    return found == kNames.end() ? camelName : found->snake;
}

std::string_view otlpId(std::string_view id, TextArena& arena)
{
    const std::size_t bytes = id.size() == 24 ? 16 : id.size() == 12 ? 8 : 0;
    const std::size_t digits = bytes == 16 ? 22 : 11;
    if (bytes == 0 || id.find_first_not_of('=', digits) != std::string_view::npos) {
        return id;
    }
    std::string hex;
    unsigned pending = 0;
    unsigned bits = 0;
    for (const char c : id.substr(0, digits)) {
        const int digit = base64Digit(c);
        if (digit < 0) {
            return id;
        }
        pending = (pending << 6U) | static_cast<unsigned>(digit);
        bits += 6;
        while (bits >= 4 && hex.size() < 2 * bytes) {
            bits -= 4;
            hex += "0123456789abcdef"[(pending >> bits) & 15U];
        }
        pending &= 63U;
    }
    return arena.keep(hex);
}

bool looksLikeOtlpProtobuf(std::string_view head)
{
    constexpr std::size_t kLengthPrefix = 4; // of the collector's file exporter, big-endian
    const bool prefixed = head.size() > kLengthPrefix && head[0] == 0;
    return isRequest(head) || (prefixed && isRequest(head.substr(kLengthPrefix)));
}

} // namespace throughline::ingest
