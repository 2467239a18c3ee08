#include "models/demo/population.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <map>
#include <set>

namespace throughline {

using namespace demo;

class PopulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsHaveNamesOfTheirOwn();
    void accountsKeepPlanAndCountry();
    void sharesAddUpToOne();
    void releasesSpreadAfterTheyAreOut();
    void machinesAreNobody();
};

namespace {

constexpr TimeRange kRange {kDataEnd - Duration::days(14), kDataEnd};

} // namespace

void PopulationTest::sessionsHaveNamesOfTheirOwn()
{
    for (const std::uint64_t seed : {0U, 42U, 4'000'000'000U}) {
        std::set<std::string> names;
        for (std::uint64_t i = 0; i < 100'000; ++i) {
            names.insert(sessionName(seed, i));
        }
        QCOMPARE(names.size(), std::size_t {100'000});
    }
    QCOMPARE(sessionName(42, 7).size(), std::size_t {10});
}

void PopulationTest::accountsKeepPlanAndCountry()
{
    const Population population(3000, 42);
    Random random(1);
    std::map<std::uint32_t, std::pair<Plan, std::size_t>> accounts;
    std::map<std::uint32_t, std::uint32_t> accountOfUser;
    for (int i = 0; i < 3000; ++i) {
        const Visitor visitor = population.visitor(kRange.from + Duration::days(7), kRange, random);
        const std::pair<Plan, std::size_t> facts {visitor.plan, visitor.country};
        QVERIFY(accounts.emplace(visitor.account, facts).first->second == facts);
        QVERIFY(accountOfUser.emplace(visitor.user, visitor.account).first->second
                == visitor.account);
    }
    QVERIFY(accountOfUser.size() > 1000);
    QVERIFY(accounts.size() < accountOfUser.size());
}

void PopulationTest::sharesAddUpToOne()
{
    double sum = 0;
    for (const Country& country : countries()) {
        sum += country.share;
    }
    QVERIFY(std::abs(sum - 1) < 1e-9);
}

void PopulationTest::releasesSpreadAfterTheyAreOut()
{
    const Population population(1000, 42);
    Random random(1);
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(population.visitor(kRange.from, kRange, random).release, Release::R220);
    }
    int newest = 0;
    for (int i = 0; i < 500; ++i) {
        const Timestamp late = kRange.to - Duration::hours(3);
        newest += population.visitor(late, kRange, random).release == Release::R231 ? 1 : 0;
    }
    QVERIFY(newest > 450);
}

void PopulationTest::machinesAreNobody()
{
    const Population population(1000, 42);
    Random random(1);
    const Visitor crawler = population.machine(VisitorKind::Crawler, kRange.from, kRange, random);
    QVERIFY(crawler.userAgent.find("bot") != std::string::npos
            || crawler.userAgent.find("Bot") != std::string::npos);
    const Visitor monitor = population.machine(VisitorKind::Monitor, kRange.from, kRange, random);
    QVERIFY(monitor.userAgent.find("ot/") == std::string::npos);
    QCOMPARE(monitor.channel, Channel::Web);
}

THROUGHLINE_TEST(PopulationTest)

} // namespace throughline

#include "tst_population.moc"
