#include "models/ingest/normalize/timestamp_normalizer.h"

#include "models/base/assert.h"
#include "models/base/digits.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace throughline::ingest {

namespace {

using domain::IssueCode;

constexpr std::array kUnits {Duration::seconds(1), Duration::milliseconds(1),
                             Duration::microseconds(1), Duration::nanoseconds(1)};

/// 1990-01-01, before any telemetry.
constexpr Timestamp kEarliest = Timestamp::fromSeconds(631'152'000);

/// The unit an epoch number's magnitude names; nullopt also where nanoseconds cannot hold it.
std::optional<Duration> unitOf(std::string_view text)
{
    constexpr std::int64_t kLatestNs = 9'200'000'000'000'000'000;
    const auto whole = parseInteger(text.substr(0, text.find('.')));
    const auto unit = whole ? epochUnit(*whole) : std::nullopt;
    return unit && *whole < kLatestNs / unit->ns ? unit : std::nullopt;
}

/// A number with its digits written out; an exponent tells of a double, so no digit is sure.
bool isNumber(std::string_view text)
{
    return text.find_first_not_of("+-0123456789.") == std::string_view::npos
        && parseDouble(text).has_value();
}

bool isPlausible(Timestamp time, Timestamp now)
{
    return time >= kEarliest && time - now <= Duration::days(366);
}

} // namespace

TimeColumn::TimeColumn(Duration unit)
    : m_unit(unit)
{
    TL_ASSERT(std::ranges::find(kUnits, unit) != kUnits.end());
}

void TimeColumn::decide(std::span<const domain::Field> values)
{
    if (m_unit) {
        return;
    }
    std::array<std::size_t, kUnits.size()> votes {};
    for (const domain::Field& value : values) {
        if (const auto unit = unitOf(trim(value.value))) {
            ++votes[static_cast<std::size_t>(std::ranges::find(kUnits, *unit) - kUnits.begin())];
        }
    }
    const auto most = std::ranges::max_element(votes);
    if (*most > 0) {
        m_unit = kUnits[static_cast<std::size_t>(most - votes.begin())];
    }
}

TimeReading TimeColumn::readEpoch(std::string_view text, const TimeRules& rules)
{
    const auto unit = unitOf(text);
    const auto parsed = unit ? parseEpochTime(text) : std::nullopt;
    if (!unit || !parsed) {
        return {{}, isNumber(text) ? IssueCode::TimeOutOfRange : IssueCode::TimeUnreadable, {}};
    }
    if (m_unit && *m_unit != *unit) {
        return {{}, IssueCode::TimeUnitContradiction, {}};
    }
    if (!isPlausible(parsed->time, rules.now)) {
        return {{}, IssueCode::TimeOutOfRange, {}};
    }
    TimeReading reading {parsed->time, {}, {}};
    if (!m_unit) {
        m_unit = unit;
        reading.note = IssueCode::TimeUnitInferred;
    }
    see(parsed->resolution);
    return reading;
}

/// A whole number of the column's unit, as nearly all times are; nullopt: it needs a closer look.
std::optional<Timestamp> TimeColumn::plainEpoch(std::string_view text, const TimeRules& rules) const
{
    constexpr std::size_t kFewestDigits = 10; // of seconds; fewer may be a date
    const auto whole = m_unit && text.size() >= kFewestDigits ? parseDigits(text) : std::nullopt;
    if (!whole || *whole > INT64_MAX) {
        return std::nullopt;
    }
    const auto number = static_cast<std::int64_t>(*whole);
    if (epochUnit(number) != m_unit) {
        return std::nullopt;
    }
    const Timestamp time {number * m_unit->ns};
    return isPlausible(time, rules.now) ? std::optional(time) : std::nullopt;
}

TimeReading TimeColumn::read(std::string_view raw, domain::ValueKind kind, const TimeRules& rules)
{
    const auto plain = kind == domain::ValueKind::Null ? std::nullopt : plainEpoch(raw, rules);
    if (plain) {
        see(*m_unit);
        return {*plain, {}, {}};
    }
    if (const auto known = kind == domain::ValueKind::Text ? m_minute.read(raw) : std::nullopt;
        known && isPlausible(known->time, rules.now)) {
        see(known->resolution);
        return {known->time, {}, {}};
    }
    const std::string_view text = trim(raw);
    if (text.empty() || kind == domain::ValueKind::Null) {
        return {{}, IssueCode::TimeMissing, {}};
    }
    const auto iso = kind == domain::ValueKind::Number ? std::nullopt : parseIsoTime(text);
    if (!iso) {
        return readEpoch(text, rules);
    }
    TimeReading reading {iso->time, {}, {}};
    if (!iso->hasZone && !rules.zone) {
        reading.note = IssueCode::TimeWithoutZone;
    } else if (!iso->hasZone) {
        const TimeZone::Moment moment = rules.zone->toUtc(iso->time);
        reading.time = moment.time;
        reading.note = moment.reading == TimeZone::Reading::Plain ? std::nullopt
            : moment.reading == TimeZone::Reading::Gap ? std::optional(IssueCode::TimeInGap)
                                                       : std::optional(IssueCode::TimeInFold);
    }
    if (!isPlausible(reading.time, rules.now)) {
        return {{}, IssueCode::TimeOutOfRange, {}};
    }
    see(iso->resolution);
    m_minute.keep(text, *iso);
    return reading;
}

void TimeColumn::see(Duration resolution)
{
    m_coarsest = std::max(m_coarsest, resolution);
    m_finest = m_finest.ns == 0 ? resolution : std::min(m_finest, resolution);
}

std::string TimeColumn::toText() const
{
    const std::string unit = m_unit ? formatDuration(*m_unit) : "none";
    return unit + " " + formatDuration(m_finest) + " " + formatDuration(m_coarsest);
}

std::optional<TimeColumn> TimeColumn::fromText(std::string_view text)
{
    const std::vector<std::string_view> words = split(text, ' ');
    if (words.size() != 3) {
        return std::nullopt;
    }
    const auto finest = parseDuration(words[1]);
    const auto coarsest = parseDuration(words[2]);
    const auto unit = parseDuration(words[0]);
    const bool unitKnown = unit && std::ranges::find(kUnits, *unit) != kUnits.end();
    if (!finest || !coarsest || (words[0] != "none" && !unitKnown)) {
        return std::nullopt;
    }
    TimeColumn column;
    column.m_finest = *finest;
    column.m_coarsest = *coarsest;
    if (unitKnown) {
        column.m_unit = unit;
    }
    return column;
}

} // namespace throughline::ingest
