#include "models/demo/journey.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <functional>
#include <map>
#include <tuple>

namespace throughline {

using namespace demo;

class JourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retriesAreCounted_data();
    void retriesAreCounted();
    void errorsNeverHelp();
    void harmlessErrorsDoNothingWithinACell_data();
    void harmlessErrorsDoNothingWithinACell();
    void timeoutsCostAboutHalf();
};

namespace {

constexpr TimeRange kRange {kDataEnd - Duration::days(14), kDataEnd};

Journey buyer()
{
    Journey journey;
    journey.enters = true;
    journey.adds = true;
    journey.checksOut = true;
    journey.submits = true;
    return journey;
}

void forEachJourney(int count, const std::function<void(const Visitor&, const Journey&)>& visit)
{
    const Population population(100'000, 9);
    for (int i = 0; i < count; ++i) {
        Random random = randomFor(9, 77, static_cast<std::uint64_t>(i));
        const Timestamp at = kRange.from + Duration::milliseconds(random.below(1'200'000'000));
        const Visitor visitor = population.visitor(at, kRange, random);
        visit(visitor, drawJourney(visitor, random));
    }
}

} // namespace

void JourneyTest::retriesAreCounted_data()
{
    QTest::addColumn<QString>("timeouts");
    QTest::addColumn<QString>("retries");
    QTest::addColumn<int>("submits");
    QTest::addColumn<bool>("bought");
    QTest::newRow("no trouble") << "..."
                                << "..." << 1 << true;
    QTest::newRow("leaves at once") << "x.."
                                    << "..." << 1 << false;
    QTest::newRow("second try works") << "x.."
                                      << "r.." << 2 << true;
    QTest::newRow("leaves after two") << "xx."
                                      << "r.." << 2 << false;
    QTest::newRow("third try works") << "xx."
                                     << "rr." << 3 << true;
    QTest::newRow("three in vain") << "xxx"
                                   << "rr." << 3 << false;
    QTest::newRow("a later one does not count") << ".xx"
                                                << "rr." << 1 << true;
}

void JourneyTest::retriesAreCounted()
{
    QFETCH(const QString, timeouts);
    QFETCH(const QString, retries);
    QFETCH(const int, submits);
    QFETCH(const bool, bought);
    Journey journey = buyer();
    for (std::size_t i = 0; i < Journey::kMaxAttempts; ++i) {
        journey.timesOut[i] = timeouts[static_cast<qsizetype>(i)] == QLatin1Char('x');
        journey.retries[i] = retries[static_cast<qsizetype>(i)] == QLatin1Char('r');
    }
    QCOMPARE(submitsOf(journey), static_cast<std::uint32_t>(submits));
    QCOMPARE(converts(journey), bought);
    QCOMPARE(submitsOf(journey, ErrorKind::PaymentTimeout), 1U);
    QVERIFY(converts(journey, ErrorKind::PaymentTimeout));
    QCOMPARE(isAffected(journey, ErrorKind::PaymentTimeout), timeouts.startsWith(QLatin1Char('x')));
}

void JourneyTest::errorsNeverHelp()
{
    forEachJourney(20'000, [](const Visitor&, const Journey& journey) {
        for (const ErrorKind kind : {ErrorKind::PaymentTimeout, ErrorKind::Coupon}) {
            QVERIFY(!converts(journey) || converts(journey, kind));
            QVERIFY(isAffected(journey, kind) || converts(journey) == converts(journey, kind));
        }
    });
}

void JourneyTest::harmlessErrorsDoNothingWithinACell_data()
{
    QTest::addColumn<QString>("error");
    QTest::newRow("wrong prices") << "prices";
    QTest::newRow("sessions not deleted") << "sessions";
}

/// Standardised to the affected over plan, device, country and release, as a comparison does it.
void JourneyTest::harmlessErrorsDoNothingWithinACell()
{
    QFETCH(const QString, error);

    struct Cell
    {
        double hit = 0;
        double hitBought = 0;
        double spared = 0;
        double sparedBought = 0;
    };

    std::map<std::tuple<Plan, Device, std::size_t, Release>, Cell> cells;
    forEachJourney(150'000, [&](const Visitor& visitor, const Journey& journey) {
        if (!journey.enters) {
            return;
        }
        const bool hit = error == QLatin1String("prices")
            ? journey.renderPriceFails
            : journey.signsOutOthers && journey.storeFailures > 0;
        Cell& cell = cells[{visitor.plan, visitor.device, visitor.country, visitor.release}];
        (hit ? cell.hit : cell.spared) += 1;
        (hit ? cell.hitBought : cell.sparedBought) += converts(journey) ? 1 : 0;
    });
    double affected = 0;
    double difference = 0;
    double variance = 0;
    for (const auto& [key, cell] : cells) {
        if (cell.hit > 0 && cell.spared > 0) {
            const double control = cell.sparedBought / cell.spared;
            affected += cell.hit;
            difference += cell.hitBought - cell.hit * control;
            variance += cell.hit * control * (1 - control) * (1 + cell.hit / cell.spared);
        }
    }
    QVERIFY(affected > 10'000);
    QVERIFY(std::abs(difference / affected) < 2.6 * std::sqrt(variance) / affected);
}

void JourneyTest::timeoutsCostAboutHalf()
{
    double affected = 0;
    double lost = 0;
    forEachJourney(150'000, [&](const Visitor&, const Journey& journey) {
        if (isAffected(journey, ErrorKind::PaymentTimeout)) {
            affected += 1;
            lost += (converts(journey, ErrorKind::PaymentTimeout) ? 1 : 0)
                - (converts(journey) ? 1 : 0);
        }
    });
    QVERIFY(affected > 2000);
    QVERIFY(std::abs(lost / affected - .45) < .05);
}

THROUGHLINE_TEST(JourneyTest)

} // namespace throughline

#include "tst_journey.moc"
