#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::notebook {

/// Numbers as people write them, in English; a minus is a true minus sign. Not a number and beyond
/// all bounds is "unknown".

/// "11,024"
[[nodiscard]] std::string countText(std::uint64_t count);
/// "1 session", "231 sessions": the noun gets an s.
[[nodiscard]] std::string countOf(std::uint64_t count, std::string_view noun);
/// "1,234.5", with this many decimals.
[[nodiscard]] std::string numberText(double value, int decimals);
/// The same with a sign on both sides of zero: "+3.0", "0.0".
[[nodiscard]] std::string signedText(double value, int decimals);
/// A fraction as percent: 0.262 is "26.2%".
[[nodiscard]] std::string percentText(double fraction, int decimals = 1);
/// Low to high: "95 - 125" with an en dash; "to" between two signed numbers.
[[nodiscard]] std::string rangeText(std::string_view low, std::string_view high);
/// A p-value: "0.031", "< 0.001".
[[nodiscard]] std::string pValueText(double p);
/// How long people took: "0.4 s", "14 s", "2 m 14 s", "3 h 05 m", "2 d 4 h".
[[nodiscard]] std::string secondsText(double seconds);
/// A stretch in words: "30 minutes", "1 hour", "14 days", "1 h 30 m" else.
[[nodiscard]] std::string stretchText(Duration duration);
/// In UTC: "1 Oct 2026".
[[nodiscard]] std::string dayText(Timestamp time);
/// In UTC: "1 Oct 2026 14:21".
[[nodiscard]] std::string momentText(Timestamp time);
/// In UTC: "14:21:13".
[[nodiscard]] std::string clockText(Timestamp time);
/// Ends that scopes without a bound on that side have.
inline constexpr Timestamp kNoBegin {INT64_MIN / 2};
inline constexpr Timestamp kNoEnd {INT64_MAX / 2};
/// Days where both ends are midnights: "1 - 14 Oct 2026"; else moments. The end is exclusive; an
/// empty range is "all time", one without an end "since 1 Oct 2026", without a begin "until 14 Oct
/// 2026".
[[nodiscard]] std::string timeRangeText(const TimeRange& range);
/// The days that hold a range of moments, as above.
[[nodiscard]] std::string daysText(const TimeRange& range);

} // namespace throughline::notebook
