#include "models/layout/time_scale.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline::layout {

namespace {

constexpr Timestamp kStart =
    Timestamp::fromSeconds(1'790'812'800); // a midnight, the 1st of a month

} // namespace

class TimeScaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mapsEndsToEnds();
    void runsOnBeyondItsEnds();
    void comesBackFromPixels();
    void putsEverythingLeftWithoutARange();
    void zoomKeepsTheAnchorInPlace();
    void zoomStaysWithinItsLimits_data();
    void zoomStaysWithinItsLimits();
    void panStopsAtTheEnds();
    void relativeTicksAreRoundFromTheOrigin();
    void calendarTicksStandOnCalendarMoments_data();
    void calendarTicksStandOnCalendarMoments();
    void ticksNeverExceedTheirNumber();
    void givesNoTicksWhereThereIsNothing();
};

void TimeScaleTest::mapsEndsToEnds()
{
    const TimeScale scale {{kStart, kStart + Duration::seconds(10)}, 100, 200};
    QCOMPARE(scale.toPixel(kStart), 100.0);
    QCOMPARE(scale.toPixel(kStart + Duration::seconds(10)), 200.0);
    QCOMPARE(scale.toPixel(kStart + Duration::seconds(5)), 150.0);
    QCOMPARE(scale.toWidth(Duration::seconds(1)), 10.0);
}

void TimeScaleTest::runsOnBeyondItsEnds()
{
    const TimeScale scale {{kStart, kStart + Duration::seconds(10)}, 100, 200};
    QCOMPARE(scale.toPixel(kStart - Duration::seconds(10)), 0.0);
    QCOMPARE(scale.toTime(0), kStart - Duration::seconds(10));
}

void TimeScaleTest::comesBackFromPixels()
{
    const TimeScale scale {{kStart, kStart + Duration::days(14)}, 76, 1420};
    for (double pixel = 76; pixel <= 1420; pixel += 13) {
        QVERIFY(std::abs(scale.toPixel(scale.toTime(pixel)) - pixel) < 1e-6);
    }
}

void TimeScaleTest::putsEverythingLeftWithoutARange()
{
    const TimeScale empty {{kStart, kStart}, 30, 90};
    QCOMPARE(empty.toPixel(kStart + Duration::days(1)), 30.0);
    QCOMPARE(empty.toTime(60), kStart);
    QCOMPARE(empty.toWidth(Duration::seconds(1)), 0.0);
    const TimeScale narrow {{kStart, kStart + Duration::seconds(1)}, 30, 30};
    QCOMPARE(narrow.toTime(60), kStart);
    QCOMPARE(narrow.toWidth(Duration::seconds(-1)), 0.0);
}

void TimeScaleTest::zoomKeepsTheAnchorInPlace()
{
    const TimeRange whole {kStart, kStart + Duration::seconds(1000)};
    const TimeRange range {kStart + Duration::seconds(200), kStart + Duration::seconds(600)};
    const Timestamp anchor = kStart + Duration::seconds(300);
    const TimeRange closer = zoomed(range, anchor, 0.5, {whole});
    QCOMPARE(closer.length(), Duration::seconds(200));
    const TimeScale before {range, 0, 400};
    const TimeScale after {closer, 0, 400};
    QCOMPARE(after.toPixel(anchor), before.toPixel(anchor));
}

void TimeScaleTest::zoomStaysWithinItsLimits_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("out beyond the whole") << 100.0 << qint64 {1000};
    QTest::newRow("in beyond the smallest") << 1e-9 << qint64 {5};
    QTest::newRow("zero changes nothing") << 0.0 << qint64 {400};
    QTest::newRow("negative changes nothing") << -1.0 << qint64 {400};
    QTest::newRow("not a number changes nothing") << std::nan("") << qint64 {400};
}

void TimeScaleTest::zoomStaysWithinItsLimits()
{
    QFETCH(double, factor);
    QFETCH(qint64, seconds);
    const TimeRange whole {kStart, kStart + Duration::seconds(1000)};
    const TimeRange range {kStart + Duration::seconds(200), kStart + Duration::seconds(600)};
    const TimeRange result =
        zoomed(range, kStart + Duration::seconds(300), factor, {whole, Duration::seconds(5)});
    QCOMPARE(result.length(), Duration::seconds(seconds));
    QVERIFY(result.from >= whole.from && result.to <= whole.to);
}

void TimeScaleTest::panStopsAtTheEnds()
{
    const TimeRange whole {kStart, kStart + Duration::seconds(100)};
    const TimeRange range {kStart + Duration::seconds(20), kStart + Duration::seconds(40)};
    QCOMPARE(panned(range, Duration::seconds(-50), {whole}).from, whole.from);
    QCOMPARE(panned(range, Duration::seconds(500), {whole}).to, whole.to);
    QCOMPARE(panned(range, Duration::seconds(5), {whole}).from, kStart + Duration::seconds(25));
    QCOMPARE(panned({kStart, kStart + Duration::seconds(300)}, {}, {whole}), whole);
    QCOMPARE(panned(range, Duration::seconds(5), {}), range);
}

void TimeScaleTest::relativeTicksAreRoundFromTheOrigin()
{
    const Timestamp origin = kStart + Duration::milliseconds(437);
    const TimeRange range {origin, origin + Duration::seconds(134)};
    const TimeTicks ticks = relativeTicks(range, origin, 8);
    QCOMPARE(ticks.step, Duration::seconds(20));
    QCOMPARE(ticks.unit, TickUnit::Second);
    QCOMPARE(ticks.ticks.size(), std::size_t {7});
    QCOMPARE(ticks.ticks.front(), origin);
    const TimeRange zoomedIn {origin + Duration::milliseconds(333), origin + Duration::seconds(2)};
    for (const Timestamp tick : relativeTicks(zoomedIn, origin, 6).ticks) {
        QCOMPARE((tick - origin).ns % relativeTicks(zoomedIn, origin, 6).step.ns, std::int64_t {0});
        QVERIFY(tick >= zoomedIn.from && tick <= zoomedIn.to);
    }
}

void TimeScaleTest::calendarTicksStandOnCalendarMoments_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("unit");
    QTest::newRow("minutes") << qint64 {600} << static_cast<int>(TickUnit::Minute);
    QTest::newRow("hours") << qint64 {86400} << static_cast<int>(TickUnit::Hour);
    QTest::newRow("two weeks in days") << qint64 {14 * 86400} << static_cast<int>(TickUnit::Day);
    QTest::newRow("a year in months") << qint64 {365 * 86400} << static_cast<int>(TickUnit::Month);
    QTest::newRow("decades in years")
        << qint64 {40LL * 365 * 86400} << static_cast<int>(TickUnit::Year);
}

void TimeScaleTest::calendarTicksStandOnCalendarMoments()
{
    QFETCH(qint64, seconds);
    QFETCH(int, unit);
    const Timestamp from = kStart + Duration::seconds(17);
    const TimeTicks ticks = calendarTicks({from, from + Duration::seconds(seconds)}, 8);
    QCOMPARE(static_cast<int>(ticks.unit), unit);
    QVERIFY(ticks.ticks.size() >= 2);
    for (const Timestamp tick : ticks.ticks) {
        const CivilTime civil = toCivil(tick);
        QCOMPARE(civil.second, 0);
        if (ticks.unit >= TickUnit::Day) {
            QCOMPARE(civil.hour, 0);
        }
        if (ticks.unit >= TickUnit::Month) {
            QCOMPARE(civil.day, 1);
        }
        if (ticks.unit == TickUnit::Year) {
            QCOMPARE(civil.month, 1);
        }
    }
}

void TimeScaleTest::ticksNeverExceedTheirNumber()
{
    for (std::int64_t length = 1; length < 4'000'000'000'000'000'000; length = length * 3 + 1) {
        for (std::size_t most = 1; most < 12; ++most) {
            const TimeRange range {kStart, kStart + Duration {length}};
            for (const TimeTicks& ticks :
                 {relativeTicks(range, kStart, most), calendarTicks(range, most)}) {
                QVERIFY(ticks.ticks.size() <= most);
                QVERIFY(std::is_sorted(ticks.ticks.begin(), ticks.ticks.end()));
                for (const Timestamp tick : ticks.ticks) {
                    QVERIFY(tick >= range.from && tick <= range.to);
                }
            }
        }
    }
}

void TimeScaleTest::givesNoTicksWhereThereIsNothing()
{
    QVERIFY(relativeTicks({kStart, kStart}, kStart, 5).ticks.empty());
    QVERIFY(relativeTicks({kStart, kStart + Duration::seconds(1)}, kStart, 0).ticks.empty());
    QVERIFY(calendarTicks({kStart, kStart - Duration::seconds(1)}, 5).ticks.empty());
}

} // namespace throughline::layout

using throughline::layout::TimeScaleTest;
THROUGHLINE_TEST(TimeScaleTest)
#include "tst_time_scale.moc"
