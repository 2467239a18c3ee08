#include "models/analysis/trace/trace_tree.h"
#include "models/base/random.h"
#include "tests/analysis/session/trace_text.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <limits>
#include <map>

namespace throughline {

using analysis::TraceRow;
using analysis::TraceView;
using domain::Span;
using test::spansFromText;
using test::treeText;
using test::viewOf;

namespace {

/// Moment by moment: how many of the span's nanoseconds no child covers.
std::int64_t sampledSelf(const TraceView& view, std::size_t row)
{
    const Span& span = view.rows[row].span;
    std::int64_t self = 0;
    for (std::int64_t t = span.start.ns; t < span.start.ns + span.duration.ns; ++t) {
        const bool covered =
            std::any_of(view.rows.begin(), view.rows.end(), [&](const TraceRow& other) {
                return other.parentRow == static_cast<std::int32_t>(row) && other.span.start.ns <= t
                    && t < other.span.start.ns + other.span.duration.ns;
            });
        self += covered ? 0 : 1;
    }
    return self;
}

void checkShape(const TraceView& view, std::size_t spans)
{
    QCOMPARE(view.rows.size(), spans);
    std::uint32_t top = 0;
    std::vector<std::uint32_t> children(spans, 0);
    for (std::size_t i = 0; i < spans; ++i) {
        const TraceRow& row = view.rows[i];
        if (row.parentRow < 0) {
            QCOMPARE(row.depth, 0U);
            ++top;
            continue;
        }
        const auto parent = static_cast<std::size_t>(row.parentRow);
        QVERIFY(parent < i);
        QVERIFY(!row.orphan);
        QCOMPARE(row.depth, view.rows[parent].depth + 1);
        ++children[parent];
    }
    for (std::size_t i = 0; i < spans; ++i) {
        QCOMPARE(view.rows[i].children, children[i]);
    }
    QCOMPARE(view.roots + view.orphans, top);
}

} // namespace

class TraceTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noSpans();
    void trees_data();
    void trees();
    void counts();
    void selfTimes_data();
    void selfTimes();
    void agreesWithSampling();
    void anyOrderGivesTheSameTree();
    void keepsDifferingSpansOfOneId();
    void negativeAndEndlessDurations();
    void deepChain();
    void manySpans();
    void manySpansOfOneId();
};

void TraceTreeTest::noSpans()
{
    TraceView expected;
    expected.id = {7, 8};
    QCOMPARE(analysis::buildTraceView({7, 8}, {}), expected);
}

void TraceTreeTest::trees_data()
{
    QTest::addColumn<QByteArray>("spans");
    QTest::addColumn<QByteArray>("tree");
    QTest::addColumn<int>("cycles");
    QTest::newRow("one span") << QByteArray("1 0 0 9") << QByteArray("1") << 0;
    QTest::newRow("children by start, then id")
        << QByteArray("1 0 0 9; 5 1 2 3; 3 1 2 3; 4 1 1 8; 2 4 1 2") << QByteArray("1 .4 ..2 .3 .5")
        << 0;
    QTest::newRow("parent missing")
        << QByteArray("1 0 0 9; 3 8 4 5; 4 3 4 5") << QByteArray("1 3? .4") << 0;
    QTest::newRow("only an orphan") << QByteArray("1 5 0 9") << QByteArray("1?") << 0;
    QTest::newRow("two roots") << QByteArray("2 0 5 9; 1 0 6 9; 3 1 6 7") << QByteArray("2 1 .3")
                               << 0;
    QTest::newRow("its own parent") << QByteArray("1 1 0 9; 2 1 1 2") << QByteArray("1 .2") << 1;
    QTest::newRow("circle of three, cut at the earliest start")
        << QByteArray("1 3 5 9; 2 1 3 9; 3 2 4 9; 4 1 6 7") << QByteArray("2 .3 ..1 ...4") << 1;
    QTest::newRow("circle of equal starts, cut at the smallest id")
        << QByteArray("9 4 3 9; 4 9 3 9") << QByteArray("4 .9") << 1;
    QTest::newRow("two circles") << QByteArray("1 2 0 9; 2 1 1 9; 3 4 2 9; 4 3 3 9")
                                 << QByteArray("1 .2 3 .4") << 2;
    QTest::newRow("both halves of a call")
        << QByteArray("1 0 0 9 a server; 2 1 2 8 a client; 2 1 3 7 b server; 3 2 4 5 b client")
        << QByteArray("1a .2a ..2b ...3b") << 0;
    QTest::newRow("the serving half starts first because of its clock")
        << QByteArray("1 0 0 9 a server; 2 1 2 8 a client; 2 1 1 6 b server; 3 2 4 5 c")
        << QByteArray("1a .2a ..2b ...3c") << 0;
    QTest::newRow("a child of the calling service stays with its half")
        << QByteArray("1 0 0 9 a server; 2 1 2 8 a client; 2 1 3 7 b server; 3 2 4 5 a")
        << QByteArray("1a .2a ..2b ..3a") << 0;
    QTest::newRow("two spans of one id and kind")
        << QByteArray("1 0 0 9; 2 1 2 4; 2 1 5 6; 3 2 5 6") << QByteArray("1 .2 ..3 .2") << 0;
    QTest::newRow("no ids at all") << QByteArray("0 0 0 9; 0 0 1 2") << QByteArray("0 0") << 0;
}

void TraceTreeTest::trees()
{
    QFETCH(QByteArray, spans);
    QFETCH(QByteArray, tree);
    QFETCH(int, cycles);
    const std::vector<Span> input = spansFromText(spans.constData());
    const TraceView view = viewOf(input);
    QCOMPARE(QByteArray::fromStdString(treeText(view)), tree);
    QCOMPARE(view.cyclesBroken, static_cast<std::uint32_t>(cycles));
    checkShape(view, input.size());
}

void TraceTreeTest::counts()
{
    const TraceView view = viewOf(
        spansFromText("1 0 5 20 a; 2 1 3 9 b; 3 1 6 31 a; 4 77 7 8 c; 5 78 8 9 ; 6 6 9 9 b"));
    QCOMPARE(view.range, (TimeRange {Timestamp {3}, Timestamp {31}}));
    QCOMPARE(view.services, 4U); // a, b, c and the default one
    QCOMPARE(view.roots, 2U);
    QCOMPARE(view.orphans, 2U);
    QCOMPARE(view.cyclesBroken, 1U);
}

void TraceTreeTest::selfTimes_data()
{
    QTest::addColumn<QByteArray>("spans");
    QTest::addColumn<int>("rootSelf");
    QTest::newRow("no child") << QByteArray("1 0 0 100") << 100;
    QTest::newRow("one inside") << QByteArray("1 0 0 100; 2 1 10 40") << 70;
    QTest::newRow("two apart") << QByteArray("1 0 0 100; 2 1 10 40; 3 1 50 60") << 60;
    QTest::newRow("two overlapping count once")
        << QByteArray("1 0 0 100; 2 1 10 40; 3 1 20 60") << 50;
    QTest::newRow("one within another") << QByteArray("1 0 0 100; 2 1 10 60; 3 1 20 30") << 50;
    QTest::newRow("a grandchild is its parent's affair")
        << QByteArray("1 0 0 100; 2 1 10 40; 3 2 0 100") << 70;
    QTest::newRow("a child that outlasts it") << QByteArray("1 0 0 100; 2 1 90 500") << 90;
    QTest::newRow("a child that starts before it") << QByteArray("1 0 50 100; 2 1 0 60") << 40;
    QTest::newRow("a child outside") << QByteArray("1 0 50 100; 2 1 0 20; 3 1 200 300") << 50;
    QTest::newRow("a child that covers all") << QByteArray("1 0 50 100; 2 1 0 200") << 0;
    QTest::newRow("no duration") << QByteArray("1 0 50 50; 2 1 0 200") << 0;
}

void TraceTreeTest::selfTimes()
{
    QFETCH(QByteArray, spans);
    QFETCH(int, rootSelf);
    const TraceView view = viewOf(spansFromText(spans.constData()));
    const auto root = std::find_if(view.rows.begin(), view.rows.end(),
                                   [](const TraceRow& row) { return row.span.id.value == 1; });
    QCOMPARE(root->self.ns, static_cast<std::int64_t>(rootSelf));
}

void TraceTreeTest::agreesWithSampling()
{
    Random random(3);
    for (int round = 0; round < 500; ++round) {
        const TraceView view = viewOf(test::wildTrace(random, 12));
        for (std::size_t row = 0; row < view.rows.size(); ++row) {
            QCOMPARE(view.rows[row].self.ns, sampledSelf(view, row));
        }
    }
}

void TraceTreeTest::anyOrderGivesTheSameTree()
{
    Random random(4);
    for (int round = 0; round < 100; ++round) {
        std::vector<Span> spans = test::wildTrace(random, 15);
        const TraceView first = viewOf(spans);
        checkShape(first, spans.size());
        for (int again = 0; again < 10; ++again) {
            test::shuffle(spans, random);
            QCOMPARE(viewOf(spans), first);
        }
    }
}

void TraceTreeTest::keepsDifferingSpansOfOneId()
{
    std::vector<Span> spans = spansFromText("1 0 0 9; 1 0 0 9; 1 0 0 9");
    spans[1].name = "other";
    spans[2].status = "error";
    QCOMPARE(viewOf(spans).rows.size(), std::size_t {3});
    QCOMPARE(viewOf(spans).roots, 3U);
}

void TraceTreeTest::negativeAndEndlessDurations()
{
    std::vector<Span> spans = spansFromText("1 0 100 50; 2 1 100 120");
    QCOMPARE(analysis::endOf(spans[0]), Timestamp {100});
    const TraceView view = viewOf(spans);
    QCOMPARE(view.range, (TimeRange {Timestamp {100}, Timestamp {120}}));
    QCOMPARE(view.rows[0].self.ns, std::int64_t {0});
    spans[1].duration = Duration {std::numeric_limits<std::int64_t>::max()};
    QCOMPARE(analysis::endOf(spans[1]).ns, std::numeric_limits<std::int64_t>::max());
}

void TraceTreeTest::deepChain()
{
    constexpr std::uint32_t kDepth = 100'000;
    std::vector<Span> spans(kDepth);
    for (std::uint32_t i = 0; i < kDepth; ++i) {
        spans[i].id = {i + 1};
        spans[i].parent = {i};
        spans[i].start = {i};
        spans[i].duration = {2 * static_cast<std::int64_t>(kDepth - i)};
    }
    Random random(5);
    test::shuffle(spans, random);
    const TraceView view = viewOf(std::move(spans));
    QCOMPARE(view.rows.back().depth, kDepth - 1);
    QCOMPARE(view.criticalPath.ns, std::int64_t {2 * kDepth});
    QVERIFY(std::all_of(view.rows.begin(), view.rows.end(), [](const TraceRow& row) {
        return row.onCriticalPath && row.self.ns == 2;
    }));
}

void TraceTreeTest::manySpans()
{
    constexpr std::uint32_t kCount = 1'000'000;
    Random random(6);
    std::vector<Span> spans(kCount);
    for (std::uint32_t i = 0; i < kCount; ++i) {
        spans[i].id = {i + 1};
        spans[i].parent = {i == 0 ? 0 : 1 + random.below(i)};
        spans[i].start = {random.below(1'000'000)};
        spans[i].duration = {random.below(1'000'000)};
    }
    QElapsedTimer timer;
    timer.start();
    const TraceView view = viewOf(std::move(spans));
    qInfo("%d spans in %d ms", static_cast<int>(kCount), static_cast<int>(timer.elapsed()));
    QCOMPARE(view.rows.size(), std::size_t {kCount});
    QCOMPARE(view.roots, 1U);
}

void TraceTreeTest::manySpansOfOneId()
{
    constexpr std::uint32_t kCount = 200'000;
    std::vector<Span> spans(kCount);
    for (std::uint32_t i = 0; i < kCount; ++i) {
        spans[i].id = {i % 2 + 1};
        spans[i].parent = {1};
        spans[i].start = {i};
        spans[i].duration = {5};
        spans[i].service = std::to_string(i % 1000);
    }
    const TraceView view = viewOf(std::move(spans));
    QCOMPARE(view.rows.size(), std::size_t {kCount});
    QCOMPARE(view.cyclesBroken, kCount / 2);
}

THROUGHLINE_TEST(TraceTreeTest)

} // namespace throughline

#include "tst_trace_tree.moc"
