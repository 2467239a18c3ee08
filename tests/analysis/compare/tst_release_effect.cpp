#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/release_effect.h"
#include "models/analysis/stats/distributions.h"
#include "models/base/random.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <map>

namespace throughline {

using namespace analysis;

namespace {

Timestamp hour(std::int64_t h)
{
    return Timestamp {} + Duration::hours(h);
}

std::vector<SessionCount> counts(const QList<int>& occurrences, bool oneUser = false)
{
    std::vector<SessionCount> sessions;
    for (const int count : occurrences) {
        const auto user = static_cast<std::uint32_t>(oneUser ? 1 : sessions.size());
        sessions.push_back({user, static_cast<std::uint32_t>(count)});
    }
    return sessions;
}

} // namespace

/// Before and after a release.
class ReleaseEffectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void periodsAreAsLong_data();
    void periodsAreAsLong();
    void ratesOfOccurrences_data();
    void ratesOfOccurrences();
    void ratesAreThoseOfPlainLoops();
    void verdicts_data();
    void verdicts();
    void conversionIsTheStratifiedEstimate();
    void intervalCoversTheTruth();
};

void ReleaseEffectTest::periodsAreAsLong_data()
{
    QTest::addColumn<int>("released"); // hours
    QTest::addColumn<int>("next"); // -1: none
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("length");
    QTest::newRow("at most two weeks") << 1000 << -1 << 2000 << 336;
    QTest::newRow("whole weeks") << 1000 << -1 << 1000 + 300 << 168;
    QTest::newRow("whole days") << 1000 << -1 << 1000 + 50 << 48;
    QTest::newRow("whole hours") << 1000 << -1 << 1000 + 5 << 5;
    QTest::newRow("as much as lies before") << 30 << -1 << 2000 << 24;
    QTest::newRow("until the next release") << 1000 << 1072 << 2000 << 72;
    QTest::newRow("a next release at once") << 1000 << 1000 << 2000 << 336;
    QTest::newRow("nothing before") << 0 << -1 << 2000 << 0;
    QTest::newRow("nothing after") << 2000 << -1 << 2000 << 0;
}

void ReleaseEffectTest::periodsAreAsLong()
{
    QFETCH(int, released);
    QFETCH(int, next);
    QFETCH(int, end);
    QFETCH(int, length);
    const ReleasePeriods periods = releasePeriods(
        hour(released), next < 0 ? std::nullopt : std::optional(hour(next)), {hour(0), hour(end)});
    if (length == 0) {
        QVERIFY(periods.before.empty() && periods.after.empty());
        return;
    }
    QCOMPARE(periods.after, (TimeRange {hour(released), hour(released + length)}));
    QCOMPARE(periods.before, (TimeRange {hour(released - length), hour(released)}));
    QCOMPARE(periods.earlier, (TimeRange {hour(released - 2 * length), hour(released - length)}));
}

void ReleaseEffectTest::ratesOfOccurrences_data()
{
    QTest::addColumn<QList<int>>("occurrences");
    QTest::addColumn<bool>("oneUser");
    QTest::addColumn<double>("perThousand"); // below 0: none
    QTest::addColumn<double>("low"); // below 0: no interval
    QTest::addColumn<double>("high");
    QTest::newRow("no session") << QList<int> {} << false << -1. << -1. << -1.;
    // 0 of 10: Wilson's upper bound .2775.
    QTest::newRow("none in ten") << QList<int>(10, 0) << false << 0. << 0. << 277.5;
    QTest::newRow("none in ten of one user") << QList<int>(10, 0) << true << 0. << 0. << 793.5;
    QTest::newRow("one session") << QList<int> {3} << false << 3000. << -1. << -1.;
    QTest::newRow("every session once") << QList<int>(10, 1) << false << 1000. << 722.5 << 1000.;
    // r .5; residuals 3 * .25 + 2.25 = 3 and 4/3 * 3 = 4, SE 2 / 4 = .5, t(3) 3.18245.
    QTest::newRow("two in one of four") << QList<int> {2, 0, 0, 0} << false << 500.
                                        << 500 * std::exp(-3.182446) << 500 * std::exp(3.182446);
}

void ReleaseEffectTest::ratesOfOccurrences()
{
    QFETCH(QList<int>, occurrences);
    QFETCH(bool, oneUser);
    QFETCH(double, perThousand);
    QFETCH(double, low);
    QFETCH(double, high);
    const std::vector<SessionCount> sessions = counts(occurrences, oneUser);
    const OccurrenceRate rate = occurrenceRate(sessions);
    QCOMPARE(rate.perThousand.has_value(), perThousand >= 0);
    if (rate.perThousand) {
        QVERIFY(std::abs(*rate.perThousand - perThousand) < 1e-9);
    }
    QCOMPARE(rate.interval.has_value(), low >= 0);
    if (rate.interval) {
        QVERIFY2(std::abs(rate.interval->low - low) < .06,
                 qPrintable(QString::number(rate.interval->low)));
        QVERIFY2(std::abs(rate.interval->high - high) < .06,
                 qPrintable(QString::number(rate.interval->high)));
    }
}

void ReleaseEffectTest::ratesAreThoseOfPlainLoops()
{
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Random random(seed);
        std::vector<SessionCount> sessions;
        std::vector<std::vector<double>> ofUser;
        const std::uint32_t users = 2 + random.below(10);
        double total = 0;
        for (std::uint32_t user = 0; user < users; ++user) {
            ofUser.emplace_back();
            const std::uint32_t visits = 1 + random.below(4);
            for (std::uint32_t visit = 0; visit < visits; ++visit) {
                const std::uint32_t met = random.below(4);
                sessions.push_back({user, met});
                ofUser.back().push_back(met);
                total += met;
            }
        }
        const OccurrenceRate rate = occurrenceRate(sessions);
        const auto n = static_cast<double>(sessions.size());
        QVERIFY(std::abs(*rate.perThousand - 1000 * total / n) < 1e-9);
        if (total == 0) {
            continue;
        }
        double squares = 0;
        for (const std::vector<double>& visits : ofUser) {
            double residual = 0;
            for (const double met : visits) {
                residual += met - total / n;
            }
            squares += residual * residual;
        }
        const double error = std::sqrt(users / (users - 1.) * squares) / n;
        const double reach = std::exp(studentQuantile(.975, users - 1.) * error / (total / n));
        QVERIFY(std::abs(rate.interval->high / *rate.perThousand - reach) < 1e-6 * reach);
        QVERIFY(std::abs(*rate.perThousand / rate.interval->low - reach) < 1e-6 * reach);
    }
}

void ReleaseEffectTest::verdicts_data()
{
    QTest::addColumn<int>("hitBefore"); // of 400 sessions
    QTest::addColumn<int>("hitAfter");
    QTest::addColumn<int>("sessions");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("gone") << 40 << 0 << 400 << "fixed";
    QTest::newRow("fewer") << 80 << 10 << 400 << "fewer";
    QTest::newRow("worse") << 10 << 80 << 400 << "more";
    QTest::newRow("the same") << 20 << 20 << 400 << "unclear";
    QTest::newRow("none after, but there was one before") << 1 << 0 << 400 << "unclear";
    QTest::newRow("never") << 0 << 0 << 400 << "never-seen";
    QTest::newRow("nobody at risk") << 0 << 0 << 0 << "never-seen";
    QTest::newRow("all before, none after") << 400 << 0 << 400 << "fixed";
}

void ReleaseEffectTest::verdicts()
{
    QFETCH(int, hitBefore);
    QFETCH(int, hitAfter);
    QFETCH(int, sessions);
    QFETCH(QString, verdict);
    const auto of = [sessions](int hit) {
        QList<int> occurrences(sessions, 0);
        std::fill_n(occurrences.begin(), hit, 1);
        return occurrenceRate(counts(occurrences));
    };
    ReleaseEffect effect;
    QCOMPARE(fixVerdictOf(effect), FixVerdict::NotAsked);
    effect.group = domain::ErrorGroupId(1);
    effect.occurrencesBefore = of(hitBefore);
    effect.occurrencesAfter = of(hitAfter);
    compareOccurrences(effect);
    QCOMPARE(QString::fromLatin1(toText(fixVerdictOf(effect)).data()), verdict);
    if (effect.occurrencesInterval) {
        const bool excludes =
            effect.occurrencesInterval->low > 0 || effect.occurrencesInterval->high < 0;
        QCOMPARE(*effect.occurrencesP < .05, excludes);
    }
}

void ReleaseEffectTest::conversionIsTheStratifiedEstimate()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        test::ComparisonFixture fixture = test::randomFixture(seed, 120);
        Random random(seed);
        for (Timestamp& start : fixture.index.start) {
            start = hour(random.below(30));
        }
        const ComparisonTable table = fixture.table();
        ReleaseEffect effect;
        effect.step = 1 + random.below(3);
        addConversion(effect, table,
                      {{hour(0), hour(10)}, {hour(10), hour(20)}, {hour(20), hour(30)}});
        // Plain: cells with both arms, weighted by those after.
        std::map<std::vector<std::uint32_t>, std::array<std::array<double, 2>, 2>> cells;
        std::array<std::uint64_t, 2> sessions {};
        for (std::uint32_t s = 0; s < fixture.rows.size(); ++s) {
            const test::SessionRow& row = fixture.rows[s];
            if (!row.inScope || row.reachedMs.size() < effect.step
                || fixture.index.start[s] < hour(10)) {
                continue;
            }
            const std::size_t arm = fixture.index.start[s] < hour(20) ? 0 : 1;
            ++sessions[arm];
            auto& cell = cells[row.match][arm];
            cell[0] += 1;
            cell[1] += row.reachedMs.size() == 4 ? 1 : 0;
        }
        double weighted = 0;
        double matched = 0;
        for (const auto& [key, arms] : cells) {
            if (arms[0][0] > 0 && arms[1][0] > 0) {
                weighted += arms[1][1] - arms[1][0] * arms[0][1] / arms[0][0];
                matched += arms[1][0];
            }
        }
        QCOMPARE(effect.conversionBefore.sessions, sessions[0]);
        QCOMPARE(effect.conversionAfter.sessions, sessions[1]);
        QCOMPARE(effect.conversion.difference.has_value(), matched > 0);
        if (matched > 0) {
            QVERIFY(std::abs(*effect.conversion.difference - weighted / matched) < 1e-9);
        }
        QCOMPARE(effect.conversion.method, std::string("before_after"));
        QCOMPARE(effect.placebo.method, std::string("placebo_period"));
    }
}

void ReleaseEffectTest::intervalCoversTheTruth()
{
    // 60 draws of two periods whose true rates are 60 and 30 per 1,000.
    int covered = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Random random(seed);
        const auto period = [&random](double share) {
            std::vector<SessionCount> sessions;
            for (std::uint32_t user = 0; user < 300; ++user) {
                const bool prone = random.chance(2 * share);
                for (int visit = 0; visit < 3; ++visit) {
                    sessions.push_back({user, prone && random.chance(.5) ? 1U : 0U});
                }
            }
            return occurrenceRate(sessions);
        };
        ReleaseEffect effect;
        effect.occurrencesBefore = period(.06);
        effect.occurrencesAfter = period(.03);
        compareOccurrences(effect);
        covered += effect.occurrencesInterval->low <= -30 && effect.occurrencesInterval->high >= -30
            ? 1
            : 0;
    }
    QVERIFY2(covered >= 52, qPrintable(QString::number(covered)));
}

THROUGHLINE_TEST(ReleaseEffectTest)

} // namespace throughline

#include "tst_release_effect.moc"
