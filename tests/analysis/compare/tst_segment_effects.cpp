#include "models/analysis/compare/compare.h"
#include "models/analysis/compare/segment_effects.h"
#include "models/analysis/stats/distributions.h"
#include "models/analysis/stats/multiple_testing.h"
#include "tests/analysis/compare/simulated_world.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <map>

namespace throughline {

using namespace analysis;
using test::SimulatedWorld;
using test::World;

namespace {

/// What one value of a field shows, as a test says it.
struct Planted
{
    double difference = 0;
    double error = 1; ///< 0: none
    std::uint64_t matched = 0;
};

/// A risk table of sessions whose first field is their row modulo `values`, all affected, and an
/// effect that is planted per value.
struct PlantedSegments
{
    RiskTable atRisk;
    std::vector<std::uint32_t> affected;
    std::vector<index::SegmentColumn> by;
    std::vector<Planted> planted;

    SegmentAnswer answer(Estimate whole, Estimate unmatched = {}) const
    {
        const EffectAmong among = [this](std::span<const std::uint8_t> inRow) {
            std::size_t row = 0;
            while (row < inRow.size() && inRow[row] == 0) {
                ++row;
            }
            const Planted& value = planted[row % planted.size()];
            EffectWithError effect;
            effect.estimate.affected = effect.estimate.matchedAffected = value.matched;
            effect.estimate.difference = value.difference;
            if (value.error > 0) {
                effect.standardError = value.error;
                effect.estimate.pValue = normalTwoSidedP(value.difference / value.error);
            }
            return effect;
        };
        return segmentEffects({atRisk, affected, by, std::move(whole), std::move(unmatched)},
                              among);
    }
};

PlantedSegments plant(std::vector<Planted> planted, std::uint32_t sessions = 90)
{
    PlantedSegments segments;
    segments.planted = std::move(planted);
    index::SegmentColumn column {"field", {""}, {}};
    for (std::size_t value = 0; value < segments.planted.size(); ++value) {
        column.labels.push_back(std::string(1, static_cast<char>('a' + value)));
    }
    for (std::uint32_t s = 0; s < sessions; ++s) {
        segments.atRisk.session.push_back(s);
        segments.atRisk.outcome.push_back(0);
        segments.atRisk.sameUser.push_back(0);
        segments.affected.push_back(s);
        column.valueOf.push_back(1 + s % static_cast<std::uint32_t>(segments.planted.size()));
    }
    segments.by = {column};
    return segments;
}

Estimate whole(double difference, double low, double high, std::uint64_t matched)
{
    Estimate estimate;
    estimate.difference = difference;
    estimate.interval = Interval {low, high};
    estimate.matchedAffected = matched;
    return estimate;
}

} // namespace

/// Where the effect is.
class SegmentEffectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heterogeneityIsCochransQ();
    void whoHasNoSay();
    void signFlips_data();
    void signFlips();
    void sharesOfTheLoss();
    void valuesAndPairsAreBounded();
    void qSpansValuesAndPairs();
    void aConfoundedWorldIsWarnedOf();
    void anEffectAlikeInAllValuesIsNoDifference();
};

void SegmentEffectsTest::heterogeneityIsCochransQ()
{
    // Weights 2500, 625, 10000: mean -.1829, Q 4.9357..., two degrees of freedom.
    const PlantedSegments segments = plant({{-.20, .02, 30}, {-.05, .04, 30}, {-.187, .01, 30}});
    const SegmentAnswer answer = segments.answer(whole(-.18, -.2, -.1, 90));
    QCOMPARE(answer.heterogeneity.size(), std::size_t {1});
    const Heterogeneity& found = answer.heterogeneity.front();
    const double mean = (-.20 * 2500 - .05 * 625 - .187 * 10'000) / 13'125;
    const double q = 2500 * std::pow(-.20 - mean, 2) + 625 * std::pow(-.05 - mean, 2)
        + 10'000 * std::pow(-.187 - mean, 2);
    QCOMPARE(found.values, 3U);
    QVERIFY(std::abs(found.statistic - q) < 1e-9);
    QVERIFY(std::abs(found.pValue - std::exp(-q / 2)) < 1e-12); // two degrees of freedom
    QCOMPARE(found.qValue, found.pValue);
}

void SegmentEffectsTest::whoHasNoSay()
{
    // Too few, or without a standard error.
    const PlantedSegments segments =
        plant({{-.20, .02, 30}, {.5, .01, kFewestToDiffer - 1}, {.4, 0, 30}});
    QVERIFY(segments.answer(whole(-.1, -.2, -.01, 69)).heterogeneity.empty());
    QVERIFY(plant({{-.2, .02, 30}}).answer({}).heterogeneity.empty());
    PlantedSegments none = plant({{-.2, .02, 30}});
    none.affected.clear();
    QCOMPARE(none.answer({}), SegmentAnswer {});
}

void SegmentEffectsTest::signFlips_data()
{
    QTest::addColumn<double>("pooled");
    QTest::addColumn<double>("pooledReach");
    QTest::addColumn<double>("within");
    QTest::addColumn<double>("withinError");
    QTest::addColumn<bool>("told");
    QTest::newRow("both sure") << .05 << .02 << -.08 << .01 << true;
    QTest::newRow("pooled alone is sure") << .05 << .02 << -.02 << .05 << true;
    QTest::newRow("within alone is sure") << .02 << .1 << -.08 << .01 << true;
    QTest::newRow("neither is sure") << .02 << .1 << -.02 << .05 << false;
    QTest::newRow("one sign") << -.05 << .02 << -.08 << .01 << false;
    QTest::newRow("next to nothing") << .05 << .02 << -.005 << .001 << false;
    QTest::newRow("no error known within") << .02 << .1 << -.08 << 0. << false;
}

void SegmentEffectsTest::signFlips()
{
    QFETCH(double, pooled);
    QFETCH(double, pooledReach);
    QFETCH(double, within);
    QFETCH(double, withinError);
    QFETCH(bool, told);
    const PlantedSegments segments = plant({{within, withinError, 45}, {within, withinError, 45}});
    const Estimate all = whole(pooled, pooled - pooledReach, pooled + pooledReach, 90);
    const SegmentAnswer answer = segments.answer(all);
    QCOMPARE(answer.signFlips.size(), std::size_t {told ? 1U : 0U});
    if (told) {
        QCOMPARE(answer.signFlips.front().field, std::string("field"));
        QVERIFY(std::abs(answer.signFlips.front().within - within) < 1e-12);
    }
    // A field that is matched on is held against the estimate without matching.
    Estimate matched = whole(within, within - .01, within + .01, 90);
    matched.match = {"field"};
    QCOMPARE(segments.answer(matched, all).signFlips.size(), std::size_t {told ? 1U : 0U});
    QVERIFY(segments.answer(matched, matched).signFlips.empty());
}

void SegmentEffectsTest::sharesOfTheLoss()
{
    const PlantedSegments segments = plant({{-.3, .02, 60}, {-.1, .02, 30}});
    const SegmentAnswer answer = segments.answer(whole(-21. / 90, -.3, -.1, 90));
    QVERIFY(std::abs(*answer.values[0].lossShare - 18. / 21) < 1e-12);
    QVERIFY(std::abs(*answer.values[1].lossShare - 3. / 21) < 1e-12);
    // Without a loss that is sure there is nothing to share.
    for (const Estimate& all : {whole(-.2, -.5, .1, 90), whole(.2, .1, .3, 90), Estimate {}}) {
        QVERIFY(!segments.answer(all).values[0].lossShare);
    }
}

void SegmentEffectsTest::valuesAndPairsAreBounded()
{
    PlantedSegments segments = plant(std::vector<Planted>(20, {-.1, .02, 30}), 2'000);
    index::SegmentColumn half {"half", {"", "x", "y"}, {}};
    index::SegmentColumn same = segments.by.front();
    same.field = "same";
    for (std::uint32_t s = 0; s < 2'000; ++s) {
        half.valueOf.push_back(1 + s / 1000);
    }
    segments.by.push_back(half);
    const SegmentAnswer answer = segments.answer({});
    QCOMPARE(answer.values.size(), kMostValues + 2);
    QCOMPARE(answer.pairs.size(), kMostPairs);
    QCOMPARE(answer.pairs.front().field, std::string("field"));
    QCOMPARE(answer.pairs.front().secondField, std::string("half"));
    // A second field that says the same adds no pair.
    segments.by = {segments.by.front(), same};
    QVERIFY(segments.answer({}).pairs.empty());
}

void SegmentEffectsTest::qSpansValuesAndPairs()
{
    PlantedSegments segments =
        plant({{-.10, .03, 30}, {-.02, .03, 30}, {-.06, .03, 30}, {.01, .03, 30}}, 400);
    index::SegmentColumn half {"half", {"", "x", "y"}, {}};
    for (std::uint32_t s = 0; s < 400; ++s) {
        half.valueOf.push_back(1 + s / 200);
    }
    segments.by.push_back(half);
    const SegmentAnswer answer = segments.answer({});
    QCOMPARE(answer.pairs.size(), std::size_t {8});
    std::vector<double> pValues;
    std::vector<double> qValues;
    for (const auto* effects : {&answer.values, &answer.pairs}) {
        for (const SegmentEffect& effect : *effects) {
            pValues.push_back(*effect.pValue);
            qValues.push_back(*effect.qValue);
        }
    }
    const std::vector<double> expected = benjaminiHochberg(pValues);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QVERIFY(std::abs(expected[i] - qValues[i]) < 1e-15);
    }
}

void SegmentEffectsTest::aConfoundedWorldIsWarnedOf()
{
    // Harmless, but it strikes the device whose users buy little: without the device it looks bad.
    const SimulatedWorld world = test::simulate(World::Confounded, 3, 12'000);
    CompareOptions options;
    options.by = {world.device};
    const Comparison crude = compareGroup(world.table(false), world.exposures, options).value();
    QVERIFY(crude.headline.interval->high < 0);
    std::map<std::string, double> within;
    for (const SegmentEffect& segment : crude.segments) {
        within[segment.value] = *segment.difference;
        QVERIFY(segment.interval->low < 0 && segment.interval->high > 0);
    }
    QCOMPARE(within.size(), std::size_t {2});
    for (const SignFlip& flip : crude.signFlips) {
        QVERIFY(flip.pooled * flip.within < 0);
    }
}

void SegmentEffectsTest::anEffectAlikeInAllValuesIsNoDifference()
{
    SimulatedWorld world = test::simulate(World::HalvesConversion, 8, 12'000);
    CompareOptions options;
    options.by = {world.device};
    const Comparison same = compareGroup(world.table(true), world.exposures, options).value();
    QCOMPARE(same.heterogeneity.size(), std::size_t {1});
    QVERIFY(same.heterogeneity.front().pValue > .001);
    double share = 0;
    for (const SegmentEffect& segment : same.segments) {
        share += *segment.lossShare;
    }
    QVERIFY(std::abs(share - 1) < .15);
    QVERIFY(same.signFlips.empty());
}

THROUGHLINE_TEST(SegmentEffectsTest)

} // namespace throughline

#include "tst_segment_effects.moc"
