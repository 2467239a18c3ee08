#include "models/base/random.h"
#include "models/layout/lane_packing.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline::layout {

class LanePackingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packsIntoTheLowestFreeRow();
    void neverLetsRowsOverlap();
    void labelsGoRightThenLeftThenNowhere();
    void importantLabelsGoFirst();
    void labelsStayWithinBounds();
};

void LanePackingTest::packsIntoTheLowestFreeRow()
{
    const std::vector<Extent> extents {{0, 10}, {5, 8}, {9, 12}, {10, 11}, {12, 12}};
    QCOMPARE(packRows(extents, 0), (std::vector<std::uint32_t> {0, 1, 1, 0, 0}));
    QVERIFY(packRows({}, 1).empty());
}

void LanePackingTest::neverLetsRowsOverlap()
{
    Random random(7);
    std::vector<Extent> extents;
    for (int i = 0; i < 300; ++i) {
        const double from = random.uniform() * 1000;
        extents.push_back({from, from + random.uniform() * 60});
    }
    std::sort(extents.begin(), extents.end(),
              [](const Extent& a, const Extent& b) { return a.from < b.from; });
    const std::vector<std::uint32_t> rows = packRows(extents, 2);
    for (std::size_t i = 0; i < extents.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            QVERIFY(rows[i] != rows[j] || extents[j].to + 2 <= extents[i].from);
        }
    }
}

void LanePackingTest::labelsGoRightThenLeftThenNowhere()
{
    const std::vector<LabelWish> free {{{50, 60}, 20}};
    QCOMPARE(placeLabels(free, {0, 100}, 4).front(), LabelSide::Right);
    const std::vector<LabelWish> atEdge {{{80, 90}, 20}};
    QCOMPARE(placeLabels(atEdge, {0, 100}, 4).front(), LabelSide::Left);
    const std::vector<LabelWish> tooWide {{{50, 60}, 80}};
    QCOMPARE(placeLabels(tooWide, {0, 100}, 4).front(), LabelSide::Hidden);
    const std::vector<LabelWish> unlabelled {{{50, 60}, 0}};
    QCOMPARE(placeLabels(unlabelled, {0, 100}, 4).front(), LabelSide::Hidden);
    QVERIFY(placeLabels({}, {0, 100}, 4).empty());
}

void LanePackingTest::importantLabelsGoFirst()
{
    // Both want the space between them.
    const std::vector<LabelWish> wishes {{{10, 20}, 25, false}, {{50, 60}, 25, true}};
    const std::vector<LabelSide> sides = placeLabels(wishes, {0, 70}, 2);
    QCOMPARE(sides[1], LabelSide::Left);
    QCOMPARE(sides[0], LabelSide::Hidden);
}

void LanePackingTest::labelsStayWithinBounds()
{
    Random random(3);
    for (int round = 0; round < 50; ++round) {
        std::vector<LabelWish> wishes;
        for (double at = 0; at < 400; at += 20 + random.uniform() * 80) {
            wishes.push_back({{at, at + 8}, random.uniform() * 90, random.uniform() > 0.5});
        }
        const Extent bounds {0, 400};
        const std::vector<LabelSide> sides = placeLabels(wishes, bounds, 3);
        std::vector<Extent> placed;
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            if (sides[i] == LabelSide::Hidden) {
                continue;
            }
            const Extent& mark = wishes[i].mark;
            const Extent label = sides[i] == LabelSide::Right
                ? Extent {mark.to + 3, mark.to + 3 + wishes[i].width}
                : Extent {mark.from - 3 - wishes[i].width, mark.from - 3};
            QVERIFY(label.from >= bounds.from && label.to <= bounds.to);
            for (const Extent& other : placed) {
                QVERIFY(label.to <= other.from || other.to <= label.from);
            }
            placed.push_back(label);
        }
    }
}

} // namespace throughline::layout

using throughline::layout::LanePackingTest;
THROUGHLINE_TEST(LanePackingTest)
#include "tst_lane_packing.moc"
