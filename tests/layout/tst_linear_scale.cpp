#include "models/layout/linear_scale.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline::layout {

class LinearScaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mapsForwardAndBackward();
    void holdsValuesWithinItsEnds();
    void hasAnAnswerWithoutWidth();
};

void LinearScaleTest::mapsForwardAndBackward()
{
    const LinearScale down {0, 10, 200, 100};
    QCOMPARE(down.toPixel(0), 200.0);
    QCOMPARE(down.toPixel(10), 100.0);
    QCOMPARE(down.toPixel(20), 0.0);
    QCOMPARE(down.toValue(down.toPixel(3.5)), 3.5);
}

void LinearScaleTest::holdsValuesWithinItsEnds()
{
    const LinearScale scale {-1, 1, 0, 100};
    QCOMPARE(scale.toPixelWithin(-5), 0.0);
    QCOMPARE(scale.toPixelWithin(5), 100.0);
    QCOMPARE(scale.toPixelWithin(0), 50.0);
}

void LinearScaleTest::hasAnAnswerWithoutWidth()
{
    QCOMPARE((LinearScale {4, 4, 10, 90}).toPixel(4), 10.0);
    QCOMPARE((LinearScale {4, 9, 10, 10}).toValue(10), 4.0);
}

} // namespace throughline::layout

using throughline::layout::LinearScaleTest;
THROUGHLINE_TEST(LinearScaleTest)
#include "tst_linear_scale.moc"
