#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/opportunity_comparison.h"
#include "models/analysis/stats/distributions.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/analysis/compare/plain_opportunities.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;
using test::ComparisonFixture;
using test::EventRow;
using test::makeFixture;
using test::SessionRow;

namespace {

bool near(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance;
}

bool near(const std::optional<double>& a, const std::optional<double>& b, double tolerance = 1e-9)
{
    return a.has_value() == b.has_value() && (!a || near(*a, *b, tolerance));
}

/// A session of the worked examples: events at 10, 20, 30 s, step 1 of 2 reached at 0. In `tries` a
/// letter is an event's name; "!" behind it: it fails.
SessionRow tries(char user, const std::string& tries, bool converted, std::uint32_t stratum = 1)
{
    SessionRow row;
    row.user = static_cast<std::uint32_t>(user);
    row.match = {stratum};
    row.reachedMs = {0};
    if (converted) {
        row.reachedMs.push_back(99'000);
    }
    std::int64_t ms = 0;
    for (const char letter : tries) {
        if (letter == '!') {
            row.hitMs = row.hitMs.value_or(ms);
        } else {
            ms += 10'000;
            row.events.push_back({ms, std::string(1, letter), false});
        }
    }
    return row;
}

struct Estimated
{
    StruckGroup group;
    OpportunityEstimate result;
};

Estimated estimated(ComparisonFixture fixture, std::uint32_t step = 1,
                    OpportunityOptions options = {})
{
    fixture.hang();
    const ComparisonTable table = fixture.table();
    OpportunityComparison comparison(table, step, table.cells(), table.match(), options);
    Estimated found;
    found.group =
        comparison.place(findHits(table.atRisk(step), table.levels(), fixture.exposures.first),
                         fixture.exposures.first);
    found.result = comparison.estimate(found.group, true);
    return found;
}

/// Groups that each met some of the errors of the fixture, from none to all.
std::vector<std::vector<index::Exposure>> someGroups(const ComparisonFixture& fixture,
                                                     std::size_t count)
{
    Random random(count);
    std::vector<std::vector<index::Exposure>> groups(count);
    for (std::size_t i = 0; i < count; ++i) {
        for (const index::Exposure& exposure : fixture.exposures.first) {
            if (random.chance(static_cast<double>(i) / static_cast<double>(count - 1))) {
                groups[i].push_back(exposure);
            }
        }
    }
    return groups;
}

/// All at once, in their order.
std::vector<OpportunityEstimate>
estimatedTogether(const ComparisonTable& table, const OpportunityComparison& comparison,
                  const std::vector<std::vector<index::Exposure>>& groups)
{
    std::vector<StruckGroup> placed;
    for (const std::vector<index::Exposure>& group : groups) {
        placed.push_back(comparison.place(findHits(table.atRisk(1), table.levels(), group), group));
    }
    std::vector<const StruckGroup*> each;
    for (const StruckGroup& group : placed) {
        each.push_back(&group);
    }
    return comparison.estimateEach(each, true, {});
}

std::vector<SessionRow> secondExample()
{
    return {tries('a', "PP!", false), tries('b', "P!", true), tries('b', "PP", true),
            tries('c', "PP", false),  tries('e', "P", true),  tries('f', "PP!", true),
            tries('g', "PP", true),   tries('h', "P!", false)};
}

} // namespace

class OpportunityEstimateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneTryEach();
    void severalTriesAndLaterHits();
    void whoCounts();
    void twoBands();
    void positionsHaveTheirBins();
    void agreesWithPlainLoops();
    void longSessionsKeepTheirPositions();
    void manySessionsAreReadInPieces();
    void manyGroupsAtOnceAgreeWithPlainLoops();
    void groupsOfManySessionsAgreeWithEachAlone();
    void oneTryEqualsTheStratifiedEstimate();
    void harmlessForgetfulEstimator();
    void onlyFailuresAreLogged();
    void actionThatEndsSessions();
    void mostControlsMeetItLater();
    void allAlikeStillHasAnInterval();
    void oneUserHasNoInterval();
    void noneMatched();
    void errorRecordsCarryNothing();
    void namesThatDifferInAnIdAreOneKind();
    void weightsOfControlsAddUp();
    void placeboCoversNothing();
};

void OpportunityEstimateTest::oneTryEach()
{
    const Estimated e = estimated(makeFixture(
        2,
        {tries('a', "P!", true), tries('b', "P!", false), tries('c', "P", true),
         tries('e', "P", true), tries('f', "P", true), tries('g', "P", false),
         tries('h', "P!", false, 2), tries('i', "P", true, 2), tries('j', "P", false, 2)}));
    const Estimate& estimate = e.result.estimate;
    QCOMPARE(estimate.matchedAffected, 3U);
    QVERIFY(near(*estimate.differenceNotYet, -1. / 3));
    QVERIFY(near(*estimate.difference, -1. / 3));
    QCOMPARE(*estimate.laterExposedShare, 0.);
    QVERIFY(near(*e.result.standardError, .389385, 5e-7));
    QVERIFY(near(estimate.interval->low, -2.0087, 5e-5));
    QVERIFY(near(estimate.interval->high, 1.3421, 5e-5));
    QCOMPARE(estimate.control, 6U);
    QCOMPARE(estimate.controlConverted, 4U);
    QCOMPARE(estimate.strata, 2U);
}

void OpportunityEstimateTest::severalTriesAndLaterHits()
{
    const Estimated e = estimated(makeFixture(2, secondExample()));
    const Estimate& estimate = e.result.estimate;
    QCOMPARE(estimate.matchedAffected, 4U);
    QVERIFY(near(*estimate.differenceNotYet, -1. / 6));
    QVERIFY(near(*e.result.standardErrorNotYet, .299176, 5e-7));
    QVERIFY(near(*estimate.laterExposedShare, 1. / 6));
    QVERIFY(near(*estimate.difference, -1. / 5));
    QVERIFY(near(*e.result.standardError, .365635, 5e-7));
    QVERIFY(near(estimate.interval->low, -1.3636, 5e-5));
    QVERIFY(near(estimate.interval->high, .9636, 5e-5));
    QCOMPARE(e.result.bands, 1U);
    const double t = studentQuantile(.975, 3);
    QVERIFY(near(*e.result.minimumDetectableEffect, (t + kZ80) * *e.result.standardError));
}

void OpportunityEstimateTest::whoCounts()
{
    SessionRow afterConverting = tries('c', "PP!", true);
    afterConverting.reachedMs.back() = 15'000;
    SessionRow before = tries('e', "P!", false);
    before.reachedMs.front() = 15'000;
    const Estimated e = estimated(
        makeFixture(2,
                    {tries('a', "P!Q", false), tries('b', "P", true), afterConverting, before,
                     tries('f', "PPP!", false), tries('g', "P", false), tries('h', "QP!", true),
                     tries('i', "PP", true), tries('j', "P!", false, 2)}));
    const Estimate& estimate = e.result.estimate;
    QCOMPARE(estimate.affected, 4U);
    QCOMPARE(estimate.matchedAffected, 3U);
    QCOMPARE(e.result.withoutControl, 1U);
    QCOMPARE(e.result.withoutEvent, 0U);
    QVERIFY(near(estimate.matchedShare, .75));
    QVERIFY(near(*estimate.differenceNotYet, -9. / 35));
    QVERIFY(near(*e.result.standardErrorNotYet, .385047, 5e-7));
    QVERIFY(near(*estimate.laterExposedShare, 8. / 35));
    QVERIFY(near(*estimate.difference, -1. / 3));
    QVERIFY(near(*e.result.standardError, .477827, 5e-7));
    QVERIFY(near(estimate.interval->low, -2.3893, 5e-5));
    QVERIFY(near(estimate.interval->high, 1.7226, 5e-5));
}

void OpportunityEstimateTest::twoBands()
{
    const std::vector<SessionRow> rows {
        tries('a', "P!", false), tries('b', "P!", true), tries('c', "PP!", false),
        tries('e', "PP!", true), tries('f', "PP", true), tries('g', "PP", true),
        tries('h', "PP", false), tries('i', "P", true),  tries('j', "PP", true)};
    OpportunityOptions options;
    options.fewestPerBand = 2;
    const Estimated e = estimated(makeFixture(2, rows), 1, options);
    QCOMPARE(e.result.bands, 2U);
    QVERIFY(near(*e.result.estimate.differenceNotYet, -13. / 56));
    QVERIFY(near(*e.result.standardErrorNotYet, .320103, 5e-7));
    QVERIFY(near(*e.result.estimate.difference, -15. / 56));
    QVERIFY(near(*e.result.standardError, .371154, 5e-7));
    QVERIFY(near(e.result.estimate.interval->low, -1.4490, 5e-5));
    QVERIFY(near(e.result.estimate.interval->high, .9133, 5e-5));
    const Estimated one = estimated(makeFixture(2, rows));
    QCOMPARE(one.result.bands, 1U);
    QVERIFY(near(*one.result.estimate.difference, -.270833, 5e-7));
    QVERIFY(near(*one.result.standardError, .372683, 5e-7));
}

void OpportunityEstimateTest::positionsHaveTheirBins()
{
    const std::vector<std::uint64_t> firsts {1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38};
    QCOMPARE(firsts.size(), std::size_t {kPositionBins});
    for (std::uint32_t bin = 0; bin < kPositionBins; ++bin) {
        QCOMPARE(positionBin(firsts[bin]), bin);
        if (bin > 0) {
            QCOMPARE(positionBin(firsts[bin] - 1), bin - 1);
        }
    }
    QCOMPARE(positionBin(1'000'000), kPositionBins - 1);
}

void OpportunityEstimateTest::agreesWithPlainLoops()
{
    int banded = 0;
    int earlier = 0;
    int later = 0;
    int estimatedCount = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        ComparisonFixture fixture = test::randomOpportunityFixture(seed);
        fixture.hang();
        OpportunityOptions options;
        options.fewestPerBand = 2;
        const std::uint32_t step = 1 + static_cast<std::uint32_t>(seed % 2);
        const Estimated e = estimated(fixture, step, options);
        const test::PlainEstimate plain = test::plainEstimate(fixture, step, 2);
        QCOMPARE(e.group.oneEventEarlier, plain.oneEventEarlier);
        QCOMPARE(e.group.endsSessions, plain.endsSessions);
        const Estimate& estimate = e.result.estimate;
        QCOMPARE(estimate.affected, plain.affected);
        if (plain.endsSessions) {
            QVERIFY(!estimate.difference);
            continue;
        }
        QCOMPARE(estimate.affectedConverted, plain.affectedConverted);
        QCOMPARE(estimate.matchedAffected, plain.matched);
        QCOMPARE(estimate.control, plain.control);
        QCOMPARE(estimate.controlConverted, plain.controlConverted);
        QCOMPARE(estimate.strata, plain.strata);
        QVERIFY(near(estimate.differenceNotYet, plain.differenceNotYet));
        QVERIFY(near(estimate.laterExposedShare, plain.laterShare));
        QVERIFY(near(estimate.difference, plain.difference));
        QVERIFY(near(e.result.standardError, plain.standardError));
        QVERIFY(near(e.result.standardErrorNotYet, plain.standardErrorNotYet));
        QCOMPARE(plain.matched > 0 ? e.result.bands : 1U, plain.bands);
        banded += plain.bands > 1 ? 1 : 0;
        earlier += plain.oneEventEarlier ? 1 : 0;
        later += plain.laterShare.value_or(0) > .6 ? 1 : 0;
        estimatedCount += plain.standardError ? 1 : 0;
    }
    // The tables reach every branch.
    QVERIFY(banded > 30);
    QVERIFY(earlier > 10);
    QVERIFY(later > 5);
    QVERIFY(estimatedCount > 150);
}

void OpportunityEstimateTest::longSessionsKeepTheirPositions()
{
    // Up to 400 events: more than a position that is a byte counts.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Random random(seed);
        std::vector<SessionRow> rows;
        for (int i = 0; i < 60; ++i) {
            std::string events;
            const std::uint32_t length = 1 + random.below(i % 3 == 0 ? 400 : 80);
            const std::uint32_t fails = random.below(2 * length);
            for (std::uint32_t event = 0; event < length; ++event) {
                events += static_cast<char>('P' + random.below(3));
                events += event == fails ? "!" : "";
            }
            rows.push_back(tries(static_cast<char>(random.below(20)), events, random.chance(.5)));
            if (rows.back().reachedMs.size() > 1) {
                rows.back().reachedMs.back() = 9'000'000;
            }
        }
        const ComparisonFixture fixture = makeFixture(2, rows, Duration::milliseconds(10'000'000));
        ComparisonFixture hung = fixture;
        hung.hang();
        const Estimated e = estimated(fixture);
        const test::PlainEstimate plain = test::plainEstimate(hung, 1, 30);
        QCOMPARE(e.result.estimate.matchedAffected, plain.matched);
        QVERIFY(plain.matched > 5);
        QCOMPARE(e.result.estimate.control, plain.control);
        QCOMPARE(e.result.estimate.strata, plain.strata);
        QVERIFY(near(e.result.estimate.difference, plain.difference));
        QVERIFY(near(e.result.standardError, plain.standardError));
    }
}

void OpportunityEstimateTest::manySessionsAreReadInPieces()
{
    ComparisonFixture fixture = test::randomOpportunityFixture(11, 8'000);
    fixture.hang();
    const ComparisonTable table = fixture.table();
    // Enough for a thread each where there are two processors.
    QVERIFY(table.atRisk(1).session.size() > 4'096);
    const Estimated e = estimated(fixture);
    const test::PlainEstimate plain = test::plainEstimate(fixture, 1, 30);
    QVERIFY(plain.matched > 100);
    QCOMPARE(e.result.estimate.matchedAffected, plain.matched);
    QCOMPARE(e.result.estimate.control, plain.control);
    QCOMPARE(e.result.estimate.strata, plain.strata);
    QVERIFY(near(e.result.estimate.difference, plain.difference));
    QVERIFY(near(e.result.standardError, plain.standardError));
}

void OpportunityEstimateTest::manyGroupsAtOnceAgreeWithPlainLoops()
{
    // Groups of the same kinds share what is read of a cell, whichever positions each uses.
    std::size_t estimatedCount = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        ComparisonFixture fixture = test::randomOpportunityFixture(seed, 120);
        fixture.hang();
        const ComparisonTable table = fixture.table();
        OpportunityOptions options;
        options.fewestPerBand = 2;
        const OpportunityComparison comparison(table, 1, table.cells(), table.match(), options);
        const auto groups = someGroups(fixture, 10);
        const std::vector<OpportunityEstimate> found = estimatedTogether(table, comparison, groups);
        QCOMPARE(found.size(), groups.size());
        for (std::size_t i = 0; i < groups.size(); ++i) {
            fixture.exposures.first = groups[i];
            const test::PlainEstimate plain = test::plainEstimate(fixture, 1, 2);
            const Estimate& estimate = found[i].estimate;
            QCOMPARE(estimate.affected, plain.affected);
            if (plain.endsSessions) {
                continue;
            }
            QCOMPARE(estimate.matchedAffected, plain.matched);
            QCOMPARE(estimate.control, plain.control);
            QCOMPARE(estimate.controlConverted, plain.controlConverted);
            QCOMPARE(estimate.strata, plain.strata);
            QVERIFY(near(estimate.difference, plain.difference));
            QVERIFY(near(found[i].standardError, plain.standardError));
            QVERIFY(near(found[i].standardErrorNotYet, plain.standardErrorNotYet));
            estimatedCount += plain.standardError ? 1 : 0;
        }
    }
    QVERIFY(estimatedCount > 200);
}

void OpportunityEstimateTest::groupsOfManySessionsAgreeWithEachAlone()
{
    // To the last digit, in as many pieces as the sessions are read in.
    ComparisonFixture fixture = test::randomOpportunityFixture(11, 20'000);
    fixture.hang();
    const ComparisonTable table = fixture.table();
    QVERIFY(table.atRisk(1).session.size() > 2 * 4'096);
    const OpportunityComparison comparison(table, 1, table.cells(), table.match());
    const auto groups = someGroups(fixture, 12);
    const std::vector<OpportunityEstimate> found = estimatedTogether(table, comparison, groups);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::vector<Hit> hits = findHits(table.atRisk(1), table.levels(), groups[i]);
        QCOMPARE(found[i], comparison.estimate(comparison.place(hits, groups[i]), true));
    }
}

void OpportunityEstimateTest::oneTryEqualsTheStratifiedEstimate()
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Random random(seed);
        std::vector<SessionRow> rows;
        for (int i = 0; i < 80; ++i) {
            const auto user = static_cast<char>(random.below(20));
            rows.push_back(tries(user, random.chance(.3) ? "P!" : "P", random.chance(.4),
                                 1 + random.below(3)));
        }
        ComparisonFixture fixture = makeFixture(2, rows);
        const Estimated e = estimated(fixture);
        fixture.hang();
        const ComparisonTable table = fixture.table();
        StratifiedEstimator stratified(table.atRisk(1), table.match());
        const StratifiedEstimate s =
            stratified.estimate(findHits(table.atRisk(1), table.levels(), fixture.exposures.first));
        QVERIFY(near(e.result.estimate.difference, s.estimate.difference));
        QCOMPARE(e.result.estimate.control, s.estimate.control);
        QCOMPARE(e.result.estimate.strata, s.estimate.strata);
        QCOMPARE(e.result.estimate.interval.has_value(), s.estimate.interval.has_value());
        if (s.estimate.interval) {
            QVERIFY(near(e.result.estimate.interval->low, s.estimate.interval->low));
            QVERIFY(near(e.result.estimate.interval->high, s.estimate.interval->high));
        }
    }
}

void OpportunityEstimateTest::harmlessForgetfulEstimator()
{
    // One comparison over many groups gives what a fresh one gives.
    ComparisonFixture fixture = test::randomOpportunityFixture(5, 200);
    fixture.hang();
    const ComparisonTable table = fixture.table();
    OpportunityComparison kept(table, 1, table.cells(), table.match());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        std::vector<index::Exposure> some;
        for (const index::Exposure& exposure : fixture.exposures.first) {
            if (random.chance(.5)) {
                some.push_back(exposure);
            }
        }
        const std::vector<Hit> hits = findHits(table.atRisk(1), table.levels(), some);
        OpportunityComparison fresh(table, 1, table.cells(), table.match());
        QCOMPARE(kept.estimate(kept.place(hits, some), true),
                 fresh.estimate(fresh.place(hits, some), true));
    }
}

void OpportunityEstimateTest::onlyFailuresAreLogged()
{
    // C is there only when it fails; the event before it is A.
    std::vector<SessionRow> rows;
    for (int i = 0; i < 40; ++i) {
        const bool hit = i % 4 == 0;
        rows.push_back(tries(static_cast<char>(i), hit ? "AC!B" : "AB", !hit));
    }
    const Estimated e = estimated(makeFixture(2, rows));
    QVERIFY(e.group.oneEventEarlier);
    QCOMPARE(e.result.estimate.matchedAffected, 10U);
    QVERIFY(near(*e.result.estimate.difference, -1));
    QVERIFY(e.result.estimate.note->find("one event earlier") != std::string::npos);
    QVERIFY(e.result.estimate.interval->low < e.result.estimate.interval->high);
}

void OpportunityEstimateTest::actionThatEndsSessions()
{
    std::vector<SessionRow> rows;
    for (int i = 0; i < 60; ++i) {
        const bool hit = i % 2 == 0;
        rows.push_back(tries(static_cast<char>(i), hit ? "AL!" : "AB", !hit));
    }
    const Estimated e = estimated(makeFixture(2, rows));
    QVERIFY(e.group.endsSessions);
    QCOMPARE(e.result.estimate.affected, 30U);
    QVERIFY(!e.result.estimate.difference);
    QCOMPARE(e.result.estimate.note,
             std::optional<std::string>("this action ends sessions anyway"));
    // With 19 of them nobody can tell.
    rows.resize(38);
    QVERIFY(!estimated(makeFixture(2, rows)).group.endsSessions);
}

void OpportunityEstimateTest::mostControlsMeetItLater()
{
    std::vector<SessionRow> rows;
    for (int i = 0; i < 30; ++i) {
        rows.push_back(tries(static_cast<char>(i), "P!", i % 3 == 0));
        rows.push_back(tries(static_cast<char>(40 + i), "PPPP!", i % 2 == 0));
        rows.push_back(tries(static_cast<char>(80 + i), i % 4 == 0 ? "PPPP" : "PPPPP!", true));
    }
    const Estimated e = estimated(makeFixture(2, rows));
    QVERIFY(*e.result.estimate.laterExposedShare > .6);
    QCOMPARE(e.result.estimate.difference, e.result.estimate.differenceNotYet);
    QCOMPARE(e.result.estimate.interval, e.result.estimate.intervalNotYet);
    QVERIFY(e.result.estimate.note->find("meet the error later") != std::string::npos);
}

void OpportunityEstimateTest::allAlikeStillHasAnInterval()
{
    std::vector<SessionRow> rows;
    for (int i = 0; i < 60; ++i) {
        rows.push_back(tries(static_cast<char>(i), i % 3 == 0 ? "P!" : "P", i % 3 != 0));
    }
    const Estimate estimate = estimated(makeFixture(2, rows)).result.estimate;
    QCOMPARE(*estimate.difference, -1.);
    QVERIFY(estimate.interval->high > -1 && estimate.interval->high < -.6);
    QVERIFY(*estimate.pValue > 0 && *estimate.pValue < 1e-6);
}

void OpportunityEstimateTest::oneUserHasNoInterval()
{
    const Estimate estimate = estimated(makeFixture(2,
                                                    {tries('a', "P!", false),
                                                     tries('a', "P!", true), tries('b', "P", true),
                                                     tries('c', "P", true), tries('e', "P", true)}))
                                  .result.estimate;
    QVERIFY(near(*estimate.difference, -.5));
    QVERIFY(!estimate.interval);
    QVERIFY(estimate.note->find("one user") != std::string::npos);
}

void OpportunityEstimateTest::noneMatched()
{
    const Estimate none = estimated(makeFixture(2, {tries('a', "P", true)})).result.estimate;
    QCOMPARE(none.note, std::optional<std::string>("no affected session"));
    QVERIFY(!none.difference);
    const Estimate alone =
        estimated(makeFixture(2,
                              {tries('a', "PQ!Q", true), tries('b', "PQQ!", true, 2),
                               tries('c', "PQ", true, 3)}))
            .result.estimate;
    QCOMPARE(alone.affected, 2U);
    QCOMPARE(alone.matchedAffected, 1U); // b was a control of its own before
    SessionRow far = tries('a', "P", true);
    far.hitMs = 50'000;
    const Estimated uncarried = estimated(makeFixture(2, {far, tries('b', "P", true)}));
    QCOMPARE(uncarried.result.withoutEvent, 1U);
    QVERIFY(uncarried.result.estimate.note->find("no event to compare at") != std::string::npos);
}

void OpportunityEstimateTest::errorRecordsCarryNothing()
{
    SessionRow row = tries('a', "P", true);
    row.events.push_back({12'000, "boom", true});
    row.hitMs = 12'000;
    ComparisonFixture fixture = makeFixture(2, {row, tries('b', "P", true)});
    fixture.hang();
    QCOMPARE(fixture.exposures.first.front().carrier, 1U);
    QCOMPARE(fixture.exposures.first.front().offsetMs, std::int64_t {10'000});
    const Estimated e = estimated(fixture);
    QCOMPARE(e.result.estimate.matchedAffected, 1U);
    QCOMPARE(e.result.estimate.control, 1U);
    // Exactly ten seconds is near enough, a millisecond more is not.
    row.events.clear();
    row.events.push_back({1, "P", false});
    row.hitMs = 10'001;
    ComparisonFixture reach = makeFixture(2, {row});
    reach.hang();
    QCOMPARE(reach.exposures.first.front().carrier, 1U);
    row.hitMs = 10'002;
    ComparisonFixture beyond = makeFixture(2, {row});
    beyond.hang();
    QCOMPARE(beyond.exposures.first.front().carrier, index::kNone);
    QCOMPARE(beyond.exposures.first.front().offsetMs, std::int64_t {10'002});
}

void OpportunityEstimateTest::namesThatDifferInAnIdAreOneKind()
{
    index::SessionIndex index;
    index.names = {"GET /orders/10021/lines",
                   "GET /orders/77345/lines",
                   "step_1",
                   "step_2",
                   "a1b2c3d4",
                   "GET /orders"};
    const std::vector<std::uint32_t> kinds = kindsOfNames(index);
    QCOMPARE(kinds[0], kinds[1]);
    QVERIFY(kinds[2] != kinds[3]);
    QVERIFY(kinds[4] != kinds[5]);
    QCOMPARE(kinds.size(), std::size_t {index::SessionIndex::kNameMask} + 1);
    QVERIFY(kinds[index::SessionIndex::kOtherName] == kinds[6]);
}

void OpportunityEstimateTest::weightsOfControlsAddUp()
{
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        ComparisonFixture fixture = test::randomOpportunityFixture(seed, 120);
        fixture.hang();
        const ComparisonTable table = fixture.table();
        OpportunityComparison comparison(table, 1, table.cells(), table.match());
        const StruckGroup group =
            comparison.place(findHits(table.atRisk(1), table.levels(), fixture.exposures.first),
                             fixture.exposures.first);
        const OpportunityEstimate found = comparison.estimate(group, false);
        const std::vector<double> weights = comparison.controlWeights(group, {});
        double sum = 0;
        std::uint64_t used = 0;
        for (const double weight : weights) {
            sum += weight;
            used += weight > 0 ? 1 : 0;
        }
        const std::size_t matched = comparison.matchedRows(group).size();
        if (!group.endsSessions) {
            QCOMPARE(used, found.estimate.control);
            QCOMPARE(matched, found.estimate.matchedAffected);
            QVERIFY(near(sum, matched > 0 ? 1 : 0));
        }
    }
}

void OpportunityEstimateTest::placeboCoversNothing()
{
    // The error decides the outcome outright; among the controls nothing happened.
    Random random(3);
    std::vector<SessionRow> rows;
    for (std::uint32_t i = 0; i < 2'000; ++i) {
        std::string letters = std::string(1 + random.below(4), 'P');
        const bool hit = random.chance(.2);
        SessionRow row = tries('a', hit ? letters + "!" : letters, !hit && random.chance(.5));
        row.user = i / 2;
        rows.push_back(row);
    }
    ComparisonFixture fixture = makeFixture(2, rows);
    fixture.hang();
    const ComparisonTable table = fixture.table();
    OpportunityComparison comparison(table, 1, table.cells(), table.match());
    const StruckGroup group =
        comparison.place(findHits(table.atRisk(1), table.levels(), fixture.exposures.first),
                         fixture.exposures.first);
    const Estimate placebo = comparison.placebo(group);
    QCOMPARE(placebo.method, std::string("placebo"));
    QVERIFY(placebo.matchedAffected > 100);
    // The placebo's first draws of sessions that are hit later carry their harm: within reach of 0.
    QVERIFY(placebo.interval->low < .1 && placebo.interval->high > -.1);
    QCOMPARE(comparison.placebo(group), placebo);
    QVERIFY(*comparison.estimate(group, true).estimate.difference < -.4);
}

THROUGHLINE_TEST(OpportunityEstimateTest)

} // namespace throughline

#include "tst_opportunity_estimate.moc"
