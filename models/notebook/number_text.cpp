#include "models/notebook/number_text.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace throughline::notebook {

namespace {

constexpr std::string_view kMinus = "\u2212";

std::string twoDigits(std::int64_t value)
{
    return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

std::string_view monthName(int month)
{
    constexpr std::array<std::string_view, 12> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return kNames[static_cast<std::size_t>(std::clamp(month, 1, 12) - 1)];
}

std::string dayAndMonth(const CivilTime& time)
{
    return std::to_string(time.day).append(" ").append(monthName(time.month));
}

bool isMidnight(const CivilTime& time)
{
    return time.hour == 0 && time.minute == 0 && time.second == 0 && time.nanosecond == 0;
}

Timestamp midnightBefore(Timestamp time)
{
    CivilTime civil = toCivil(time);
    return fromCivil({civil.year, civil.month, civil.day});
}

} // namespace

std::string countText(std::uint64_t count)
{
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return groupDigits(static_cast<std::int64_t>(std::min(count, most)));
}

std::string countOf(std::uint64_t count, std::string_view noun)
{
    return countText(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

std::string numberText(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return "unknown";
    }
    std::string fixed = formatFixed(std::abs(value), decimals);
    const bool zero = fixed.find_first_not_of("0.") == std::string::npos;
    if (std::abs(value) < 9e15) {
        const std::size_t point = std::min(fixed.find('.'), fixed.size());
        const auto whole = parseInteger(fixed.substr(0, point)).value_or(0);
        fixed = groupDigits(whole) + fixed.substr(point);
    }
    return value < 0 && !zero ? std::string(kMinus) + fixed : fixed;
}

std::string signedText(double value, int decimals)
{
    std::string text = numberText(value, decimals);
    const bool digit = text.find_first_of("123456789") != std::string::npos;
    return value > 0 && digit ? "+" + text : text;
}

std::string percentText(double fraction, int decimals)
{
    return numberText(fraction * 100, decimals) + "%";
}

std::string rangeText(std::string_view low, std::string_view high)
{
    const auto isSigned = [](std::string_view text) {
        return text.starts_with(kMinus) || text.starts_with('+') || text.starts_with('-');
    };
    const std::string_view between = isSigned(low) || isSigned(high) ? " to " : " \u2013 ";
    return std::string(low).append(between).append(high);
}

std::string pValueText(double p)
{
    if (!std::isfinite(p)) {
        return "unknown";
    }
    return p < 0.0005 ? "< 0.001" : formatFixed(p, 3);
}

std::string secondsText(double seconds)
{
    if (!std::isfinite(seconds) || std::abs(seconds) > 9e9) {
        return "unknown";
    }
    if (seconds < 0) {
        return std::string(kMinus) + secondsText(-seconds);
    }
    if (seconds < 9.95) {
        const double tenths = std::round(seconds * 10);
        const bool whole = std::fmod(tenths, 10) == 0 && tenths != 0;
        return numberText(seconds, whole ? 0 : 1) + " s";
    }
    const auto all = static_cast<std::int64_t>(std::llround(seconds));
    if (all < 60) {
        return std::to_string(all) + " s";
    }
    if (all < 3600) {
        return std::to_string(all / 60) + " m " + twoDigits(all % 60) + " s";
    }
    if (all < 86400) {
        return std::to_string(all / 3600) + " h " + twoDigits(all % 3600 / 60) + " m";
    }
    return std::to_string(all / 86400) + " d " + std::to_string(all % 86400 / 3600) + " h";
}

std::string stretchText(Duration duration)
{
    struct Unit
    {
        Duration length;
        std::string_view name;
    };

    constexpr std::array kUnits {Unit {Duration::days(1), "day"}, Unit {Duration::hours(1), "hour"},
                                 Unit {Duration::minutes(1), "minute"},
                                 Unit {Duration::seconds(1), "second"}};
    for (const Unit& unit : kUnits) {
        if (duration.ns >= unit.length.ns && duration.ns % unit.length.ns == 0) {
            return countOf(static_cast<std::uint64_t>(duration.ns / unit.length.ns), unit.name);
        }
    }
    return secondsText(duration.toSeconds());
}

std::string dayText(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return dayAndMonth(civil).append(" ").append(std::to_string(civil.year));
}

std::string momentText(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return dayText(time) + ' ' + twoDigits(civil.hour) + ':' + twoDigits(civil.minute);
}

std::string clockText(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return twoDigits(civil.hour) + ':' + twoDigits(civil.minute) + ':' + twoDigits(civil.second);
}

namespace {

/// Of a range that lacks one end or both.
std::string openRangeText(const TimeRange& range)
{
    if (range.from > kNoBegin) {
        return "since "
            + (isMidnight(toCivil(range.from)) ? dayText(range.from) : momentText(range.from));
    }
    if (range.to >= kNoEnd) {
        return "all time";
    }
    return "until "
        + (isMidnight(toCivil(range.to)) ? dayText(range.to - Duration::days(1))
                                         : momentText(range.to));
}

} // namespace

std::string timeRangeText(const TimeRange& range)
{
    if (range.empty()) {
        return "all time";
    }
    if (range.from <= kNoBegin || range.to >= kNoEnd) {
        return openRangeText(range);
    }
    const CivilTime from = toCivil(range.from);
    if (!isMidnight(from) || !isMidnight(toCivil(range.to))) {
        return rangeText(momentText(range.from), momentText(range.to));
    }
    const Timestamp last = range.to - Duration::days(1);
    const CivilTime to = toCivil(last);
    if (last <= range.from) {
        return dayText(range.from);
    }
    if (from.year != to.year) {
        return rangeText(dayText(range.from), dayText(last));
    }
    if (from.month != to.month) {
        return rangeText(dayAndMonth(from), dayText(last));
    }
    return rangeText(std::to_string(from.day), dayText(last));
}

std::string daysText(const TimeRange& range)
{
    if (range.empty() || range.from <= kNoBegin || range.to >= kNoEnd) {
        return timeRangeText(range);
    }
    const Timestamp last = midnightBefore(Timestamp {range.to.ns - 1});
    return timeRangeText({midnightBefore(range.from), last + Duration::days(1)});
}

} // namespace throughline::notebook
