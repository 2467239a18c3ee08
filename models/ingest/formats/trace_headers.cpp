#include "models/ingest/formats/trace_headers.h"

#include "models/base/text.h"

#include <algorithm>
#include <cstdint>

namespace throughline::ingest {

namespace {

bool isHexId(std::string_view id, std::size_t shortest, std::size_t longest)
{
    return id.size() >= shortest && id.size() <= longest
        && id.find_first_not_of('0') != std::string_view::npos
        && std::all_of(id.begin(), id.end(), [](char c) { return hexDigitValue(c) >= 0; });
}

/// The first two of the parts; a part that is no id is left out, a trace without an id is nothing.
TraceContext contextOf(const std::vector<std::string_view>& parts, std::size_t first)
{
    if (parts.size() <= first || !isHexId(parts[first], 1, 32)) {
        return {};
    }
    const bool span = parts.size() > first + 1 && isHexId(parts[first + 1], 1, 16);
    const auto whole = [](std::string_view id, std::size_t digits) {
        return std::string(id.size() < digits ? digits - id.size() : 0, '0') + std::string(id);
    };
    return {whole(parts[first], 32), span ? whole(parts[first + 1], 16) : std::string()};
}

std::string hexOf(std::string_view decimal)
{
    const auto number = parseUnsigned(trim(decimal));
    std::string hex;
    for (std::uint64_t rest = number.value_or(0); rest != 0; rest >>= 4U) {
        hex += "0123456789abcdef"[rest & 15U];
    }
    std::reverse(hex.begin(), hex.end());
    return hex;
}

std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hexDigitValue(text[i + 1]) >= 0
            && hexDigitValue(text[i + 2]) >= 0;
        if (escape) {
            decoded +=
                static_cast<char>(hexDigitValue(text[i + 1]) * 16 + hexDigitValue(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

} // namespace

TraceContext traceContextOf(std::string_view name, std::string_view value)
{
    value = trim(value);
    if (name == "traceparent") {
        const auto parts = split(value, '-');
        const bool whole = parts.size() >= 4 && parts[1].size() == 32 && parts[2].size() == 16;
        return whole ? contextOf(parts, 1) : TraceContext {};
    }
    if (name == "b3" || name == "sentry-trace") {
        return contextOf(split(value, '-'), 0);
    }
    if (name == "uber-trace-id") {
        return contextOf(split(percentDecoded(value), ':'), 0);
    }
    if (name == "x-b3-traceid") {
        return contextOf({value}, 0);
    }
    if (name == "x-datadog-trace-id") {
        const std::string hex = hexOf(value);
        return contextOf({hex}, 0);
    }
    return {};
}

TraceContext serverTimingContext(std::string_view value)
{
    for (const std::string_view metric : split(value, ',')) {
        const auto parts = split(metric, ';');
        if (!equalsIgnoringAsciiCase(trim(parts[0]), "traceparent")) {
            continue;
        }
        for (std::string_view part : parts) {
            part = trim(part);
            if (part.starts_with("desc=")) {
                part.remove_prefix(5);
                const bool quoted = part.size() >= 2 && part.front() == '"';
                return traceContextOf("traceparent",
                                      quoted ? part.substr(1, part.size() - 2) : part);
            }
        }
    }
    return {};
}

std::vector<BaggageMember> readBaggage(std::string_view header)
{
    std::vector<BaggageMember> members;
    for (const std::string_view entry : split(header, ',')) {
        const std::string_view pair = entry.substr(0, entry.find(';'));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos) {
            members.push_back({percentDecoded(trim(pair.substr(0, equals))),
                               percentDecoded(trim(pair.substr(equals + 1)))});
        }
    }
    return members;
}

} // namespace throughline::ingest
