#include "models/layout/funnel_layout.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline::layout {

class FunnelLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsArmsSideBySideAroundTheStep();
    void leavesOutWhatHasNoNumber();
    void holdsSharesBetweenNoneAndAll();
    void hitsBarsAndGaps();
    void hasNoBarsWithoutArms();
};

void FunnelLayoutTest::putsArmsSideBySideAroundTheStep()
{
    const std::vector<FunnelShares> arms {{1.0, 0.5}, {1.0, 0.25}};
    const std::vector<FunnelBar> bars = funnelBars(arms, 0.8);
    QCOMPARE(bars.size(), std::size_t {4});
    QCOMPARE(bars[0].left, -0.4);
    QCOMPARE(bars[0].right, 0.0);
    QCOMPARE(bars[1].right, 0.4);
    QCOMPARE(bars[3].left, 1.0);
    QCOMPARE(bars[3].height, 0.25);
}

void FunnelLayoutTest::leavesOutWhatHasNoNumber()
{
    const std::vector<FunnelShares> arms {{1.0, 0.5, 0.2}, {std::nullopt, 1.0}};
    const std::vector<FunnelBar> bars = funnelBars(arms, 0.8);
    QCOMPARE(bars.size(), std::size_t {6});
    QVERIFY(!bars[1].present);
    QVERIFY(bars[3].present);
    QVERIFY(!bars[5].present);
}

void FunnelLayoutTest::holdsSharesBetweenNoneAndAll()
{
    const std::vector<FunnelShares> arms {{1.7, -0.2, std::nan("")}};
    const std::vector<FunnelBar> bars = funnelBars(arms, 2.0);
    QCOMPARE(bars[0].height, 1.0);
    QCOMPARE(bars[1].height, 0.0);
    QCOMPARE(bars[2].height, 0.0);
    QCOMPARE(bars[0].right - bars[0].left, 1.0);
}

void FunnelLayoutTest::hitsBarsAndGaps()
{
    const std::vector<FunnelShares> arms {{1.0, 0.5}, {std::nullopt, 0.25}};
    const std::vector<FunnelBar> bars = funnelBars(arms, 0.8);
    QCOMPARE(hitFunnel(bars, 0.8, 0.4), (FunnelHit {1, 0, FunnelPart::Reached}));
    QCOMPARE(hitFunnel(bars, 0.8, 0.6), (FunnelHit {1, 0, FunnelPart::Dropped}));
    QCOMPARE(hitFunnel(bars, 1.2, 0.6), (FunnelHit {1, 1, FunnelPart::Dropped}));
    QVERIFY(!hitFunnel(bars, 0.2, 0.5)); // no number, nothing to open
    QVERIFY(!hitFunnel(bars, 0.5, 0.5)); // between two steps
    QVERIFY(!hitFunnel(bars, 0.8, 1.1));
    QVERIFY(!hitFunnel(bars, 0.8, -0.1));
}

void FunnelLayoutTest::hasNoBarsWithoutArms()
{
    QVERIFY(funnelBars({}, 0.8).empty());
    QVERIFY(!hitFunnel({}, 0, 0));
}

} // namespace throughline::layout

using throughline::layout::FunnelLayoutTest;
THROUGHLINE_TEST(FunnelLayoutTest)
#include "tst_funnel_layout.moc"
