#pragma once

#include "models/base/time.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace throughline {

/// What a text time said besides the moment.
struct ParsedTime
{
    Timestamp time;
    Duration resolution; ///< the unit of the last digit written: 1 s, 1 ms, 1 us, 1 ns
    bool hasZone = false; ///< false: the text is local time and was read as UTC

    bool operator==(const ParsedTime&) const = default;
};

/// RFC 3339 and its relatives: blank or T between date and time, comma or dot before decimals,
/// offsets Z, +01:00, +0100, +01, seconds and time optional. More than nine decimals are cut.
/// nullopt: not such a time.
[[nodiscard]] std::optional<ParsedTime> parseIsoTime(std::string_view text);

/// The minute that was read last, so that the times after it, which mostly are of the same one,
/// need no calendar. Not thread-safe.
class IsoMinute
{
public:
    /// What parseIsoTime makes of this text, where it is one of that minute and written like
    /// 2026-03-01T10:00:00Z, with 3, 6, 9 or no decimals; nullopt says nothing about it.
    [[nodiscard]] std::optional<ParsedTime> read(std::string_view text) const;

    /// parseIsoTime made this of the text.
    void keep(std::string_view text, const ParsedTime& parsed);

private:
    static constexpr std::size_t kLetters = 17; ///< up to its seconds

    std::array<char, kLetters> m_text {}; ///< "2026-03-01T10:00:"
    Timestamp m_start;
};

/// The unit of an epoch number by its magnitude (reliability: s, ms, us and ns do not overlap for
/// the years 2001 to 2262); nullopt outside these ranges.
[[nodiscard]] std::optional<Duration> epochUnit(std::int64_t value);

/// An epoch number in text, with or without decimals, exactly; its unit by epochUnit of the whole
/// part. 1745532517.537 is seconds with millisecond resolution.
[[nodiscard]] std::optional<ParsedTime> parseEpochTime(std::string_view text);

/// 500ms, 30m, 14d, 2h, 90s, 1w; also decimals (1.5h). nullopt: not a duration, or negative.
[[nodiscard]] std::optional<Duration> parseDuration(std::string_view text);

/// The shortest text parseDuration reads back: 30m, 1d, 90s, 500ms.
[[nodiscard]] std::string formatDuration(Duration duration);

} // namespace throughline
