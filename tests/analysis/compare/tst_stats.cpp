#include "models/analysis/stats/distributions.h"
#include "models/analysis/stats/mean_difference.h"
#include "models/analysis/stats/multiple_testing.h"
#include "models/analysis/stats/quantile.h"
#include "models/analysis/stats/sample_size.h"
#include "models/analysis/stats/stratified.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;

namespace {

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

class StatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalAndStudentAgreeWithTables();
    void quantilesInvertDistributions();
    void stratifiedFiguresAgreeWithTheVector();
    void strataWithOneArmDoNotCount();
    void stratifiedFiguresOfOneStratumAreCrude();
    void sampleSizesAgreeWithTheVectors_data();
    void sampleSizesAgreeWithTheVectors();
    void detectableDifferencesAgreeWithTheVectors();
    void adjustedPValuesAgreeWithTheVector();
    void adjustedPValuesKeepTheOrderGiven();
    void adjustedPValuesOfNoneAndOne();
    void welchAgreesWithAPublishedExample();
    void welchWithoutVariationHasNoInterval();
    void quantilesInterpolate();
    void medianIntervalAgreesWithBinomialTables();
    void medianIntervalCoversTheMedian();
};

void StatsTest::normalAndStudentAgreeWithTables()
{
    QVERIFY(near(normalCdf(1.959963984540054), .975, 1e-12));
    QVERIFY(near(normalQuantile(.975), kZ975, 1e-12));
    QVERIFY(near(normalQuantile(.8), kZ80, 1e-12));
    QVERIFY(near(studentQuantile(.975, 1), 12.7062047364, 1e-8));
    QVERIFY(near(studentQuantile(.975, 2), 4.3026527297, 1e-8));
    QVERIFY(near(studentQuantile(.975, 30), 2.0422724563, 1e-8));
    QVERIFY(near(studentTwoSidedP(2.0422724563, 30), .05, 1e-9));
    QVERIFY(near(studentQuantile(.975, 1e7), kZ975, 1e-6));
    QVERIFY(near(chiSquaredP(3.841458820694124), .05, 1e-12));
    QVERIFY(normalTwoSidedP(30) > 0);
    QVERIFY(studentTwoSidedP(40, 500) > 0);
}

void StatsTest::quantilesInvertDistributions()
{
    for (const double p : {.001, .025, .3, .5, .8, .975, .9999}) {
        QVERIFY(near(normalCdf(normalQuantile(p)), p, 1e-12));
        for (const double degrees : {1.0, 2.5, 7.0, 400.0}) {
            QVERIFY(near(studentCdf(studentQuantile(p, degrees), degrees), p, 1e-10));
        }
    }
}

void StatsTest::stratifiedFiguresAgreeWithTheVector()
{
    const std::vector<Stratum> strata {{{60, 300}, {1200, 4000}}, {{10, 100}, {2100, 6000}}};
    const auto robins =
        mantelHaenszelRiskDifference(strata, RiskDifferenceVariance::GreenlandRobins).value();
    QVERIFY(near(robins.value, -.13909, .5e-5));
    QVERIFY(near(robins.standardError, .01960, .5e-5));
    QVERIFY(near(robins.interval.low, -.1775, .5e-4));
    QVERIFY(near(robins.interval.high, -.1007, .5e-4));
    const auto sato = mantelHaenszelRiskDifference(strata, RiskDifferenceVariance::Sato).value();
    QCOMPARE(sato.value, robins.value);
    QVERIFY(near(sato.standardError, .01984, .5e-5));
    const auto odds = mantelHaenszelOddsRatio(strata).value();
    QVERIFY(near(odds.value, .4641, .5e-4));
    QVERIFY(near(odds.interval.low, .3568, .5e-4));
    QVERIFY(near(odds.interval.high, .6036, .5e-4));
    QVERIFY(near(cochranMantelHaenszel(strata).value(), 34.41, .5e-2));
    const auto treated = standardisedToAffected(strata).value();
    QVERIFY(near(treated.value, -.1375, 1e-12));
    QVERIFY(near(treated.standardError, .0197, .5e-4));
    QVERIFY(near(-400 * treated.value, 55.0, 1e-9));
    QVERIFY(near(-400 * treated.interval.high, 39.6, .5e-1));
    QVERIFY(near(-400 * treated.interval.low, 70.4, .5e-1));
}

void StatsTest::strataWithOneArmDoNotCount()
{
    const std::vector<Stratum> one {{{6, 30}, {120, 400}}};
    std::vector<Stratum> more = one;
    more.push_back({{5, 9}, {0, 0}});
    more.push_back({{0, 0}, {7, 70}});
    more.push_back({});
    const auto greenland = RiskDifferenceVariance::GreenlandRobins;
    QCOMPARE(mantelHaenszelRiskDifference(more, greenland),
             mantelHaenszelRiskDifference(one, greenland));
    QCOMPARE(mantelHaenszelOddsRatio(more), mantelHaenszelOddsRatio(one));
    QCOMPARE(standardisedToAffected(more), standardisedToAffected(one));
    QCOMPARE(cochranMantelHaenszel(more), cochranMantelHaenszel(one));
    const std::vector<Stratum> apart {{{5, 9}, {0, 0}}, {{0, 0}, {7, 70}}};
    QVERIFY(!mantelHaenszelRiskDifference(apart, greenland));
    QVERIFY(!mantelHaenszelOddsRatio(apart));
    QVERIFY(!standardisedToAffected(apart));
    QVERIFY(!cochranMantelHaenszel(apart));
    QVERIFY(!standardisedToAffected({}));
}

void StatsTest::stratifiedFiguresOfOneStratumAreCrude()
{
    const std::vector<Stratum> one {{{6, 30}, {120, 400}}};
    const double crude = 6 / 30.0 - 120 / 400.0;
    const auto sato = RiskDifferenceVariance::Sato;
    QVERIFY(near(mantelHaenszelRiskDifference(one, sato)->value, crude, 1e-15));
    QVERIFY(near(standardisedToAffected(one)->value, crude, 1e-15));
    QVERIFY(near(mantelHaenszelOddsRatio(one)->value, 6.0 * 280 / (24 * 120), 1e-15));
}

void StatsTest::sampleSizesAgreeWithTheVectors_data()
{
    QTest::addColumn<double>("affected");
    QTest::addColumn<double>("control");
    QTest::addColumn<double>("controlsEach");
    QTest::addColumn<int>("needed");
    QTest::newRow("30 to 29 %") << .29 << .30 << 1.0 << 32643;
    QTest::newRow("30 to 29 %, twenty controls each") << .29 << .30 << 20.0 << 16985;
    QTest::newRow("30 to 25 %") << .25 << .30 << 1.0 << 1248;
    QTest::newRow("5 to 4 %") << .04 << .05 << 1.0 << 6742;
    QTest::newRow("80 to 79 %") << .79 << .80 << 1.0 << 25579;
    QTest::newRow("30 to 28 %") << .28 << .30 << 1.0 << 8076;
}

void StatsTest::sampleSizesAgreeWithTheVectors()
{
    QFETCH(double, affected);
    QFETCH(double, control);
    QFETCH(double, controlsEach);
    QFETCH(int, needed);
    const auto computed = affectedNeeded(affected, control, controlsEach);
    // The vectors are printed rounded, ours is rounded up.
    QVERIFY2(std::abs(static_cast<double>(computed) - needed) <= 1,
             QByteArray::number(qulonglong(computed)).constData());
}

void StatsTest::detectableDifferencesAgreeWithTheVectors()
{
    QVERIFY(near(minimumDetectableDifference(.3, 400, 12000), .065, .0005));
    QVERIFY(near(minimumDetectableDifference(.3, 50, 12000), .182, .0005));
    QVERIFY(near(minimumDetectableDifference(.3, 1200, 30000), .038, .0005));
    QCOMPARE(minimumDetectableDifference(.3, 0, 12000), 1.0);
    QCOMPARE(minimumDetectableDifference(.3, 12, 0), 1.0);
}

void StatsTest::adjustedPValuesAgreeWithTheVector()
{
    const std::vector<double> p {.001, .008, .039, .041, .042, .06, .074, .205};
    const std::vector<double> strict = holm(p);
    const std::vector<double> expectedStrict {.008, .056, .234, .234, .234, .234, .234, .234};
    const std::vector<double> loose = benjaminiHochberg(p);
    const std::vector<double> expectedLoose {.008, .032, .0672, .0672, .0672, .08, .0846, .205};
    for (std::size_t i = 0; i < p.size(); ++i) {
        QVERIFY(near(strict[i], expectedStrict[i], 1e-12));
        QVERIFY(near(loose[i], expectedLoose[i], .5e-4));
        QVERIFY(p[i] <= loose[i] && loose[i] <= strict[i]);
    }
}

void StatsTest::adjustedPValuesKeepTheOrderGiven()
{
    const std::vector<double> p {.205, .001, .041, .008};
    const std::vector<double> sorted {.001, .008, .041, .205};
    const std::vector<double> adjusted = benjaminiHochberg(p);
    const std::vector<double> adjustedSorted = benjaminiHochberg(sorted);
    QCOMPARE(adjusted,
             (std::vector<double> {adjustedSorted[3], adjustedSorted[0], adjustedSorted[2],
                                   adjustedSorted[1]}));
    const std::vector<double> strict = holm(p);
    const std::vector<double> strictSorted = holm(sorted);
    QCOMPARE(
        strict,
        (std::vector<double> {strictSorted[3], strictSorted[0], strictSorted[2], strictSorted[1]}));
}

void StatsTest::adjustedPValuesOfNoneAndOne()
{
    QVERIFY(holm({}).empty());
    QVERIFY(benjaminiHochberg({}).empty());
    const std::vector<double> one {.3};
    QCOMPARE(holm(one), one);
    QCOMPARE(benjaminiHochberg(one), one);
    const std::vector<double> high {.9, .9, 1.0};
    QCOMPARE(holm(high), (std::vector<double> {1, 1, 1}));
    QVERIFY(benjaminiHochberg(high)[0] <= 1);
}

void StatsTest::welchAgreesWithAPublishedExample()
{
    // Student's sleep data (1908), as analysed in R: t = -1.8608, df = 17.776, p = .07939,
    // 95 % interval -3.3654832 to .2054832.
    SampleMoments first;
    SampleMoments second;
    for (const double hours : {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, .0, 2.0}) {
        first.add(hours);
    }
    for (const double hours : {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4}) {
        second.add(hours);
    }
    const MeanDifference welch = welchTest(first, second).value();
    QVERIFY(near(welch.difference, -1.58, 1e-12));
    QVERIFY(near(welch.pValue.value(), .07939, .5e-5));
    QVERIFY(near(welch.interval->low, -3.3654832, 1e-6));
    QVERIFY(near(welch.interval->high, .2054832, 1e-6));
}

void StatsTest::welchWithoutVariationHasNoInterval()
{
    SampleMoments none;
    SampleMoments one;
    one.add(3);
    SampleMoments constant;
    constant.add(5);
    constant.add(5);
    QVERIFY(!welchTest(none, constant));
    QVERIFY(!welchTest(constant, none));
    QCOMPARE(welchTest(one, constant), (MeanDifference {-2, std::nullopt, std::nullopt}));
    QCOMPARE(welchTest(constant, constant), (MeanDifference {0, std::nullopt, std::nullopt}));
    QCOMPARE(one.variance(), 0.0);
}

void StatsTest::quantilesInterpolate()
{
    const std::vector<double> values {1, 2, 4, 8};
    QCOMPARE(quantileOfSorted(values, 0).value(), 1.0);
    QCOMPARE(quantileOfSorted(values, .5).value(), 3.0);
    QCOMPARE(quantileOfSorted(values, .75).value(), 5.0);
    QCOMPARE(quantileOfSorted(values, 1).value(), 8.0);
    QVERIFY(!quantileOfSorted({}, .5));
    QCOMPARE(quantileOfSorted(std::vector<double> {7}, .9).value(), 7.0);
}

void StatsTest::medianIntervalAgreesWithBinomialTables()
{
    // Ranks of the sign-test tables: n 6 -> 1, 10 -> 2, 20 -> 6, 50 -> 18, 100 -> 40.
    const std::vector<std::pair<int, int>> ranks {{6, 1},  {9, 2},   {10, 2},
                                                  {20, 6}, {50, 18}, {100, 40}};
    for (const auto& [count, rank] : ranks) {
        std::vector<double> values;
        for (int i = 1; i <= count; ++i) {
            values.push_back(i);
        }
        QCOMPARE(medianInterval(values).value(),
                 (Interval {double(rank), double(count + 1 - rank)}));
    }
    QVERIFY(!medianInterval(std::vector<double> {1, 2, 3, 4, 5}));
    QVERIFY(!medianInterval({}));
    const std::vector<double> ties(5000, 3.0);
    QCOMPARE(medianInterval(ties).value(), (Interval {3, 3}));
}

void StatsTest::medianIntervalCoversTheMedian()
{
    Random random(11);
    int covered = 0;
    for (int run = 0; run < 400; ++run) {
        std::vector<double> values(31);
        for (double& value : values) {
            value = random.exponential(1);
        }
        std::sort(values.begin(), values.end());
        const Interval interval = medianInterval(values).value();
        covered += interval.low <= std::log(2.0) && std::log(2.0) <= interval.high ? 1 : 0;
    }
    QVERIFY2(covered >= 370, QByteArray::number(covered).constData());
}

} // namespace throughline

using throughline::StatsTest;
THROUGHLINE_TEST(StatsTest)
#include "tst_stats.moc"
