#pragma once

#include "models/base/time.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <string_view>

namespace throughline::widgets {

/// Numbers as people write them. A minus is a true minus sign.

/// "11,024"
[[nodiscard]] QString formatCount(std::uint64_t count);
/// "~110,240 (11,024)": what there would be without sampling, and what was found; the count alone
/// where it rests on no sample.
[[nodiscard]] QString formatEstimated(std::uint64_t count, const std::optional<double>& estimated);
/// "1 error", "2 errors": both forms already translated, the second with %1.
[[nodiscard]] QString formatCountOf(std::uint64_t count, const QString& one, const QString& many);
/// Rounded to a whole number: "110", with a minus where negative.
[[nodiscard]] QString formatWhole(double value);
/// "-15" with a sign on both sides of zero: "+3", "0".
[[nodiscard]] QString formatSigned(double value, int decimals);
/// A fraction as percent: 0.262 is "26.2%".
[[nodiscard]] QString formatPercent(double fraction, int decimals = 1);
/// A difference of fractions without its sign: -0.477 is "47.7 points".
[[nodiscard]] QString formatPoints(double fraction);
/// The same as a signed number for a column: "-47.7".
[[nodiscard]] QString formatSignedPoints(double fraction);
/// "$6,813", "12.50 EUR" by its sign where it has a common one; no currency: the number alone.
[[nodiscard]] QString formatMoney(double amount, std::string_view currency);
/// How long people took: "44 s", "2 m 14 s", "3 h 05 m", "2 d 4 h".
[[nodiscard]] QString formatLength(Duration length);
/// How far apart two moments are, roughly: "45 s", "38 min", "5 h", "3 days".
[[nodiscard]] QString formatApart(Duration length);
/// How long machines took, three figures: "910 \u00B5s", "22 ms", "4.02 s", "2 m 14 s".
[[nodiscard]] QString formatLatency(Duration length);
/// Distance from a start on an axis, as fine as `step` needs: "1:40", "0:00.5", "2:05:00".
[[nodiscard]] QString formatOffset(Duration offset, Duration step);
/// The same in one unit, for traces: "2 s", "1.5 s", "250 ms".
[[nodiscard]] QString formatTraceTick(Duration offset, Duration step);
/// Seconds as a statistic: "0.4 s", "14 s", "2 m 14 s".
[[nodiscard]] QString formatSeconds(double seconds);
/// "312 MB", decimal units as file managers use.
[[nodiscard]] QString formatBytes(std::uint64_t bytes);
/// Facts on one line: "a \u00B7 b"; empty ones are left out.
[[nodiscard]] QString joinFacts(const QStringList& facts);
/// Low to high: "95 \u2013 125".
[[nodiscard]] QString formatRange(const QString& low, const QString& high);
/// In UTC: "14:21:13.402".
[[nodiscard]] QString formatClock(Timestamp time);
/// In UTC: "1 Oct 2026".
[[nodiscard]] QString formatDay(Timestamp time);
/// In UTC: "1 Oct 2026 14:21".
[[nodiscard]] QString formatMoment(Timestamp time);
/// Days where both ends are midnights: "1 \u2013 14 Oct 2026"; else moments. The end is exclusive.
[[nodiscard]] QString formatTimeRange(const TimeRange& range);
/// "Oct"
[[nodiscard]] QString monthName(int month);

} // namespace throughline::widgets
