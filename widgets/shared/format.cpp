#include "widgets/shared/format.h"

#include "models/base/text.h"
#include "widgets/shared/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace throughline::widgets {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::Format)
};

constexpr std::int64_t kSecond = 1'000'000'000;

QString withTrueMinus(QString text)
{
    return text.startsWith(QLatin1Char('-')) ? text.replace(0, 1, QChar(0x2212)) : text;
}

/// Grouped, with this many decimals; beyond what a 64-bit integer holds: in plain digits.
QString grouped(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return Words::tr("unknown");
    }
    const QString fixed = toQString(formatFixed(value, decimals));
    if (std::abs(value) > 9e15) {
        return withTrueMinus(fixed);
    }
    const qsizetype point = fixed.indexOf(QLatin1Char('.'));
    const QString whole = point < 0 ? fixed : fixed.left(point);
    const QString fraction = point < 0 ? QString() : fixed.mid(point);
    const bool negative = whole.startsWith(QLatin1Char('-'));
    const std::int64_t size = whole.mid(negative ? 1 : 0).toLongLong();
    return withTrueMinus((negative ? QStringLiteral("-") : QString()) + toQString(groupDigits(size))
                         + fraction);
}

QString twoDigits(std::int64_t value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

/// The sign that stands before an amount; empty for currencies that are named after it.
QString signOf(std::string_view currency)
{
    if (currency == "USD") {
        return QStringLiteral("$");
    }
    if (currency == "EUR") {
        return QStringLiteral("\u20AC");
    }
    if (currency == "GBP") {
        return QStringLiteral("\u00A3");
    }
    return {};
}

bool isMidnight(const CivilTime& time)
{
    return time.hour == 0 && time.minute == 0 && time.second == 0 && time.nanosecond == 0;
}

QString dayAndMonth(const CivilTime& time)
{
    return Words::tr("%1 %2", "day and month").arg(time.day).arg(monthName(time.month));
}

} // namespace

QString oneLine(QString text)
{
    for (QChar& letter : text) {
        if (letter == QLatin1Char('\n') || letter == QLatin1Char('\r')
            || letter == QLatin1Char('\t')) {
            letter = QLatin1Char(' ');
        }
    }
    text.removeIf([](QChar letter) { return letter.category() == QChar::Other_Control; });
    return text;
}

QString formatCount(std::uint64_t count)
{
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return toQString(groupDigits(static_cast<std::int64_t>(std::min(count, most))));
}

QString formatEstimated(std::uint64_t count, const std::optional<double>& estimated)
{
    return estimated ? QLatin1Char('~') + formatWhole(*estimated) + QStringLiteral(" (")
            + formatCount(count) + QLatin1Char(')')
                     : formatCount(count);
}

QString formatCountOf(std::uint64_t count, const QString& one, const QString& many)
{
    return count == 1 ? one : many.arg(formatCount(count));
}

QString joinFacts(const QStringList& facts)
{
    QStringList present(facts);
    present.removeAll(QString());
    return present.join(QStringLiteral(" \u00B7 "));
}

QString formatWhole(double value)
{
    return grouped(value, 0);
}

QString formatSigned(double value, int decimals)
{
    const QString text = grouped(value, decimals);
    const bool zero = toQString(formatFixed(std::abs(value), decimals)).toDouble() == 0;
    return value > 0 && !zero ? QLatin1Char('+') + text : text;
}

QString formatPercent(double fraction, int decimals)
{
    return Words::tr("%1%", "percent").arg(grouped(fraction * 100, decimals));
}

QString formatPoints(double fraction)
{
    return Words::tr("%1 points", "percentage points").arg(grouped(std::abs(fraction) * 100, 1));
}

QString formatSignedPoints(double fraction)
{
    return formatSigned(fraction * 100, 1);
}

QString formatMoney(double amount, std::string_view currency)
{
    const bool whole = std::abs(amount) >= 100 || std::round(amount) == amount;
    const QString number = grouped(std::abs(amount), whole ? 0 : 2);
    const QString sign = signOf(currency);
    const QString minus = amount < 0 ? QString(QChar(0x2212)) : QString();
    if (!sign.isEmpty()) {
        return minus + sign + number;
    }
    return currency.empty() ? minus + number
                            : minus + number + QLatin1Char(' ') + toQString(currency);
}

QString formatLength(Duration length)
{
    if (length.ns < 0) {
        return QChar(0x2212) + formatLength(Duration {-std::max(length.ns, -INT64_MAX)});
    }
    const std::int64_t seconds = length.ns / kSecond + (length.ns % kSecond >= kSecond / 2 ? 1 : 0);
    if (length.ns < kSecond) {
        return formatLatency(length);
    }
    if (seconds < 60) {
        return Words::tr("%1 s", "seconds").arg(seconds);
    }
    if (seconds < 3600) {
        return Words::tr("%1 m %2 s", "minutes, seconds")
            .arg(seconds / 60)
            .arg(twoDigits(seconds % 60));
    }
    if (seconds < 86400) {
        return Words::tr("%1 h %2 m", "hours, minutes")
            .arg(seconds / 3600)
            .arg(twoDigits(seconds % 3600 / 60));
    }
    return Words::tr("%1 d %2 h", "days, hours").arg(seconds / 86400).arg(seconds % 86400 / 3600);
}

QString formatApart(Duration length)
{
    const std::int64_t seconds = std::abs(length.ns / kSecond);
    if (seconds < 60) {
        return Words::tr("%1 s", "seconds").arg(seconds);
    }
    if (seconds < 3600) {
        return Words::tr("%1 min", "minutes").arg(seconds / 60);
    }
    if (seconds < 172800) {
        return Words::tr("%1 h", "hours").arg(seconds / 3600);
    }
    return Words::tr("%1 days").arg(seconds / 86400);
}

QString formatLatency(Duration length)
{
    if (length.ns < 0) {
        return QChar(0x2212) + formatLatency(Duration {-std::max(length.ns, -INT64_MAX)});
    }
    const auto ns = static_cast<double>(length.ns);
    const auto decimals = [](double value) { return value < 9.995 ? 2 : value < 99.95 ? 1 : 0; };
    if (ns < 999.5) {
        return Words::tr("%1 ns", "nanoseconds").arg(length.ns);
    }
    if (ns < 999.5e3) {
        return Words::tr("%1 \u00B5s", "microseconds").arg(grouped(ns / 1e3, 0));
    }
    if (ns < 999.5e6) {
        return Words::tr("%1 ms", "milliseconds").arg(grouped(ns / 1e6, ns < 9.95e6 ? 1 : 0));
    }
    if (ns < 59.95e9) {
        return Words::tr("%1 s", "seconds").arg(grouped(ns / 1e9, decimals(ns / 1e9)));
    }
    return formatLength(length);
}

QString formatOffset(Duration offset, Duration step)
{
    if (offset.ns < 0) {
        return QChar(0x2212) + formatOffset(-offset, step);
    }
    const std::int64_t seconds = offset.ns / kSecond;
    QString text = seconds < 3600
        ? QStringLiteral("%1:%2").arg(seconds / 60).arg(twoDigits(seconds % 60))
        : QStringLiteral("%1:%2:%3")
              .arg(seconds / 3600)
              .arg(twoDigits(seconds % 3600 / 60), twoDigits(seconds % 60));
    int digits = 0;
    for (std::int64_t unit = kSecond; step.ns > 0 && step.ns % unit != 0 && digits < 9;
         unit /= 10) {
        ++digits;
    }
    if (digits > 0) {
        const QString fraction =
            QStringLiteral("%1").arg(offset.ns % kSecond, 9, 10, QLatin1Char('0'));
        text += QLatin1Char('.') + fraction.left(digits);
    }
    return text;
}

QString formatTraceTick(Duration offset, Duration step)
{
    const auto inUnit = [&](double unit, const char* text, const char* what) {
        const double perStep = static_cast<double>(step.ns) / unit;
        const int decimals = perStep >= 0.999 ? 0 : perStep >= 0.0999 ? 1 : 3;
        return Words::tr(text, what).arg(grouped(static_cast<double>(offset.ns) / unit, decimals));
    };
    if (step.ns >= kSecond / 5) {
        return inUnit(1e9, "%1 s", "seconds");
    }
    if (step.ns >= 200'000) {
        return inUnit(1e6, "%1 ms", "milliseconds");
    }
    return inUnit(1e3, "%1 \u00B5s", "microseconds");
}

QString formatSeconds(double seconds)
{
    if (!std::isfinite(seconds) || std::abs(seconds) > 9e9) {
        return Words::tr("unknown");
    }
    if (std::abs(seconds) < 9.95) {
        const double tenths = std::round(seconds * 10);
        const bool whole = std::fmod(tenths, 10) == 0 && tenths != 0;
        return Words::tr("%1 s", "seconds").arg(grouped(seconds, whole ? 0 : 1));
    }
    return formatLength(Duration {static_cast<std::int64_t>(seconds * 1e9)});
}

QString formatBytes(std::uint64_t bytes)
{
    static const std::array units {QT_TRANSLATE_NOOP("throughline::widgets::Format", "%1 kB"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "%1 MB"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "%1 GB"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "%1 TB")};
    if (bytes < 1000) {
        return Words::tr("%1 bytes", "size").arg(bytes);
    }
    double size = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < units.size()) {
        size /= 1000;
        ++unit;
    }
    return Words::tr(units.at(unit)).arg(grouped(size, size < 9.95 ? 1 : 0));
}

QString formatRange(const QString& low, const QString& high)
{
    return Words::tr("%1 \u2013 %2", "from low to high").arg(low, high);
}

QString formatClock(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return QStringLiteral("%1:%2:%3.%4")
        .arg(twoDigits(civil.hour), twoDigits(civil.minute), twoDigits(civil.second))
        .arg(civil.nanosecond / 1'000'000, 3, 10, QLatin1Char('0'));
}

QString monthName(int month)
{
    static const std::array names {QT_TRANSLATE_NOOP("throughline::widgets::Format", "Jan"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Feb"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Mar"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Apr"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "May"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Jun"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Jul"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Aug"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Sep"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Oct"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Nov"),
                                   QT_TRANSLATE_NOOP("throughline::widgets::Format", "Dec")};
    return Words::tr(names.at(static_cast<std::size_t>(std::clamp(month, 1, 12) - 1)));
}

QString formatDay(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return Words::tr("%1 %2", "day and month, year").arg(dayAndMonth(civil)).arg(civil.year);
}

QString formatMoment(Timestamp time)
{
    const CivilTime civil = toCivil(time);
    return Words::tr("%1 %2:%3", "day, hour, minute")
        .arg(formatDay(time), twoDigits(civil.hour), twoDigits(civil.minute));
}

QString formatTimeRange(const TimeRange& range)
{
    if (range.empty()) {
        return Words::tr("All time");
    }
    const CivilTime from = toCivil(range.from);
    if (!isMidnight(from) || !isMidnight(toCivil(range.to))) {
        return formatRange(formatMoment(range.from), formatMoment(range.to));
    }
    const Timestamp last = range.to - Duration::days(1);
    const CivilTime to = toCivil(last);
    if (last <= range.from) {
        return formatDay(range.from);
    }
    if (from.year != to.year) {
        return formatRange(formatDay(range.from), formatDay(last));
    }
    if (from.month != to.month) {
        return formatRange(dayAndMonth(from), formatDay(last));
    }
    return formatRange(QString::number(from.day), formatDay(last));
}

} // namespace throughline::widgets
