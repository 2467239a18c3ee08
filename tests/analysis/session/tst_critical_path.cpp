#include "models/analysis/trace/critical_path.h"
#include "models/analysis/trace/trace_tree.h"
#include "models/base/random.h"
#include "tests/analysis/session/trace_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <string>

namespace throughline {

using analysis::TraceView;
using test::spansFromText;
using test::viewOf;

namespace {

std::string marked(const TraceView& view)
{
    std::set<std::uint64_t> ids;
    for (const auto& row : view.rows) {
        if (row.onCriticalPath) {
            ids.insert(row.span.id.value);
        }
    }
    std::string text;
    for (const std::uint64_t id : ids) {
        text += (text.empty() ? "" : " ") + std::to_string(id);
    }
    return text;
}

/// The definition, looked up afresh for every moment: who explains the nanosecond before `cursor`.
class SlowPath
{
public:
    explicit SlowPath(const TraceView& view)
        : m_view(view)
    {
        walk(-1, view.range.from.ns, view.range.to.ns);
    }

    std::set<std::size_t> rows;
    std::int64_t covered = 0;

private:
    void walk(std::int32_t parent, std::int64_t from, std::int64_t to)
    {
        std::int64_t cursor = to;
        while (cursor > from) {
            const std::size_t best = lastChild(parent, from, to, cursor);
            if (best < m_view.rows.size() && endIn(best, to) == cursor) {
                rows.insert(best);
                const std::int64_t start = startIn(best, from);
                walk(static_cast<std::int32_t>(best), start, cursor);
                cursor = start;
                continue;
            }
            covered += parent < 0 ? 0 : 1;
            --cursor;
        }
    }

    [[nodiscard]] std::int64_t startIn(std::size_t row, std::int64_t from) const
    {
        return std::max(m_view.rows[row].span.start.ns, from);
    }

    [[nodiscard]] std::int64_t endIn(std::size_t row, std::int64_t to) const
    {
        const domain::Span& span = m_view.rows[row].span;
        return std::min(span.start.ns + span.duration.ns, to);
    }

    [[nodiscard]] std::size_t lastChild(std::int32_t parent, std::int64_t from, std::int64_t to,
                                        std::int64_t cursor) const
    {
        std::size_t best = m_view.rows.size();
        for (std::size_t row = 0; row < m_view.rows.size(); ++row) {
            if (m_view.rows[row].parentRow != parent || endIn(row, to) > cursor
                || endIn(row, to) <= startIn(row, from)) {
                continue;
            }
            if (best == m_view.rows.size() || endIn(row, to) > endIn(best, to)
                || (endIn(row, to) == endIn(best, to)
                    && startIn(row, from) < startIn(best, from))) {
                best = row;
            }
        }
        return best;
    }

    const TraceView& m_view;
};

} // namespace

class CriticalPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paths_data();
    void paths();
    void agreesWithTheDefinition();
    void singleRootIsCoveredWhole();
    void marksAreMadeAnew();
};

void CriticalPathTest::paths_data()
{
    QTest::addColumn<QByteArray>("spans");
    QTest::addColumn<QByteArray>("onPath");
    QTest::addColumn<int>("covered");
    QTest::newRow("one span") << QByteArray("1 0 0 100") << QByteArray("1") << 100;
    QTest::newRow("one after the other")
        << QByteArray("1 0 0 100; 2 1 10 30; 3 1 40 90") << QByteArray("1 2 3") << 100;
    QTest::newRow("one starts where the other ends")
        << QByteArray("1 0 0 100; 2 1 10 40; 3 1 40 90") << QByteArray("1 2 3") << 100;
    QTest::newRow("side by side: the one that ends last")
        << QByteArray("1 0 0 100; 2 1 10 60; 3 1 20 90") << QByteArray("1 3") << 100;
    QTest::newRow("end together: the one that starts first")
        << QByteArray("1 0 0 100; 2 1 50 90; 3 1 10 90") << QByteArray("1 3") << 100;
    QTest::newRow("before a fan-out")
        << QByteArray("1 0 0 100; 2 1 5 20; 3 1 25 60; 4 1 25 80; 5 3 26 59; 6 4 30 70")
        << QByteArray("1 2 4 6") << 100;
    QTest::newRow("child outlasts its parent")
        << QByteArray("1 0 0 100; 2 1 60 300") << QByteArray("1 2") << 100;
    QTest::newRow("two outlast it: the one that starts first")
        << QByteArray("1 0 0 100; 2 1 60 300; 3 1 40 200") << QByteArray("1 3") << 100;
    QTest::newRow("child after its parent is not waited for")
        << QByteArray("1 0 0 100; 2 1 100 300; 3 2 150 200") << QByteArray("1") << 100;
    QTest::newRow("grandchild beyond what counts of its parent")
        << QByteArray("1 0 0 100; 2 1 60 300; 3 2 110 200; 4 2 70 90") << QByteArray("1 2 4")
        << 100;
    QTest::newRow("two top rows with a gap")
        << QByteArray("1 0 0 40; 2 9 60 100") << QByteArray("1 2") << 80;
    QTest::newRow("a top row beside a longer one")
        << QByteArray("1 0 0 100; 2 9 20 50") << QByteArray("1") << 100;
    QTest::newRow("a child without duration")
        << QByteArray("1 0 0 100; 2 1 100 100") << QByteArray("1") << 100;
    QTest::newRow("nothing takes time") << QByteArray("1 0 5 5; 2 1 5 5") << QByteArray("") << 0;
}

void CriticalPathTest::paths()
{
    QFETCH(QByteArray, spans);
    QFETCH(QByteArray, onPath);
    QFETCH(int, covered);
    const TraceView view = viewOf(spansFromText(spans.constData()));
    QCOMPARE(QByteArray::fromStdString(marked(view)), onPath);
    QCOMPARE(view.criticalPath.ns, static_cast<std::int64_t>(covered));
}

void CriticalPathTest::agreesWithTheDefinition()
{
    Random random(21);
    for (int round = 0; round < 2000; ++round) {
        const TraceView view = viewOf(test::wildTrace(random, 10, round % 2 == 0));
        const SlowPath slow(view);
        QCOMPARE(view.criticalPath.ns, slow.covered);
        for (std::size_t row = 0; row < view.rows.size(); ++row) {
            QCOMPARE(view.rows[row].onCriticalPath, slow.rows.contains(row));
        }
    }
}

void CriticalPathTest::singleRootIsCoveredWhole()
{
    Random random(22);
    for (int round = 0; round < 200; ++round) {
        std::vector<domain::Span> spans = test::wildTrace(random, 20, true);
        spans[0].start = Timestamp {0};
        spans[0].duration = Duration {100};
        const TraceView view = viewOf(spans);
        QCOMPARE(view.criticalPath.ns, std::int64_t {100});
        QVERIFY(view.rows[0].onCriticalPath);
        for (const auto& row : view.rows) {
            QVERIFY(!row.onCriticalPath || row.parentRow < 0
                    || view.rows[static_cast<std::size_t>(row.parentRow)].onCriticalPath);
        }
    }
}

void CriticalPathTest::marksAreMadeAnew()
{
    TraceView view = viewOf(spansFromText("1 0 0 100; 2 1 10 60; 3 1 20 90"));
    const TraceView first = view;
    for (auto& row : view.rows) {
        row.onCriticalPath = true;
    }
    view.criticalPath = Duration {5};
    analysis::markCriticalPath(view);
    QCOMPARE(view, first);
    TraceView empty;
    analysis::markCriticalPath(empty);
    QCOMPARE(empty, TraceView {});
}

THROUGHLINE_TEST(CriticalPathTest)

} // namespace throughline

#include "tst_critical_path.moc"
