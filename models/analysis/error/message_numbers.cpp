#include "models/analysis/error/generated_names.h"
#include "models/analysis/error/message_scan.h"
#include "models/analysis/error/message_tokens.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

using namespace scan;

namespace {

/// "xKZq" has one, "firstName" has not.
bool hasCapitalPair(std::string_view word)
{
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return std::adjacent_find(word.begin(), word.end(),
                              [isUpper](char a, char b) { return isUpper(a) && isUpper(b); })
        != word.end();
}

/// A network card's address: six pairs, "00:1b:44:11:3a:b7".
std::size_t matchMac(std::string_view text, std::size_t at)
{
    const std::string_view token = text.substr(at, 17);
    if (token.size() != 17 || (token[2] != ':' && token[2] != '-') || wordAt(text, at + 17)) {
        return 0;
    }
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (i % 3 == 2 ? token[i] != token[2] : hexDigitValue(token[i]) < 0) {
            return 0;
        }
    }
    return at + 17;
}

/// The end of the first of these that stands here; longer ones come before their beginnings.
template<typename Table>
std::size_t unitEnd(const Table& table, std::string_view text, std::size_t at)
{
    for (const std::string_view unit : table) {
        if (text.substr(at, unit.size()) == unit) {
            return at + unit.size();
        }
    }
    return 0;
}

constexpr auto kLongDurations = std::to_array<std::string_view>({
    "microseconds", "milliseconds", "nanoseconds", "microsecond", "millisecond", "nanosecond",
    "minutes",      "seconds",      "minute",      "second",      "hours",       "msecs",
    "weeks",        "days",         "hour",        "mins",        "msec",        "secs",
    "week",         "day",          "hrs",         "min",         "sec",         "\xC2\xB5s",
    "\xCE\xBCs",    "hr",           "ms",          "ns",          "us",          "s",
});

constexpr auto kShortDurations = std::to_array<std::string_view>({"h", "m"});

constexpr auto kSizes = std::to_array<std::string_view>({
    "Bytes",
    "bytes",
    "GiB",
    "KiB",
    "MiB",
    "TiB",
    "byte",
    "GB",
    "KB",
    "MB",
    "TB",
    "gb",
    "kB",
    "kb",
    "mb",
    "B",
});

UnitMatch unitAt(std::string_view text, std::size_t at, bool attached)
{
    if (at >= text.size()
        || (!isAsciiLetter(text[at]) && static_cast<unsigned char>(text[at]) < 0x80)) {
        return {};
    }
    const auto complete = [&](std::size_t end) {
        return end > 0 && (digitAt(text, end) || !wordAt(text, end));
    };
    std::size_t end = unitEnd(kLongDurations, text, at);
    if (complete(end)) {
        return {NumberUnit::Duration, end};
    }
    end = unitEnd(kSizes, text, at);
    if (end > 0 && !wordAt(text, end)) {
        return {NumberUnit::Size, end};
    }
    end = attached ? unitEnd(kShortDurations, text, at) : 0;
    return complete(end) ? UnitMatch {NumberUnit::Duration, end} : UnitMatch {};
}

/// A separator inside a number, in bytes: point, comma, apostrophe, the narrow blanks of locales.
std::size_t separatorLength(std::string_view text, std::size_t at)
{
    static constexpr auto kWide = std::to_array<std::string_view>(
        {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99", "\xD9\xAC", "\xD9\xAB"});
    if (at >= text.size()) {
        return 0;
    }
    if (text[at] == '.' || text[at] == ',') {
        return digitAt(text, at + 1) ? 1 : 0;
    }
    const auto thousands = [&](std::size_t start) {
        const std::size_t end = digitsEnd(text, start);
        return end - start == 3;
    };
    if (text[at] == '\'') {
        return thousands(at + 1) ? 1 : 0;
    }
    for (const std::string_view wide : kWide) {
        if (text.substr(at, wide.size()) == wide) {
            return thousands(at + wide.size()) ? wide.size() : 0;
        }
    }
    return 0;
}

/// "1 234,56" and "1 234 567": a plain blank groups only where the number goes on behind it.
bool isBlankGroup(std::string_view text, std::size_t start, std::size_t at)
{
    if (at - start > 3 || at + 4 >= text.size() || text[at] != ' '
        || digitsEnd(text, at + 1) != at + 4) {
        return false;
    }
    const char next = text[at + 4];
    return ((next == ',' || next == '.') && digitAt(text, at + 5))
        || (next == ' ' && digitsEnd(text, at + 5) == at + 8);
}

} // namespace

std::size_t matchUuid(std::string_view text, std::size_t at)
{
    return isUuid(text.substr(at, 36)) && !wordAt(text, at + 36) ? at + 36 : 0;
}

std::size_t matchHex(std::string_view text, std::size_t at)
{
    if (const std::size_t mac = matchMac(text, at)) {
        return mac;
    }
    const std::size_t end = wordEnd(text, at);
    const std::string_view word = text.substr(at, end - at);
    if (word.size() > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
        const bool hex =
            std::all_of(word.begin() + 2, word.end(), [](char c) { return hexDigitValue(c) >= 0; });
        return hex ? end : 0;
    }
    const bool letters = std::any_of(word.begin(), word.end(), isAsciiLetter);
    const std::size_t least = before(text, at) == '@' ? 5 : 8;
    return letters && word.size() >= least && looksHexadecimal(word) ? end : 0;
}

std::size_t matchRandomId(std::string_view text, std::size_t at)
{
    const std::size_t end = wordEnd(text, at);
    const std::string_view word = text.substr(at, end - at);
    const auto digits = std::count_if(word.begin(), word.end(), isAsciiDigit);
    const bool letters = static_cast<std::size_t>(digits) < word.size();
    if (before(text, at) == '_') { // behind a prefix as of "cus_", where one in ten has no digit
        const bool mixed = risingCase(word) >= 2 && hasCapitalPair(word);
        return word.size() >= 12 && letters && (digits >= 1 || mixed) ? end : 0;
    }
    return word.size() >= 16 && digits >= 2 && letters && looksRandom(word) ? end : 0;
}

std::size_t matchNumber(std::string_view text, std::size_t at)
{
    const std::size_t start = at;
    const char previous = before(text, at);
    if ((text[at] == '-' || text[at] == '+') && !isWordCharacter(previous) && previous != ')') {
        ++at;
    }
    const std::size_t digits = at;
    at = digitsEnd(text, at);
    if (at == digits) {
        return 0;
    }
    bool decimal = false;
    for (std::size_t length = separatorLength(text, at);
         length > 0 || (!decimal && isBlankGroup(text, digits, at));
         length = separatorLength(text, at)) {
        decimal = decimal || text[at] == '.' || text[at] == ',';
        at = digitsEnd(text, at + std::max<std::size_t>(length, 1));
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const bool sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+');
        const std::size_t exponent = digitsEnd(text, at + (sign ? 2 : 1));
        at = digitAt(text, at + (sign ? 2 : 1)) && !wordAt(text, exponent) ? exponent : at;
    }
    return at > start ? at : 0;
}

UnitMatch matchUnit(std::string_view text, std::size_t at)
{
    const bool blank = at < text.size() && text[at] == ' ';
    UnitMatch match = unitAt(text, at + (blank ? 1 : 0), !blank);
    while (match.unit == NumberUnit::Duration && digitAt(text, match.end)) {
        const std::size_t number = matchNumber(text, match.end);
        const UnitMatch next = unitAt(text, number, true);
        if (next.unit != NumberUnit::Duration) {
            return {};
        }
        match.end = next.end;
    }
    return match;
}

} // namespace throughline::analysis
