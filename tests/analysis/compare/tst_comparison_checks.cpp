#include "models/analysis/compare/compare.h"
#include "models/analysis/stats/e_value.h"
#include "tests/analysis/compare/simulated_world.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;
using test::SimulatedWorld;
using test::World;

namespace {

constexpr std::uint32_t kSessions = 12'000;

Comparison compared(const SimulatedWorld& world, bool matchDevice, bool split = false)
{
    CompareOptions options;
    if (split) {
        options.by = {world.device};
    }
    if (!matchDevice) {
        options.candidates = {world.device};
    }
    return compareGroup(world.table(matchDevice), world.exposures, options).value();
}

} // namespace

/// What stands beside a headline.
class ComparisonChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void historyFindsWhatWasDifferentBefore();
    void balanceShowsWhatIsNotMatched();
    void matchingBalances();
    void eValueFollowsTheRates();
    void landmarkUnderstatesLeaving();
    void withoutMatchFieldsUnstratifiedIsTheHeadline();
    void segmentsAreMatchedOnOpportunitiesToo();
    void armsHoldTheSessionsTheHeadlineCounts();
};

void ComparisonChecksTest::historyFindsWhatWasDifferentBefore()
{
    const SimulatedWorld world = test::simulate(World::Confounded, 3, kSessions);
    const Comparison crude = compared(world, false);
    QVERIFY(crude.headline.interval->high < 0); // harmless, but it strikes those who buy little
    QCOMPARE(crude.checks.history.method, std::string("history"));
    QVERIFY(crude.checks.history.interval->high < 0);
    QVERIFY(crude.checks.differedBefore);
    QCOMPARE(crude.checks.removedBy, std::string("device.type"));
    const Comparison matched = compared(world, true);
    QVERIFY(!matched.checks.differedBefore);
    QVERIFY(matched.checks.removedBy.empty());
    QVERIFY(matched.headline.interval->low <= 0 && matched.headline.interval->high >= 0);
    // Sessions of users without an earlier one tell nothing.
    QVERIFY(matched.checks.history.affected < matched.headline.affected);
}

void ComparisonChecksTest::balanceShowsWhatIsNotMatched()
{
    const Comparison crude = compared(test::simulate(World::Confounded, 4, kSessions), false);
    QCOMPARE(crude.checks.balance.size(), std::size_t {2});
    for (const Imbalance& imbalance : crude.checks.balance) {
        QCOMPARE(imbalance.field, std::string("device.type"));
        QVERIFY(std::abs(imbalance.standardised) > kWorthALook);
        QCOMPARE(imbalance.standardised > 0, imbalance.value == "mobile");
        QVERIFY(imbalance.affected >= 0 && imbalance.affected <= 1);
        QVERIFY(imbalance.control >= 0 && imbalance.control <= 1);
    }
    QVERIFY(std::abs(crude.checks.balance[0].control + crude.checks.balance[1].control - 1) < 1e-9);
}

void ComparisonChecksTest::matchingBalances()
{
    const SimulatedWorld world = test::simulate(World::Confounded, 4, kSessions);
    CompareOptions options;
    options.candidates = {world.device}; // matched on already: nothing is left of it
    const Comparison c = compareGroup(world.table(true), world.exposures, options).value();
    QVERIFY(c.headline.matchedAffected > 100);
    QVERIFY(c.checks.balance.empty());
}

void ComparisonChecksTest::eValueFollowsTheRates()
{
    const Comparison c = compared(test::simulate(World::HalvesConversion, 5, kSessions), true);
    QVERIFY(c.checks.eValue.has_value());
    QVERIFY(c.checks.eValue->estimate > c.checks.eValue->limit);
    QVERIFY(c.checks.eValue->limit > 1);
    const double affected = static_cast<double>(c.headline.affectedConverted)
        / static_cast<double>(c.headline.affected);
    QCOMPARE(c.headline.matchedAffected, c.headline.affected);
    const double ratio = affected / (affected - *c.headline.difference);
    QVERIFY(std::abs(c.checks.eValue->estimate - eValue(ratio).value()) < 1e-9);
    const Comparison none = compared(test::simulate(World::Harmless, 5, kSessions), true);
    QCOMPARE(none.checks.eValue->limit, 1.0);
}

void ComparisonChecksTest::landmarkUnderstatesLeaving()
{
    const Comparison c = compared(test::simulate(World::RaisesLeaving, 6, kSessions), true);
    QCOMPARE(c.landmark.method, std::string("landmark"));
    QVERIFY(*c.landmark.difference > *c.headline.difference + .05);
    QVERIFY(c.landmark.note->find("still active") != std::string::npos);
    QVERIFY(c.landmark.affected < c.headline.affected);
}

void ComparisonChecksTest::withoutMatchFieldsUnstratifiedIsTheHeadline()
{
    const Comparison c = compared(test::simulate(World::BlocksSome, 7, kSessions), false);
    QCOMPARE(c.unstratified.difference, c.headline.difference);
    QCOMPARE(c.unstratified.interval, c.headline.interval);
    QCOMPARE(c.unstratified.control, c.headline.control);
    QCOMPARE(c.anyActivity.method, std::string("any_activity"));
    QCOMPARE(c.anyActivity.affected, c.headline.affected);
    QVERIFY(c.placebo.interval->low <= .03 && c.placebo.interval->high >= -.03);
    // Against sessions not yet hit the effect is diluted.
    QVERIFY(*c.headline.differenceNotYet > *c.headline.difference);
    QVERIFY(*c.headline.laterExposedShare > .05 && *c.headline.laterExposedShare < .4);
}

void ComparisonChecksTest::segmentsAreMatchedOnOpportunitiesToo()
{
    const SimulatedWorld world = test::simulate(World::HalvesConversion, 8, kSessions);
    const Comparison c = compared(world, true, true);
    QCOMPARE(c.segments.size(), std::size_t {2});
    std::uint64_t affected = 0;
    std::uint64_t control = 0;
    for (const SegmentEffect& segment : c.segments) {
        affected += segment.affected;
        control += segment.control;
        QVERIFY(*segment.difference < 0);
        QVERIFY(segment.qValue.has_value());
    }
    QCOMPARE(affected, c.headline.affected);
    QCOMPARE(control, c.headline.control);
}

void ComparisonChecksTest::armsHoldTheSessionsTheHeadlineCounts()
{
    const SimulatedWorld world = test::simulate(World::ManyBounces, 9, 4'000);
    const Comparison c = compared(world, true, true);
    const ComparisonTable table = world.table(true);
    const ArmSessions arms = armSessions(table, world.exposures, std::nullopt);
    QCOMPARE(arms.affected.size(), c.headline.affected);
    QCOMPARE(arms.control.size(), c.headline.control);
    for (const SegmentEffect& segment : c.segments) {
        std::vector<std::uint8_t> among;
        for (std::uint32_t s = 0; s < world.index.sessionCount(); ++s) {
            among.push_back(world.device.label(s) == segment.value ? 1 : 0);
        }
        const ArmSessions part = armSessions(table, world.exposures, std::nullopt, among);
        QCOMPARE(part.affected.size(), segment.affected);
        QCOMPARE(part.control.size(), segment.control);
    }
    QVERIFY(armSessions(table, {domain::ErrorGroupId(2), {}}, std::nullopt).control.empty());
}

THROUGHLINE_TEST(ComparisonChecksTest)

} // namespace throughline

#include "tst_comparison_checks.moc"
