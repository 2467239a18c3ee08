#include "models/demo/arrivals.h"
#include "models/demo/scenario.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace demo;

class ArrivalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesSoManyInOrder_data();
    void givesSoManyInOrder();
    void daysAreBusierThanNights();
};

namespace {

TimeRange lastDays(int days)
{
    return {kDataEnd - Duration::days(days), kDataEnd};
}

} // namespace

void ArrivalsTest::givesSoManyInOrder_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("days");
    QTest::newRow("one session") << 1 << 1;
    QTest::newRow("two sessions") << 2 << 14;
    QTest::newRow("fewer than hours") << 50 << 14;
    QTest::newRow("many on one day") << 20'000 << 1;
    QTest::newRow("many in a year") << 20'000 << 365;
}

void ArrivalsTest::givesSoManyInOrder()
{
    QFETCH(const int, count);
    QFETCH(const int, days);
    const TimeRange range = lastDays(days);
    Arrivals arrivals(range, static_cast<std::uint64_t>(count), 5);
    Timestamp before = range.from;
    for (int i = 0; i < count; ++i) {
        const auto start = arrivals.next();
        QVERIFY(start.has_value());
        QVERIFY(before <= *start);
        const bool last = i + 1 == count;
        QVERIFY(*start < range.to - (last ? Duration::minutes(1) : kQuietEnd));
        before = *start;
    }
    QCOMPARE(before.ns, (range.to - Duration::minutes(2)).ns);
    QVERIFY(!arrivals.next().has_value());
    QVERIFY(!arrivals.next().has_value());
}

void ArrivalsTest::daysAreBusierThanNights()
{
    Arrivals arrivals(lastDays(14), 50'000, 5);
    int night = 0;
    int evening = 0;
    while (const auto start = arrivals.next()) {
        const int hour = toCivil(*start).hour;
        night += hour == 3 ? 1 : 0;
        evening += hour == 19 ? 1 : 0;
    }
    QVERIFY(evening > 4 * night);
    QVERIFY(night > 100);
}

THROUGHLINE_TEST(ArrivalsTest)

} // namespace throughline

#include "tst_arrivals.moc"
