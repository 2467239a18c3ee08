#include "models/base/time.h"

#include <array>
#include <cstdio>

namespace throughline {

namespace {

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (H. Hinnant, 2013).
std::int64_t daysFromCivil(std::int64_t year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

std::int64_t floorDivide(std::int64_t value, std::int64_t by)
{
    const std::int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

} // namespace

CivilTime toCivil(Timestamp t)
{
    constexpr std::int64_t kDay = 86'400'000'000'000;
    const std::int64_t days = floorDivide(t.ns, kDay);
    std::int64_t rest = t.ns - days * kDay;
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = floorDivide(shifted, 146097);
    const std::int64_t dayOfEra = shifted - era * 146097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shiftedMonth = (5 * dayOfYear + 2) / 153;
    CivilTime civil;
    civil.day = static_cast<int>(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
    civil.month = static_cast<int>(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    civil.year = static_cast<int>(yearOfEra + era * 400 + (civil.month <= 2 ? 1 : 0));
    civil.nanosecond = static_cast<int>(rest % 1'000'000'000);
    rest /= 1'000'000'000;
    civil.second = static_cast<int>(rest % 60);
    civil.minute = static_cast<int>(rest / 60 % 60);
    civil.hour = static_cast<int>(rest / 3600);
    return civil;
}

Timestamp fromCivil(const CivilTime& civil)
{
    const std::int64_t days = daysFromCivil(civil.year, civil.month, civil.day);
    const std::int64_t seconds =
        days * 86400 + civil.hour * 3600LL + civil.minute * 60LL + civil.second;
    return {seconds * 1'000'000'000 + civil.nanosecond};
}

std::string formatRfc3339(Timestamp t)
{
    const CivilTime c = toCivil(t);
    std::array<char, 64> buffer {};
    int size = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d", c.year,
                             c.month, c.day, c.hour, c.minute, c.second);
    std::string text(buffer.data(), static_cast<std::size_t>(size));
    if (c.nanosecond != 0) {
        size = std::snprintf(buffer.data(), buffer.size(), ".%09d", c.nanosecond);
        std::string decimals(buffer.data(), static_cast<std::size_t>(size));
        if (c.nanosecond % 1'000'000 == 0) {
            decimals.resize(4);
        } else if (c.nanosecond % 1'000 == 0) {
            decimals.resize(7);
        }
        text += decimals;
    }
    return text + 'Z';
}

} // namespace throughline
