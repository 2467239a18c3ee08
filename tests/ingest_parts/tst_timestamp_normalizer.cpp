#include "models/ingest/normalize/timestamp_normalizer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>
#include <vector>

namespace throughline {

using domain::IssueCode;
using domain::ValueKind;
using ingest::TimeColumn;
using ingest::TimeReading;
using ingest::TimeRules;

namespace {

constexpr Timestamp kNow = Timestamp::fromSeconds(1'790'000'000);

TimeZone berlin()
{
    return *TimeZone::named("Europe/Berlin");
}

TimeReading read(std::string_view raw, ValueKind kind = ValueKind::Text,
                 TimeRules rules = {kNow, {}})
{
    TimeColumn column;
    return column.read(raw, kind, rules);
}

} // namespace

class TimestampNormalizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryUnitExactly_data();
    void readsEveryUnitExactly();
    void refuses_data();
    void refuses();
    void keepsTheUnitOfTheColumn();
    void decidesOnTheFirstValues();
    void implausibleValuesDecideNothing();
    void formatMayFixTheUnit();
    void notesTheInferredUnitOnce();
    void readsNaiveTimesInTheGivenZone();
    void recordsResolution();
    void keepsItsStateAsText();
    void windowIsClosedAtBothEnds();
};

void TimestampNormalizerTest::readsEveryUnitExactly_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<bool>("number");
    QTest::addColumn<qlonglong>("ns");
    const auto row = [](const char* name, const char* raw, bool number, qlonglong ns) {
        QTest::newRow(name) << QByteArray(raw) << number << ns;
    };
    row("s", "1745532517", true, 1745532517000000000);
    row("ms", "1745532517537", true, 1745532517537000000);
    row("us", "1745532517537123", true, 1745532517537123000);
    row("ns", "1745532517537123456", true, 1745532517537123456);
    row("ns as text", "1544712660300000001", false, 1544712660300000001);
    row("s with decimals", "1745532517.537", true, 1745532517537000000);
    row("ms with decimals", "1745532517537.25", true, 1745532517537250000);
    row("RFC 3339", "2025-04-24T22:08:37.537123456Z", false, 1745532517537123456);
    row("offset", "2025-04-25T07:08:37+0900", false, 1745532517000000000);
    row("blanks", " 1745532517 ", false, 1745532517000000000);
}

void TimestampNormalizerTest::readsEveryUnitExactly()
{
    QFETCH(QByteArray, raw);
    QFETCH(bool, number);
    QFETCH(qlonglong, ns);
    const TimeReading reading =
        read(raw.toStdString(), number ? ValueKind::Number : ValueKind::Text);
    QVERIFY(!reading.problem);
    QCOMPARE(reading.time.ns, ns);
}

void TimestampNormalizerTest::refuses_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<int>("issue");
    const auto row = [](const char* name, const char* raw, IssueCode issue) {
        QTest::newRow(name) << QByteArray(raw) << static_cast<int>(issue);
    };
    row("empty", "", IssueCode::TimeMissing);
    row("blank", " ", IssueCode::TimeMissing);
    row("word", "yesterday", IssueCode::TimeUnreadable);
    row("no such day", "2025-02-30T00:00:00Z", IssueCode::TimeUnreadable);
    row("zero", "0", IssueCode::TimeOutOfRange);
    row("negative", "-1745532517", IssueCode::TimeOutOfRange);
    row("between s and ms", "17455325170", IssueCode::TimeOutOfRange);
    row("exponent", "1.745532517e9", IssueCode::TimeUnreadable);
    row("beyond int64", "99999999999999999999", IssueCode::TimeOutOfRange);
    row("before 1990", "1989-12-31T23:59:59Z", IssueCode::TimeOutOfRange);
    row("far future", "2030-01-01T00:00:00Z", IssueCode::TimeOutOfRange);
    row("the last year of nanoseconds", "9199999999", IssueCode::TimeOutOfRange);
    row("beyond nanoseconds in ms", "9999999999999", IssueCode::TimeOutOfRange);
    row("beyond nanoseconds in us", "9999999999999999.5", IssueCode::TimeOutOfRange);
    row("far future in s", "9999999999", IssueCode::TimeOutOfRange);
}

void TimestampNormalizerTest::refuses()
{
    QFETCH(QByteArray, raw);
    QFETCH(int, issue);
    const TimeReading reading = read(raw.toStdString());
    QVERIFY(reading.problem.has_value());
    QCOMPARE(static_cast<int>(*reading.problem), issue);
    QVERIFY(!reading.note);
}

void TimestampNormalizerTest::keepsTheUnitOfTheColumn()
{
    TimeColumn column;
    const TimeRules rules {kNow, {}};
    QVERIFY(!column.read("1745532517537", ValueKind::Number, rules).problem);
    QVERIFY(column.read("1745532517", ValueKind::Number, rules).problem
            == IssueCode::TimeUnitContradiction);
    QVERIFY(!column.read("1745532517538", ValueKind::Number, rules).problem);
    QVERIFY(column.unit() == Duration::milliseconds(1));
}

void TimestampNormalizerTest::decidesOnTheFirstValues()
{
    const std::vector<domain::Field> values {{"ts", "1745532517", ValueKind::Number},
                                             {"ts", "1745532517537", ValueKind::Number},
                                             {"ts", "1745532517538", ValueKind::Number},
                                             {"ts", "no time", ValueKind::Text}};
    TimeColumn column;
    column.decide(values);
    QVERIFY(column.unit() == Duration::milliseconds(1));
    QVERIFY(column.read("1745532517", ValueKind::Number, {kNow, {}}).problem
            == IssueCode::TimeUnitContradiction);
    TimeColumn empty;
    empty.decide({});
    QVERIFY(!empty.unit());
}

void TimestampNormalizerTest::implausibleValuesDecideNothing()
{
    TimeColumn column;
    const TimeRules rules {kNow, {}};
    QVERIFY(column.read("9999999999", ValueKind::Number, rules).problem
            == IssueCode::TimeOutOfRange);
    QVERIFY(!column.unit());
    QVERIFY(!column.read("1745532517537", ValueKind::Number, rules).problem);
}

void TimestampNormalizerTest::formatMayFixTheUnit()
{
    TimeColumn column(Duration::microseconds(1));
    const TimeRules rules {kNow, {}};
    QVERIFY(column.read("1745532517537", ValueKind::Number, rules).problem
            == IssueCode::TimeUnitContradiction);
    const TimeReading reading = column.read("1745532517537123", ValueKind::Number, rules);
    QVERIFY(!reading.problem);
    QVERIFY2(!reading.note, "nothing was inferred");
}

void TimestampNormalizerTest::notesTheInferredUnitOnce()
{
    TimeColumn column;
    const TimeRules rules {kNow, {}};
    QVERIFY(column.read("1745532517537", ValueKind::Number, rules).note
            == IssueCode::TimeUnitInferred);
    QVERIFY(!column.read("1745532517538", ValueKind::Number, rules).note);
}

void TimestampNormalizerTest::readsNaiveTimesInTheGivenZone()
{
    const TimeReading utc = read("2025-04-24 22:08:37");
    QCOMPARE(utc.time, Timestamp::fromSeconds(1745532517));
    QVERIFY(utc.note == IssueCode::TimeWithoutZone);
    const TimeReading local = read("2025-04-25 00:08:37", ValueKind::Text, {kNow, berlin()});
    QCOMPARE(local.time, Timestamp::fromSeconds(1745532517));
    QVERIFY(!local.note);
    const TimeReading zoned = read("2025-04-24T22:08:37Z", ValueKind::Text, {kNow, berlin()});
    QCOMPARE(zoned.time, utc.time);
}

void TimestampNormalizerTest::recordsResolution()
{
    TimeColumn column;
    const TimeRules rules {kNow, {}};
    QCOMPARE(column.finestResolution(), Duration {});
    static_cast<void>(column.read("2025-04-24T22:08:37Z", ValueKind::Text, rules));
    QCOMPARE(column.finestResolution(), Duration::seconds(1));
    QCOMPARE(column.coarsestResolution(), Duration::seconds(1));
    static_cast<void>(column.read("2025-04-24T22:08:37.25Z", ValueKind::Text, rules));
    static_cast<void>(column.read("nothing", ValueKind::Text, rules));
    QCOMPARE(column.finestResolution(), Duration::milliseconds(1));
    QCOMPARE(column.coarsestResolution(), Duration::seconds(1));
}

void TimestampNormalizerTest::keepsItsStateAsText()
{
    TimeColumn column;
    QVERIFY(TimeColumn::fromText(column.toText()) == column);
    static_cast<void>(column.read("1745532517.5", ValueKind::Number, {kNow, {}}));
    QVERIFY(TimeColumn::fromText(column.toText()) == column);
    QVERIFY(TimeColumn::fromText("5s 1ms 1s") == std::nullopt);
    QVERIFY(TimeColumn::fromText("ms") == std::nullopt);
    QVERIFY(TimeColumn::fromText("") == std::nullopt);
}

void TimestampNormalizerTest::windowIsClosedAtBothEnds()
{
    QVERIFY(!read("1990-01-01T00:00:00Z").problem);
    QVERIFY(!read(formatRfc3339(kNow + Duration::days(366))).problem);
    QVERIFY(read(formatRfc3339(kNow + Duration::days(366) + Duration::nanoseconds(1))).problem
            == IssueCode::TimeOutOfRange);
}

THROUGHLINE_TEST(TimestampNormalizerTest)

} // namespace throughline

#include "tst_timestamp_normalizer.moc"
