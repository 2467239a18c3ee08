#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/unit_levels.h"
#include "models/base/random.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/analysis/funnel/funnel_oracle.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using analysis::CompiledSteps;
using analysis::FunnelDetail;
using analysis::FunnelLevels;
using analysis::FunnelOptions;
using domain::AttemptChoice;
using domain::FunnelOrder;
using index::SessionIndex;
using test::EventRow;
using test::OracleCase;

class FunnelOrdersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheSpecification_data();
    void agreesWithTheSpecification();
    void dropsAndCuts_data();
    void dropsAndCuts();
    void onlyWhatCountsBreaksAChain();
    void takesOptionalStepsOnTheWay_data();
    void takesOptionalStepsOnTheWay();
    void toldOfTheLastAttempt();
    void equalsFullEnumeration_data();
    void equalsFullEnumeration();
    void orderOfTiedRowsChangesNothing();
    void staysLinear_data();
    void staysLinear();
};

namespace {

constexpr Duration kHour = Duration::minutes(60);

domain::FunnelDefinition letters(const std::string& steps, FunnelOrder order)
{
    domain::FunnelDefinition funnel;
    for (const char letter : steps) {
        funnel.steps.push_back(std::string("event:") + letter);
    }
    funnel.order = order;
    funnel.window = kHour;
    return funnel;
}

FunnelLevels levelsOf(const domain::FunnelDefinition& funnel, const std::string& events)
{
    const SessionIndex index =
        test::buildIndex(test::rowsOf("s", events, Duration::minutes(1))).index;
    const auto parts = analysis::readFunnel(funnel);
    TL_ASSERT(parts.ok());
    const auto compiled = analysis::compileFunnel(index, *parts);
    TL_ASSERT(compiled.ok());
    return analysis::evaluateFunnel(index, *compiled,
                                    analysis::optionsOf(funnel, FunnelDetail::Times));
}

CompiledSteps compiledOf(const SessionIndex& index, const OracleCase& made)
{
    CompiledSteps steps;
    steps.count = made.steps;
    steps.stepsOfName.assign(SessionIndex::kNameMask + 1U, 0);
    for (std::size_t name = 0; name < index.names.size(); ++name) {
        const auto letter = static_cast<std::size_t>(index.names[name].front() - 'a');
        steps.stepsOfName[name] = letter < made.matchedOf.size() ? made.matchedOf[letter] : 0;
    }
    for (std::uint32_t i = 0; i < made.exclusions.size(); ++i) {
        const test::OracleExclusion& exclusion = made.exclusions[i];
        steps.exclusions.push_back({made.steps + i, exclusion.from, exclusion.to, exclusion.drops});
    }
    if (made.order == FunnelOrder::Strict) {
        steps.universe = 31;
    }
    return steps;
}

FunnelOptions optionsOf(const OracleCase& made)
{
    return {.window = Duration::milliseconds(made.windowMs),
            .tolerance = Duration::milliseconds(made.toleranceMs),
            .detail = FunnelDetail::Times,
            .order = made.order,
            .attempt = made.attempt};
}

} // namespace

void FunnelOrdersTest::agreesWithTheSpecification_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<int>("level");
    const auto strict = [](const char* steps, const char* events, int level) {
        QTest::addRow("strict %s: %s", steps, events)
            << 1 << QByteArray(steps) << QByteArray(events) << level;
    };
    strict("AB", "A0 X1 B2", 1);
    strict("AB", "A0 X1 A2 B3", 2);
    strict("ABC", "A0 B1 A2 C3", 2);
    strict("AB", "A0 A1 B2", 2);
    strict("ABC", "A0 B1 B2 C3", 3);
    strict("AB", "X0 A1 B2", 2);
    strict("AB", "A0 X1 B1", 2);
    strict("AB", "A0 B0", 2);
    strict("AB", "A0 B60", 2);
    strict("AB", "A0 B61", 1);
    strict("ABC", "A0 B1 B2 X2 C3", 2);
    const auto any = [](const char* steps, const char* events, int level) {
        QTest::addRow("any %s: %s", steps, events)
            << 2 << QByteArray(steps) << QByteArray(events) << level;
    };
    any("AB", "B0 A5", 2);
    any("AB", "A0 B61", 1);
    any("ABC", "A0 B50 C70", 2);
    any("AAB", "A0 B1 A2", 3);
    any("AAB", "A0 B1", 2);
    any("AB", "X0", 0);
    const auto ordered = [](const char* steps, const char* events, int level) {
        QTest::addRow("ordered %s: %s", steps, events)
            << 0 << QByteArray(steps) << QByteArray(events) << level;
    };
    // The same table as the plain way passes, here by the general one.
    ordered("ABC", "A0 A30 B45 C75", 3);
    ordered("ABC", "A0 B10 A55 C65", 2);
    ordered("ABC", "A0 B5 A50 B55 C70", 3);
    ordered("AA", "A0", 1);
    ordered("AA", "A0 A5", 2);
    ordered("AA", "A0 A0", 2);
    ordered("AAB", "A0 B5", 1);
    ordered("AB", "B0 A0", 2);
    ordered("ABA", "A0 B0", 2);
    ordered("AB", "A0 B60", 2);
    ordered("AB", "A0 B61", 1);
    ordered("ABC", "A0 C5", 1);
    ordered("ABCD", "A0 B1 D2 C3 D4", 4);
}

void FunnelOrdersTest::agreesWithTheSpecification()
{
    QFETCH(const int, order);
    QFETCH(const QByteArray, steps);
    QFETCH(const QByteArray, events);
    QFETCH(const int, level);
    domain::FunnelDefinition funnel = letters(steps.toStdString(), static_cast<FunnelOrder>(order));
    funnel.attempt = AttemptChoice::Last;
    QCOMPARE(+levelsOf(funnel, events.toStdString()).level.front(), level);
    funnel.attempt = AttemptChoice::First;
    QCOMPARE(+levelsOf(funnel, events.toStdString()).level.front(), level);
}

void FunnelOrdersTest::dropsAndCuts_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<int>("cut");
    QTest::addColumn<int>("drop");
    const auto row = [](const char* steps, const char* events, int cut, int drop) {
        QTest::addRow("%s: %s", steps, events)
            << QByteArray(steps) << QByteArray(events) << cut << drop;
    };
    row("AB", "A0 X1 B2", 1, 0);
    row("AB", "A0 X1", 1, 0);
    row("AB", "A0 X1 A2 B3", 2, 2);
    row("AB", "A0 B1 X2", 2, 2);
    row("ABC", "A0 B1 X2 C3", 3, 3);
    row("AB", "A0 X0 B2", 2, 2);
    row("AB", "A0 B2 X2", 2, 2);
    row("AB", "A0 X61 B62", 1, 1);
    row("AB", "A0 X1 A2", 1, 1);
}

void FunnelOrdersTest::dropsAndCuts()
{
    QFETCH(const QByteArray, steps);
    QFETCH(const QByteArray, events);
    QFETCH(const int, cut);
    QFETCH(const int, drop);
    domain::FunnelDefinition funnel = letters(steps.toStdString(), FunnelOrder::Ordered);
    funnel.exclusions = {{"event:X", 1, 2, domain::ExclusionMode::Cut}};
    QCOMPARE(+levelsOf(funnel, events.toStdString()).level.front(), cut);
    funnel.exclusions.front().mode = domain::ExclusionMode::Drop;
    const FunnelLevels levels = levelsOf(funnel, events.toStdString());
    QCOMPARE(+levels.level.front(), drop);
    QCOMPARE(levels.has(0, FunnelLevels::kDropped), drop == 0);
    QVERIFY(!levels.has(0, FunnelLevels::kDropped) || levels.has(0, FunnelLevels::kTouched));
}

void FunnelOrdersTest::onlyWhatCountsBreaksAChain()
{
    std::vector<EventRow> rows = test::rowsOf("s", "A0 R1 B2", Duration::minutes(1));
    rows[1].name = "resource";
    const SessionIndex index = test::buildIndex(rows).index;
    domain::FunnelDefinition funnel = letters("AB", FunnelOrder::Strict);
    const auto level = [&] {
        const auto compiled = analysis::compileFunnel(index, *analysis::readFunnel(funnel));
        return +analysis::evaluateFunnel(index, *compiled,
                                         analysis::optionsOf(funnel, FunnelDetail::Levels))
                    .level.front();
    };
    QCOMPARE(level(), 2);
    funnel.universe = "event:*";
    QCOMPARE(level(), 1);
    funnel.universe = "event:[A,B]";
    QCOMPARE(level(), 2);
}

void FunnelOrdersTest::takesOptionalStepsOnTheWay_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("taken");
    const auto row = [](int order, const char* events, int level, int taken) {
        QTest::addRow("%s: %s", order == 1 ? "strict" : "ordered", events)
            << order << QByteArray(events) << level << taken;
    };
    // A, perhaps O, then B.
    row(0, "A0 B1", 2, 0);
    row(0, "A0 O1 B2", 2, 1);
    row(0, "O0 A1 B2", 2, 0);
    row(0, "A0 B1 O2", 2, 0);
    row(0, "A0 O1", 1, 1);
    row(0, "A0 O61", 1, 0);
    row(0, "A0 O0 B0", 2, 1);
    row(1, "A0 O1 B2", 2, 1);
    row(1, "A0 O1 O2 B3", 2, 1);
    row(1, "A0 X1 O2 B3", 1, 0);
    row(1, "A0 O1 X2", 1, 1);
}

void FunnelOrdersTest::takesOptionalStepsOnTheWay()
{
    QFETCH(const int, order);
    QFETCH(const QByteArray, events);
    QFETCH(const int, level);
    QFETCH(const int, taken);
    domain::FunnelDefinition funnel = letters("AOB", static_cast<FunnelOrder>(order));
    funnel.optionalSteps = {2};
    const FunnelLevels levels = levelsOf(funnel, events.toStdString());
    QCOMPARE(levels.steps, 2U);
    QCOMPARE(+levels.level.front(), level);
    QCOMPARE(static_cast<int>(levels.optional.front()), taken);
}

void FunnelOrdersTest::toldOfTheLastAttempt()
{
    domain::FunnelDefinition funnel = letters("AB", FunnelOrder::Ordered);
    const std::int64_t minute = 60'000;
    const std::vector<std::int64_t> first {0, 20 * minute};
    const std::vector<std::int64_t> last {15 * minute, 20 * minute};
    QVERIFY(levelsOf(funnel, "A0 A15 B20 A30").reachedMs == first);
    funnel.attempt = AttemptChoice::Last;
    QVERIFY(levelsOf(funnel, "A0 A15 B20 A30").reachedMs == last);
    funnel.order = FunnelOrder::Any;
    QVERIFY(levelsOf(funnel, "A0 A15 B20 A30").reachedMs
            == (std::vector<std::int64_t> {20 * minute, 30 * minute}));
}

void FunnelOrdersTest::equalsFullEnumeration_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<bool>("exclusions");
    QTest::addColumn<int>("cases");
    QTest::newRow("ordered") << 0 << false << 5'000;
    QTest::newRow("ordered with exclusions") << 0 << true << 15'000;
    QTest::newRow("strict") << 1 << false << 5'000;
    QTest::newRow("strict with exclusions") << 1 << true << 2'000;
    QTest::newRow("any order") << 2 << false << 5'000;
}

void FunnelOrdersTest::equalsFullEnumeration()
{
    QFETCH(const int, order);
    QFETCH(const bool, exclusions);
    QFETCH(const int, cases);
    constexpr int kSessions = 20;
    Random random(static_cast<std::uint64_t>(order * 2 + (exclusions ? 1 : 0)) + 7);
    int deep = 0;
    int dropped = 0;
    int cut = 0;
    for (int round = 0; round < cases / kSessions; ++round) {
        const OracleCase made =
            test::randomCase(random, static_cast<FunnelOrder>(order), exclusions);
        std::vector<std::vector<EventRow>> sessions;
        std::vector<EventRow> rows;
        for (int i = 0; i < kSessions; ++i) {
            sessions.push_back(test::randomEvents(random, "s" + std::to_string(i)));
            rows.insert(rows.end(), sessions.back().begin(), sessions.back().end());
        }
        const SessionIndex index = test::buildIndex(rows).index;
        const CompiledSteps steps = compiledOf(index, made);
        const FunnelLevels levels =
            analysis::evaluateUnits(index, steps, optionsOf(made), analysis::eachSession(index));
        for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
            const test::OracleTruth truth = test::enumerate(made, sessions[index.id[session]]);
            QCOMPARE(levels.has(session, FunnelLevels::kDropped), truth.dropped);
            QCOMPARE(+levels.level[session], static_cast<int>(truth.dropped ? 0 : truth.level));
            deep += truth.level > 2 ? 1 : 0;
            dropped += truth.dropped ? 1 : 0;
            cut += levels.has(session, FunnelLevels::kTouched) ? 1 : 0;
            for (std::uint32_t step = 0; step < levels.level[session]; ++step) {
                const std::size_t at = std::size_t {session} * made.steps + step;
                QCOMPARE(levels.reachedMs[at], truth.reachedMs[step]);
                QVERIFY(levels.reachedEvent[at] >= index.firstEvent[session]
                        && levels.reachedEvent[at] < index.firstEvent[session + 1]);
                for (std::uint32_t other = 0; other < step; ++other) {
                    QVERIFY(levels.reachedEvent[at] != levels.reachedEvent[at - 1 - other]);
                }
            }
        }
    }
    QVERIFY(deep > cases / 50);
    QVERIFY(!exclusions || (dropped > cases / 150 && cut > cases / 25));
}

void FunnelOrdersTest::orderOfTiedRowsChangesNothing()
{
    Random random(99);
    for (int round = 0; round < 900; ++round) {
        const OracleCase made = test::randomCase(random, static_cast<FunnelOrder>(round % 3),
                                                 round % 3 != 2 && round % 2 == 0);
        std::vector<EventRow> rows = test::randomEvents(random, "s");
        const auto evaluate = [&] {
            const SessionIndex index = test::buildIndex(rows).index;
            FunnelLevels levels = analysis::evaluateUnits(
                index, compiledOf(index, made), optionsOf(made), analysis::eachSession(index));
            levels.reachedEvent.clear();
            return levels;
        };
        const FunnelLevels before = evaluate();
        for (std::size_t r = rows.size(); r > 1; --r) {
            std::swap(rows[r - 1], rows[random.below(static_cast<std::uint32_t>(r))]);
        }
        QVERIFY(evaluate() == before);
    }
}

void FunnelOrdersTest::staysLinear_data()
{
    QTest::addColumn<int>("order");
    QTest::newRow("ordered with exclusions") << 0;
    QTest::newRow("strict") << 1;
    QTest::newRow("any order") << 2;
}

void FunnelOrdersTest::staysLinear()
{
    QFETCH(const int, order);
    std::vector<EventRow> rows;
    for (int i = 0; i < 100'000; ++i) {
        rows.push_back(
            {.session = "s", .timeNs = i * 1'000'000LL, .name = std::string(1, "AABX"[i % 4])});
    }
    const SessionIndex index = test::buildIndex(rows, {.rowsPerBlock = 5'000}).index;
    domain::FunnelDefinition funnel = letters("AABC", static_cast<FunnelOrder>(order));
    funnel.steps.front() = "event:[A,B]";
    if (order == 0) {
        funnel.exclusions = {{"event:X", 2, 3, domain::ExclusionMode::Cut}};
    }
    const auto compiled = analysis::compileFunnel(index, *analysis::readFunnel(funnel));
    QElapsedTimer timer;
    timer.start();
    const FunnelLevels levels = analysis::evaluateFunnel(
        index, *compiled, analysis::optionsOf(funnel, FunnelDetail::Times));
    QCOMPARE(+levels.level.front(), 3);
    QVERIFY(timer.elapsed() < 1'000);
}

THROUGHLINE_TEST(FunnelOrdersTest)

} // namespace throughline

#include "tst_funnel_orders.moc"
