#include "models/layout/hit_test.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline::layout {

class HitTestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void prefersWhatContainsThePoint();
    void forgivesNearMisses();
    void takesTheTopmostBox();
};

void HitTestTest::prefersWhatContainsThePoint()
{
    const std::vector<Extent> extents {{0, 100}, {40, 50}, {51, 52}};
    QCOMPARE(nearestExtent(extents, 45, 5), std::size_t {1});
    QCOMPARE(nearestExtent(extents, 50.4, 5), std::size_t {0});
    QCOMPARE(nearestExtent(extents, 80, 5), std::size_t {0});
}

void HitTestTest::forgivesNearMisses()
{
    const std::vector<Extent> extents {{10, 12}, {20, 22}};
    QCOMPARE(nearestExtent(extents, 15, 4), std::size_t {0});
    QCOMPARE(nearestExtent(extents, 17, 4), std::size_t {1});
    QVERIFY(!nearestExtent(extents, 30, 4));
    QVERIFY(!nearestExtent({}, 0, 4));
}

void HitTestTest::takesTheTopmostBox()
{
    const std::vector<Box> boxes {{0, 0, 10, 10}, {5, 5, 15, 15}};
    QCOMPARE(boxAt(boxes, 7, 7), std::size_t {1});
    QCOMPARE(boxAt(boxes, 2, 2), std::size_t {0});
    QVERIFY(!boxAt(boxes, 10, 2)); // right edge is exclusive
    QVERIFY(!boxAt({}, 0, 0));
}

} // namespace throughline::layout

using throughline::layout::HitTestTest;
THROUGHLINE_TEST(HitTestTest)
#include "tst_hit_test.moc"
