#include "models/analysis/compare/exposure.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;
using test::ComparisonFixture;
using test::makeFixture;
using test::SessionRow;

namespace {

std::uint32_t chosenStep(const ComparisonFixture& fixture)
{
    const ComparisonTable table = fixture.table();
    return chooseExposureStep(table.entered(), fixture.levels, fixture.exposures.first);
}

/// So many sessions that reached three of four steps at 0, 10 and 20 s, hit at this moment.
void addHits(std::vector<SessionRow>& rows, int count, std::int64_t hitMs)
{
    for (int i = 0; i < count; ++i) {
        SessionRow row;
        row.reachedMs = {0, 10'000, 20'000};
        row.hitMs = hitMs;
        rows.push_back(row);
    }
}

} // namespace

class ExposureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstOccurrenceDecidesTheArm_data();
    void firstOccurrenceDecidesTheArm();
    void choosesTheFurthestStepThatNearlyAllHadReached();
    void ninetyFivePercentIsEnough();
    void fallsBackToTheFirstStep();
    void neverChoosesTheLastStep();
    void sessionsOutsideTheFunnelOrScopeHaveNoSay();
    void nobodyAffectedMeansNoStep();
    void hitsAreTheAffectedAndTheLeftOut();
};

void ExposureTest::firstOccurrenceDecidesTheArm_data()
{
    QTest::addColumn<QList<qint64>>("reached");
    QTest::addColumn<qint64>("hit");
    QTest::addColumn<int>("arm");
    const auto row = [](const char* name, QList<qint64> reached, qint64 hit, Arm arm) {
        QTest::newRow(name) << reached << hit << static_cast<int>(arm);
    };
    const QList<qint64> stopped {1000, 2000};
    const QList<qint64> converted {1000, 2000, 9000};
    row("before the step", stopped, 1999, Arm::HitBefore);
    row("before the session began", stopped, -5, Arm::HitBefore);
    row("at the step", stopped, 2000, Arm::Affected);
    row("after the step", stopped, 2001, Arm::Affected);
    row("at the end of the window", stopped, 61'000, Arm::Affected);
    row("after the window", stopped, 61'001, Arm::Control);
    row("just before converting", converted, 8999, Arm::Affected);
    row("at converting", converted, 9000, Arm::Control);
    row("after converting", converted, 9001, Arm::Control);
    row("before the step of a converted session", converted, 1500, Arm::HitBefore);
    row("did not reach the step", {1000}, 5000, Arm::NotAtRisk);
    row("did not enter", {}, 5000, Arm::NotAtRisk);
}

void ExposureTest::firstOccurrenceDecidesTheArm()
{
    QFETCH(QList<qint64>, reached);
    QFETCH(qint64, hit);
    QFETCH(int, arm);
    SessionRow row;
    row.reachedMs.assign(reached.begin(), reached.end());
    const ComparisonFixture fixture = makeFixture(3, {row}, Duration::minutes(1));
    QCOMPARE(static_cast<int>(armOf(fixture.levels, 0, 2, hit)), arm);
}

void ExposureTest::choosesTheFurthestStepThatNearlyAllHadReached()
{
    std::vector<SessionRow> rows;
    addHits(rows, 30, 25'000);
    addHits(rows, 1, 12'000);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 3U);
    addHits(rows, 1, 20'000); // exactly when reached: it had reached it
    QCOMPARE(chosenStep(makeFixture(4, rows)), 3U);
    addHits(rows, 5, 19'999);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 2U);
}

void ExposureTest::ninetyFivePercentIsEnough()
{
    std::vector<SessionRow> rows;
    addHits(rows, 19, 30'000);
    addHits(rows, 1, 15'000);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 3U);
    addHits(rows, 1, 15'000);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 2U);
}

void ExposureTest::fallsBackToTheFirstStep()
{
    std::vector<SessionRow> rows;
    addHits(rows, 10, -1);
    addHits(rows, 10, 5'000);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 1U);
}

void ExposureTest::neverChoosesTheLastStep()
{
    std::vector<SessionRow> rows;
    addHits(rows, 10, 50'000);
    for (SessionRow& row : rows) {
        row.reachedMs.push_back(30'000);
    }
    QCOMPARE(chosenStep(makeFixture(4, rows)), 3U);
    for (SessionRow& row : rows) {
        row.reachedMs = {0};
    }
    QCOMPARE(chosenStep(makeFixture(1, rows)), 0U);
}

void ExposureTest::sessionsOutsideTheFunnelOrScopeHaveNoSay()
{
    std::vector<SessionRow> rows;
    addHits(rows, 10, 50'000);
    SessionRow outside;
    outside.hitMs = 4;
    rows.insert(rows.end(), 20, outside);
    SessionRow leftOut;
    leftOut.reachedMs = {0};
    leftOut.hitMs = 4;
    leftOut.inScope = false;
    rows.insert(rows.end(), 20, leftOut);
    QCOMPARE(chosenStep(makeFixture(4, rows)), 3U);
}

void ExposureTest::nobodyAffectedMeansNoStep()
{
    QCOMPARE(chosenStep(makeFixture(4, {})), 0U);
    SessionRow clean;
    clean.reachedMs = {0, 1};
    SessionRow outside;
    outside.hitMs = 4;
    QCOMPARE(chosenStep(makeFixture(4, {clean, outside})), 0U);
}

void ExposureTest::hitsAreTheAffectedAndTheLeftOut()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const ComparisonFixture fixture = test::randomFixture(seed);
        const ComparisonTable table = fixture.table();
        const RiskTable& atRisk = table.atRisk(2);
        std::vector<Hit> expected;
        for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
            const std::uint32_t session = atRisk.session[row];
            QVERIFY(fixture.rows[session].inScope && fixture.levels.level[session] >= 2);
            if (const auto hit = fixture.rows[session].hitMs) {
                const Arm arm = armOf(fixture.levels, session, 2, *hit);
                if (arm == Arm::Affected || arm == Arm::HitBefore) {
                    expected.push_back({row, arm == Arm::Affected});
                }
            }
        }
        QCOMPARE(findHits(atRisk, fixture.levels, fixture.exposures.first), expected);
    }
}

} // namespace throughline

using throughline::ExposureTest;
THROUGHLINE_TEST(ExposureTest)
#include "tst_exposure.moc"
