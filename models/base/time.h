#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace throughline {

/// A length of time in nanoseconds.
struct Duration
{
    std::int64_t ns = 0;

    static constexpr Duration nanoseconds(std::int64_t n) { return {n}; }

    static constexpr Duration microseconds(std::int64_t n) { return {n * 1'000}; }

    static constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000'000}; }

    static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000'000}; }

    static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }

    static constexpr Duration hours(std::int64_t n) { return seconds(n * 3600); }

    static constexpr Duration days(std::int64_t n) { return seconds(n * 86400); }

    [[nodiscard]] constexpr double toSeconds() const { return static_cast<double>(ns) / 1e9; }

    [[nodiscard]] constexpr double toMilliseconds() const { return static_cast<double>(ns) / 1e6; }

    constexpr auto operator<=>(const Duration&) const = default;

    constexpr Duration operator-() const { return {-ns}; }

    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }

    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
};

/// A moment: nanoseconds since 1970-01-01 UTC. Good for the years 1678 to 2262.
struct Timestamp
{
    std::int64_t ns = 0;

    static constexpr Timestamp fromSeconds(std::int64_t s) { return {s * 1'000'000'000}; }

    static constexpr Timestamp fromMilliseconds(std::int64_t ms) { return {ms * 1'000'000}; }

    constexpr auto operator<=>(const Timestamp&) const = default;

    friend constexpr Timestamp operator+(Timestamp t, Duration d) { return {t.ns + d.ns}; }

    friend constexpr Timestamp operator-(Timestamp t, Duration d) { return {t.ns - d.ns}; }

    friend constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.ns - b.ns}; }
};

/// All moments t with from <= t < to.
struct TimeRange
{
    Timestamp from;
    Timestamp to;

    [[nodiscard]] constexpr bool contains(Timestamp t) const { return from <= t && t < to; }

    [[nodiscard]] constexpr bool empty() const { return to <= from; }

    [[nodiscard]] constexpr Duration length() const { return to - from; }

    bool operator==(const TimeRange&) const = default;
};

/// RFC 3339 in UTC with a Z; as many decimals (0, 3, 6 or 9) as the moment needs.
[[nodiscard]] std::string formatRfc3339(Timestamp t);

/// Calendar fields of a moment in UTC.
struct CivilTime
{
    int year = 1970;
    int month = 1; ///< 1 to 12
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int nanosecond = 0;

    bool operator==(const CivilTime&) const = default;
};

[[nodiscard]] CivilTime toCivil(Timestamp t);

/// The moment of these fields in UTC; fields out of range carry over (second 60 is the next
/// minute).
[[nodiscard]] Timestamp fromCivil(const CivilTime& civil);

} // namespace throughline
