#include "models/layout/axis_ticks.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace throughline::layout {

class AxisTicksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesRoundSteps_data();
    void choosesRoundSteps();
    void keepsWithinRangeAndNumber();
    void makesZeroExact();
    void givesNothingForADegenerateAxis();
    void widensToWholeTicks();
};

void AxisTicksTest::choosesRoundSteps_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("step");
    QTest::addColumn<int>("decimals");
    QTest::newRow("points below zero") << -66.0 << 2.0 << 20.0 << 0;
    QTest::newRow("small fractions") << 0.0 << 0.07 << 0.02 << 2;
    QTest::newRow("one to ten") << 0.0 << 10.0 << 5.0 << 0;
    QTest::newRow("thousands") << 0.0 << 11'024.0 << 5000.0 << 0;
}

void AxisTicksTest::choosesRoundSteps()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, step);
    QFETCH(int, decimals);
    const AxisTicks ticks = niceTicks(low, high, 4);
    QCOMPARE(ticks.step, step);
    QCOMPARE(ticks.decimals, decimals);
}

void AxisTicksTest::keepsWithinRangeAndNumber()
{
    for (double size = 1e-9; size < 1e12; size *= 3.7) {
        for (std::size_t most = 1; most < 12; ++most) {
            const AxisTicks ticks = niceTicks(-size * 0.3, size, most);
            QVERIFY(ticks.values.size() <= most);
            for (const double value : ticks.values) {
                QVERIFY(value >= -size * 0.3 - ticks.step * 1e-6 && value <= size * (1 + 1e-6));
            }
        }
    }
}

void AxisTicksTest::makesZeroExact()
{
    const AxisTicks ticks = niceTicks(-0.3, 0.3, 7);
    QVERIFY(std::find(ticks.values.begin(), ticks.values.end(), 0.0) != ticks.values.end());
    QVERIFY(!std::signbit(ticks.values[ticks.values.size() / 2]));
}

void AxisTicksTest::givesNothingForADegenerateAxis()
{
    const double infinity = std::numeric_limits<double>::infinity();
    QVERIFY(niceTicks(1, 1, 5).values.empty());
    QVERIFY(niceTicks(2, 1, 5).values.empty());
    QVERIFY(niceTicks(0, 1, 0).values.empty());
    QVERIFY(niceTicks(0, infinity, 5).values.empty());
    QVERIFY(niceTicks(std::nan(""), 1, 5).values.empty());
}

void AxisTicksTest::widensToWholeTicks()
{
    QCOMPARE(niceRange(3, 97, 5), (AxisRange {0, 100}));
    QCOMPARE(niceRange(5, 5, 5), (AxisRange {4, 6}));
    QCOMPARE(niceRange(std::nan(""), 5, 5), (AxisRange {0, 1}));
}

} // namespace throughline::layout

using throughline::layout::AxisTicksTest;
THROUGHLINE_TEST(AxisTicksTest)
#include "tst_axis_ticks.moc"
