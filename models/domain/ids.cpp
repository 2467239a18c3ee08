#include "models/domain/ids.h"

#include "models/base/digits.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::domain {

namespace {

constexpr std::size_t kSpanDigits = 16;
constexpr std::size_t kTraceDigits = 2 * kSpanDigits;

std::string hexOf(std::uint64_t value)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4U) {
        text[i] = kDigits[value & 0xFU];
    }
    return text;
}

std::optional<std::uint64_t> fromHex(std::string_view hex)
{
    std::uint64_t value = 0;
    for (const char c : hex) {
        const int digit = hexDigitValue(c);
        if (digit < 0) {
            return std::nullopt;
        }
        value = value << 4U | static_cast<std::uint64_t>(digit);
    }
    return value;
}

} // namespace

std::string toHex(const TraceId& id)
{
    return hexOf(id.high) + hexOf(id.low);
}

std::string toHex(const SpanId& id)
{
    return hexOf(id.value);
}

std::optional<TraceId> traceIdFromHex(std::string_view hex)
{
    if (hex.empty() || hex.size() > kTraceDigits) {
        return std::nullopt;
    }
    if (hex.size() == kTraceDigits) { // as nearly all are
        const auto high = parseHex16(hex.data());
        const auto low = parseHex16(hex.data() + kSpanDigits);
        return high && low && (*high != 0 || *low != 0) ? std::optional(TraceId {*high, *low})
                                                        : std::nullopt;
    }
    const std::size_t lowDigits = std::min(hex.size(), kSpanDigits);
    const auto low = fromHex(hex.substr(hex.size() - lowDigits));
    const auto high = fromHex(hex.substr(0, hex.size() - lowDigits));
    if (!low || !high || (*low == 0 && *high == 0)) {
        return std::nullopt;
    }
    return TraceId {*high, *low};
}

std::optional<SpanId> spanIdFromHex(std::string_view hex)
{
    const auto value = hex.size() == kSpanDigits  ? parseHex16(hex.data())
        : hex.empty() || hex.size() > kSpanDigits ? std::nullopt
                                                  : fromHex(hex);
    if (!value || *value == 0) {
        return std::nullopt;
    }
    return SpanId {*value};
}

std::string toText(ErrorGroupId id)
{
    return "E" + std::to_string(id.value());
}

std::optional<ErrorGroupId> errorGroupIdFromText(std::string_view text)
{
    if (text.size() < 2 || (text.front() != 'E' && text.front() != 'e')) {
        return std::nullopt;
    }
    const auto number = parseInteger(text.substr(1));
    if (!number || *number <= 0) {
        return std::nullopt;
    }
    return ErrorGroupId(*number);
}

} // namespace throughline::domain
