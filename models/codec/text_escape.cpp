#include "models/codec/text_escape.h"

#include "models/base/text.h"
#include "models/base/utf8.h"

#include <algorithm>
#include <array>

namespace throughline::codec {

namespace {

struct CodePoint
{
    std::uint32_t value = 0;
    std::string_view bytes;
};

/// The first code point of text that is valid and not empty.
CodePoint firstCodePoint(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t value = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    return {value, text.substr(0, length)};
}

struct CodePointRange
{
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Controls, writing direction, line separators, invisible marks and tags.
constexpr std::array kHidden = {
    CodePointRange {0x00, 0x1F},       CodePointRange {0x7F, 0x9F},
    CodePointRange {0x61C, 0x61C},     CodePointRange {0x200E, 0x200F},
    CodePointRange {0x2028, 0x202E},   CodePointRange {0x2066, 0x206F},
    CodePointRange {0xFEFF, 0xFEFF},   CodePointRange {0xFFF9, 0xFFFB},
    CodePointRange {0xE0000, 0xE007F},
};

bool isHidden(std::uint32_t codePoint)
{
    return std::any_of(kHidden.begin(), kHidden.end(), [codePoint](const CodePointRange& range) {
        return codePoint >= range.first && codePoint <= range.last;
    });
}

std::string hexDigits(std::uint32_t value, int atLeast)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string digits;
    for (int i = 0; i < atLeast || value != 0; ++i) {
        digits.insert(digits.begin(), kDigits[value & 0xFU]);
        value >>= 4U;
    }
    return digits;
}

std::string markFor(std::uint32_t codePoint)
{
    if (codePoint == 0) {
        return "\xE2\x90\x80"; // U+2400, the symbol for NUL
    }
    // U+27E8 and U+27E9, mathematical angle brackets: never taken for markup.
    return "\xE2\x9F\xA8U+" + hexDigits(codePoint, 4) + "\xE2\x9F\xA9";
}

/// Rewrites text code point by code point; `write(code point, escaped)` appends its choice.
template<typename Write>
std::string rewrite(std::string_view text, Write write)
{
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    std::string escaped;
    escaped.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const CodePoint point = firstCodePoint(text);
        write(point, escaped);
        text.remove_prefix(point.bytes.size());
    }
    return escaped;
}

/// The entity that stands for this character everywhere in HTML; empty for the harmless.
std::string_view htmlEntity(std::uint32_t codePoint)
{
    switch (codePoint) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '`':
        return "&#96;";
    default:
        return {};
    }
}

bool staysInHtmlText(std::uint32_t codePoint)
{
    return codePoint == '\n' || codePoint == '\t' || !isHidden(codePoint);
}

bool isUnreserved(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool endsInOrderedListNumber(std::string_view escaped)
{
    return !escaped.empty() && std::all_of(escaped.begin(), escaped.end(), isAsciiDigit);
}

bool endsWithIgnoringCase(std::string_view text, std::string_view ending)
{
    return text.size() >= ending.size()
        && equalsIgnoringAsciiCase(text.substr(text.size() - ending.size()), ending);
}

/// Some characters mean something only behind what was written so far.
bool needsBackslash(char c, std::string_view escaped)
{
    switch (c) {
    case '-':
    case '+':
    case '=':
        return trim(escaped).empty() || escaped.back() == c;
    case ')':
        return true;
    case '.':
        return endsInOrderedListNumber(trim(escaped)) || endsWithIgnoringCase(escaped, "www");
    case '/':
        // Breaks "https://" and its like; a colon alone stays as people write it.
        return escaped.ends_with(":/");
    case ':':
        return endsWithIgnoringCase(escaped, "mailto") || endsWithIgnoringCase(escaped, "xmpp");
    default:
        return std::string_view("\\*_{}[]()#|~!$^@").find(c) != std::string_view::npos;
    }
}

void appendMarkdown(const CodePoint& point, std::string& escaped)
{
    if (point.value == '\n' || point.value == '\t') {
        escaped += ' ';
    } else if (isHidden(point.value)) {
        escaped += markFor(point.value);
    } else if (point.value == '@') {
        // Mail addresses are linked even behind a backslash.
        escaped += "&#64;";
    } else if (const std::string_view entity = htmlEntity(point.value); !entity.empty()) {
        escaped += entity;
    } else {
        if (point.value < 0x80 && needsBackslash(point.bytes.front(), escaped)) {
            escaped += '\\';
        }
        escaped += point.bytes;
    }
}

void appendJsonUnit(std::uint32_t unit, std::string& escaped)
{
    escaped += "\\u" + hexDigits(unit, 4);
}

void appendJson(const CodePoint& point, std::string& escaped)
{
    switch (point.value) {
    case '"':
        escaped += "\\\"";
        return;
    case '\\':
        escaped += "\\\\";
        return;
    case '\n':
        escaped += "\\n";
        return;
    case '\t':
        escaped += "\\t";
        return;
    case '\r':
        escaped += "\\r";
        return;
    default:
        break;
    }
    const bool markup = point.value == '<' || point.value == '>' || point.value == '&';
    if (!markup && !isHidden(point.value)) {
        escaped += point.bytes;
    } else if (point.value < 0x10000) {
        appendJsonUnit(point.value, escaped);
    } else {
        const std::uint32_t rest = point.value - 0x10000;
        appendJsonUnit(0xD800U + (rest >> 10U), escaped);
        appendJsonUnit(0xDC00U + (rest & 0x3FFU), escaped);
    }
}

/// What a spreadsheet takes for the start of a formula, in ASCII and full width, and what it drops
/// in front of one.
bool looksLikeFormula(std::string_view text)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    constexpr std::string_view kAscii("=+-@\t\r\n\0", 8);
    constexpr std::array<std::string_view, 4> kFullWidth = {"\xEF\xBC\x9D", "\xEF\xBC\x8B",
                                                            "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    while (text.starts_with(kByteOrderMark)) {
        text.remove_prefix(kByteOrderMark.size());
    }
    return !text.empty()
        && (kAscii.find(text.front()) != std::string_view::npos
            || std::any_of(kFullWidth.begin(), kFullWidth.end(),
                           [text](std::string_view sign) { return text.starts_with(sign); }));
}

} // namespace

std::string showControls(std::string_view text)
{
    return rewrite(text, [](const CodePoint& point, std::string& escaped) {
        escaped += staysInHtmlText(point.value) ? std::string(point.bytes) : markFor(point.value);
    });
}

std::string escapeTerminal(std::string_view text, LineBreaks lineBreaks)
{
    const bool shown = lineBreaks == LineBreaks::Shown;
    const std::string_view newline = shown ? "\xE2\x90\xA4" : " "; // U+2424
    const std::string_view tab = shown ? "\xE2\x90\x89" : " "; // U+2409
    return rewrite(replaceAll(std::string(text), "\r\n", "\n"),
                   [newline, tab](const CodePoint& point, std::string& escaped) {
                       if (point.value == '\n') {
                           escaped += newline;
                       } else if (point.value == '\t') {
                           escaped += tab;
                       } else {
                           escaped += isHidden(point.value) ? markFor(point.value)
                                                            : std::string(point.bytes);
                       }
                   });
}

std::string escapeHtmlText(std::string_view text)
{
    return rewrite(text, [](const CodePoint& point, std::string& escaped) {
        if (const std::string_view entity = htmlEntity(point.value); !entity.empty()) {
            escaped += entity;
        } else if (staysInHtmlText(point.value)) {
            escaped += point.bytes;
        } else {
            escaped += markFor(point.value);
        }
    });
}

std::string escapeHtmlAttribute(std::string_view text)
{
    return rewrite(text, [](const CodePoint& point, std::string& escaped) {
        if (const std::string_view entity = htmlEntity(point.value); !entity.empty()) {
            escaped += entity;
        } else if (point.value == '\n' || point.value == '\t' || point.value == '=') {
            escaped += "&#" + std::to_string(point.value) + ';';
        } else {
            escaped += isHidden(point.value) ? markFor(point.value) : std::string(point.bytes);
        }
    });
}

std::string escapeUrlQuery(std::string_view text)
{
    return rewrite(text, [](const CodePoint& point, std::string& escaped) {
        for (const char byte : point.bytes) {
            if (isUnreserved(byte)) {
                escaped += byte;
            } else {
                escaped += '%' + hexDigits(static_cast<unsigned char>(byte), 2);
            }
        }
    });
}

std::string escapeMarkdown(std::string_view text)
{
    return rewrite(replaceAll(std::string(text), "\r\n", "\n"), appendMarkdown);
}

std::string escapeCsvCell(std::string_view text)
{
    std::string repaired = repairUtf8(text);
    const bool formula = looksLikeFormula(repaired);
    const bool blankAtEdge =
        !repaired.empty() && (repaired.front() == ' ' || repaired.back() == ' ');
    if (!formula && !blankAtEdge && repaired.find_first_of(",;\"\r\n\t") == std::string::npos) {
        return repaired;
    }
    return (formula ? "\"'" : "\"") + replaceAll(repaired, "\"", "\"\"") + '"';
}

std::string escapeJsonString(std::string_view text)
{
    return rewrite(text, appendJson);
}

} // namespace throughline::codec
