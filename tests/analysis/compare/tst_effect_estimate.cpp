#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/stats/distributions.h"
#include "models/analysis/stats/stratified.h"
#include "tests/analysis/compare/comparison_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

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

bool near(const std::optional<double>& a, const std::optional<double>& b, double tolerance = 1e-9)
{
    return a.has_value() == b.has_value() && (!a || near(*a, *b, tolerance));
}

/// What the definition gives, by plain loops over the affected and their controls.
struct Plain
{
    std::size_t affected = 0;
    std::size_t matched = 0;
    std::size_t control = 0;
    std::size_t controlConverted = 0;
    std::optional<double> difference;
    std::optional<double> variance;
    std::size_t users = 0;
    bool constant = true; ///< no outcome deviates from its cell's
};

double outcomeOf(const SessionRow& row, std::uint32_t steps)
{
    return row.reachedMs.size() == steps ? 1 : 0;
}

/// 1 affected, 0 control, nothing: in neither arm.
std::optional<int> plainArm(const SessionRow& row, std::uint32_t steps, std::uint32_t step,
                            std::int64_t windowMs)
{
    if (!row.inScope || row.reachedMs.size() < step) {
        return std::nullopt;
    }
    if (!row.hitMs) {
        return 0;
    }
    if (*row.hitMs < row.reachedMs[step - 1]) {
        return std::nullopt;
    }
    const bool afterConverting =
        row.reachedMs.size() == steps && *row.hitMs >= row.reachedMs[steps - 1];
    const bool afterWindow = *row.hitMs > row.reachedMs[0] + windowMs;
    return afterConverting || afterWindow ? 0 : 1;
}

Plain plainEstimate(const ComparisonFixture& fixture, std::uint32_t step)
{
    const std::uint32_t steps = fixture.levels.steps;
    const std::int64_t windowMs = fixture.levels.window.ns / 1'000'000;
    std::vector<std::size_t> affected;
    std::vector<std::size_t> controls;
    for (std::size_t i = 0; i < fixture.rows.size(); ++i) {
        if (const auto arm = plainArm(fixture.rows[i], steps, step, windowMs)) {
            (*arm == 1 ? affected : controls).push_back(i);
        }
    }
    const auto controlsOf = [&](std::size_t i) {
        std::vector<std::size_t> same;
        for (const std::size_t c : controls) {
            if (fixture.rows[c].match == fixture.rows[i].match) {
                same.push_back(c);
            }
        }
        return same;
    };
    const auto userOf = [&](std::size_t i) {
        const std::uint32_t user = fixture.rows[i].user;
        return user == index::kNone ? std::int64_t {-1} - static_cast<std::int64_t>(i)
                                    : std::int64_t {user};
    };
    Plain plain;
    plain.affected = affected.size();
    std::vector<std::size_t> matched;
    std::set<std::size_t> used;
    std::map<std::size_t, double> rate;
    double sum = 0;
    for (const std::size_t i : affected) {
        const auto own = controlsOf(i);
        if (own.empty()) {
            continue;
        }
        double converted = 0;
        for (const std::size_t c : own) {
            converted += outcomeOf(fixture.rows[c], steps);
            used.insert(c);
        }
        rate[i] = converted / static_cast<double>(own.size());
        matched.push_back(i);
        sum += outcomeOf(fixture.rows[i], steps) - rate[i];
    }
    plain.matched = matched.size();
    plain.control = used.size();
    for (const std::size_t c : used) {
        plain.controlConverted += outcomeOf(fixture.rows[c], steps) > 0 ? 1 : 0;
    }
    if (matched.empty()) {
        return plain;
    }
    const double n = static_cast<double>(matched.size());
    const double difference = sum / n;
    plain.difference = difference;
    std::map<std::int64_t, double> score;
    std::set<std::int64_t> users;
    double expected = 0;
    double squares = 0;
    for (const std::size_t i : matched) {
        const double y = outcomeOf(fixture.rows[i], steps);
        score[userOf(i)] += (y - rate[i] - difference) / n;
        users.insert(userOf(i));
        expected += rate[i] * (1 - rate[i]) / n;
        squares += (y - rate[i] - difference) * (y - rate[i] - difference) / n;
        plain.constant = plain.constant && std::abs(y - rate[i] - difference) < 1e-12;
        const auto own = controlsOf(i);
        for (const std::size_t c : own) {
            const double h = outcomeOf(fixture.rows[c], steps);
            score[userOf(c)] -= (h - rate[i]) / (n * static_cast<double>(own.size()));
            plain.constant = plain.constant && std::abs(h - rate[i]) < 1e-12;
        }
    }
    plain.users = users.size();
    if (plain.users < 2) {
        return plain;
    }
    double scores = 0;
    for (const auto& [user, value] : score) {
        scores += value * value;
    }
    const double g = static_cast<double>(plain.users);
    plain.variance = g / (g - 1) * scores + std::max(0.0, expected - squares) / n;
    return plain;
}

StratifiedEstimate estimateOf(const ComparisonFixture& fixture, std::uint32_t step)
{
    const ComparisonTable table = fixture.table();
    const RiskTable& atRisk = table.atRisk(step);
    StratifiedEstimator estimator(atRisk, table.match());
    return estimator.estimate(findHits(atRisk, fixture.levels, fixture.exposures.first));
}

/// A session that tries once at step 1, hit there or not, converted or not; `stratum` is its cell.
SessionRow oneTry(std::uint32_t user, std::uint32_t stratum, bool hit, bool converted)
{
    SessionRow row;
    row.user = user;
    row.match = {stratum};
    row.reachedMs = {0};
    if (converted) {
        row.reachedMs.push_back(99'000);
    }
    if (hit) {
        row.hitMs = 10'000;
    }
    return row;
}

void add(std::vector<SessionRow>& rows, int count, std::uint32_t stratum, bool hit, bool converted)
{
    for (int i = 0; i < count; ++i) {
        rows.push_back(oneTry(static_cast<std::uint32_t>(rows.size()), stratum, hit, converted));
    }
}

} // namespace

class EffectEstimateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneTryEachAgreesWithTheWorkedExample();
    void agreesWithPlainLoops();
    void differenceIsThatStandardisedToTheAffected();
    void oneEstimatorServesManyGroups();
    void pairsOfOutcomesGiveTheSameFigures();
    void pairsAreLeftWhereTheyWouldNotHelp();
    void largeArmsAgreeWithIndependentTrials();
    void sessionsOfOneUserCountTogether();
    void withoutUsersEachSessionIsItsOwn();
    void atRiskUsesNewcombeAndTheRightTest();
    void naiveCountsAnyOccurrence();
    void emptyArmsGiveANoteAndNoFigure();
    void oneUserGivesNoInterval();
    void constantOutcomesGetAScoreInterval();
    void figuresAreNeverNan();
    void swappedOutcomesMirrorTheEstimate();
    void intervalsCoverANullEffect();
    void stratifyingRemovesConfounding();
};

void EffectEstimateTest::oneTryEachAgreesWithTheWorkedExample()
{
    std::vector<SessionRow> rows;
    add(rows, 1, 1, true, true); // a
    add(rows, 1, 1, true, false); // b
    add(rows, 3, 1, false, true); // c e f
    add(rows, 1, 1, false, false); // g
    add(rows, 1, 2, true, false); // h
    add(rows, 1, 2, false, true); // i
    add(rows, 1, 2, false, false); // j
    const StratifiedEstimate result = estimateOf(makeFixture(2, rows), 1);
    const Estimate& estimate = result.estimate;
    QCOMPARE(estimate.matchedAffected, 3U);
    QCOMPARE(estimate.control, 6U);
    QCOMPARE(estimate.controlConverted, 4U);
    QCOMPARE(estimate.strata, 2U);
    QCOMPARE(estimate.matchedShare, 1.0);
    QVERIFY(near(estimate.difference.value(), -1 / 3.0, 1e-12));
    QVERIFY(near(estimate.interval->low, -2.0087, .5e-4));
    QVERIFY(near(estimate.interval->high, 1.3421, .5e-4));
    const double error =
        (estimate.interval->high - estimate.interval->low) / 2 / studentQuantile(.975, 2);
    QVERIFY(near(error, .389385, .5e-6));
    QVERIFY(near(estimate.pValue.value(), studentTwoSidedP(-1 / 3.0 / error, 2), 1e-12));
    QVERIFY(near(result.minimumDetectableEffect.value(), (studentQuantile(.975, 2) + kZ80) * error,
                 1e-12));
}

void EffectEstimateTest::agreesWithPlainLoops()
{
    int withInterval = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        const ComparisonFixture fixture = test::randomFixture(seed);
        for (std::uint32_t step = 1; step <= 3; ++step) {
            const Plain plain = plainEstimate(fixture, step);
            const Estimate estimate = estimateOf(fixture, step).estimate;
            QCOMPARE(estimate.affected, plain.affected);
            QCOMPARE(estimate.matchedAffected, plain.matched);
            QCOMPARE(estimate.control, plain.control);
            QCOMPARE(estimate.controlConverted, plain.controlConverted);
            QVERIFY(near(estimate.difference, plain.difference));
            QCOMPARE(estimate.interval.has_value(), plain.variance.has_value());
            if (!plain.variance || plain.constant || *plain.variance < 1e-15) {
                continue;
            }
            const double error = std::sqrt(*plain.variance);
            const double degrees = static_cast<double>(plain.users - 1);
            const double half = studentQuantile(.975, degrees) * error;
            QVERIFY(near(estimate.interval->low, *plain.difference - half));
            QVERIFY(near(estimate.interval->high, *plain.difference + half));
            QVERIFY(near(estimate.pValue.value(),
                         studentTwoSidedP(*plain.difference / error, degrees)));
            ++withInterval;
        }
    }
    QVERIFY2(withInterval > 300, QByteArray::number(withInterval).constData());
}

void EffectEstimateTest::differenceIsThatStandardisedToTheAffected()
{
    std::vector<SessionRow> rows;
    add(rows, 60, 1, true, true);
    add(rows, 240, 1, true, false);
    add(rows, 1200, 1, false, true);
    add(rows, 2800, 1, false, false);
    add(rows, 10, 2, true, true);
    add(rows, 90, 2, true, false);
    add(rows, 2100, 2, false, true);
    add(rows, 3900, 2, false, false);
    const Estimate estimate = estimateOf(makeFixture(2, rows), 1).estimate;
    QVERIFY(near(estimate.difference.value(), -.1375, 1e-12));
    QVERIFY(near(-400 * *estimate.difference, 55, 1e-9));
    const std::vector<Stratum> strata {{{60, 300}, {1200, 4000}}, {{10, 100}, {2100, 6000}}};
    QVERIFY(near(*estimate.difference, standardisedToAffected(strata)->value, 1e-12));
}

void EffectEstimateTest::oneEstimatorServesManyGroups()
{
    // A group must not find traces of the one before.
    const ComparisonFixture fixture = test::randomFixture(5, 200);
    const ComparisonTable table = fixture.table();
    const RiskTable& atRisk = table.atRisk(2);
    StratifiedEstimator shared(atRisk, table.match());
    Random random(3);
    for (int group = 0; group < 50; ++group) {
        std::vector<index::Exposure> exposures;
        for (std::uint32_t session = 0; session < fixture.index.sessionCount(); ++session) {
            if (random.chance(.15)) {
                exposures.push_back({session, static_cast<std::int64_t>(random.below(12))});
            }
        }
        const std::vector<Hit> hits = findHits(atRisk, fixture.levels, exposures);
        StratifiedEstimator fresh(atRisk, table.match());
        QCOMPARE(shared.estimate(hits), fresh.estimate(hits));
    }
}

void EffectEstimateTest::pairsOfOutcomesGiveTheSameFigures()
{
    Random random(8);
    std::vector<SessionRow> rows(12'000);
    for (SessionRow& row : rows) {
        // Most users have a few sessions, one has hundreds, some sessions are nobody's.
        row.user = random.chance(.1) ? index::kNone : random.chance(.05) ? 1 : random.below(4'000);
        row.match = {random.below(4), row.user % 3 + 1};
        row.reachedMs = random.chance(.4) ? std::vector<std::int64_t> {0, 5'000}
                                          : std::vector<std::int64_t> {0};
    }
    const ComparisonFixture fixture = makeFixture(2, rows);
    const ComparisonTable table = fixture.table();
    const RiskTable& atRisk = table.atRisk(1);
    const auto pairs = OutcomePairs::create(atRisk);
    QVERIFY(pairs != nullptr);
    StratifiedEstimator byRows(atRisk, table.match());
    StratifiedEstimator byPairs(atRisk, table.match(), pairs);
    // With nearly all sessions hit too little is left of the pairs to tell anything.
    for (const double share : {.0002, .002, .02, .3, .9, .999}) {
        std::vector<Hit> hits;
        for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
            if (random.chance(share)) {
                hits.push_back({row, !random.chance(.1)});
            }
        }
        const StratifiedEstimate a = byRows.estimate(hits);
        const StratifiedEstimate b = byPairs.estimate(hits);
        QCOMPARE(a.estimate.difference, b.estimate.difference);
        QCOMPARE(a.estimate.interval.has_value(), b.estimate.interval.has_value());
        QVERIFY(near(a.estimate.pValue, b.estimate.pValue, 1e-11));
        QVERIFY(near(a.minimumDetectableEffect, b.minimumDetectableEffect, 1e-11));
        if (a.estimate.interval) {
            QVERIFY(near(a.estimate.interval->low, b.estimate.interval->low, 1e-11));
            QVERIFY(near(a.estimate.interval->high, b.estimate.interval->high, 1e-11));
        }
    }
}

void EffectEstimateTest::pairsAreLeftWhereTheyWouldNotHelp()
{
    const auto made = [](std::size_t sessions, std::uint32_t users) {
        std::vector<SessionRow> rows(sessions);
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            rows[i].user = i % users;
            rows[i].match = {i % 4};
            rows[i].reachedMs = {0};
        }
        const ComparisonFixture fixture = makeFixture(2, rows);
        const ComparisonTable table = fixture.table();
        return OutcomePairs::create(table.atRisk(1)) != nullptr;
    };
    QVERIFY(made(5'000, 1'000));
    QVERIFY(made(5'000, 1));
    QVERIFY(!made(0, 1));
    QVERIFY(!made(1'000, 300)); // read as fast
    QVERIFY(!made(33'000, 1)); // pairs of one user beyond counting
}

void EffectEstimateTest::largeArmsAgreeWithIndependentTrials()
{
    std::vector<SessionRow> rows;
    add(rows, 300, 1, true, true);
    add(rows, 700, 1, true, false);
    add(rows, 4000, 1, false, true);
    add(rows, 6000, 1, false, false);
    const Estimate estimate = estimateOf(makeFixture(2, rows), 1).estimate;
    const std::vector<Stratum> strata {{{300, 1000}, {4000, 10000}}};
    const NormalEstimate independent = standardisedToAffected(strata).value();
    // The term for the realised loss replaces p (1 - p) by h (1 - h) where that is larger.
    const double error = std::sqrt(.4 * .6 / 1000 + .4 * .6 / 10000);
    const double half = (estimate.interval->high - estimate.interval->low) / 2;
    QVERIFY(near(half, kZ975 * error, .01 * half));
    QVERIFY(half >= kZ975 * independent.standardError);
}

void EffectEstimateTest::sessionsOfOneUserCountTogether()
{
    std::vector<SessionRow> apart;
    add(apart, 30, 1, true, true);
    add(apart, 30, 1, true, false);
    add(apart, 100, 1, false, true);
    add(apart, 100, 1, false, false);
    std::vector<SessionRow> together = apart;
    for (SessionRow& row : together) {
        row.user /= 10; // ten sessions of a user end alike
    }
    const Estimate single = estimateOf(makeFixture(2, apart), 1).estimate;
    const Estimate clustered = estimateOf(makeFixture(2, together), 1).estimate;
    QCOMPARE(clustered.difference, single.difference);
    const double width = single.interval->high - single.interval->low;
    QVERIFY(clustered.interval->high - clustered.interval->low > 3 * width);
}

void EffectEstimateTest::withoutUsersEachSessionIsItsOwn()
{
    std::vector<SessionRow> rows;
    add(rows, 9, 1, true, true);
    add(rows, 12, 1, true, false);
    add(rows, 40, 1, false, true);
    add(rows, 30, 1, false, false);
    const StratifiedEstimate named = estimateOf(makeFixture(2, rows), 1);
    for (SessionRow& row : rows) {
        row.user = index::kNone;
    }
    QCOMPARE(estimateOf(makeFixture(2, rows), 1), named);
}

void EffectEstimateTest::atRiskUsesNewcombeAndTheRightTest()
{
    std::vector<SessionRow> rows;
    add(rows, 56, 1, true, true);
    add(rows, 14, 2, true, false);
    add(rows, 48, 1, false, true);
    add(rows, 32, 2, false, false);
    const ComparisonFixture fixture = makeFixture(2, rows);
    const ComparisonTable table = fixture.table();
    const RiskTable& atRisk = table.atRisk(1);
    const Estimate estimate =
        atRiskEstimate(atRisk, findHits(atRisk, fixture.levels, fixture.exposures.first));
    QCOMPARE(estimate.affected, 70U);
    QCOMPARE(estimate.controlConverted, 48U);
    QVERIFY(near(estimate.difference.value(), .2, 1e-12));
    QVERIFY(near(estimate.interval->low, .0524, .5e-4));
    QVERIFY(near(estimate.pValue.value(), .00804, 1e-5));
    QCOMPARE(estimate.matchedAffected, 70U);
}

void EffectEstimateTest::naiveCountsAnyOccurrence()
{
    std::vector<SessionRow> rows;
    add(rows, 3, 1, false, true);
    add(rows, 2, 1, false, false);
    add(rows, 2, 1, true, false);
    rows[0].hitMs = 500'000; // after converting
    rows[4].hitMs = -10; // before entering
    SessionRow outside = oneTry(50, 1, true, false);
    outside.reachedMs.clear();
    rows.push_back(outside);
    const ComparisonFixture fixture = makeFixture(2, rows);
    const ComparisonTable table = fixture.table();
    const Estimate estimate =
        naiveEstimate(table.entered(), findAnyHits(table.entered(), fixture.exposures.first));
    QCOMPARE(estimate.affected, 4U);
    QCOMPARE(estimate.affectedConverted, 1U);
    QCOMPARE(estimate.control, 3U);
    QCOMPARE(estimate.controlConverted, 2U);
}

void EffectEstimateTest::emptyArmsGiveANoteAndNoFigure()
{
    std::vector<SessionRow> onlyAffected;
    add(onlyAffected, 4, 1, true, false);
    std::vector<SessionRow> onlyControl;
    add(onlyControl, 4, 1, false, true);
    std::vector<SessionRow> apart = onlyAffected;
    add(apart, 4, 2, false, true);
    for (const auto& rows : {onlyAffected, onlyControl, apart, std::vector<SessionRow> {}}) {
        const StratifiedEstimate result = estimateOf(makeFixture(2, rows), 1);
        QVERIFY(!result.estimate.difference && !result.estimate.interval);
        QVERIFY(!result.estimate.pValue && !result.minimumDetectableEffect);
        QVERIFY(result.estimate.note.has_value());
        QCOMPARE(result.estimate.matchedAffected, 0U);
        QCOMPARE(result.estimate.matchedShare, 0.0);
    }
}

void EffectEstimateTest::oneUserGivesNoInterval()
{
    std::vector<SessionRow> rows;
    add(rows, 3, 1, true, false);
    add(rows, 9, 1, false, true);
    for (std::size_t i = 0; i < 3; ++i) {
        rows[i].user = 0;
    }
    const StratifiedEstimate result = estimateOf(makeFixture(2, rows), 1);
    QCOMPARE(result.estimate.difference.value(), -1.0);
    QVERIFY(!result.estimate.interval && !result.estimate.pValue);
    QVERIFY(!result.minimumDetectableEffect);
    QVERIFY(result.estimate.note.has_value());
}

void EffectEstimateTest::constantOutcomesGetAScoreInterval()
{
    std::vector<SessionRow> few;
    add(few, 3, 1, true, false);
    add(few, 1000, 1, false, false);
    const StratifiedEstimate none = estimateOf(makeFixture(2, few), 1);
    QCOMPARE(none.estimate.difference.value(), 0.0);
    QVERIFY(none.estimate.interval->high > .4);
    const Interval rare = newcombeInterval(Proportion {0, 3}, Proportion {0, 1000}).value();
    QVERIFY(near(none.estimate.interval->low, rare.low));
    QVERIFY(near(none.estimate.interval->high, rare.high));
    QCOMPARE(none.estimate.pValue.value(), 1.0);
    QVERIFY(none.minimumDetectableEffect.value() > .3);
    std::vector<SessionRow> total;
    add(total, 5, 1, true, false);
    add(total, 100, 1, false, true);
    const StratifiedEstimate all = estimateOf(makeFixture(2, total), 1);
    QCOMPARE(all.estimate.difference.value(), -1.0);
    const Interval whole = newcombeInterval(Proportion {0, 5}, Proportion {100, 100}).value();
    QVERIFY(near(all.estimate.interval->low, whole.low));
    QVERIFY(near(all.estimate.interval->high, whole.high));
    QVERIFY(all.estimate.pValue.value() < 1e-6);
}

void EffectEstimateTest::figuresAreNeverNan()
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const StratifiedEstimate result = estimateOf(test::randomFixture(seed, 8), 2);
        const Estimate& estimate = result.estimate;
        if (estimate.difference) {
            QVERIFY(std::abs(*estimate.difference) <= 1);
        }
        if (estimate.interval) {
            QVERIFY(estimate.interval->low <= *estimate.difference + 1e-12);
            QVERIFY(*estimate.difference <= estimate.interval->high + 1e-12);
            QVERIFY(estimate.interval->low < estimate.interval->high);
            QVERIFY(*estimate.pValue >= 0 && *estimate.pValue <= 1);
            QVERIFY(std::isfinite(*result.minimumDetectableEffect));
        } else {
            QVERIFY(estimate.note.has_value());
        }
    }
}

void EffectEstimateTest::swappedOutcomesMirrorTheEstimate()
{
    std::vector<SessionRow> rows;
    add(rows, 5, 1, true, true);
    add(rows, 9, 1, true, false);
    add(rows, 31, 1, false, true);
    add(rows, 20, 1, false, false);
    std::vector<SessionRow> mirrored;
    add(mirrored, 5, 1, true, false);
    add(mirrored, 9, 1, true, true);
    add(mirrored, 31, 1, false, false);
    add(mirrored, 20, 1, false, true);
    const Estimate a = estimateOf(makeFixture(2, rows), 1).estimate;
    const Estimate b = estimateOf(makeFixture(2, mirrored), 1).estimate;
    QVERIFY(near(*a.difference, -*b.difference, 1e-12));
    QVERIFY(near(a.interval->low, -b.interval->high, 1e-12));
    QVERIFY(near(a.interval->high, -b.interval->low, 1e-12));
    QVERIFY(near(a.pValue.value(), b.pValue.value(), 1e-12));
}

void EffectEstimateTest::intervalsCoverANullEffect()
{
    int covered = 0;
    double sum = 0;
    constexpr int kRuns = 300;
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
        Random random(seed);
        std::vector<SessionRow> rows;
        for (std::uint32_t user = 0; user < 400; ++user) {
            const double propensity = random.uniform();
            for (std::uint32_t i = 1 + random.below(3); i > 0; --i) {
                rows.push_back(
                    oneTry(user, random.below(3), random.chance(.12), random.chance(propensity)));
            }
        }
        const Estimate estimate = estimateOf(makeFixture(2, rows), 1).estimate;
        covered += estimate.interval->low <= 0 && 0 <= estimate.interval->high ? 1 : 0;
        sum += *estimate.difference;
    }
    QVERIFY2(covered >= kRuns * 91 / 100 && covered <= kRuns * 99 / 100,
             QByteArray::number(covered).constData());
    QVERIFY(std::abs(sum / kRuns) < .01);
}

void EffectEstimateTest::stratifyingRemovesConfounding()
{
    constexpr int kRuns = 40;
    int covered = 0;
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
        Random random(seed);
        std::vector<SessionRow> rows;
        for (std::uint32_t user = 0; user < 2000; ++user) {
            const std::uint32_t device = random.below(2);
            const bool hit = random.chance(device == 0 ? .05 : .25);
            rows.push_back(oneTry(user, device, hit, random.chance(device == 0 ? .6 : .2)));
        }
        const ComparisonFixture fixture = makeFixture(2, rows);
        const ComparisonTable table = fixture.table();
        const RiskTable& atRisk = table.atRisk(1);
        const std::vector<Hit> hits = findHits(atRisk, fixture.levels, fixture.exposures.first);
        QVERIFY(atRiskEstimate(atRisk, hits).interval->high < 0);
        const Estimate stratified = StratifiedEstimator(atRisk, {}).estimate(hits).estimate;
        covered += stratified.interval->low <= 0 && 0 <= stratified.interval->high ? 1 : 0;
        sum += *stratified.difference;
    }
    QVERIFY2(covered >= kRuns * 8 / 10, QByteArray::number(covered).constData());
    QVERIFY(std::abs(sum / kRuns) < .015);
}

} // namespace throughline

using throughline::EffectEstimateTest;
THROUGHLINE_TEST(EffectEstimateTest)
#include "tst_effect_estimate.moc"
