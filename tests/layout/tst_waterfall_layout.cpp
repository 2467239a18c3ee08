#include "models/layout/waterfall_layout.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline::layout {

namespace {

constexpr Timestamp kStart = Timestamp::fromSeconds(1'000'000);

const TimeScale kScale {{kStart, kStart + Duration::seconds(10)}, 100, 200};

} // namespace

class WaterfallLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsOnlyWhatIsInSight_data();
    void showsOnlyWhatIsInSight();
    void scrollsJustEnough();
    void keepsShortSpansVisible();
    void putsLabelsWhereTheyFit();
};

void WaterfallLayoutTest::showsOnlyWhatIsInSight_data()
{
    QTest::addColumn<quint64>("count");
    QTest::addColumn<double>("scroll");
    QTest::addColumn<quint64>("first");
    QTest::addColumn<quint64>("last");
    QTest::newRow("from the top") << quint64 {10'000} << 0.0 << quint64 {0} << quint64 {10};
    QTest::newRow("partly seen rows count")
        << quint64 {10'000} << 15.0 << quint64 {0} << quint64 {11};
    QTest::newRow("in the middle") << quint64 {10'000} << 3000.0 << quint64 {100} << quint64 {110};
    QTest::newRow("past the end") << quint64 {5} << 3000.0 << quint64 {5} << quint64 {5};
    QTest::newRow("scrolled above the top") << quint64 {5} << -50.0 << quint64 {0} << quint64 {5};
}

void WaterfallLayoutTest::showsOnlyWhatIsInSight()
{
    QFETCH(quint64, count);
    QFETCH(double, scroll);
    QFETCH(quint64, first);
    QFETCH(quint64, last);
    QCOMPARE(visibleRows(count, 30, scroll, 300), (RowRange {first, last}));
    QCOMPARE(visibleRows(0, 30, 0, 300), RowRange {});
    QCOMPARE(visibleRows(count, 0, 0, 300), RowRange {});
    QCOMPARE(visibleRows(count, 30, 0, 0), RowRange {});
}

void WaterfallLayoutTest::scrollsJustEnough()
{
    QCOMPARE(scrollToShow(3, 30, 0, 300), 0.0);
    QCOMPARE(scrollToShow(12, 30, 0, 300), 90.0);
    QCOMPARE(scrollToShow(2, 30, 200, 300), 60.0);
    QCOMPARE(scrollToShow(2, 30, 0, 10), 60.0);
}

void WaterfallLayoutTest::keepsShortSpansVisible()
{
    const SpanBar inside =
        spanBar(kStart + Duration::seconds(5), Duration::microseconds(3), kScale, {});
    QCOMPARE(inside.bar, (Extent {150, 153}));
    const SpanBar atEnd = spanBar(kStart + Duration::seconds(10), {}, kScale, {});
    QCOMPARE(atEnd.bar, (Extent {197, 200}));
    const SpanBar outside =
        spanBar(kStart - Duration::seconds(5), Duration::seconds(100), kScale, {});
    QCOMPARE(outside.bar, (Extent {100, 200}));
}

void WaterfallLayoutTest::putsLabelsWhereTheyFit()
{
    SpanBarOptions options {.labelWidth = 30, .rightEdge = 240};
    QCOMPARE(spanBar(kStart, Duration::seconds(10), kScale, options).label, LabelSide::Right);
    options.rightEdge = 210;
    QCOMPARE(spanBar(kStart + Duration::seconds(8), Duration::seconds(2), kScale, options).label,
             LabelSide::Left);
    QCOMPARE(spanBar(kStart, Duration::seconds(10), kScale, options).label, LabelSide::Hidden);
}

} // namespace throughline::layout

using throughline::layout::WaterfallLayoutTest;
THROUGHLINE_TEST(WaterfallLayoutTest)
#include "tst_waterfall_layout.moc"
