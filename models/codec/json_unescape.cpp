#include "models/codec/json_unescape.h"

#include "models/base/text.h"

#include <cstdint>

namespace throughline::codec {

namespace {

void appendUtf8(std::string& text, std::uint32_t code)
{
    const auto byte = [&text](std::uint32_t value) { text += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6U);
        byte(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    } else {
        byte(0xF0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3FU));
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    }
}

/// Four hexadecimal digits at the front of text; -1 where they are not.
int takeHex4(std::string_view& text)
{
    if (text.size() < 4) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int digit = hexDigitValue(text[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    text.remove_prefix(4);
    return value;
}

bool isHighSurrogate(int code)
{
    return code >= 0xD800 && code < 0xDC00;
}

bool isLowSurrogate(int code)
{
    return code >= 0xDC00 && code < 0xE000;
}

/// One \uXXXX escape, the u taken already, with the second half of a pair where it follows.
bool unescapeCodePoint(std::string_view& raw, std::string& text, bool& loneSurrogate)
{
    constexpr std::uint32_t kReplacement = 0xFFFD;
    const int first = takeHex4(raw);
    if (first < 0) {
        return false;
    }
    if (isHighSurrogate(first) && raw.size() >= 6 && raw[0] == '\\' && raw[1] == 'u') {
        std::string_view after = raw.substr(2);
        const int second = takeHex4(after);
        if (isLowSurrogate(second)) {
            raw = after;
            appendUtf8(text,
                       0x10000U + (static_cast<std::uint32_t>(first - 0xD800) << 10U)
                           + static_cast<std::uint32_t>(second - 0xDC00));
            return true;
        }
    }
    if (isHighSurrogate(first) || isLowSurrogate(first)) {
        loneSurrogate = true;
        appendUtf8(text, kReplacement);
        return true;
    }
    appendUtf8(text, static_cast<std::uint32_t>(first));
    return true;
}

} // namespace

bool unescapeString(std::string_view raw, std::string& text, bool& loneSurrogate)
{
    static constexpr std::string_view kEscapes = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    while (!raw.empty()) {
        const std::size_t plain = raw.find('\\');
        text += raw.substr(0, plain);
        if (plain == std::string_view::npos) {
            return true;
        }
        raw.remove_prefix(plain + 1);
        if (raw.empty()) {
            return false;
        }
        const char escape = raw.front();
        raw.remove_prefix(1);
        if (escape == 'u') {
            if (!unescapeCodePoint(raw, text, loneSurrogate)) {
                return false;
            }
        } else if (const std::size_t at = kEscapes.find(escape); at != std::string_view::npos) {
            text += kMeanings[at];
        } else {
            return false;
        }
    }
    return true;
}

} // namespace throughline::codec
