#include "models/ingest/mapping/time_forms.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/base/time_format.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

/// Forms of one date that differ in nothing but the order of day and month stand in both lists, at
/// the same place.
constexpr std::array<std::string_view, 8> kMonthFirst {
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
    "%m/%d/%y %I:%M %p",    "%m/%d/%y %H:%M",    "%m-%d-%Y %H:%M:%S"};

constexpr std::array<std::string_view, 8> kDayFirst {
    "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
    "%d/%m/%y %I:%M %p",    "%d/%m/%y %H:%M",    "%d-%m-%Y %H:%M:%S"};

constexpr std::array<std::string_view, 21> kPlain {"%d.%m.%Y %H:%M:%S",
                                                   "%d.%m.%Y, %H:%M:%S",
                                                   "%d.%m.%Y %H:%M",
                                                   "%d.%m.%Y, %H:%M",
                                                   "%d.%m.%Y",
                                                   "%d.%m.%y %H:%M",
                                                   "%Y/%m/%d %H:%M:%S",
                                                   "%Y/%m/%d %H:%M",
                                                   "%d/%b/%Y:%H:%M:%S %z",
                                                   "%d/%b/%y %I:%M %p",
                                                   "%d-%b-%Y %H:%M:%S",
                                                   "%d %b %Y %H:%M:%S",
                                                   "%d %b %Y %H:%M",
                                                   "%d %b %Y, %H:%M",
                                                   "%b %d, %Y %I:%M:%S %p",
                                                   "%b %d, %Y %I:%M %p",
                                                   "%b %d, %Y, %I:%M %p",
                                                   "%b %d, %Y %H:%M:%S",
                                                   "%a, %d %b %Y %H:%M:%S %z",
                                                   "%a %b %d %Y %H:%M:%S %z%*",
                                                   "%a %b %d %H:%M:%S %Y"};

using Times = std::vector<Timestamp>;

/// The values as times; nullopt: one of them has another form.
std::optional<Times> readAll(std::string_view form, const std::vector<std::string>& values)
{
    const auto format = TimeFormat::parse(form);
    TL_ASSERT(format.ok());
    Times times;
    for (const std::string& value : values) {
        const auto moment = format->read(trim(value));
        if (!moment) {
            return std::nullopt;
        }
        times.push_back(moment->time);
    }
    return times;
}

bool isInOrder(const Times& times)
{
    return std::ranges::is_sorted(times) || std::ranges::is_sorted(times, std::ranges::greater());
}

Duration spanOf(const Times& times)
{
    const auto [first, last] = std::ranges::minmax(times);
    return last - first;
}

bool isDayFirst(const Times& monthFirst, const Times& dayFirst)
{
    const bool monthOrder = isInOrder(monthFirst);
    const bool dayOrder = isInOrder(dayFirst);
    return monthOrder != dayOrder ? dayOrder : spanOf(dayFirst) < spanOf(monthFirst);
}

} // namespace

std::optional<WrittenTimes> writtenTimes(const std::vector<std::string>& values)
{
    if (values.empty()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < kMonthFirst.size(); ++i) {
        const auto month = readAll(kMonthFirst[i], values);
        const auto day = readAll(kDayFirst[i], values);
        if (month && day) {
            const bool dayFirst = isDayFirst(*month, *day);
            return WrittenTimes {std::string(dayFirst ? kDayFirst[i] : kMonthFirst[i]),
                                 *month != *day};
        }
        if (month || day) {
            return WrittenTimes {std::string(day ? kDayFirst[i] : kMonthFirst[i]), false};
        }
    }
    for (const std::string_view form : kPlain) {
        if (readAll(form, values)) {
            return WrittenTimes {std::string(form), false};
        }
    }
    return std::nullopt;
}

bool isWrittenTime(std::string_view text)
{
    return writtenTimes({std::string(text)}).has_value();
}

} // namespace throughline::ingest
