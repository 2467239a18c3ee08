#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/quick_levels.h"
#include "models/base/random.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using analysis::CompiledSteps;
using analysis::QuickLevels;
using index::SessionIndex;

class QuickLevelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatFits();
    void leavesSharedMomentsToTheGeneralWay();
    void agreesWithTheGeneralWay();
};

namespace {

SessionIndex indexOf(const char* events)
{
    return test::buildIndex(test::rowsOf("s", events, Duration::seconds(1))).index;
}

} // namespace

void QuickLevelsTest::knowsWhatFits()
{
    const test::BuiltIndex built =
        test::buildIndex(test::rowsOf("s", "A0 B1", Duration::seconds(1)), {.markCount = 1});
    const auto steps = [&](const char* letters) {
        return test::compile(built.index, test::letterSteps(letters));
    };
    QVERIFY(QuickLevels::fits(steps("AB")));
    QVERIFY(QuickLevels::fits(steps("AC")));
    QVERIFY(!QuickLevels::fits(steps("AA")));
    QVERIFY(!QuickLevels::fits(test::compile(built.index, test::steps({"event:A", "event:*"}))));
    CompiledSteps more = steps("AB");
    more.eventSteps.push_back({1, built.marks.front()});
    QVERIFY(!QuickLevels::fits(more));
}

void QuickLevelsTest::leavesSharedMomentsToTheGeneralWay()
{
    const auto level = [](const char* events) {
        const SessionIndex index = indexOf(events);
        QuickLevels quick(index, test::compile(index, test::letterSteps("AB")), 60'000);
        return quick.levelOf(0);
    };
    QVERIFY(level("A0 B1") == std::optional<std::uint32_t>(2));
    QVERIFY(level("A0 B60") == std::optional<std::uint32_t>(2));
    QVERIFY(level("A0 B61") == std::optional<std::uint32_t>(1));
    QVERIFY(level("B0") == std::optional<std::uint32_t>(0));
    QVERIFY(level("A0 X0 B1 X1") == std::optional<std::uint32_t>(2));
    QVERIFY(level("B0 A0") == std::nullopt);
    QVERIFY(level("A1 X1 B1") == std::nullopt);
    QVERIFY(level("A0 B0:5") == std::nullopt);
}

void QuickLevelsTest::agreesWithTheGeneralWay()
{
    Random random(6);
    std::vector<test::EventRow> rows;
    for (int i = 0; i < 60'000; ++i) {
        rows.push_back({.session = "s" + std::to_string(random.below(3'000)),
                        .timeNs = Duration::seconds(random.below(7'200)).ns,
                        .name = std::string(1, static_cast<char>('A' + random.below(7)))});
    }
    const SessionIndex index = test::buildIndex(rows, {.rowsPerBlock = 500}).index;
    const CompiledSteps steps = test::compile(index, test::letterSteps("ABCD"));
    const analysis::FunnelOptions options {.window = Duration::minutes(30),
                                           .detail = analysis::FunnelDetail::Times};
    const analysis::FunnelLevels levels = analysis::evaluateFunnel(index, steps, options);
    QuickLevels quick(index, steps, Duration::minutes(30).ns / 1'000'000);
    int known = 0;
    std::uint32_t highest = 0;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        if (const auto level = quick.levelOf(session)) {
            QCOMPARE(*level, static_cast<std::uint32_t>(levels.level[session]));
            highest = std::max(highest, *level);
            ++known;
        }
    }
    QVERIFY(known > 2'500);
    QCOMPARE(highest, 4U);
}

THROUGHLINE_TEST(QuickLevelsTest)

} // namespace throughline

#include "tst_quick_levels.moc"
