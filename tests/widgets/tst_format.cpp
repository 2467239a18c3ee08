#include "tests/support/test_registry.h"
#include "widgets/shared/format.h"
#include "widgets/shared/table_twin.h"
#include "widgets/shared/text.h"

#include <QtTest>

#include <limits>

namespace throughline::widgets {

namespace {

QString minus(const char* digits)
{
    return QChar(0x2212) + QString::fromLatin1(digits);
}

} // namespace

class FormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsCounts();
    void writesSignedNumbers();
    void writesPointsAndPercent();
    void writesMoney_data();
    void writesMoney();
    void writesLengths_data();
    void writesLengths();
    void writesLatencies_data();
    void writesLatencies();
    void writesTimeRanges_data();
    void writesTimeRanges();
    void writesAxisOffsets();
    void writesBytes();
    void survivesExtremes();
    void joinsOnlyWhatIsThere();
    void writesTablesInEveryFormat();
    void neutralisesFormulas();
    void toolTipsShowMarkupAsText();
};

void FormatTest::groupsCounts()
{
    QCOMPARE(formatCount(0), QStringLiteral("0"));
    QCOMPARE(formatCount(11'024), QStringLiteral("11,024"));
    QCOMPARE(formatCountOf(1, QStringLiteral("1 error"), QStringLiteral("%1 errors")),
             QStringLiteral("1 error"));
    QCOMPARE(formatCountOf(1'200, QStringLiteral("1 error"), QStringLiteral("%1 errors")),
             QStringLiteral("1,200 errors"));
}

void FormatTest::writesSignedNumbers()
{
    QCOMPARE(formatSigned(-47.66, 1), minus("47.7"));
    QCOMPARE(formatSigned(5.04, 1), QStringLiteral("+5.0"));
    QCOMPARE(formatSigned(0.04, 1), QStringLiteral("0.0"));
    QCOMPARE(formatSigned(-0.04, 1), QStringLiteral("0.0"));
    QCOMPARE(formatWhole(-15.2), minus("15"));
    QCOMPARE(formatWhole(-1234567.4), minus("1,234,567"));
}

void FormatTest::writesPointsAndPercent()
{
    QCOMPARE(formatPoints(-0.477), QStringLiteral("47.7 points"));
    QCOMPARE(formatSignedPoints(-0.477), minus("47.7"));
    QCOMPARE(formatPercent(0.26206), QStringLiteral("26.2%"));
    QCOMPARE(formatPercent(1, 0), QStringLiteral("100%"));
}

void FormatTest::writesMoney_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<QString>("currency");
    QTest::addColumn<QString>("text");
    QTest::newRow("large amounts are whole")
        << 6812.6 << QStringLiteral("USD") << QStringLiteral("$6,813");
    QTest::newRow("small amounts keep cents")
        << 61.95 << QStringLiteral("USD") << QStringLiteral("$61.95");
    QTest::newRow("round amounts have none")
        << 50.0 << QStringLiteral("USD") << QStringLiteral("$50");
    QTest::newRow("a named currency follows")
        << 1234.0 << QStringLiteral("CHF") << QStringLiteral("1,234 CHF");
    QTest::newRow("no currency") << 1234.0 << QString() << QStringLiteral("1,234");
    QTest::newRow("a gain") << -1234.0 << QStringLiteral("USD")
                            << (QChar(0x2212) + QStringLiteral("$1,234"));
}

void FormatTest::writesMoney()
{
    QFETCH(double, amount);
    QFETCH(QString, currency);
    QFETCH(QString, text);
    QCOMPARE(formatMoney(amount, toStdString(currency)), text);
}

void FormatTest::writesLengths_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("below a second") << qint64 {450} << QStringLiteral("450 ms");
    QTest::newRow("seconds") << qint64 {58'200} << QStringLiteral("58 s");
    QTest::newRow("rounds up to a minute") << qint64 {59'700} << QStringLiteral("1 m 00 s");
    QTest::newRow("minutes") << qint64 {134'000} << QStringLiteral("2 m 14 s");
    QTest::newRow("hours") << qint64 {11'100'000} << QStringLiteral("3 h 05 m");
    QTest::newRow("days") << qint64 {187'200'000} << QStringLiteral("2 d 4 h");
}

void FormatTest::writesLengths()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(formatLength(Duration::milliseconds(milliseconds)), text);
}

void FormatTest::writesLatencies_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nanoseconds") << qint64 {120} << QStringLiteral("120 ns");
    QTest::newRow("microseconds") << qint64 {910'000} << QStringLiteral("910 \u00B5s");
    QTest::newRow("few milliseconds") << qint64 {1'240'000} << QStringLiteral("1.2 ms");
    QTest::newRow("milliseconds") << qint64 {22'000'000} << QStringLiteral("22 ms");
    QTest::newRow("seconds") << qint64 {4'020'000'000} << QStringLiteral("4.02 s");
    QTest::newRow("tens of seconds") << qint64 {40'200'000'000} << QStringLiteral("40.2 s");
    QTest::newRow("minutes") << qint64 {134'000'000'000} << QStringLiteral("2 m 14 s");
    QTest::newRow("negative") << qint64 {-22'000'000} << (QChar(0x2212) + QStringLiteral("22 ms"));
}

void FormatTest::writesLatencies()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(formatLatency(Duration {nanoseconds}), text);
}

void FormatTest::writesTimeRanges_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<QString>("text");
    const auto day = [](int year, int month, int number) {
        return static_cast<qint64>(fromCivil({.year = year, .month = month, .day = number}).ns);
    };
    QTest::newRow("empty") << qint64 {0} << qint64 {0} << QStringLiteral("All time");
    QTest::newRow("one day") << day(2026, 10, 1) << day(2026, 10, 2)
                             << QStringLiteral("1 Oct 2026");
    QTest::newRow("in a month") << day(2026, 10, 1) << day(2026, 10, 15)
                                << QStringLiteral("1 \u2013 14 Oct 2026");
    QTest::newRow("over months") << day(2026, 9, 28) << day(2026, 10, 3)
                                 << QStringLiteral("28 Sep \u2013 2 Oct 2026");
    QTest::newRow("over years") << day(2026, 12, 30) << day(2027, 1, 3)
                                << QStringLiteral("30 Dec 2026 \u2013 2 Jan 2027");
    QTest::newRow("not at midnight") << day(2026, 10, 1) << day(2026, 10, 1) + 5'400'000'000'000
                                     << QStringLiteral("1 Oct 2026 00:00 \u2013 1 Oct 2026 01:30");
}

void FormatTest::writesTimeRanges()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    QFETCH(QString, text);
    QCOMPARE(formatTimeRange({{from}, {to}}), text);
}

void FormatTest::writesAxisOffsets()
{
    QCOMPARE(formatOffset(Duration::seconds(100), Duration::seconds(20)), QStringLiteral("1:40"));
    QCOMPARE(formatOffset(Duration::milliseconds(500), Duration::milliseconds(500)),
             QStringLiteral("0:00.5"));
    QCOMPARE(formatOffset(Duration::seconds(7500), Duration::minutes(5)),
             QStringLiteral("2:05:00"));
    QCOMPARE(formatTraceTick(Duration::seconds(2), Duration::seconds(1)), QStringLiteral("2 s"));
    QCOMPARE(formatTraceTick(Duration::milliseconds(1500), Duration::milliseconds(500)),
             QStringLiteral("1.5 s"));
    QCOMPARE(formatTraceTick(Duration::milliseconds(40), Duration::milliseconds(20)),
             QStringLiteral("40 ms"));
    QCOMPARE(formatApart(Duration::minutes(38)), QStringLiteral("38 min"));
    QCOMPARE(formatApart(Duration::hours(30)), QStringLiteral("30 h"));
}

void FormatTest::writesBytes()
{
    QCOMPARE(formatBytes(900), QStringLiteral("900 bytes"));
    QCOMPARE(formatBytes(1'500), QStringLiteral("1.5 kB"));
    QCOMPARE(formatBytes(999'700), QStringLiteral("1.0 MB"));
    QCOMPARE(formatBytes(312'000'000), QStringLiteral("312 MB"));
}

void FormatTest::survivesExtremes()
{
    QVERIFY(!formatCount(std::numeric_limits<std::uint64_t>::max()).isEmpty());
    QVERIFY(!formatLength({std::numeric_limits<std::int64_t>::min()}).isEmpty());
    QVERIFY(!formatLatency({std::numeric_limits<std::int64_t>::max()}).isEmpty());
    QVERIFY(!formatWhole(1e300).isEmpty());
    QCOMPARE(formatWhole(std::numeric_limits<double>::infinity()), QStringLiteral("unknown"));
    QCOMPARE(formatSeconds(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("unknown"));
}

void FormatTest::joinsOnlyWhatIsThere()
{
    QCOMPARE(joinFacts({QStringLiteral("a"), QString(), QStringLiteral("b")}),
             QStringLiteral("a \u00B7 b"));
    QCOMPARE(oneLine(QStringLiteral("a\nb\x01"
                                    "c")),
             QStringLiteral("a bc"));
}

void FormatTest::writesTablesInEveryFormat()
{
    const TableTwin table {QStringLiteral("T"),
                           {QStringLiteral("Name"), QStringLiteral("Count")},
                           {{QStringLiteral("a, \"b\""), QStringLiteral("1,200")}}};
    QCOMPARE(tableText(table, CopyFormat::Text), QStringLiteral("Name\tCount\na, \"b\"\t1,200\n"));
    QCOMPARE(tableText(table, CopyFormat::Csv),
             QStringLiteral("Name,Count\n\"a, \"\"b\"\"\",\"1,200\"\n"));
    QCOMPARE(tableText(table, CopyFormat::Markdown),
             QStringLiteral("| Name | Count |\n| --- | --- |\n| a, \"b\" | 1,200 |\n"));
    QVERIFY(tableText(table, CopyFormat::Json).contains(QStringLiteral("\"Count\": \"1,200\"")));
}

void FormatTest::neutralisesFormulas()
{
    const TableTwin table {
        {}, {QStringLiteral("a")}, {{QStringLiteral("=1+1")}, {QStringLiteral("-5")}}};
    QCOMPARE(tableText(table, CopyFormat::Csv), QStringLiteral("a\n'=1+1\n-5\n"));
}

void FormatTest::toolTipsShowMarkupAsText()
{
    QVERIFY(!asToolTip(QStringLiteral("<img src='x'>")).contains(QStringLiteral("<img")));
    QVERIFY(asToolTip({}).isEmpty());
}

} // namespace throughline::widgets

using throughline::widgets::FormatTest;
THROUGHLINE_TEST(FormatTest)
#include "tst_format.moc"
