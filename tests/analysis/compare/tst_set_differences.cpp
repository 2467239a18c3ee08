#include "models/analysis/compare/set_differences.h"
#include "models/analysis/stats/clustered_rate.h"
#include "models/base/random.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

namespace throughline {

using namespace analysis;

namespace {

/// Sessions with a plan and an id of their own, some events and one error group.
struct Sessions
{
    test::ComparisonFixture fixture;
    std::vector<index::SegmentColumn> fields;
    std::vector<index::ExposureSet> groups;
};

Sessions randomSessions(std::uint64_t seed, std::uint32_t count)
{
    Random random(seed);
    std::vector<test::SessionRow> rows(count);
    for (test::SessionRow& row : rows) {
        row.user = random.chance(.2) ? index::kNone : random.below(count / 4 + 1);
        row.match = {random.below(3)};
        for (const char* name : {"look", "pay", "search"}) {
            if (random.chance(.4)) {
                row.events.push_back({static_cast<std::int64_t>(random.below(9)), name, false});
            }
        }
        if (random.chance(.3)) {
            row.hitMs = 1;
        }
    }
    Sessions sessions {test::makeFixture(1, std::move(rows)), {}, {}};
    sessions.fields = sessions.fixture.match;
    sessions.groups = {sessions.fixture.exposures};
    return sessions;
}

std::vector<std::uint32_t> drawn(Random& random, std::uint32_t count, double share)
{
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t session = 0; session < count; ++session) {
        if (random.chance(share)) {
            sessions.push_back(session);
        }
    }
    return sessions;
}

const SetDifference* named(const SetDifferences& all, FeatureKind kind, const std::string& value)
{
    for (const SetDifference& one : all.values) {
        if (one.kind == kind && one.value == value) {
            return &one;
        }
    }
    return nullptr;
}

} // namespace

/// What tells two sets of sessions apart.
class SetDifferencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsAreThoseOfPlainLoops();
    void rateIsWorthItsUsers_data();
    void rateIsWorthItsUsers();
    void aPlantedDifferenceComesFirst();
    void nothingIsFoundBetweenDrawsOfOneSet();
    void fieldsOfSingleSessionsAreLeftOut();
    void degenerateSets_data();
    void degenerateSets();
};

void SetDifferencesTest::countsAreThoseOfPlainLoops()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Sessions sessions = randomSessions(seed, 50);
        Random random(seed);
        const auto first = drawn(random, 50, .5);
        const auto second = drawn(random, 50, .5);
        const SetDifferences found =
            setDifferences(sessions.fixture.index, first, second, sessions.fields, sessions.groups);
        const std::set<std::uint32_t> inFirst(first.begin(), first.end());
        const std::set<std::uint32_t> inSecond(second.begin(), second.end());
        std::map<std::string, std::array<std::uint64_t, 2>> counts;
        std::array<std::uint64_t, 2> sizes {};
        std::uint64_t both = 0;
        for (std::uint32_t s = 0; s < 50; ++s) {
            const bool a = inFirst.count(s) > 0;
            const bool b = inSecond.count(s) > 0;
            both += a && b ? 1 : 0;
            if (a == b) {
                continue;
            }
            const std::size_t side = a ? 0 : 1;
            ++sizes[side];
            ++counts["field " + sessions.fields[0].label(s)][side];
            std::set<std::string> events;
            for (const test::EventRow& event : test::eventsOf(sessions.fixture.rows[s])) {
                events.insert(event.name);
            }
            for (const std::string& event : events) {
                ++counts["event " + event][side];
            }
            if (sessions.fixture.rows[s].hitMs) {
                ++counts["error_group E7"][side];
            }
        }
        QCOMPARE(found.first, sizes[0]);
        QCOMPARE(found.second, sizes[1]);
        QCOMPARE(found.inBoth, both);
        QCOMPARE(found.values.size(), counts.size());
        for (const SetDifference& value : found.values) {
            const auto& expected = counts[std::string(toText(value.kind)) + " " + value.value];
            QCOMPARE(value.first, expected[0]);
            QCOMPARE(value.second, expected[1]);
            QVERIFY(!std::isnan(value.difference));
            if (value.interval) {
                QVERIFY(value.interval->low <= value.difference + 1e-12);
                QVERIFY(value.interval->high >= value.difference - 1e-12);
                QVERIFY(value.interval->low >= -1 && value.interval->high <= 1);
                QVERIFY(*value.qValue >= *value.pValue - 1e-12);
            }
        }
    }
}

void SetDifferencesTest::rateIsWorthItsUsers_data()
{
    QTest::addColumn<QList<int>>("sizes"); // of the clusters
    QTest::addColumn<QList<int>>("successes");
    QTest::addColumn<double>("rate");
    QTest::addColumn<double>("worth");
    QTest::newRow("nothing") << QList<int> {} << QList<int> {} << 0. << 0.;
    QTest::newRow("one user") << QList<int> {5} << QList<int> {2} << .4 << 1.;
    // A session each: the sample variance is n / (n - 1) of the binomial one.
    QTest::newRow("a session each")
        << QList<int> {1, 1, 1, 1} << QList<int> {1, 0, 1, 0} << .5 << 3.;
    // Two sessions each that agree: residuals 4 * 1 = 4, * 4/3, of 8/4 = 2.
    QTest::newRow("users that agree")
        << QList<int> {2, 2, 2, 2} << QList<int> {2, 0, 2, 0} << .5 << 8 / (4. / 3 * 4 / 2);
    QTest::newRow("users that split evenly are worth no more than their sessions")
        << QList<int> {2, 2} << QList<int> {1, 1} << .5 << 4.;
    QTest::newRow("none succeeds") << QList<int> {2, 2, 4} << QList<int> {0, 0, 0} << 0. << 8 / 3.;
    QTest::newRow("all succeed") << QList<int> {1, 3} << QList<int> {1, 3} << 1. << 4 / 2.5;
}

void SetDifferencesTest::rateIsWorthItsUsers()
{
    QFETCH(QList<int>, sizes);
    QFETCH(QList<int>, successes);
    QFETCH(double, rate);
    QFETCH(double, worth);
    ClusterSums clusters;
    ClusteredCount count;
    std::uint64_t trials = 0;
    for (qsizetype i = 0; i < sizes.size(); ++i) {
        ++clusters.clusters;
        clusters.squaredSizes += sizes[i] * sizes[i];
        trials += static_cast<std::uint64_t>(sizes[i]);
        count.successes += static_cast<std::uint64_t>(successes[i]);
        count.squares += successes[i] * successes[i];
        count.products += successes[i] * sizes[i];
    }
    const Rate found = clusteredRate(count, trials, clusters);
    QVERIFY(std::abs(found.value - rate) < 1e-12);
    QVERIFY(std::abs(found.trials - worth) < 1e-12);
}

void SetDifferencesTest::aPlantedDifferenceComesFirst()
{
    Sessions sessions = randomSessions(3, 400);
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
    for (std::uint32_t s = 0; s < 400; ++s) {
        // Who met the error, but for every tenth.
        const bool met = sessions.fixture.rows[s].hitMs.has_value();
        (met == (s % 10 != 0) ? first : second).push_back(s);
    }
    const SetDifferences found =
        setDifferences(sessions.fixture.index, first, second, sessions.fields, sessions.groups);
    const SetDifference* surest = surestDifference(found);
    QVERIFY(surest != nullptr);
    QCOMPARE(surest->kind, FeatureKind::ErrorGroup);
    QVERIFY(surest->difference > .5);
    QVERIFY(*surest->qValue < 1e-6);
    QVERIFY(named(found, FeatureKind::Event, "pay") != nullptr);
}

void SetDifferencesTest::nothingIsFoundBetweenDrawsOfOneSet()
{
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Sessions sessions = randomSessions(seed, 300);
        std::vector<std::uint32_t> first;
        std::vector<std::uint32_t> second;
        Random random(seed + 1000);
        for (std::uint32_t s = 0; s < 300; ++s) {
            (random.chance(.5) ? first : second).push_back(s);
        }
        found += surestDifference(setDifferences(sessions.fixture.index, first, second,
                                                 sessions.fields, sessions.groups))
                != nullptr
            ? 1
            : 0;
    }
    QVERIFY2(found <= 6, qPrintable(QString::number(found))); // 5 % of 60, with room for luck
}

void SetDifferencesTest::fieldsOfSingleSessionsAreLeftOut()
{
    Sessions sessions = randomSessions(5, 200);
    index::SegmentColumn own {"order.id", {""}, {}};
    for (std::uint32_t s = 0; s < 200; ++s) {
        own.labels.push_back("o" + std::to_string(s));
        own.valueOf.push_back(s + 1);
    }
    sessions.fields.push_back(own);
    Random random(1);
    const auto first = drawn(random, 200, .4);
    std::vector<std::uint32_t> all(200);
    for (std::uint32_t s = 0; s < 200; ++s) {
        all[s] = s;
    }
    const SetDifferences found =
        setDifferences(sessions.fixture.index, first, all, sessions.fields, sessions.groups);
    QCOMPARE(found.leftOut, (std::vector<std::string> {"order.id"}));
    QCOMPARE(found.inBoth, std::uint64_t {first.size()});
    QCOMPARE(found.first, std::uint64_t {0});
    for (const SetDifference& value : found.values) {
        QVERIFY(value.field != "order.id");
        QVERIFY(!value.interval && !value.pValue);
    }
}

void SetDifferencesTest::degenerateSets_data()
{
    QTest::addColumn<double>("firstShare");
    QTest::addColumn<double>("secondShare");
    QTest::newRow("both empty") << 0. << 0.;
    QTest::newRow("one empty") << 0. << 1.;
    QTest::newRow("the same") << 1. << 1.;
    QTest::newRow("one session against the rest") << .02 << .98;
}

void SetDifferencesTest::degenerateSets()
{
    QFETCH(double, firstShare);
    QFETCH(double, secondShare);
    const Sessions sessions = randomSessions(9, 50);
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
    for (std::uint32_t s = 0; s < 50; ++s) {
        if (s < 50 * firstShare) {
            first.push_back(s);
        }
        if (s >= 50 - 50 * secondShare) {
            second.push_back(s);
        }
    }
    const SetDifferences found =
        setDifferences(sessions.fixture.index, first, second, sessions.fields, sessions.groups);
    QVERIFY(surestDifference(found) == nullptr);
    QVERIFY(found.values.empty() || (found.first > 0 && found.second > 0));
    for (const SetDifference& value : found.values) {
        QVERIFY(std::isfinite(value.difference) && std::isfinite(value.firstShare)
                && std::isfinite(value.secondShare));
        QVERIFY(!value.interval || std::isfinite(value.interval->low + value.interval->high));
    }
}

THROUGHLINE_TEST(SetDifferencesTest)

} // namespace throughline

#include "tst_set_differences.moc"
