#include "models/base/time_zone.h"

#include "models/base/text.h"

#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <vector>

namespace throughline {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

std::vector<std::string> knownNames()
{
    std::vector<std::string> names;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> ids(icu::TimeZone::createTimeZoneIDEnumeration(
        UCAL_ZONE_TYPE_CANONICAL, nullptr, nullptr, status));
    while (U_SUCCESS(status)) {
        const icu::UnicodeString* id = ids->snext(status);
        if (id == nullptr) {
            break;
        }
        id->toUTF8String(names.emplace_back());
    }
    return names;
}

} // namespace

struct TimeZone::Rules
{
    std::string name;
    std::unique_ptr<icu::BasicTimeZone> zone;

    /// Milliseconds that local clocks were ahead of UTC.
    [[nodiscard]] std::int64_t offset(double localMs, UTimeZoneLocalOption whereGap,
                                      UTimeZoneLocalOption whereFold) const
    {
        std::int32_t raw = 0;
        std::int32_t daylight = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone->getOffsetFromLocal(localMs, whereGap, whereFold, raw, daylight, status);
        return U_SUCCESS(status) ? std::int64_t {raw} + daylight : 0;
    }
};

TimeZone::TimeZone(std::shared_ptr<const Rules> rules)
    : m_rules(std::move(rules))
{
}

Result<TimeZone> TimeZone::named(std::string_view name)
{
    const icu::UnicodeString id =
        icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
    std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
    auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
    icu::UnicodeString found;
    zone->getID(found);
    // "GMT+5" and the like are made up on the spot; a tz name is meant.
    if (name.empty() || *zone == icu::TimeZone::getUnknown() || basic == nullptr || found != id) {
        const std::vector<std::string> nearest = nearestNames(name, knownNames());
        return usageError("There is no time zone named " + std::string(name),
                          nearest.empty() ? "Name one as Europe/Berlin"
                                          : "Did you mean " + listInWords(nearest, "or") + "?");
    }
    auto rules = std::make_shared<Rules>();
    rules->name = name;
    zone.release();
    rules->zone.reset(basic);
    return TimeZone(std::move(rules));
}

TimeZone::Moment TimeZone::toUtc(Timestamp localClock) const
{
    const std::int64_t ns = localClock.ns;
    const std::int64_t ms = ns >= 0 ? ns / kNsPerMs : (ns - kNsPerMs + 1) / kNsPerMs;
    const auto local = static_cast<double>(ms);
    const std::int64_t former = m_rules->offset(local, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER);
    const std::int64_t latter = m_rules->offset(local, UCAL_TZ_LOCAL_LATTER, UCAL_TZ_LOCAL_LATTER);
    // Clocks that are put forward are further ahead of UTC afterwards.
    const Reading reading = former == latter ? Reading::Plain
        : former < latter                    ? Reading::Gap
                                             : Reading::Fold;
    return {localClock - Duration::milliseconds(former), reading};
}

const std::string& TimeZone::name() const
{
    return m_rules->name;
}

} // namespace throughline
