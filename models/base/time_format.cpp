#include "models/base/time_format.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline {

namespace {

constexpr std::string_view kDirectives = "YymdHIMSbafpz*%";
constexpr std::array<std::string_view, 12> kMonths {"jan", "feb", "mar", "apr", "may", "jun",
                                                    "jul", "aug", "sep", "oct", "nov", "dec"};

/// The parts read so far.
struct Parts
{
    CivilTime civil;
    std::optional<bool> afternoon;
    std::optional<int> offsetMinutes;
    Duration resolution = Duration::seconds(1);
};

std::optional<int> takeNumber(std::string_view& text, std::size_t fewest, std::size_t most)
{
    int value = 0;
    std::size_t digits = 0;
    while (digits < most && digits < text.size() && isAsciiDigit(text[digits])) {
        value = value * 10 + (text[digits] - '0');
        ++digits;
    }
    text.remove_prefix(digits);
    return digits >= fewest ? std::optional(value) : std::nullopt;
}

std::string takeWord(std::string_view& text)
{
    const auto* const end =
        std::find_if_not(text.begin(), text.end(), [](char c) { return isAsciiLetter(c); });
    const auto size = static_cast<std::size_t>(end - text.begin());
    std::string word = toLowerAscii(text.substr(0, size));
    text.remove_prefix(size);
    return word;
}

bool takeMonth(std::string_view& text, int& month)
{
    const std::string word = takeWord(text);
    const auto* found = std::ranges::find(kMonths, std::string_view(word).substr(0, 3));
    month = static_cast<int>(found - kMonths.begin()) + 1;
    return word.size() >= 3 && found != kMonths.end();
}

bool takeDecimals(std::string_view& text, Parts& parts)
{
    std::int64_t unit = 1'000'000'000;
    std::int64_t value = 0;
    while (!text.empty() && isAsciiDigit(text.front())) {
        if (unit > 1) {
            unit /= 10;
            value += unit * (text.front() - '0');
        }
        text.remove_prefix(1);
    }
    parts.civil.nanosecond = static_cast<int>(value);
    parts.resolution = unit >= 1'000'000 ? Duration::milliseconds(1)
        : unit >= 1'000                  ? Duration::microseconds(1)
                                         : Duration::nanoseconds(1);
    return unit < 1'000'000'000;
}

bool takeZone(std::string_view& text, std::optional<int>& offset)
{
    if (text.empty()) {
        return false;
    }
    if (isAsciiLetter(text.front())) {
        const std::string word = takeWord(text);
        offset = 0;
        return word == "z" || word == "utc" || word == "gmt";
    }
    const bool west = text.front() == '-';
    if (!west && text.front() != '+') {
        return false;
    }
    text.remove_prefix(1);
    const auto hours = takeNumber(text, 2, 2);
    if (text.starts_with(':')) {
        text.remove_prefix(1);
    }
    const auto minutes = takeNumber(text, 2, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) {
        return false;
    }
    offset = (west ? -1 : 1) * (*hours * 60 + *minutes);
    return true;
}

bool takeHalf(std::string_view& text, std::optional<bool>& afternoon)
{
    const std::string word = takeWord(text);
    afternoon = word == "pm";
    return word == "am" || word == "pm";
}

bool assign(int& target, std::optional<int> value, int smallest, int largest)
{
    target = value.value_or(smallest);
    return value && *value >= smallest && *value <= largest;
}

bool takeDirective(char directive, std::string_view& text, Parts& parts)
{
    CivilTime& civil = parts.civil;
    switch (directive) {
    case 'Y':
        return assign(civil.year, takeNumber(text, 4, 4), 1, 9999);
    case 'y': {
        const bool good = assign(civil.year, takeNumber(text, 2, 2), 0, 99);
        civil.year += civil.year < 69 ? 2000 : 1900;
        return good;
    }
    case 'm':
        return assign(civil.month, takeNumber(text, 1, 2), 1, 12);
    case 'd':
        return assign(civil.day, takeNumber(text, 1, 2), 1, 31);
    case 'H':
        return assign(civil.hour, takeNumber(text, 1, 2), 0, 23);
    case 'I':
        return assign(civil.hour, takeNumber(text, 1, 2), 1, 12);
    case 'M':
        return assign(civil.minute, takeNumber(text, 1, 2), 0, 59);
    case 'S':
        return assign(civil.second, takeNumber(text, 1, 2), 0, 60);
    case 'b':
        return takeMonth(text, civil.month);
    case 'a':
        return !takeWord(text).empty();
    case 'f':
        return takeDecimals(text, parts);
    case 'p':
        return takeHalf(text, parts.afternoon);
    case 'z':
        return takeZone(text, parts.offsetMinutes);
    case '*':
        text = {};
        return true;
    default:
        return false;
    }
}

bool takeByte(char wanted, std::string_view& text)
{
    if (wanted == ' ') {
        const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
        text.remove_prefix(blanks);
        return blanks > 0;
    }
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

} // namespace

Result<TimeFormat> TimeFormat::parse(std::string_view format)
{
    std::string seen;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            continue;
        }
        ++i;
        if (i == format.size() || kDirectives.find(format[i]) == std::string_view::npos) {
            return usageError("The form of times '" + std::string(format)
                                  + "' has an unknown directive",
                              "Known are %Y %y %m %d %H %I %M %S %b %a %f %p %z %* and %%");
        }
        seen += format[i];
    }
    const auto has = [&seen](std::string_view any) {
        return seen.find_first_of(any) != std::string::npos;
    };
    if (!has("Yy") || !has("mb") || !has("d") || (has("I") && !has("p"))) {
        return usageError("The form of times '" + std::string(format) + "' does not fix a moment",
                          "It needs year, month and day, and %p beside %I");
    }
    return TimeFormat(format);
}

std::optional<ParsedTime> TimeFormat::read(std::string_view text) const
{
    Parts parts;
    for (std::size_t i = 0; i < m_format.size(); ++i) {
        const bool directive = m_format[i] == '%' && m_format[++i] != '%';
        const bool good =
            directive ? takeDirective(m_format[i], text, parts) : takeByte(m_format[i], text);
        if (!good) {
            return std::nullopt;
        }
    }
    if (!text.empty()) {
        return std::nullopt;
    }
    if (parts.afternoon) {
        parts.civil.hour = parts.civil.hour % 12 + (*parts.afternoon ? 12 : 0);
    }
    // int64 nanoseconds end in 2262; a century of margin keeps offsets harmless.
    if (parts.civil.year < 1700 || parts.civil.year > 2261) {
        return std::nullopt;
    }
    CivilTime day = parts.civil;
    day.second = 0; // a leap second may carry over, a 31st of April may not
    if (toCivil(fromCivil(day)).day != day.day) {
        return std::nullopt;
    }
    const Timestamp moment = fromCivil(parts.civil);
    return ParsedTime {moment - Duration::minutes(parts.offsetMinutes.value_or(0)),
                       parts.resolution, parts.offsetMinutes.has_value()};
}

} // namespace throughline
