#include "models/layout/interval_layout.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline::layout {

namespace {

const IntervalFrame kFrame {.left = 100, .right = 500, .top = 10, .rowHeight = 20, .maxTicks = 5};

} // namespace

class IntervalLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alwaysContainsZero();
    void ordersLowEstimateHigh();
    void cutsOneVagueRowInsteadOfFlatteningTheOthers();
    void neverCutsTheFirstRow();
    void drawsNothingWithoutAnEstimate();
    void hasAnAxisWithoutValues();
};

void IntervalLayoutTest::alwaysContainsZero()
{
    const std::vector<IntervalValue> values {{-47.7, -54.1, -41.3}};
    const IntervalPlan plan = intervalPlan(values, kFrame);
    const double zero = plan.scale.toPixel(0);
    QVERIFY(zero > 100 && zero < 500);
    QVERIFY(std::find(plan.ticks.values.begin(), plan.ticks.values.end(), 0.0)
            != plan.ticks.values.end());
}

void IntervalLayoutTest::ordersLowEstimateHigh()
{
    const std::vector<IntervalValue> values {{-47.7, -54.1, -41.3}, {5.0, -1.0, 11.0}};
    const IntervalPlan plan = intervalPlan(values, kFrame);
    for (const IntervalRow& row : plan.rows) {
        QVERIFY(row.drawn);
        QVERIFY(row.low < row.estimate && row.estimate < row.high);
        QVERIFY(!row.cutLow && !row.cutHigh);
    }
    QCOMPARE(plan.rows[0].centre, 20.0);
    QCOMPARE(plan.rows[1].centre, 40.0);
}

void IntervalLayoutTest::cutsOneVagueRowInsteadOfFlatteningTheOthers()
{
    const std::vector<IntervalValue> values {{-10.0, -12.0, -8.0}, {-9.0, -900.0, 900.0}};
    const IntervalPlan plan = intervalPlan(values, kFrame);
    QVERIFY(plan.rows[1].cutLow && plan.rows[1].cutHigh);
    QVERIFY(plan.rows[0].high - plan.rows[0].low > 20);
}

void IntervalLayoutTest::neverCutsTheFirstRow()
{
    const std::vector<IntervalValue> values {{-1.1, -30.0, 30.0}, {-1.0, -90.0, 90.0}};
    const IntervalPlan plan = intervalPlan(values, kFrame);
    QVERIFY(!plan.rows[0].cutLow && !plan.rows[0].cutHigh);
    QVERIFY(plan.rows[1].cutLow && plan.rows[1].cutHigh);
}

void IntervalLayoutTest::drawsNothingWithoutAnEstimate()
{
    const std::vector<IntervalValue> values {
        {std::nullopt, -1.0, 1.0}, {std::nan(""), -1.0, 1.0}, {2.0, std::nullopt, std::nullopt}};
    const IntervalPlan plan = intervalPlan(values, kFrame);
    QVERIFY(!plan.rows[0].drawn);
    QVERIFY(!plan.rows[1].drawn);
    QVERIFY(plan.rows[2].drawn);
    QCOMPARE(plan.rows[2].low, plan.rows[2].estimate);
}

void IntervalLayoutTest::hasAnAxisWithoutValues()
{
    const IntervalPlan plan = intervalPlan({}, kFrame);
    QVERIFY(plan.rows.empty());
    QVERIFY(plan.scale.low < 0 && plan.scale.high > 0);
    IntervalFrame narrow = kFrame;
    narrow.right = 0;
    const std::vector<IntervalValue> values {{1.0, 0.5, 1.5}};
    QCOMPARE(intervalPlan(values, narrow).rows[0].estimate, 100.0);
}

} // namespace throughline::layout

using throughline::layout::IntervalLayoutTest;
THROUGHLINE_TEST(IntervalLayoutTest)
#include "tst_interval_layout.moc"
