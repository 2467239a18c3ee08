#include "models/analysis/compare/engagement.h"
#include "models/analysis/compare/group_comparison.h"
#include "models/analysis/compare/matched_trials.h"
#include "models/analysis/stats/distributions.h"
#include "tests/analysis/compare/plain_opportunities.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

namespace throughline {

using namespace analysis;
using test::ComparisonFixture;

namespace {

constexpr std::uint32_t kStep = 1;

/// A fixture with its group placed.
struct PlacedFixture
{
    explicit PlacedFixture(ComparisonFixture made)
        : fixture(std::move(made))
        , table(fixture.table())
        , opportunities(table, kStep, table.cells(), table.match())
        , group(opportunities.place(
              findHits(table.atRisk(kStep), table.levels(), fixture.exposures.first),
              fixture.exposures.first))
    {
    }

    ComparisonFixture fixture;
    ComparisonTable table;
    OpportunityComparison opportunities;
    StruckGroup group;
};

ComparisonFixture hung(ComparisonFixture fixture)
{
    fixture.hang();
    return fixture;
}

/// The definition, by loops over pairs of trials.
MetricEffect plainCompare(const PlacedFixture& world, const MatchedTrials& trials,
                          const MatchedTrials::Measure& measure)
{
    struct Pair
    {
        std::size_t affected;
        std::vector<std::size_t> controls;
        double mean = 0;
    };

    const auto& all = trials.trials();
    std::vector<Pair> pairs;
    MetricEffect effect;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].affected) {
            continue;
        }
        if (!measure(all[i])) {
            ++effect.affectedLeftOut;
            continue;
        }
        Pair pair {i, {}};
        // The same cell and position, else the same cell.
        for (std::uint32_t width = 1; width <= kPositionBins && pair.controls.empty();
             width += kPositionBins - 1) {
            for (std::size_t c = 0; c < all.size(); ++c) {
                if (!all[c].affected && all[c].place / width == all[i].place / width
                    && measure(all[c])) {
                    pair.controls.push_back(c);
                }
            }
        }
        if (pair.controls.empty()) {
            continue;
        }
        for (const std::size_t c : pair.controls) {
            pair.mean += *measure(all[c]) / static_cast<double>(pair.controls.size());
        }
        pairs.push_back(pair);
    }
    const auto n = static_cast<double>(pairs.size());
    effect.affectedMeasured = pairs.size();
    if (pairs.empty()) {
        return effect;
    }
    double difference = 0;
    for (const Pair& pair : pairs) {
        difference += (*measure(all[pair.affected]) - pair.mean) / n;
    }
    effect.difference = difference;
    std::map<std::uint64_t, double> scores;
    std::set<std::uint64_t> users;
    const auto userOf = [&](std::size_t trial) {
        const std::uint32_t session = all[trial].session;
        const std::uint32_t user = world.fixture.index.user[session];
        return user == index::kNone ? std::uint64_t {1'000'000} + session : std::uint64_t {user};
    };
    for (const Pair& pair : pairs) {
        users.insert(userOf(pair.affected));
        scores[userOf(pair.affected)] +=
            (*measure(all[pair.affected]) - pair.mean - difference) / n;
        for (const std::size_t c : pair.controls) {
            scores[userOf(c)] -=
                (*measure(all[c]) - pair.mean) / (n * static_cast<double>(pair.controls.size()));
        }
    }
    if (users.size() < 2) {
        return effect;
    }
    double squares = 0;
    for (const auto& [user, score] : scores) {
        squares += score * score;
    }
    const auto g = static_cast<double>(users.size());
    const double error = std::sqrt(g / (g - 1) * squares);
    const double reach = studentQuantile(.975, g - 1) * error;
    effect.interval = Interval {difference - reach, difference + reach};
    return effect;
}

test::SessionRow session(std::uint32_t user, std::vector<test::EventRow> events,
                         std::optional<std::int64_t> hit, std::vector<std::int64_t> reached = {0})
{
    test::SessionRow row;
    row.user = user;
    row.reachedMs = std::move(reached);
    row.events = std::move(events);
    row.hitMs = hit;
    return row;
}

} // namespace

/// Measures beside conversion, against the same controls.
class MatchedTrialsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheEstimateOnWhoConverts();
    void agreesWithPlainLoops();
    void aPartIsWhatItWouldBeAlone();
    void withoutTrialsThereIsNoFigure();
    void whatDoesNotVaryHasNoInterval();
    void measuresAfterTheIndexEvent();
    void immatureReturnsAreLeftOutAndCounted();
    void signalsAreCountedAfterTheError();
};

void MatchedTrialsTest::agreesWithTheEstimateOnWhoConverts()
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        PlacedFixture world(hung(test::randomOpportunityFixture(seed)));
        if (world.group.endsSessions) {
            continue;
        }
        const RiskTable& atRisk = world.table.atRisk(kStep);
        Random random(seed);
        std::vector<Outcome> outcomes;
        for (std::size_t row = 0; row < atRisk.session.size(); ++row) {
            outcomes.push_back(static_cast<Outcome>(random.below(3)));
        }
        const OpportunityEstimate expected = world.opportunities.estimate(world.group, outcomes);
        const MatchedTrials trials(world.table, kStep, world.group);
        const MetricEffect found =
            trials.compare("yes", [&](const MatchedTrials::Trial& trial) -> std::optional<double> {
                const Outcome outcome = outcomes[trial.riskRow];
                return outcome == Outcome::LeftOut
                    ? std::nullopt
                    : std::optional(outcome == Outcome::Yes ? 1. : 0.);
            });
        QCOMPARE(found.affectedMeasured, expected.estimate.matchedAffected);
        QCOMPARE(found.controlMeasured, expected.estimate.control);
        QCOMPARE(found.difference.has_value(), expected.estimate.differenceNotYet.has_value());
        if (found.difference) {
            QVERIFY(std::abs(*found.difference - *expected.estimate.differenceNotYet) < 1e-9);
        }
    }
}

/// Taken from the trials of all, or laid out without the other sessions: the same figures, bit for
/// bit.
void MatchedTrialsTest::aPartIsWhatItWouldBeAlone()
{
    int withDifference = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const PlacedFixture world(hung(test::randomOpportunityFixture(seed)));
        const RiskTable& atRisk = world.table.atRisk(kStep);
        Random random(seed);
        std::vector<std::uint8_t> inRow;
        std::vector<Outcome> outcomes;
        for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
            inRow.push_back(random.chance(.6) ? 1 : 0);
            outcomes.push_back(inRow.back() == 0           ? Outcome::LeftOut
                                   : atRisk.converted(row) ? Outcome::Yes
                                                           : Outcome::No);
        }
        const Trials whole = world.opportunities.trialsOf(world.group);
        const OpportunityEstimate found =
            world.opportunities.estimateAmong(world.group, whole, inRow);
        QVERIFY(found == world.opportunities.estimate(world.group, outcomes));
        withDifference += found.estimate.difference ? 1 : 0;
    }
    QVERIFY(withDifference > 100);
}

void MatchedTrialsTest::agreesWithPlainLoops()
{
    int withInterval = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        PlacedFixture world(hung(test::randomOpportunityFixture(seed)));
        const MatchedTrials trials(world.table, kStep, world.group);
        const MatchedTrials::Measure measure =
            [seed](const MatchedTrials::Trial& trial) -> std::optional<double> {
            Random random(seed * 1'000'003 + trial.event);
            return random.chance(.2) ? std::nullopt : std::optional(random.uniform() * 50);
        };
        const MetricEffect expected = plainCompare(world, trials, measure);
        const MetricEffect found = trials.compare("any", measure);
        QCOMPARE(found.affectedMeasured, expected.affectedMeasured);
        QCOMPARE(found.affectedLeftOut, expected.affectedLeftOut);
        QCOMPARE(found.difference.has_value(), expected.difference.has_value());
        QCOMPARE(found.interval.has_value(), expected.interval.has_value());
        if (found.difference) {
            QVERIFY(std::abs(*found.difference - *expected.difference) < 1e-9);
            QVERIFY(std::abs(*found.affected - *found.control - *found.difference) < 1e-9);
        }
        if (found.interval) {
            ++withInterval;
            QVERIFY(std::abs(found.interval->low - expected.interval->low) < 1e-8);
            QVERIFY(std::abs(found.interval->high - expected.interval->high) < 1e-8);
        }
    }
    QVERIFY(withInterval > 100);
}

void MatchedTrialsTest::withoutTrialsThereIsNoFigure()
{
    PlacedFixture world(hung(test::makeFixture(2, {session(1, {{5, "pay", false}}, {})})));
    const MatchedTrials trials(world.table, kStep, world.group);
    QVERIFY(trials.trials().empty());
    const MetricEffect found =
        trials.compare("none", [](const MatchedTrials::Trial&) { return 1.0; });
    QVERIFY(!found.affected && !found.difference && !found.interval && !found.pValue);
}

void MatchedTrialsTest::whatDoesNotVaryHasNoInterval()
{
    PlacedFixture world(hung(test::makeFixture(
        2,
        {session(1, {{5, "pay", false}}, 5), session(2, {{5, "pay", false}}, 5),
         session(3, {{5, "pay", false}}, {}), session(4, {{5, "pay", false}}, {})})));
    const MatchedTrials trials(world.table, kStep, world.group);
    const MetricEffect found =
        trials.compare("same", [](const MatchedTrials::Trial&) { return 3.0; });
    QCOMPARE(found.affectedMeasured, std::uint64_t {2});
    QCOMPARE(*found.affected, 3.0);
    QCOMPARE(*found.difference, 0.0);
    QVERIFY(!found.interval && !found.pValue);
}

void MatchedTrialsTest::measuresAfterTheIndexEvent()
{
    // Both affected try again: once after 2 s, twice with 40 s between. Error records are no
    // events.
    PlacedFixture world(hung(test::makeFixture(
        2,
        {session(1, {{1'000, "pay", false}, {1'500, "boom", true}, {3'000, "pay", false}}, 1'000),
         session(2, {{1'000, "pay", false}, {5'000, "pay", false}, {45'000, "pay", false}}, 1'000),
         session(3, {{1'000, "pay", false}, {9'000, "look", false}}, {}),
         session(4, {{1'000, "pay", false}}, {}, {0, 21'000})})));
    const MatchedTrials trials(world.table, kStep, world.group);
    const std::vector<MetricEffect> metrics = engagement(world.table, trials, nullptr, {});
    const auto named = [&](const std::string& name) {
        for (const MetricEffect& metric : metrics) {
            if (metric.name == name) {
                return metric;
            }
        }
        return MetricEffect {};
    };
    QCOMPARE(*named("time_on_task_s").affected, (2.0 + 44.0) / 2);
    QCOMPARE(*named("time_on_task_s").control, (8.0 + 20.0) / 2);
    QCOMPARE(*named("session_depth").affected, (1.0 + 2.0) / 2);
    QCOMPARE(*named("session_depth").control, (1.0 + 1.0) / 2);
    QCOMPARE(*named("retries").affected, 1.0);
    QCOMPARE(*named("retries").control, 0.0);
    QCOMPARE(named("rage_clicks").name, std::string());
}

void MatchedTrialsTest::immatureReturnsAreLeftOutAndCounted()
{
    const std::int64_t day = 86'400'000'000'000;
    ComparisonFixture fixture = test::makeFixture(
        2,
        {session(1, {{5, "pay", false}}, 5), session(1, {}, {}), session(2, {{5, "pay", false}}, 5),
         session(3, {{5, "pay", false}}, {}), session(3, {}, {}),
         session(4, {{5, "pay", false}}, {}), session(index::kNone, {{5, "pay", false}}, {})});
    const std::vector<std::int64_t> days {0, 7, 1, 0, 3, 9, 0};
    for (std::size_t s = 0; s < days.size(); ++s) {
        fixture.index.start[s] = Timestamp {days[s] * day};
    }
    PlacedFixture world(hung(std::move(fixture)));
    const MatchedTrials trials(world.table, kStep, world.group);
    const MetricEffect returns =
        engagement(world.table, trials, nullptr, Timestamp {10 * day}).back();
    QCOMPARE(returns.name, std::string("return_7d"));
    // User 1 is back within 7 days, user 2 is not; of the controls user 3 is, user 4 cannot be
    // seen that long and one has no user.
    QCOMPARE(*returns.affected, .5);
    QCOMPARE(*returns.control, 1.0);
    QCOMPARE(returns.affectedLeftOut, std::uint64_t {0});
    QCOMPARE(returns.controlMeasured, std::uint64_t {1});
    QCOMPARE(returns.controlLeftOut, std::uint64_t {2});
}

void MatchedTrialsTest::signalsAreCountedAfterTheError()
{
    PlacedFixture world(hung(test::makeFixture(
        2,
        {session(1, {{5, "pay", false}}, 5), session(2, {{5, "pay", false}}, {}),
         session(3, {{5, "pay", false}}, 5), session(4, {{5, "pay", false}}, {})})));
    SessionSignals signals;
    signals.clicksRecorded = signals.loadsRecorded = true;
    signals.tellsResponses = {1, 0, 1, 0};
    signals[FrustrationKind::RageClick] = {{0, 2, 3, 4, 4}, {5, 6, 5, 9}};
    for (const FrustrationKind kind : {FrustrationKind::DeadClick, FrustrationKind::ErrorClick,
                                       FrustrationKind::Reload, FrustrationKind::QuickBack}) {
        signals[kind].first = {0, 0, 0, 0, 0};
    }
    const MatchedTrials trials(world.table, kStep, world.group);
    const std::vector<MetricEffect> metrics = engagement(world.table, trials, &signals, {});
    QCOMPARE(metrics.size(), std::size_t {9});
    QCOMPARE(metrics[3].name, std::string("rage_clicks"));
    QCOMPARE(*metrics[3].affected, 1.0); // not the one at the moment of the event itself
    QCOMPARE(*metrics[3].control, 0.0);
    QCOMPARE(metrics[4].name, std::string("dead_clicks"));
    QVERIFY(!metrics[4].difference); // neither control tells of responses
    signals.clicksRecorded = false;
    QCOMPARE(engagement(world.table, trials, &signals, {}).size(), std::size_t {6});
}

THROUGHLINE_TEST(MatchedTrialsTest)

} // namespace throughline

#include "tst_matched_trials.moc"
