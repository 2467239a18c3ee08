#include "models/analysis/funnel/compiled_steps.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using analysis::CompiledSteps;
using analysis::compileSteps;
using index::EventBits;
using test::EventRow;

class CompiledStepsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheStepsOfADefinition();
    void refusesWhatIsNoFunnel_data();
    void refusesWhatIsNoFunnel();
    void readsAllPartsOfADefinition();
    void refusesPartsWithoutAPlace_data();
    void refusesPartsWithoutAPlace();
    void joinsAlternatives();
    void givesEachPartItsBit();
    void decidesNamesByADictionaryLook();
    void decidesRevenueByTheIndex();
    void asksTheResolverOnceForTheRest();
    void passesOnTheResolversError();
    void asksForNamesWhereTheDictionaryIsCut();
};

namespace {

index::SessionIndex shop()
{
    const auto row = [](std::int64_t time, const char* name, std::int64_t micros = -1) {
        EventRow made {.session = "s", .timeNs = time, .name = name};
        if (micros >= 0) {
            made.revenueMicros = micros;
        }
        return made;
    };
    return test::buildIndex({row(0, "view"), row(1, "buy", 5'000'000), row(2, "buy", 50'000'000),
                             row(3, "Buy"), row(4, "gift", 70'000'000)})
        .index;
}

std::vector<std::uint32_t> eventsOf(const CompiledSteps& steps, std::uint32_t step,
                                    const index::SessionIndex& index)
{
    std::vector<std::uint32_t> events;
    for (std::uint32_t e = 0; e < index.eventCount(); ++e) {
        const unsigned name = index.nameAndOrder[e] & index::SessionIndex::kNameMask;
        bool matches = ((steps.stepsOfName[name] >> step) & 1U) != 0;
        for (const CompiledSteps::EventStep& eventStep : steps.eventSteps) {
            matches |= eventStep.step == step && eventStep.events.test(e);
        }
        if (matches) {
            events.push_back(e);
        }
    }
    return events;
}

} // namespace

void CompiledStepsTest::readsTheStepsOfADefinition()
{
    const auto read = analysis::readSteps({.name = "f", .steps = {"event:a", "view:/b*"}});
    QVERIFY(read.ok());
    QCOMPARE(read->size(), std::size_t {2});
    QCOMPARE(read->at(1).name, std::string("/b*"));
}

void CompiledStepsTest::refusesWhatIsNoFunnel_data()
{
    QTest::addColumn<int>("steps");
    QTest::addColumn<qint64>("windowNs");
    QTest::addColumn<int>("unit");
    QTest::addColumn<int>("order");
    QTest::addColumn<bool>("ok");
    QTest::newRow("smallest") << 1 << qint64 {1} << 0 << 0 << true;
    QTest::newRow("largest") << 32 << qint64 {1} << 0 << 0 << true;
    QTest::newRow("no step") << 0 << qint64 {1} << 0 << 0 << false;
    QTest::newRow("too many steps") << 33 << qint64 {1} << 0 << 0 << false;
    QTest::newRow("no window") << 2 << qint64 {0} << 0 << 0 << false;
    QTest::newRow("negative window") << 2 << qint64 {-1} << 0 << 0 << false;
    QTest::newRow("by user") << 2 << qint64 {1} << 1 << 0 << true;
    QTest::newRow("strict order") << 2 << qint64 {1} << 0 << 1 << true;
    QTest::newRow("strict order, one step too many for its universe")
        << 32 << qint64 {1} << 0 << 1 << false;
    QTest::newRow("any order") << 2 << qint64 {1} << 2 << 2 << true;
}

void CompiledStepsTest::refusesWhatIsNoFunnel()
{
    QFETCH(const int, steps);
    QFETCH(const qint64, windowNs);
    QFETCH(const int, unit);
    QFETCH(const int, order);
    QFETCH(const bool, ok);
    domain::FunnelDefinition funnel;
    funnel.steps.assign(static_cast<std::size_t>(steps), "event:a");
    funnel.window = Duration {windowNs};
    funnel.unit = static_cast<domain::Unit>(unit);
    funnel.order = static_cast<domain::FunnelOrder>(order);
    const auto read = analysis::readSteps(funnel);
    QCOMPARE(read.ok(), ok);
    if (!ok) {
        QVERIFY(read.error().code == ErrorCode::Usage);
    }
    funnel.steps = {"event:a", "plna:b"};
    const auto wrong = analysis::readSteps(funnel);
    QVERIFY(!wrong.ok());
    if (ok) {
        QVERIFY(wrong.error().context == std::vector<std::string> {"step 2"});
    }
}

void CompiledStepsTest::readsAllPartsOfADefinition()
{
    domain::FunnelDefinition funnel;
    funnel.steps = {"event:a", "event:b", "event:c", "event:d"};
    funnel.optionalSteps = {2};
    funnel.exclusions = {{"event:x", 1, 3, domain::ExclusionMode::Cut},
                         {"event:y", 3, 4, domain::ExclusionMode::Drop}};
    const auto parts = analysis::readFunnel(funnel);
    QVERIFY(parts.ok());
    QCOMPARE(parts->required.size(), std::size_t {3});
    QCOMPARE(parts->required[1].name, std::string("c"));
    QCOMPARE(parts->optional.front().after, 1U);
    QCOMPARE(parts->exclusions[0].from, 1U);
    QCOMPARE(parts->exclusions[0].to, 2U);
    QCOMPARE(parts->exclusions[1].from, 2U);
    QCOMPARE(parts->exclusions[1].to, 3U);
    QVERIFY(!parts->exclusions[0].drops && parts->exclusions[1].drops);
}

void CompiledStepsTest::refusesPartsWithoutAPlace_data()
{
    QTest::addColumn<QList<int>>("optional");
    QTest::addColumn<QList<int>>("exclusion");
    QTest::addColumn<int>("order");
    QTest::newRow("first step optional") << QList<int> {1} << QList<int> {} << 0;
    QTest::newRow("last step optional") << QList<int> {3} << QList<int> {} << 0;
    QTest::newRow("optional twice") << QList<int> {2, 2} << QList<int> {} << 0;
    QTest::newRow("optional in any order") << QList<int> {2} << QList<int> {} << 2;
    QTest::newRow("exclusion backwards") << QList<int> {} << QList<int> {2, 1} << 0;
    QTest::newRow("exclusion within one step") << QList<int> {} << QList<int> {2, 2} << 0;
    QTest::newRow("exclusion behind the end") << QList<int> {} << QList<int> {2, 4} << 0;
    QTest::newRow("exclusion from an optional step") << QList<int> {2} << QList<int> {2, 3} << 0;
    QTest::newRow("exclusion in any order") << QList<int> {} << QList<int> {1, 2} << 2;
}

void CompiledStepsTest::refusesPartsWithoutAPlace()
{
    QFETCH(const QList<int>, optional);
    QFETCH(const QList<int>, exclusion);
    QFETCH(const int, order);
    domain::FunnelDefinition funnel;
    funnel.steps = {"event:a", "event:b", "event:c"};
    funnel.order = static_cast<domain::FunnelOrder>(order);
    for (const int step : optional) {
        funnel.optionalSteps.push_back(static_cast<std::uint32_t>(step));
    }
    if (!exclusion.isEmpty()) {
        funnel.exclusions.push_back({"event:x", static_cast<std::uint32_t>(exclusion.front()),
                                     static_cast<std::uint32_t>(exclusion.back()),
                                     domain::ExclusionMode::Cut});
    }
    const auto parts = analysis::readFunnel(funnel);
    QVERIFY(!parts.ok());
    QVERIFY(parts.error().code == ErrorCode::Usage);
}

void CompiledStepsTest::joinsAlternatives()
{
    const index::SessionIndex index = shop();
    const CompiledSteps byName = test::compile(index, test::steps({"event:view | event:gift"}));
    QVERIFY(byName.eventSteps.empty());
    QVERIFY(eventsOf(byName, 0, index)
            == eventsOf(test::compile(index, test::steps({"event:[view,gift]"})), 0, index));
    const CompiledSteps mixed =
        test::compile(index, test::steps({"event:buy revenue:>10 | event:view"}));
    QVERIFY(eventsOf(mixed, 0, index) == (std::vector<std::uint32_t> {0, 2}));
}

void CompiledStepsTest::givesEachPartItsBit()
{
    const index::SessionIndex index = shop();
    domain::FunnelDefinition funnel;
    funnel.steps = {"event:view", "event:nothing", "event:buy"};
    funnel.order = domain::FunnelOrder::Strict;
    funnel.optionalSteps = {2};
    funnel.exclusions = {{"event:gift", 1, 3, domain::ExclusionMode::Cut}};
    funnel.universe = "event:buy";
    const auto compiled = analysis::compileFunnel(index, *analysis::readFunnel(funnel));
    QVERIFY(compiled.ok());
    QCOMPARE(compiled->count, 2U);
    QCOMPARE(compiled->optional.front().bit, 2U);
    QCOMPARE(compiled->exclusions.front().bit, 3U);
    QCOMPARE(compiled->universe, 4U);
    QVERIFY(eventsOf(*compiled, 4, index) == eventsOf(*compiled, 1, index));
    QVERIFY(analysis::isBackgroundName("resource") && !analysis::isBackgroundName("purchase"));
}

void CompiledStepsTest::decidesNamesByADictionaryLook()
{
    const index::SessionIndex index = shop();
    const CompiledSteps compiled =
        test::compile(index,
                      test::steps({"event:buy", "event:[view,gift]", "!event:b*", "event:nothing",
                                   "event:*i* !event:gift"}));
    QVERIFY(compiled.eventSteps.empty());
    QCOMPARE(compiled.count, 5U);
    QVERIFY(eventsOf(compiled, 0, index) == (std::vector<std::uint32_t> {1, 2, 3}));
    QVERIFY(eventsOf(compiled, 1, index) == (std::vector<std::uint32_t> {0, 4}));
    QVERIFY(eventsOf(compiled, 2, index) == (std::vector<std::uint32_t> {0, 4}));
    QVERIFY(eventsOf(compiled, 3, index).empty());
    QVERIFY(eventsOf(compiled, 4, index) == (std::vector<std::uint32_t> {0}));
}

void CompiledStepsTest::decidesRevenueByTheIndex()
{
    const index::SessionIndex index = shop();
    const CompiledSteps compiled =
        test::compile(index,
                      test::steps({"event:buy revenue:>10", "revenue:>10", "event:buy !revenue:>10",
                                   "!has:revenue"}));
    QVERIFY(eventsOf(compiled, 0, index) == (std::vector<std::uint32_t> {2}));
    QVERIFY(eventsOf(compiled, 1, index) == (std::vector<std::uint32_t> {2, 4}));
    QVERIFY(eventsOf(compiled, 2, index) == (std::vector<std::uint32_t> {1, 3}));
    QVERIFY(eventsOf(compiled, 3, index) == (std::vector<std::uint32_t> {0, 3}));
}

void CompiledStepsTest::asksTheResolverOnceForTheRest()
{
    const index::SessionIndex index = shop();
    int calls = 0;
    const auto resolver =
        [&](const std::vector<filter::Expression>& asked) -> Result<std::vector<EventBits>> {
        ++calls;
        std::vector<EventBits> answers;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            answers.emplace_back(index.eventCount());
            answers.back().set(static_cast<std::uint32_t>(i) + 1);
        }
        return answers;
    };
    const auto compiled =
        compileSteps(index, test::steps({"view:/a", "event:view", "event:buy app.x:1"}), resolver);
    QVERIFY(compiled.ok());
    QCOMPARE(calls, 1);
    QVERIFY(eventsOf(*compiled, 0, index) == (std::vector<std::uint32_t> {1}));
    QVERIFY(eventsOf(*compiled, 1, index) == (std::vector<std::uint32_t> {0}));
    QVERIFY(eventsOf(*compiled, 2, index) == (std::vector<std::uint32_t> {2}));
}

void CompiledStepsTest::passesOnTheResolversError()
{
    const index::SessionIndex index = shop();
    const auto unreadable =
        [](const std::vector<filter::Expression>&) -> Result<std::vector<EventBits>> {
        return storeError("unreadable");
    };
    const auto failed = compileSteps(index, test::steps({"view:/a"}), unreadable);
    QVERIFY(!failed.ok() && failed.error().code == ErrorCode::Store);
    const auto unasked = compileSteps(index, test::steps({"view:/a"}));
    QVERIFY(!unasked.ok() && unasked.error().code == ErrorCode::Usage);
}

void CompiledStepsTest::asksForNamesWhereTheDictionaryIsCut()
{
    index::SessionIndex index = shop();
    index.names.resize(index::SessionIndex::kOtherName);
    QVERIFY(!compileSteps(index, test::steps({"event:buy"})).ok());
}

THROUGHLINE_TEST(CompiledStepsTest)

} // namespace throughline

#include "tst_compiled_steps.moc"
