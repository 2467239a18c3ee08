#include "models/analysis/compare/compare.h"
#include "tests/analysis/compare/simulated_world.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>

namespace throughline {

using namespace analysis;
using test::kWorlds;
using test::SimulatedWorld;
using test::World;

namespace {

constexpr std::uint64_t kSeeds = 10;
constexpr std::uint32_t kSessions = 6'000;

/// How a method does over the seeds of one world.
struct Score
{
    double bias = 0; ///< mean
    double worst = 0; ///< largest error of one run
    double length = 0; ///< mean, of the interval
    int covered = 0;

    void add(const Estimate& estimate, double truth)
    {
        const double error = *estimate.difference - truth;
        bias += error / kSeeds;
        worst = std::max(worst, std::abs(error));
        length += (estimate.interval->high - estimate.interval->low) / kSeeds;
        covered += estimate.interval->low <= truth && truth <= estimate.interval->high ? 1 : 0;
    }
};

} // namespace

/// The comparison against worlds whose truth is known.
class KnownTruthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void estimatesAreUnbiasedAndCover();
};

void KnownTruthTest::estimatesAreUnbiasedAndCover()
{
    int coveredOverAll = 0;
    for (const World world : kWorlds) {
        Score matched;
        Score atRisk;
        double truth = 0;
        for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
            const SimulatedWorld made = test::simulate(world, seed, kSessions);
            const std::vector<index::ExposureSet> groups {made.exposures};
            const std::vector<Comparison> compared = compareGroups(made.table(), groups).value();
            const Comparison& comparison = compared.front();
            QCOMPARE(comparison.headline.method, std::string("opportunity_matched"));
            QCOMPARE(comparison.headline.affected, made.affected);
            QVERIFY(comparison.headline.matchedShare > .9);
            QVERIFY(comparison.headline.interval.has_value());
            truth += made.truth / kSeeds;
            matched.add(comparison.headline, made.truth);
            atRisk.add(comparison.atRiskStratified, made.truth);
        }
        qInfo(
            "%-24s truth %+5.1f  matched: bias %+4.1f worst %3.1f covered %2d of 10 length %4.1f  "
            "stratified: bias %+5.1f covered %2d",
            test::nameOf(world).data(), 100 * truth, 100 * matched.bias, 100 * matched.worst,
            matched.covered, 100 * matched.length, 100 * atRisk.bias, atRisk.covered);
        QVERIFY2(std::abs(matched.bias) <= .025, test::nameOf(world).data());
        QVERIFY2(matched.covered >= 7, test::nameOf(world).data());
        QVERIFY2(matched.worst <= .09, test::nameOf(world).data());
        coveredOverAll += matched.covered;
    }
    QVERIFY(coveredOverAll >= 56);
}

THROUGHLINE_TEST(KnownTruthTest)

} // namespace throughline

#include "tst_known_truth.moc"
