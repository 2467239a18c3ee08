#include "models/base/time_parse.h"

#include "models/base/digits.h"
#include "models/base/text.h"

#include <array>
#include <cmath>
#include <cstring>

namespace throughline {

namespace {

/// Reads digits from the front of text; -1 where there are fewer than `count`.
int takeDigits(std::string_view& text, std::size_t count)
{
    if (text.size() < count) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c)
{
    if (text.empty() || text.front() != c) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

struct Fraction
{
    int nanoseconds = 0;
    int digits = 0;
};

/// The digits after a decimal sign as nanoseconds; digits beyond the ninth are cut.
Fraction takeFraction(std::string_view& text)
{
    Fraction fraction;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (fraction.digits < 9) {
            fraction.nanoseconds = fraction.nanoseconds * 10 + (text.front() - '0');
            ++fraction.digits;
        }
        text.remove_prefix(1);
    }
    static constexpr std::array<int, 10> kPowers {
        1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
    fraction.nanoseconds *= kPowers[static_cast<std::size_t>(9 - fraction.digits)];
    return fraction;
}

Duration resolutionOf(int decimals)
{
    if (decimals == 0) {
        return Duration::seconds(1);
    }
    if (decimals <= 3) {
        return Duration::milliseconds(1);
    }
    return decimals <= 6 ? Duration::microseconds(1) : Duration::nanoseconds(1);
}

/// An offset at the end of a time, in seconds; nullopt where the text is no offset.
std::optional<int> takeOffset(std::string_view& text)
{
    if (take(text, 'Z') || take(text, 'z')) {
        return 0;
    }
    const bool plus = !text.empty() && text.front() == '+';
    if (!plus && (text.empty() || text.front() != '-')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const int hours = takeDigits(text, 2);
    take(text, ':');
    const int minutes = text.empty() ? 0 : takeDigits(text, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
        return std::nullopt;
    }
    const int seconds = hours * 3600 + minutes * 60;
    return plus ? seconds : -seconds;
}

int daysOfMonth(int year, int month)
{
    static constexpr std::array<int, 12> kDays {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool takeDate(std::string_view& text, CivilTime& civil)
{
    civil.year = takeDigits(text, 4);
    if (civil.year < 0 || !take(text, '-')) {
        return false;
    }
    civil.month = takeDigits(text, 2);
    if (civil.month < 1 || civil.month > 12 || !take(text, '-')) {
        return false;
    }
    civil.day = takeDigits(text, 2);
    return civil.day >= 1 && civil.day <= daysOfMonth(civil.year, civil.month);
}

bool takeClock(std::string_view& text, CivilTime& civil)
{
    civil.hour = takeDigits(text, 2);
    if (civil.hour < 0 || civil.hour > 23 || !take(text, ':')) {
        return false;
    }
    civil.minute = takeDigits(text, 2);
    if (civil.minute < 0 || civil.minute > 59) {
        return false;
    }
    if (take(text, ':')) {
        civil.second = takeDigits(text, 2);
        return civil.second >= 0 && civil.second <= 60;
    }
    return true;
}

/// 2026-03-01T10:00:00.250Z, with or without decimals, as nearly all programs write it; nullopt: it
/// needs a closer look.
std::optional<ParsedTime> parsePlainTime(std::string_view text)
{
    constexpr std::string_view kPlain = "0000-00-00T00:00:00Z";
    constexpr std::size_t kMost = kPlain.size() + 10;
    if (text.size() < kPlain.size() || text.size() > kMost || text.back() != 'Z') {
        return std::nullopt;
    }
    const auto looksLike = [text, kPlain](std::size_t at) {
        const std::uint64_t letters = digits::load(text.data() + at);
        const std::uint64_t plain = digits::load(kPlain.data() + at);
        const std::uint64_t digit = (digits::between(plain, '0', '9') >> 7U) * 0xFFU;
        return digits::isAscii(letters) && ((letters ^ plain) & ~digit) == 0
            && (digits::between(letters, '0', '9') >> 7U) * 0xFFU == digit;
    };
    constexpr std::size_t kSecondAt = 17;
    if (!looksLike(0) || !looksLike(8) || !looksLike(kSecondAt - 6)) {
        return std::nullopt;
    }
    const auto two = [text](std::size_t at) {
        return 10 * (text[at] - '0') + (text[at + 1] - '0');
    };
    CivilTime civil;
    civil.year = 100 * two(0) + two(2);
    civil.month = two(5);
    civil.day = two(8);
    civil.hour = two(11);
    civil.minute = two(14);
    civil.second = two(kSecondAt);
    std::string_view rest = text.substr(kSecondAt + 2, text.size() - kSecondAt - 3);
    Fraction fraction;
    if (take(rest, '.')) {
        fraction = takeFraction(rest);
    }
    const bool good = rest.empty() && (text.size() == kPlain.size() || fraction.digits > 0)
        && civil.year >= 1700 && civil.year <= 2261 && civil.month >= 1 && civil.month <= 12
        && civil.day >= 1 && civil.day <= daysOfMonth(civil.year, civil.month) && civil.hour < 24
        && civil.minute < 60 && civil.second <= 60;
    if (!good) {
        return std::nullopt;
    }
    civil.nanosecond = fraction.nanoseconds;
    return ParsedTime {fromCivil(civil), resolutionOf(fraction.digits), true};
}

} // namespace

std::optional<ParsedTime> parseIsoTime(std::string_view text)
{
    if (const auto plain = parsePlainTime(text)) {
        return plain;
    }
    text = trim(text);
    CivilTime civil;
    ParsedTime parsed;
    // int64 nanoseconds end in 2262; a century of margin keeps offsets harmless.
    if (!takeDate(text, civil) || civil.year < 1700 || civil.year > 2261) {
        return std::nullopt;
    }
    int decimals = 0;
    if (!text.empty()) {
        if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) {
            return std::nullopt;
        }
        if (!takeClock(text, civil)) {
            return std::nullopt;
        }
        if (take(text, '.') || take(text, ',')) {
            const Fraction fraction = takeFraction(text);
            if (fraction.digits == 0) {
                return std::nullopt;
            }
            civil.nanosecond = fraction.nanoseconds;
            decimals = fraction.digits;
        }
        take(text, ' ');
    }
    parsed.time = fromCivil(civil);
    parsed.resolution = resolutionOf(decimals);
    if (text == "UTC" || text == "GMT") {
        parsed.hasZone = true;
    } else if (!text.empty()) {
        const auto offset = takeOffset(text);
        if (!offset || !text.empty()) {
            return std::nullopt;
        }
        parsed.hasZone = true;
        parsed.time = parsed.time - Duration::seconds(*offset);
    }
    return parsed;
}

namespace {

constexpr std::size_t kSecondsAt = 17;

/// Seconds with their decimals of a time that is written like 2026-03-01T10:00:00.250Z, and what
/// its last digit counts; nullopt: it is written otherwise.
std::optional<ParsedTime> secondsOf(std::string_view text)
{
    constexpr std::size_t kWithoutDecimals = 20;
    const std::size_t size = text.size();
    const bool decimals = size == 24 || size == 27 || size == 30;
    if ((!decimals && size != kWithoutDecimals) || text.back() != 'Z' || text[kSecondsAt - 1] != ':'
        || (decimals && text[kSecondsAt + 2] != '.') || text[kSecondsAt] > '5') {
        return std::nullopt;
    }
    std::int64_t value = 0;
    std::int64_t unit = 100'000'000'000; // of what stands before the seconds
    for (std::size_t i = kSecondsAt; i < size - 1; ++i) {
        if (i == kSecondsAt + 2) {
            continue;
        }
        if (!isAsciiDigit(text[i])) {
            return std::nullopt;
        }
        unit /= 10;
        value = value * 10 + (text[i] - '0');
    }
    return ParsedTime {Timestamp {value * unit}, Duration::nanoseconds(unit), true};
}

} // namespace

std::optional<ParsedTime> IsoMinute::read(std::string_view text) const
{
    if (text.size() < kLetters || std::memcmp(text.data(), m_text.data(), kLetters) != 0) {
        return std::nullopt;
    }
    auto parsed = secondsOf(text);
    if (parsed) {
        parsed->time.ns += m_start.ns;
    }
    return parsed;
}

void IsoMinute::keep(std::string_view text, const ParsedTime& parsed)
{
    if (const auto seconds = secondsOf(text); seconds && parsed.hasZone) {
        std::memcpy(m_text.data(), text.data(), kLetters);
        m_start.ns = parsed.time.ns - seconds->time.ns;
    }
}

std::optional<Duration> epochUnit(std::int64_t value)
{
    if (value >= 1'000'000'000 && value < 9'200'000'000) {
        return Duration::seconds(1);
    }
    if (value >= 1'000'000'000'000 && value < 9'200'000'000'000) {
        return Duration::milliseconds(1);
    }
    if (value >= 1'000'000'000'000'000 && value < 9'200'000'000'000'000) {
        return Duration::microseconds(1);
    }
    if (value >= 1'000'000'000'000'000'000 && value < 9'200'000'000'000'000'000) {
        return Duration::nanoseconds(1);
    }
    return std::nullopt;
}

std::optional<ParsedTime> parseEpochTime(std::string_view text)
{
    const std::size_t dot = text.find('.');
    const auto whole = parseInteger(text.substr(0, dot));
    if (!whole) {
        return std::nullopt;
    }
    const auto unit = epochUnit(*whole);
    if (!unit) {
        return std::nullopt;
    }
    ParsedTime parsed {{*whole * unit->ns}, *unit, true};
    if (dot == std::string_view::npos) {
        return parsed;
    }
    std::string_view rest = text.substr(dot + 1);
    const Fraction fraction = takeFraction(rest);
    if (!rest.empty() || fraction.digits == 0) {
        return std::nullopt;
    }
    // A fraction of the unit: billionths of it, exact for seconds, cut below a nanosecond.
    parsed.time.ns += unit->ns / 1'000'000'000 > 0
        ? fraction.nanoseconds
        : static_cast<std::int64_t>(fraction.nanoseconds) * unit->ns / 1'000'000'000;
    if (unit->ns == Duration::seconds(1).ns) {
        parsed.resolution = resolutionOf(fraction.digits);
    } else {
        parsed.resolution = Duration::nanoseconds(1);
    }
    return parsed;
}

std::optional<Duration> parseDuration(std::string_view text)
{
    text = trim(text);
    std::size_t digits = 0;
    while (digits < text.size()
           && (text[digits] == '.' || (text[digits] >= '0' && text[digits] <= '9'))) {
        ++digits;
    }
    const auto number = parseDouble(text.substr(0, digits));
    const std::string_view unit = text.substr(digits);
    if (!number) {
        return std::nullopt;
    }

    struct Unit
    {
        std::string_view name;
        Duration length;
    };

    static constexpr std::array<Unit, 8> kUnits {{{"ns", Duration::nanoseconds(1)},
                                                  {"us", Duration::microseconds(1)},
                                                  {"ms", Duration::milliseconds(1)},
                                                  {"s", Duration::seconds(1)},
                                                  {"m", Duration::minutes(1)},
                                                  {"h", Duration::hours(1)},
                                                  {"d", Duration::days(1)},
                                                  {"w", Duration::days(7)}}};
    for (const Unit& candidate : kUnits) {
        if (candidate.name == unit) {
            const double ns = *number * static_cast<double>(candidate.length.ns);
            if (ns < 0 || ns > 9.2e18) {
                return std::nullopt;
            }
            return Duration::nanoseconds(static_cast<std::int64_t>(std::llround(ns)));
        }
    }
    return std::nullopt;
}

std::string formatDuration(Duration duration)
{
    struct Unit
    {
        std::string_view name;
        std::int64_t ns;
    };

    static constexpr std::array<Unit, 6> kUnits {{{"d", Duration::days(1).ns},
                                                  {"h", Duration::hours(1).ns},
                                                  {"m", Duration::minutes(1).ns},
                                                  {"s", Duration::seconds(1).ns},
                                                  {"ms", Duration::milliseconds(1).ns},
                                                  {"us", Duration::microseconds(1).ns}}};
    for (const Unit& unit : kUnits) {
        if (duration.ns != 0 && duration.ns % unit.ns == 0) {
            return std::to_string(duration.ns / unit.ns) + std::string(unit.name);
        }
    }
    return duration.ns == 0 ? "0s" : std::to_string(duration.ns) + "ns";
}

} // namespace throughline
