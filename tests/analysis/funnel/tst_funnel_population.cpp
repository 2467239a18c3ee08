#include "models/analysis/funnel/funnel_population.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <limits>

namespace throughline {

using analysis::Population;
using analysis::populationOf;
using analysis::Standing;
using index::SessionIndex;

class FunnelPopulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sortsSessionsByWhatTheyCountFor();
    void sessionIsMatureWhenItsRestHasPassed_data();
    void sessionIsMatureWhenItsRestHasPassed();
    void knowsTheLastActivity();
};

void FunnelPopulationTest::sortsSessionsByWhatTheyCountFor()
{
    // s0 early, s1 bot, s2 fits, s3 still going, s4 not in the filter.
    std::vector<test::EventRow> rows;
    for (int i = 0; i < 5; ++i) {
        rows.push_back({.session = "s" + std::to_string(i), .timeNs = 10 * i, .name = "x"});
    }
    const SessionIndex index =
        test::buildIndex(rows, {.flags = {{"s1", SessionIndex::kBot}}}).index;
    QVERIFY(index.id == (std::vector<std::uint32_t> {0, 1, 2, 3, 4}));
    const IdSet filter({0, 1, 2, 3, 99});
    analysis::PopulationOptions options {
        .range = {{5}, {100}}, .sessions = &filter, .dataEnd = {25}, .idle = {5}};
    QVERIFY(populationOf(index, options).standing
            == (std::vector<Standing> {Standing::Outside, Standing::Bot, Standing::Counted,
                                       Standing::Immature, Standing::Outside}));
    options.includeBots = true;
    QVERIFY(populationOf(index, options).counts(1));
    options.range = {};
    options.sessions = nullptr;
    options.dataEnd = {1'000};
    const Population all = populationOf(index, options);
    QCOMPARE(std::count(all.standing.begin(), all.standing.end(), Standing::Counted), 5);
}

void FunnelPopulationTest::sessionIsMatureWhenItsRestHasPassed_data()
{
    QTest::addColumn<qint64>("end");
    QTest::addColumn<bool>("counted");
    const qint64 minute = Duration::minutes(1).ns;
    QTest::newRow("long over") << 0 * minute << true;
    QTest::newRow("over at the very end") << 30 * minute << true;
    QTest::newRow("one moment later") << 30 * minute + 1 << false;
    QTest::newRow("at the end of the data") << 60 * minute << false;
}

void FunnelPopulationTest::sessionIsMatureWhenItsRestHasPassed()
{
    QFETCH(const qint64, end);
    QFETCH(const bool, counted);
    const SessionIndex index =
        test::buildIndex({{.session = "s", .timeNs = end, .name = "x"}}).index;
    const Population population =
        populationOf(index, {.dataEnd = Timestamp {Duration::minutes(60).ns}});
    QCOMPARE(population.counts(0), counted);
    const Timestamp earliest {std::numeric_limits<std::int64_t>::min()};
    QVERIFY(!populationOf(index, {.dataEnd = earliest}).counts(0));
}

void FunnelPopulationTest::knowsTheLastActivity()
{
    QVERIFY(analysis::lastActivity(test::buildIndex({}).index) == Timestamp {});
    const SessionIndex index =
        test::buildIndex({{.session = "a", .timeNs = 5, .name = "x", .user = "u"},
                          {.session = "b", .timeNs = 3, .name = "x"}})
            .index;
    QVERIFY(analysis::lastActivity(index) == Timestamp {5});
}

THROUGHLINE_TEST(FunnelPopulationTest)

} // namespace throughline

#include "tst_funnel_population.moc"
