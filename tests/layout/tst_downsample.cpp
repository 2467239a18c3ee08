#include "models/base/random.h"
#include "models/layout/downsample.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <numeric>

namespace throughline::layout {

class DownsampleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsExtremes();
    void givesOnePairPerValueWhenThereAreFew();
    void keepsTheSumOfBins();
    void clustersCoverAllMarksOnce();
    void clustersAreFewerThanPixels();
};

void DownsampleTest::keepsExtremes()
{
    Random random(11);
    std::vector<double> values(10'000);
    std::generate(values.begin(), values.end(), [&] { return random.uniform(); });
    values[1234] = 7;
    values[8888] = -7;
    const std::vector<MinMax> pairs = minMaxPerPixel(values, 640);
    QCOMPARE(pairs.size(), std::size_t {640});
    double low = 0;
    double high = 0;
    for (const MinMax& pair : pairs) {
        QVERIFY(pair.min <= pair.max);
        low = std::min(low, pair.min);
        high = std::max(high, pair.max);
    }
    QCOMPARE(low, -7.0);
    QCOMPARE(high, 7.0);
}

void DownsampleTest::givesOnePairPerValueWhenThereAreFew()
{
    const std::vector<double> values {3, 1, 2};
    QCOMPARE(minMaxPerPixel(values, 10), (std::vector<MinMax> {{3, 3}, {1, 1}, {2, 2}}));
    QVERIFY(minMaxPerPixel({}, 10).empty());
    QVERIFY(minMaxPerPixel(values, 0).empty());
}

void DownsampleTest::keepsTheSumOfBins()
{
    std::vector<std::uint32_t> bins(100);
    std::iota(bins.begin(), bins.end(), 0U);
    for (std::size_t most = 1; most < 120; ++most) {
        const std::vector<std::uint32_t> fewer = rebinned(bins, most);
        QVERIFY(fewer.size() <= std::max<std::size_t>(most, 1));
        QCOMPARE(std::accumulate(fewer.begin(), fewer.end(), 0U), 4950U);
    }
    QVERIFY(rebinned(bins, 0).empty());
    QVERIFY(rebinned({}, 5).empty());
}

void DownsampleTest::clustersCoverAllMarksOnce()
{
    const std::vector<Extent> marks {{0, 4},   {3, 5},   {4.5, 4.6}, {20, 30},
                                     {21, 22}, {29, 31}, {40, 40}};
    const std::vector<MarkCluster> clusters = clusterMarks(marks, 0);
    QCOMPARE(clusters.size(), std::size_t {3});
    QCOMPARE(clusters[0], (MarkCluster {{0, 5}, 0, 3}));
    QCOMPARE(clusters[1], (MarkCluster {{20, 31}, 3, 3}));
    QCOMPARE(clusters[2], (MarkCluster {{40, 40}, 6, 1}));
    QVERIFY(clusterMarks({}, 1).empty());
}

void DownsampleTest::clustersAreFewerThanPixels()
{
    Random random(5);
    std::vector<Extent> marks;
    for (int i = 0; i < 50'000; ++i) {
        const double at = random.uniform() * 800;
        marks.push_back({at, at});
    }
    std::sort(marks.begin(), marks.end(),
              [](const Extent& a, const Extent& b) { return a.from < b.from; });
    QVERIFY(clusterMarks(marks, 1).size() <= 801);
}

} // namespace throughline::layout

using throughline::layout::DownsampleTest;
THROUGHLINE_TEST(DownsampleTest)
#include "tst_downsample.moc"
