#include "models/analysis/stats/proportion.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;

namespace {

/// Within half a unit of the fourth decimal, as the published tables are printed.
bool agrees(double computed, double printed)
{
    return std::abs(computed - printed) <= 0.5001e-4;
}

double logChoose(double n, double k)
{
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// Fisher by the definition: probabilities from factorials.
double fisherByDefinition(const Proportion& a, const Proportion& b)
{
    const std::uint64_t successes = a.successes + b.successes;
    const auto probability = [&](std::uint64_t x) {
        return std::exp(logChoose(double(a.trials), double(x))
                        + logChoose(double(b.trials), double(successes - x))
                        - logChoose(double(a.trials + b.trials), double(successes)));
    };
    double sum = 0;
    for (std::uint64_t x = 0; x <= std::min(a.trials, successes); ++x) {
        if (successes - x <= b.trials && probability(x) <= probability(a.successes) * (1 + 1e-7)) {
            sum += probability(x);
        }
    }
    return std::min(1.0, sum);
}

} // namespace

class ProportionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differenceIntervalsAgreeWithPublishedOnes_data();
    void differenceIntervalsAgreeWithPublishedOnes();
    void wilsonAgreesWithPublishedIntervals_data();
    void wilsonAgreesWithPublishedIntervals();
    void testsAgreeWithPublishedPValues();
    void fisherAgreesWithItsDefinition();
    void swappingArmsTurnsIntervalsAround();
    void intervalsHoldTheDifferenceAndStayWithinBounds();
    void emptyArmsHaveNoInterval();
    void constantOutcomesHaveNoFalsePrecision();
    void fewExpectedCallsForFisher();
};

void ProportionTest::differenceIntervalsAgreeWithPublishedOnes_data()
{
    QTest::addColumn<QList<double>>("row");
    QFile file(QStringLiteral(THROUGHLINE_TEST_DATA "/stats/difference_intervals.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (line.isEmpty() || line.startsWith('#')) {
            continue;
        }
        QList<double> numbers;
        for (const QByteArray& word : line.split(' ')) {
            numbers.append(word.toDouble());
        }
        QTest::newRow(line.constData()) << numbers;
    }
}

void ProportionTest::differenceIntervalsAgreeWithPublishedOnes()
{
    QFETCH(QList<double>, row);
    QCOMPARE(row.size(), 9);
    const Proportion a {std::uint64_t(row[0]), std::uint64_t(row[1])};
    const Proportion b {std::uint64_t(row[2]), std::uint64_t(row[3])};
    QVERIFY(agrees(a.rate() - b.rate(), row[4]));
    const Interval newcombe = newcombeInterval(a, b).value();
    QVERIFY2(agrees(newcombe.low, row[5]), QByteArray::number(newcombe.low).constData());
    QVERIFY2(agrees(newcombe.high, row[6]), QByteArray::number(newcombe.high).constData());
    const Interval score = miettinenNurminenInterval(a, b).value();
    QVERIFY2(agrees(score.low, row[7]), QByteArray::number(score.low).constData());
    QVERIFY2(agrees(score.high, row[8]), QByteArray::number(score.high).constData());
}

void ProportionTest::wilsonAgreesWithPublishedIntervals_data()
{
    QTest::addColumn<int>("successes");
    QTest::addColumn<int>("trials");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("Newcombe's example") << 81 << 263 << .2553 << .3662;
    QTest::newRow("half") << 5 << 10 << .2366 << .7634;
    QTest::newRow("none") << 0 << 10 << .0 << .2775;
}

void ProportionTest::wilsonAgreesWithPublishedIntervals()
{
    QFETCH(int, successes);
    QFETCH(int, trials);
    QFETCH(double, low);
    QFETCH(double, high);
    const Proportion p {std::uint64_t(successes), std::uint64_t(trials)};
    QVERIFY(agrees(wilsonInterval(p).low, low));
    QVERIFY(agrees(wilsonInterval(p).high, high));
    const Proportion failures {p.trials - p.successes, p.trials};
    QVERIFY(std::abs(wilsonInterval(failures).low - (1 - wilsonInterval(p).high)) < 1e-12);
}

void ProportionTest::testsAgreeWithPublishedPValues()
{
    QVERIFY(std::abs(fisherExactTest({56, 70}, {48, 80}) - .01252) < .5e-5);
    // Printed cut off: it is .0080451.
    QVERIFY(std::abs(pooledZTest({56, 70}, {48, 80}).value() - .0080451) < .5e-7);
    QVERIFY(std::abs(fisherExactTest({120, 400}, {4200, 12000}) - .04254) < .5e-5);
    QVERIFY(std::abs(pooledZTest({120, 400}, {4200, 12000}).value() - .03895) < .5e-5);
}

void ProportionTest::fisherAgreesWithItsDefinition()
{
    for (std::uint64_t n1 = 0; n1 <= 9; ++n1) {
        for (std::uint64_t n2 = 0; n2 <= 11; ++n2) {
            for (std::uint64_t x1 = 0; x1 <= n1; ++x1) {
                for (std::uint64_t x2 = 0; x2 <= n2; ++x2) {
                    const Proportion a {x1, n1};
                    const Proportion b {x2, n2};
                    QVERIFY(std::abs(fisherExactTest(a, b) - fisherByDefinition(a, b)) < 1e-12);
                    QCOMPARE(fisherExactTest(a, b), fisherExactTest(b, a));
                }
            }
        }
    }
    const Proportion big {3, 1'000'000};
    const Proportion other {40, 3'000'000};
    QVERIFY(std::abs(fisherExactTest(big, other) - fisherByDefinition(big, other)) < 1e-6);
}

void ProportionTest::swappingArmsTurnsIntervalsAround()
{
    const Proportion a {7, 31};
    const Proportion b {25, 60};
    const Interval ab = newcombeInterval(a, b).value();
    const Interval ba = newcombeInterval(b, a).value();
    QVERIFY(std::abs(ab.low + ba.high) < 1e-12 && std::abs(ab.high + ba.low) < 1e-12);
    const Interval score = miettinenNurminenInterval(a, b).value();
    const Interval swapped = miettinenNurminenInterval(b, a).value();
    QVERIFY(std::abs(score.low + swapped.high) < 1e-9 && std::abs(score.high + swapped.low) < 1e-9);
}

void ProportionTest::intervalsHoldTheDifferenceAndStayWithinBounds()
{
    for (std::uint64_t x1 = 0; x1 <= 8; ++x1) {
        for (std::uint64_t x2 = 0; x2 <= 13; ++x2) {
            const Proportion a {x1, 8};
            const Proportion b {x2, 13};
            const double difference = a.rate() - b.rate();
            for (const Interval& interval :
                 {newcombeInterval(a, b).value(), miettinenNurminenInterval(a, b).value()}) {
                QVERIFY(interval.low <= difference && difference <= interval.high);
                QVERIFY(interval.low >= -1 - 1e-12 && interval.high <= 1 + 1e-12);
                QVERIFY(interval.low < interval.high);
            }
        }
    }
}

void ProportionTest::emptyArmsHaveNoInterval()
{
    QVERIFY(!newcombeInterval(Proportion {0, 0}, Proportion {1, 2}));
    QVERIFY(!newcombeInterval(Proportion {1, 2}, Proportion {0, 0}));
    QVERIFY(!miettinenNurminenInterval({0, 0}, {1, 2}));
    QVERIFY(!pooledZTest({0, 0}, {1, 2}));
    QVERIFY(!differenceTest({1, 2}, {0, 0}));
    QCOMPARE(fisherExactTest({0, 0}, {1, 2}), 1.0);
    QCOMPARE(wilsonInterval(Proportion {}), (Interval {0, 1}));
    QCOMPARE(Proportion().rate(), 0.0);
}

void ProportionTest::constantOutcomesHaveNoFalsePrecision()
{
    QCOMPARE(pooledZTest({0, 4}, {0, 9}).value(), 1.0);
    QCOMPARE(pooledZTest({4, 4}, {9, 9}).value(), 1.0);
    QCOMPARE(fisherExactTest({0, 4}, {0, 9}), 1.0);
    const Interval interval = newcombeInterval(Proportion {4, 4}, Proportion {9, 9}).value();
    QVERIFY(interval.low < -.2 && interval.high > .2);
}

void ProportionTest::fewExpectedCallsForFisher()
{
    QCOMPARE(smallestExpectedCount({1, 10}, {9, 90}), 1.0);
    QCOMPARE(differenceTest({1, 10}, {9, 90}).value(), fisherExactTest({1, 10}, {9, 90}));
    QCOMPARE(smallestExpectedCount({4, 10}, {6, 10}), 5.0);
    QCOMPARE(differenceTest({4, 10}, {6, 10}).value(), pooledZTest({4, 10}, {6, 10}).value());
}

} // namespace throughline

using throughline::ProportionTest;
THROUGHLINE_TEST(ProportionTest)
#include "tst_proportion.moc"
