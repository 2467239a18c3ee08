#include "models/analysis/compare/compare.h"
#include "models/analysis/compare/comparison_bytes.h"
#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/exposure.h"
#include "models/analysis/stats/multiple_testing.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;
using test::ComparisonFixture;
using test::makeFixture;
using test::SessionRow;

namespace {

bool near(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance;
}

/// Reached step 2 of 3 at 10 s, entered at 0, converted (or not) at 60 s.
SessionRow session(bool hit, bool converted, std::uint32_t value = 1)
{
    SessionRow row;
    row.match = {value};
    row.reachedMs = {0, 10'000};
    if (converted) {
        row.reachedMs.push_back(60'000);
        row.revenueMicros = 50'000'000;
    }
    if (hit) {
        row.hitMs = 20'000;
    }
    return row;
}

void add(std::vector<SessionRow>& rows, int count, const SessionRow& row)
{
    rows.insert(rows.end(), static_cast<std::size_t>(count), row);
}

/// 100 affected of which 20 convert; 1,000 controls of which 600 do.
std::vector<SessionRow> harmfulWorld()
{
    std::vector<SessionRow> rows;
    add(rows, 20, session(true, true));
    add(rows, 80, session(true, false));
    add(rows, 600, session(false, true));
    add(rows, 400, session(false, false));
    return rows;
}

Comparison compared(const ComparisonFixture& fixture, const CompareOptions& options = {})
{
    auto result = compareGroup(fixture.table(), fixture.exposures, options);
    TL_ASSERT(result.ok());
    return *std::move(result);
}

} // namespace

class CompareTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void harmfulErrorHasEveryFigure();
    void lostConversionsMirrorTheDifference();
    void givenValueReplacesTheObservedOne();
    void mostFrequentCurrencyCounts();
    void conversionsWithoutAmountAreNotZero();
    void convertingEventIsTheOneThatMatches();
    void withoutMoneyThereIsNoRevenue();
    void verdictFollowsTheRules_data();
    void verdictFollowsTheRules();
    void onlyAfterConvertingIsNoExposure();
    void unmetErrorIsNoExposure();
    void funnelOfOneStepIsNoExposure();
    void noControlIsInconclusive();
    void givenStepIsTakenAndChecked();
    void segmentsAddUpAndAreCorrected();
    void segmentEqualsAComparisonOfItsSessionsAlone();
    void segmentsOfAMissingValueAreNamedEmpty();
    void timeToConvertComparesMeans();
    void manyGroupsAgreeWithEachAlone();
    void manyGroupsCanBeStopped();
    void bytesGiveComparisonsBack();
    void foreignColumnsAndLevelsAreRefused();
    void verdictsHaveTheirNames();
};

void CompareTest::harmfulErrorHasEveryFigure()
{
    const Comparison c = compared(makeFixture(3, harmfulWorld()));
    QCOMPARE(c.group, domain::ErrorGroupId(7));
    QCOMPARE(c.funnel.name, std::string("checkout"));
    QCOMPARE(c.exposureStep, 2U);
    QVERIFY(!c.exposureStepGiven);
    QCOMPARE(c.naive.method, std::string("naive"));
    QCOMPARE(c.atRisk.method, std::string("at_risk"));
    QCOMPARE(c.atRiskStratified.method, std::string("at_risk_stratified"));
    QCOMPARE(c.headline.method, std::string("at_risk_stratified"));
    QCOMPARE(c.headline.note,
             std::optional<std::string>(
                 "fewer than 20 affected could be matched; not matched on opportunities"));
    QVERIFY(!c.atRiskStratified.note);
    QCOMPARE(c.headline.match, std::vector<std::string> {"field0"});
    for (const Estimate& estimate : {c.naive, c.atRisk, c.atRiskStratified, c.headline}) {
        QCOMPARE(estimate.affected, 100U);
        QCOMPARE(estimate.affectedConverted, 20U);
        QCOMPARE(estimate.control, 1000U);
        QCOMPARE(estimate.controlConverted, 600U);
        QVERIFY(near(estimate.difference.value(), -.4));
        QVERIFY(estimate.interval->low < -.4 && estimate.interval->high > -.4);
        QVERIFY(estimate.pValue.value() < 1e-6);
        QCOMPARE(estimate.matchedAffected, 100U);
    }
    QCOMPARE(c.verdict, Verdict::Harmful);
    QVERIFY(near(c.lost->estimate, 40));
    QVERIFY(near(c.revenue->estimate, 2000));
    QCOMPARE(c.revenue->currency, std::string("USD"));
    QVERIFY(near(c.revenue->valuePerConversion, 50));
    QVERIFY(!c.revenue->given);
    QVERIFY(c.minimumDetectableEffect.value() > 0 && *c.minimumDetectableEffect < .3);
    QCOMPARE(c.metrics.size(), 1U);
    QVERIFY(c.segments.empty());
}

void CompareTest::lostConversionsMirrorTheDifference()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Comparison c = compared(test::randomFixture(seed));
        QCOMPARE(c.lost.has_value(), c.headline.difference.has_value());
        if (!c.lost) {
            continue;
        }
        const double n = static_cast<double>(c.headline.matchedAffected);
        QVERIFY(near(c.lost->estimate, -n * *c.headline.difference));
        QCOMPARE(c.lost->interval.has_value(), c.headline.interval.has_value());
        if (c.lost->interval) {
            QVERIFY(near(c.lost->interval->low, -n * c.headline.interval->high));
            QVERIFY(near(c.lost->interval->high, -n * c.headline.interval->low));
        }
        if (c.revenue) {
            QVERIFY(near(c.revenue->estimate, c.lost->estimate * c.revenue->valuePerConversion));
            QCOMPARE(c.revenue->interval.has_value(), c.lost->interval.has_value());
        }
    }
}

void CompareTest::givenValueReplacesTheObservedOne()
{
    const ComparisonFixture fixture = makeFixture(3, harmfulWorld());
    const Comparison c = compareGroup(fixture.table(80.0), fixture.exposures).value();
    QVERIFY(c.revenue->given);
    QCOMPARE(c.revenue->valuePerConversion, 80.0);
    QVERIFY(near(c.revenue->estimate, 3200));
    QVERIFY(near(c.revenue->interval->low, c.lost->interval->low * 80));
    QCOMPARE(c.revenue->currency, std::string("USD"));
    QCOMPARE(c.revenue->otherCurrencies, 0U);
}

void CompareTest::mostFrequentCurrencyCounts()
{
    std::vector<SessionRow> rows = harmfulWorld();
    for (std::size_t i = 100; i < 150; ++i) { // converted controls
        rows[i].currency = "EUR";
        rows[i].revenueMicros = 9'000'000'000;
    }
    const Comparison c = compared(makeFixture(3, rows));
    QCOMPARE(c.revenue->currency, std::string("USD"));
    QVERIFY(near(c.revenue->valuePerConversion, 50));
    QCOMPARE(c.revenue->otherCurrencies, 50U);
    QVERIFY(c.headline.note->find("50 conversions in other currencies") != std::string::npos);
    QVERIFY(!c.atRiskStratified.note);
}

void CompareTest::conversionsWithoutAmountAreNotZero()
{
    std::vector<SessionRow> rows = harmfulWorld();
    for (std::size_t i = 100; i < 400; ++i) {
        rows[i].revenueMicros.reset();
    }
    const Comparison c = compared(makeFixture(3, rows));
    QVERIFY(near(c.revenue->valuePerConversion, 50));
    QVERIFY(c.headline.note->find("300 conversions without an amount") != std::string::npos);
}

void CompareTest::convertingEventIsTheOneThatMatches()
{
    ComparisonFixture fixture = makeFixture(3, {session(false, true)});
    // A second event with money at the moment of converting, and one before it.
    fixture.index.offset = {0, 10'000, 60'000, 60'000};
    fixture.index.firstEvent = {0, 4};
    fixture.index.revenueEvent = {1, 2, 3};
    fixture.index.revenueMicros = {1'000'000, 7'000'000, 30'500'000};
    fixture.index.revenueCurrency = {0, 0, 0};
    const std::vector<std::uint32_t> sessions {0};
    const auto first = observedConversionValue(fixture.index, fixture.levels, sessions);
    QCOMPARE(first->mean, 7.0);
    const auto matching = observedConversionValue(fixture.index, fixture.levels, sessions,
                                                  [](std::uint32_t event) { return event == 3; });
    QCOMPARE(matching->mean, 30.5);
    QCOMPARE(matching->conversions, 1U);
}

void CompareTest::withoutMoneyThereIsNoRevenue()
{
    std::vector<SessionRow> rows = harmfulWorld();
    for (SessionRow& row : rows) {
        row.revenueMicros.reset();
    }
    const ComparisonFixture fixture = makeFixture(3, rows);
    const Comparison c = compared(fixture);
    QVERIFY(c.lost && !c.revenue);
    const Comparison given = compareGroup(fixture.table(2.0), fixture.exposures).value();
    QVERIFY(near(given.revenue->estimate, 80));
    QCOMPARE(given.revenue->currency, std::string());
}

void CompareTest::verdictFollowsTheRules_data()
{
    QTest::addColumn<int>("affected");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("detectable");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char* name, int affected, double low, double high, double detectable,
                        Verdict verdict) {
        QTest::newRow(name) << affected << low << high << detectable << static_cast<int>(verdict);
    };
    row("below zero", 50, -.3, -.1, .2, Verdict::Harmful);
    row("above zero", 50, .1, .3, .2, Verdict::Beneficial);
    row("touches zero from below", 50, -.3, 0, .2, Verdict::Inconclusive);
    row("around zero, five points would show", 50, -.02, .03, .05, Verdict::NoEvidence);
    row("around zero, only more would show", 50, -.02, .03, .0501, Verdict::Inconclusive);
    row("nobody", 0, -.3, -.1, .2, Verdict::NoExposure);
}

void CompareTest::verdictFollowsTheRules()
{
    QFETCH(int, affected);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, detectable);
    QFETCH(int, verdict);
    Estimate estimate;
    estimate.difference = (low + high) / 2;
    estimate.interval = Interval {low, high};
    const auto count = static_cast<std::uint64_t>(affected);
    QCOMPARE(static_cast<int>(verdictOf(count, estimate, detectable)), verdict);
    estimate.interval.reset();
    QCOMPARE(verdictOf(count, estimate, std::nullopt),
             affected == 0 ? Verdict::NoExposure : Verdict::Inconclusive);
}

void CompareTest::onlyAfterConvertingIsNoExposure()
{
    std::vector<SessionRow> rows = harmfulWorld();
    for (SessionRow& row : rows) {
        row.hitMs.reset();
    }
    for (std::size_t i = 100; i < 130; ++i) {
        rows[i].hitMs = 70'000;
    }
    const Comparison c = compared(makeFixture(3, rows));
    QCOMPARE(c.verdict, Verdict::NoExposure);
    QCOMPARE(c.exposureStep, 2U);
    QCOMPARE(c.naive.affected, 30U);
    QCOMPARE(c.headline.affected, 0U);
    QCOMPARE(c.atRisk.control, 1100U);
    QVERIFY(!c.headline.difference && !c.lost && !c.revenue && !c.minimumDetectableEffect);
    QVERIFY(c.headline.note.has_value());
}

void CompareTest::unmetErrorIsNoExposure()
{
    std::vector<SessionRow> rows;
    add(rows, 5, session(false, true));
    const Comparison c = compared(makeFixture(3, rows));
    QCOMPARE(c.verdict, Verdict::NoExposure);
    QCOMPARE(c.exposureStep, 0U);
    QVERIFY(c.headline.note && c.metrics.empty());
    QCOMPARE(c.naive.affected, 0U);
    QCOMPARE(compared(makeFixture(3, {})).verdict, Verdict::NoExposure);
}

void CompareTest::funnelOfOneStepIsNoExposure()
{
    SessionRow row;
    row.reachedMs = {0};
    row.hitMs = -4;
    const Comparison c = compared(makeFixture(1, {row, row}));
    QCOMPARE(c.verdict, Verdict::NoExposure);
    QCOMPARE(c.exposureStep, 0U);
    QCOMPARE(c.naive.affected, 2U);
}

void CompareTest::noControlIsInconclusive()
{
    std::vector<SessionRow> rows;
    add(rows, 5, session(true, false));
    const Comparison c = compared(makeFixture(3, rows));
    QCOMPARE(c.verdict, Verdict::Inconclusive);
    QCOMPARE(c.headline.affected, 5U);
    QVERIFY(c.headline.note && !c.headline.difference && !c.atRisk.difference);
}

void CompareTest::givenStepIsTakenAndChecked()
{
    const ComparisonFixture fixture = makeFixture(3, harmfulWorld());
    const Comparison c = compared(fixture, {.fromStep = 1, .by = {}});
    QCOMPARE(c.exposureStep, 1U);
    QVERIFY(c.exposureStepGiven);
    for (const std::uint32_t step : {0U, 3U, 9U}) {
        const auto refused =
            compareGroup(fixture.table(), fixture.exposures, {.fromStep = step, .by = {}});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Usage);
    }
}

void CompareTest::segmentsAddUpAndAreCorrected()
{
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const ComparisonFixture fixture = test::randomFixture(seed, 200);
        const Comparison c = compared(fixture, {.fromStep = 2, .by = fixture.match});
        std::vector<double> pValues;
        double lost = 0;
        std::uint64_t affected = 0;
        for (const SegmentEffect& segment : c.segments) {
            QVERIFY(segment.affected > 0);
            QCOMPARE(segment.qValue.has_value(), segment.pValue.has_value());
            if (segment.pValue) {
                pValues.push_back(*segment.pValue);
            }
            // Within a match field the cells are the same, so the parts make the whole.
            if (segment.field == "field1") {
                affected += segment.affected;
                lost += segment.lostConversions;
            }
        }
        QCOMPARE(affected, c.headline.affected);
        QVERIFY(near(lost, c.lost ? c.lost->estimate : 0));
        for (const SegmentEffect& pair : c.pairs) {
            if (pair.pValue) {
                pValues.push_back(*pair.pValue);
            }
        }
        const std::vector<double> qValues = benjaminiHochberg(pValues);
        std::size_t next = 0;
        for (const SegmentEffect& segment : c.segments) {
            if (segment.pValue) {
                QVERIFY(near(*segment.qValue, qValues[next++], 1e-15));
            }
        }
    }
}

void CompareTest::segmentEqualsAComparisonOfItsSessionsAlone()
{
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        ComparisonFixture fixture = test::randomFixture(seed, 120);
        // Split by the second field, match on the first alone.
        const index::SegmentColumn by = fixture.match[1];
        fixture.match.pop_back();
        const Comparison c = compared(fixture, {.fromStep = 2, .by = {by}});
        for (const SegmentEffect& segment : c.segments) {
            ComparisonFixture alone = fixture;
            for (std::uint32_t s = 0; s < by.valueOf.size(); ++s) {
                if (by.labels[by.valueOf[s]] != segment.value) {
                    IdSet other;
                    other.add(s);
                    alone.scope -= other;
                }
            }
            const Comparison own = compared(alone, {.fromStep = 2, .by = {}});
            QCOMPARE(segment.affected, own.headline.affected);
            QCOMPARE(segment.control, own.headline.control);
            QCOMPARE(segment.difference, own.headline.difference);
            QCOMPARE(segment.interval, own.headline.interval);
            QCOMPARE(segment.pValue, own.headline.pValue);
        }
    }
}

void CompareTest::segmentsOfAMissingValueAreNamedEmpty()
{
    std::vector<SessionRow> rows;
    add(rows, 5, session(true, false, 0));
    add(rows, 5, session(true, false, 2));
    add(rows, 1, session(true, false, 2));
    add(rows, 9, session(false, true, 0));
    add(rows, 9, session(false, true, 2));
    add(rows, 9, session(false, true, 1)); // nobody affected: no segment
    const ComparisonFixture fixture = makeFixture(3, rows);
    const Comparison c = compared(fixture, {.fromStep = {}, .by = fixture.match});
    QCOMPARE(c.segments.size(), 2U);
    QCOMPARE(c.segments[0].value, std::string("two"));
    QCOMPARE(c.segments[0].affected, 6U);
    QCOMPARE(c.segments[1].value, std::string());
    QCOMPARE(c.segments[1].control, 9U);
    QCOMPARE(c.segments[1].lostConversions, 5.0);
}

void CompareTest::timeToConvertComparesMeans()
{
    std::vector<SessionRow> rows = harmfulWorld();
    for (std::size_t i = 0; i < 20; ++i) { // converted affected
        rows[i].reachedMs[2] = i % 2 == 0 ? 80'000 : 90'000;
    }
    SessionRow before = session(false, true);
    before.reachedMs[2] = 1'000'000;
    before.hitMs = 5'000;
    add(rows, 3, before); // in neither arm
    const Comparison c = compared(makeFixture(3, rows), {.fromStep = 2, .by = {}});
    const MetricEffect& metric = c.metrics.front();
    QCOMPARE(metric.name, std::string("time_to_convert_s"));
    QVERIFY(near(metric.affected.value(), 85));
    QVERIFY(near(metric.control.value(), 60));
    QVERIFY(near(metric.difference.value(), 25));
    QVERIFY(metric.interval->low > 20 && metric.interval->high < 30);
    QVERIFY(metric.pValue.value() < .001);
}

void CompareTest::manyGroupsAgreeWithEachAlone()
{
    const ComparisonFixture fixture = test::randomFixture(77, 400);
    const ComparisonTable table = fixture.table();
    std::vector<index::ExposureSet> groups(40);
    Random random(4);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        groups[g].group = domain::ErrorGroupId(static_cast<std::int64_t>(g) + 1);
        for (std::uint32_t s = 0; s < fixture.index.sessionCount(); ++s) {
            if (random.chance(static_cast<double>(g) / 60)) {
                groups[g].first.push_back({s, static_cast<std::int64_t>(random.below(14))});
            }
        }
    }
    const std::vector<Comparison> many = compareGroups(table, groups).value();
    QCOMPARE(many.size(), groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        Comparison alone = compareGroup(table, groups[g]).value();
        QCOMPARE(many[g].headline.difference, alone.headline.difference);
        alone.metrics.clear();
        alone.unstratified = alone.anyActivity = alone.landmark = alone.placebo = {};
        alone.checks = {};
        QCOMPARE(many[g], alone);
    }
}

void CompareTest::manyGroupsCanBeStopped()
{
    const ComparisonFixture fixture = makeFixture(3, harmfulWorld());
    std::stop_source stop;
    stop.request_stop();
    const std::vector<index::ExposureSet> groups {fixture.exposures};
    const auto result = compareGroups(fixture.table(), groups, stop.get_token());
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

void CompareTest::bytesGiveComparisonsBack()
{
    const ComparisonFixture fixture = test::randomFixture(77, 400);
    const ComparisonTable table = fixture.table(80.0);
    CompareOptions options;
    options.by = fixture.match;
    std::vector<Comparison> comparisons {compareGroup(table, fixture.exposures, options).value(),
                                         Comparison {}};
    comparisons.front().checks.balance.push_back({"plan.tier", "pro", .5, .25, .3});
    comparisons.front().checks.eValue = EValue {2, 1};
    comparisons.back().funnel = table.funnel();
    QVERIFY(!comparisons.front().segments.empty());
    const std::string bytes = toBytes(comparisons);
    const auto back = comparisonsFromBytes(bytes, table.funnel());
    QVERIFY(back.has_value());
    QCOMPARE(*back, comparisons);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        QVERIFY(!comparisonsFromBytes(std::string_view(bytes).substr(0, size), table.funnel()));
    }
    QVERIFY(!comparisonsFromBytes(bytes + ' ', table.funnel()));
}

void CompareTest::foreignColumnsAndLevelsAreRefused()
{
    const ComparisonFixture fixture = makeFixture(3, harmfulWorld());
    ComparisonInputs inputs;
    inputs.match = {{"plan.tier", {}, {1, 2}}};
    QVERIFY(!ComparisonTable::create(fixture.index, fixture.levels, fixture.scope, inputs).ok());
    FunnelLevels none = fixture.levels;
    none.steps = 0;
    QVERIFY(!ComparisonTable::create(fixture.index, none, fixture.scope, {}).ok());
    FunnelLevels other = fixture.levels;
    other.level.pop_back();
    QVERIFY(!ComparisonTable::create(fixture.index, other, fixture.scope, {}).ok());
    const IdSet outside(std::vector<std::uint32_t> {5'000});
    QVERIFY(!ComparisonTable::create(fixture.index, fixture.levels, outside, {}).ok());
    QVERIFY(!compareGroup(fixture.table(), fixture.exposures, {.fromStep = {}, .by = inputs.match})
                 .ok());
}

void CompareTest::verdictsHaveTheirNames()
{
    QCOMPARE(toText(Verdict::Harmful), std::string_view("harmful"));
    QCOMPARE(toText(Verdict::NoEvidence), std::string_view("no-evidence"));
    QCOMPARE(toText(Verdict::Inconclusive), std::string_view("inconclusive"));
    QCOMPARE(toText(Verdict::Beneficial), std::string_view("beneficial"));
    QCOMPARE(toText(Verdict::NoExposure), std::string_view("no-exposure"));
}

} // namespace throughline

using throughline::CompareTest;
THROUGHLINE_TEST(CompareTest)
#include "tst_compare.moc"
