#include "models/analysis/funnel/funnel_engine.h"
#include "models/base/random.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <functional>
#include <set>

namespace throughline {

using analysis::CompiledSteps;
using analysis::evaluateFunnel;
using analysis::FunnelDetail;
using analysis::FunnelLevels;
using analysis::FunnelOptions;
using index::SessionIndex;
using test::EventRow;

class FunnelEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheTable_data();
    void agreesWithTheTable();
    void agreesWithTryingEverything_data();
    void agreesWithTryingEverything();
    void orderOfTiedRowsChangesNothing();
    void narrowerStepNeverRaisesALevel();
    void widerWindowNeverLowersALevel();
    void toleranceWidensWhatTies();
    void earlierMatchStopsNoSession();
    void countsInSecondsWhereTheIndexDoes();
    void usesAttributeStepsPerEvent();
    void handsOutAllThirtyTwoSteps();
    void staysLinearInRepeatedStarts();
    void emptyIndexHasNoLevels();
};

namespace {

constexpr Duration kHour = Duration::minutes(60);

/// An event as the oracle sees it: when, and which steps it matches.
struct Seen
{
    std::int64_t ns = 0;
    std::uint32_t steps = 0;
};

/// What trying every assignment of distinct events to steps finds.
struct Truth
{
    std::uint32_t level = 0;
    std::vector<std::int64_t> reachedMs; ///< by the "first" policy
};

/// Visits every path: each step an event not used before and not earlier than the one before it.
void forEachPath(const std::vector<Seen>& events, std::uint32_t steps, std::int64_t windowMs,
                 const std::function<void(const std::vector<std::size_t>&)>& visit)
{
    std::vector<std::size_t> path;
    const std::function<void()> extend = [&] {
        visit(path);
        if (path.size() == steps) {
            return;
        }
        for (std::size_t e = 0; e < events.size(); ++e) {
            const bool matches = ((events[e].steps >> path.size()) & 1U) != 0;
            const bool unused = std::find(path.begin(), path.end(), e) == path.end();
            const bool inOrder = path.empty() || events[path.back()].ns <= events[e].ns;
            const bool inWindow = path.empty()
                || events[e].ns / 1'000'000 - events[path.front()].ns / 1'000'000 <= windowMs;
            if (matches && unused && inOrder && inWindow) {
                path.push_back(e);
                extend();
                path.pop_back();
            }
        }
    };
    extend();
}

Truth tryEverything(const std::vector<Seen>& events, std::uint32_t steps, std::int64_t windowMs)
{
    Truth truth;
    forEachPath(events, steps, windowMs, [&](const std::vector<std::size_t>& path) {
        truth.level = std::max(truth.level, static_cast<std::uint32_t>(path.size()));
    });
    truth.reachedMs.assign(steps, FunnelLevels::kNever);
    if (truth.level == 0) {
        return truth;
    }
    std::int64_t start = FunnelLevels::kNever;
    forEachPath(events, steps, windowMs, [&](const std::vector<std::size_t>& path) {
        if (path.size() == truth.level) {
            start = std::min(start, events[path.front()].ns);
        }
    });
    forEachPath(events, steps, windowMs, [&](const std::vector<std::size_t>& path) {
        if (path.empty() || events[path.front()].ns != start) {
            return;
        }
        for (std::size_t step = 0; step < path.size(); ++step) {
            truth.reachedMs[step] =
                std::min(truth.reachedMs[step], events[path[step]].ns / 1'000'000);
        }
    });
    return truth;
}

/// Steps by name, so that a name may match several: names[i] is a set of steps.
CompiledSteps stepsByName(const SessionIndex& index, const std::vector<std::uint32_t>& stepsOf,
                          std::uint32_t count)
{
    CompiledSteps steps;
    steps.count = count;
    steps.stepsOfName.assign(SessionIndex::kNameMask + 1U, 0);
    for (std::size_t name = 0; name < index.names.size(); ++name) {
        const int letter = index.names[name].front() - 'a';
        if (letter >= 0 && letter < static_cast<int>(stepsOf.size())) {
            steps.stepsOfName[name] = stepsOf[static_cast<std::size_t>(letter)];
        }
    }
    return steps;
}

/// One random session whose events match steps[letter].
struct RandomCase
{
    std::uint32_t steps = 1;
    std::vector<std::uint32_t> stepsOf; ///< per letter
    std::vector<EventRow> rows;
    Duration window;
};

std::vector<EventRow> randomRows(Random& random, const std::string& session, bool finerThanMs)
{
    const std::uint32_t moments = 1 + random.below(6);
    // The clock of the session begins here, whatever else happens.
    std::vector<EventRow> rows {{.session = session, .timeNs = 0, .name = "start"}};
    for (std::uint32_t left = random.below(9); left > 0; --left) {
        const std::int64_t fine = finerThanMs ? random.below(2) * 1'000 : 0;
        rows.push_back({.session = session,
                        .timeNs = random.below(moments) * 1'000'000 + fine,
                        .name = std::string(1, static_cast<char>('a' + random.below(5)))});
    }
    return rows;
}

RandomCase randomCase(Random& random, bool overlap, bool finerThanMs)
{
    RandomCase made;
    made.steps = 1 + random.below(4);
    for (int letter = 0; letter < 4; ++letter) {
        made.stepsOf.push_back(overlap ? random.below(1U << made.steps)
                                       : 1U << random.below(made.steps));
    }
    made.rows = randomRows(random, "s", finerThanMs);
    made.window = Duration::milliseconds(random.below(6));
    return made;
}

std::vector<Seen> seenBy(const std::vector<EventRow>& rows,
                         const std::vector<std::uint32_t>& stepsOf)
{
    std::vector<Seen> events;
    for (const EventRow& row : rows) {
        const auto letter = static_cast<std::size_t>(row.name.front() - 'a');
        events.push_back({row.timeNs, letter < stepsOf.size() ? stepsOf[letter] : 0});
    }
    return events;
}

std::uint32_t levelOf(const std::string& steps, const std::string& events,
                      const FunnelOptions& options, Duration unit = Duration::minutes(1))
{
    const SessionIndex index = test::buildIndex(test::rowsOf("s", events, unit)).index;
    const CompiledSteps compiled = test::compile(index, test::letterSteps(steps));
    return evaluateFunnel(index, compiled, options).level.front();
}

} // namespace

void FunnelEngineTest::agreesWithTheTable_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<int>("level");
    const auto row = [](const char* name, const char* steps, const char* events, int level) {
        QTest::newRow(name) << QByteArray(steps) << QByteArray(events) << level;
    };
    row("1 a later start restarts the clock", "ABC", "A0 A30 B45 C75", 3);
    row("2 a step belongs to its own start", "ABC", "A0 B10 A55 C65", 2);
    row("3 second full attempt", "ABC", "A0 B5 A50 B55 C70", 3);
    row("4a one event fills one step", "AA", "A0", 1);
    row("4b a repeat fills the second", "AA", "A0 A5", 2);
    row("4c also at the same moment", "AA", "A0 A0", 2);
    row("4d one event fills one step, with a third", "AAB", "A0 B5", 1);
    row("5a ties are compatible with any order", "AB", "B0 A0", 2);
    row("5b events of a tie are used once", "ABA", "A0 B0", 2);
    row("6 the window includes its end", "AB", "A0 B60", 2);
    row("6 and nothing behind it", "AB", "A0 B61", 1);
    row("7 no step is skipped", "ABC", "A0 C5", 1);
    row("8 an early match is ignored", "ABCD", "A0 B1 D2 C3 D4", 4);
}

void FunnelEngineTest::agreesWithTheTable()
{
    QFETCH(const QByteArray, steps);
    QFETCH(const QByteArray, events);
    QFETCH(const int, level);
    const auto found = levelOf(steps.toStdString(), events.toStdString(), {.window = kHour});
    QCOMPARE(static_cast<int>(found), level);
}

void FunnelEngineTest::agreesWithTryingEverything_data()
{
    QTest::addColumn<bool>("overlap");
    QTest::addColumn<bool>("finerThanMs");
    QTest::newRow("ties and repeats") << false << false;
    QTest::newRow("ties, repeats and overlapping steps") << true << false;
    QTest::newRow("moments within a millisecond") << true << true;
}

void FunnelEngineTest::agreesWithTryingEverything()
{
    QFETCH(const bool, overlap);
    QFETCH(const bool, finerThanMs);
    Random random(overlap ? 101 : 102);
    int deep = 0;
    for (int round = 0; round < 500; ++round) {
        const RandomCase made = randomCase(random, overlap, finerThanMs);
        std::vector<std::vector<EventRow>> sessions;
        std::vector<EventRow> rows;
        for (int i = 0; i < 20; ++i) {
            sessions.push_back(randomRows(random, "s" + std::to_string(i), finerThanMs));
            rows.insert(rows.end(), sessions.back().begin(), sessions.back().end());
        }
        const SessionIndex index = test::buildIndex(rows).index;
        const CompiledSteps steps = stepsByName(index, made.stepsOf, made.steps);
        FunnelOptions options {.window = made.window};
        const FunnelLevels fast = evaluateFunnel(index, steps, options);
        options.detail = FunnelDetail::Times;
        const FunnelLevels levels = evaluateFunnel(index, steps, options);
        QVERIFY(fast.level == levels.level && fast.reachedMs.empty());

        for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
            const Truth truth = tryEverything(seenBy(sessions[index.id[session]], made.stepsOf),
                                              made.steps, made.window.ns / 1'000'000);
            QCOMPARE(static_cast<std::uint32_t>(levels.level[session]), truth.level);
            const auto reached = levels.reachedMs.begin() + session * made.steps;
            QVERIFY(std::equal(truth.reachedMs.begin(), truth.reachedMs.end(), reached));
            deep += truth.level > 2 ? 1 : 0;
        }
        const std::uint32_t session = random.below(20);
        const auto earned = levels.reachedEvent.begin() + session * made.steps;
        const std::vector<std::uint32_t> events(earned, earned + levels.level[session]);
        QCOMPARE(std::set<std::uint32_t>(events.begin(), events.end()).size(), events.size());
        for (std::size_t step = 0; step < events.size(); ++step) {
            const unsigned name = index.nameAndOrder[events[step]] & SessionIndex::kNameMask;
            QVERIFY(((steps.stepsOfName[name] >> step) & 1U) != 0);
            QCOMPARE(index.offsetMs(session, events[step]),
                     levels.reachedMs[session * made.steps + step]);
        }
    }
    QVERIFY(deep > 150);
}

void FunnelEngineTest::orderOfTiedRowsChangesNothing()
{
    Random random(77);
    for (int round = 0; round < 1'000; ++round) {
        RandomCase made = randomCase(random, true, false);
        const FunnelOptions options {.window = made.window, .detail = FunnelDetail::Times};
        const SessionIndex before = test::buildIndex(made.rows).index;
        const FunnelLevels levels =
            evaluateFunnel(before, stepsByName(before, made.stepsOf, made.steps), options);
        for (std::size_t r = made.rows.size(); r > 1; --r) {
            std::swap(made.rows[r - 1], made.rows[random.below(static_cast<std::uint32_t>(r))]);
        }
        const SessionIndex after = test::buildIndex(made.rows, {.rowsPerBlock = 1}).index;
        const FunnelLevels again =
            evaluateFunnel(after, stepsByName(after, made.stepsOf, made.steps), options);
        QVERIFY(again.level == levels.level && again.reachedMs == levels.reachedMs);
    }
}

void FunnelEngineTest::narrowerStepNeverRaisesALevel()
{
    Random random(78);
    for (int round = 0; round < 2'000; ++round) {
        const RandomCase made = randomCase(random, true, false);
        const SessionIndex index = test::buildIndex(made.rows).index;
        const FunnelOptions options {.window = made.window};
        std::vector<std::uint32_t> narrower = made.stepsOf;
        narrower[random.below(4)] &= static_cast<std::uint32_t>(random.next());
        const auto wide =
            evaluateFunnel(index, stepsByName(index, made.stepsOf, made.steps), options);
        const auto narrow =
            evaluateFunnel(index, stepsByName(index, narrower, made.steps), options);
        QVERIFY(narrow.level.front() <= wide.level.front());
    }
}

void FunnelEngineTest::widerWindowNeverLowersALevel()
{
    Random random(79);
    for (int round = 0; round < 2'000; ++round) {
        const RandomCase made = randomCase(random, true, true);
        const SessionIndex index = test::buildIndex(made.rows).index;
        const CompiledSteps steps = stepsByName(index, made.stepsOf, made.steps);
        const auto narrow = evaluateFunnel(index, steps, {.window = made.window});
        const auto wide = evaluateFunnel(
            index, steps, {.window = made.window + Duration::milliseconds(random.below(3))});
        QVERIFY(narrow.level.front() <= wide.level.front());
    }
}

void FunnelEngineTest::toleranceWidensWhatTies()
{
    const Duration ms = Duration::milliseconds(1);
    const FunnelOptions exact {.window = kHour};
    FunnelOptions tolerant {.window = kHour, .tolerance = Duration::seconds(1)};
    // 5c: B one millisecond before A.
    QCOMPARE(levelOf("AB", "B0 A1", exact, ms), 1U);
    QCOMPARE(levelOf("AB", "B0 A1", tolerant, ms), 2U);
    QCOMPARE(levelOf("AB", "B0 A1000", tolerant, ms), 2U);
    QCOMPARE(levelOf("AB", "B0 A1001", tolerant, ms), 1U);
    // Not even within one millisecond do true moments mix without it.
    QCOMPARE(levelOf("AB", "B0 A0:1", exact, ms), 1U);
    QCOMPARE(levelOf("AB", "B0 A0:1", tolerant, ms), 2U);

    tolerant.detail = FunnelDetail::Times;
    const SessionIndex index = test::buildIndex(test::rowsOf("s", "X0 B7 A8 C900", ms)).index;
    const FunnelLevels levels =
        evaluateFunnel(index, test::compile(index, test::letterSteps("ABC")), tolerant);
    // All count as of the group's first event.
    QVERIFY(levels.reachedMs == (std::vector<std::int64_t> {7, 7, 7}));
}

void FunnelEngineTest::earlierMatchStopsNoSession()
{
    const Duration ms = Duration::milliseconds(1);
    std::vector<EventRow> rows = test::rowsOf("s0", "A5 B9 C9 C10", ms);
    for (const auto& [session, events] :
         {std::pair("s1", "X0 A5 A6 B9"), std::pair("s2", "B1 C2"), std::pair("s3", "A3")}) {
        const std::vector<EventRow> more = test::rowsOf(session, events, ms);
        rows.insert(rows.end(), more.begin(), more.end());
    }
    const SessionIndex index = test::buildIndex(rows).index;
    const FunnelLevels levels =
        evaluateFunnel(index, test::compile(index, test::letterSteps("ABC")),
                       {.window = kHour, .detail = FunnelDetail::Times});
    const std::int64_t never = FunnelLevels::kNever;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        const std::vector<std::int64_t> reached(levels.reachedMs.begin() + session * 3,
                                                levels.reachedMs.begin() + session * 3 + 3);
        switch (index.id[session]) {
        case 0:
            QCOMPARE(+levels.level[session], 3);
            QVERIFY(reached == (std::vector<std::int64_t> {0, 4, 4}));
            break;
        case 1:
            QCOMPARE(+levels.level[session], 2);
            QVERIFY(reached == (std::vector<std::int64_t> {5, 9, never}));
            break;
        case 2:
            QCOMPARE(+levels.level[session], 0);
            QVERIFY(reached == (std::vector<std::int64_t> {never, never, never}));
            break;
        default:
            QCOMPARE(+levels.level[session], 1);
            QVERIFY(reached == (std::vector<std::int64_t> {0, never, never}));
        }
    }
}

void FunnelEngineTest::countsInSecondsWhereTheIndexDoes()
{
    const std::vector<EventRow> rows = test::rowsOf("s", "A0 B60 X5000000", Duration::seconds(1));
    const SessionIndex index = test::buildIndex(rows).index;
    QVERIFY((index.flags.front() & SessionIndex::kCoarse) != 0);
    const CompiledSteps steps = test::compile(index, test::letterSteps("AB"));
    const FunnelLevels levels = evaluateFunnel(
        index, steps, {.window = Duration::seconds(60), .detail = FunnelDetail::Times});
    QCOMPARE(+levels.level.front(), 2);
    QVERIFY(levels.reachedMs == (std::vector<std::int64_t> {0, 60'000}));
    const FunnelLevels shorter = evaluateFunnel(index, steps, {.window = Duration::seconds(59)});
    QCOMPARE(+shorter.level.front(), 1);
}

void FunnelEngineTest::usesAttributeStepsPerEvent()
{
    std::vector<EventRow> rows = test::rowsOf("s", "A0 B1 B2 B3", Duration::seconds(1));
    rows[2].marks = 1;
    const test::BuiltIndex built = test::buildIndex(rows, {.markCount = 1});
    CompiledSteps steps = test::compile(built.index, test::letterSteps("A"));
    steps.count = 2;
    steps.eventSteps.push_back({1, built.marks.front()});
    const FunnelOptions options {.window = kHour, .detail = FunnelDetail::Times};
    const FunnelLevels levels = evaluateFunnel(built.index, steps, options);
    QVERIFY(levels.reachedMs == (std::vector<std::int64_t> {0, 2'000}));
    QVERIFY(levels.reachedEvent == (std::vector<std::uint32_t> {0, 2}));
}

void FunnelEngineTest::handsOutAllThirtyTwoSteps()
{
    const std::string steps(32, 'A');
    std::string apart;
    std::string tied;
    for (int i = 0; i < 32; ++i) {
        apart += "A" + std::to_string(i) + " ";
        tied += "A0 ";
    }
    QCOMPARE(levelOf(steps, apart, {.window = kHour}), 32U);
    QCOMPARE(levelOf(steps, tied, {.window = kHour}), 32U);
    QCOMPARE(levelOf(steps, apart.substr(3), {.window = kHour}), 31U);
    QCOMPARE(levelOf(steps, apart, {.window = Duration::minutes(30)}), 31U);
}

void FunnelEngineTest::staysLinearInRepeatedStarts()
{
    std::vector<EventRow> rows;
    for (int i = 0; i < 200'000; ++i) {
        rows.push_back({.session = "s", .timeNs = i * 1'000'000LL, .name = i % 4 == 3 ? "B" : "A"});
    }
    const SessionIndex index = test::buildIndex(rows, {.rowsPerBlock = 5'000}).index;
    const CompiledSteps steps = test::compile(index, test::letterSteps("AABC"));
    QElapsedTimer timer;
    timer.start();
    const FunnelLevels levels =
        evaluateFunnel(index, steps, {.window = kHour, .detail = FunnelDetail::Times});
    QCOMPARE(+levels.level.front(), 3);
    QVERIFY(timer.elapsed() < 1'000);
}

void FunnelEngineTest::emptyIndexHasNoLevels()
{
    const SessionIndex index = test::buildIndex({}).index;
    const FunnelLevels levels = evaluateFunnel(index, test::compile(index, test::letterSteps("AB")),
                                               {.window = kHour, .detail = FunnelDetail::Times});
    QVERIFY(levels.level.empty() && levels.reachedMs.empty());
    QCOMPARE(levels.steps, 2U);
}

THROUGHLINE_TEST(FunnelEngineTest)

} // namespace throughline

#include "tst_funnel_engine.moc"
