#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/funnel_summary.h"
#include "models/base/random.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using analysis::FunnelDetail;
using analysis::FunnelLevels;
using analysis::FunnelQuestion;
using analysis::FunnelResult;
using analysis::FunnelStepResult;
using analysis::Population;
using index::SessionIndex;
using test::EventRow;

class FunnelSummaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsASmallFunnel();
    void splitsByAField();
    void numbersReconcile();
    void nobodyEntered();
};

namespace {

constexpr Duration kHour = Duration::minutes(60);

FunnelQuestion question(const std::vector<std::string>& texts)
{
    FunnelQuestion asked;
    asked.definition.name = "shop";
    asked.definition.steps = texts;
    asked.definition.window = kHour;
    asked.steps = test::steps(texts);
    return asked;
}

std::vector<EventRow> session(const std::string& id, const std::string& events, const char* plan)
{
    std::vector<EventRow> rows = test::rowsOf(id, events, Duration::minutes(1));
    for (EventRow& row : rows) {
        row.context = {{"plan.tier", plan}};
    }
    return rows;
}

/// s0 pro converts, s1 pro drops at B, s2 free drops at A, s3 without plan converts, s4 never
/// enters, s5 bot converts, s6 and s7 end with the data.
SessionIndex shop()
{
    std::vector<EventRow> rows;
    for (const auto& more : {session("s0", "A0 B1 C5", "pro"), session("s1", "A0 B4", "pro"),
                             session("s2", "A0", "free"), session("s3", "A0 B9 C10", ""),
                             session("s4", "B0 C1", "free"), session("s5", "A0 B1 C2", "pro"),
                             session("s6", "A100 B101", "pro"), session("s7", "X100", "pro")}) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return test::buildIndex(rows, {.flags = {{"s5", SessionIndex::kBot}}}).index;
}

FunnelLevels levelsOf(const SessionIndex& index, const FunnelQuestion& asked)
{
    return analysis::evaluateFunnel(index, test::compile(index, asked.steps),
                                    {.window = kHour, .detail = FunnelDetail::Times});
}

void checkSteps(const std::vector<FunnelStepResult>& steps, std::uint64_t entered,
                std::uint64_t converted)
{
    QCOMPARE(steps.front().count, entered);
    QCOMPARE(steps.back().count, converted);
    QCOMPARE(steps.back().dropped, std::uint64_t {0});
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        QVERIFY(steps[i].count >= steps[i + 1].count);
        QCOMPARE(steps[i].dropped + steps[i + 1].count, steps[i].count);
    }
    for (const FunnelStepResult& step : steps) {
        QVERIFY(step.rateFromStart >= 0 && step.rateFromStart <= 1);
        QVERIFY(step.rateFromPrevious >= step.rateFromStart && step.rateFromPrevious <= 1);
    }
}

} // namespace

void FunnelSummaryTest::countsASmallFunnel()
{
    const SessionIndex index = shop();
    const FunnelQuestion asked = question({"event:A", "event:B", "event:C"});
    const Population population =
        analysis::populationOf(index, {.dataEnd = analysis::lastActivity(index)});
    const FunnelResult result =
        analysis::summarizeFunnel(asked, levelsOf(index, asked), population);
    QVERIFY(result.definition == asked.definition);
    QCOMPARE(result.entered, std::uint64_t {4});
    QCOMPARE(result.converted, std::uint64_t {2});
    QCOMPARE(result.botsLeftOut, std::uint64_t {1});
    QCOMPARE(result.immature, std::uint64_t {1});
    QVERIFY(result.byField.empty() && result.groups.empty());

    QCOMPARE(result.steps.size(), std::size_t {3});
    const FunnelStepResult& second = result.steps[1];
    QCOMPARE(second.step, 2U);
    QCOMPARE(second.name, std::string("B"));
    QCOMPARE(second.expression, std::string("event:B"));
    QCOMPARE(second.count, std::uint64_t {3});
    QCOMPARE(second.dropped, std::uint64_t {1});
    QCOMPARE(second.rateFromStart, 0.75);
    QCOMPARE(second.rateFromPrevious, 0.75);
    QVERIFY(!result.steps[0].medianSecondsFromPrevious);
    QCOMPARE(*second.medianSecondsFromPrevious, 240.0); // of 1, 4 and 9 minutes
    QCOMPARE(*result.steps[2].medianSecondsFromPrevious, 150.0); // of 4 and 1 minutes
    QCOMPARE(result.steps[2].rateFromPrevious, 2.0 / 3.0);
    QCOMPARE(result.steps[0].rateFromStart, 1.0);
    QCOMPARE(result.steps[0].rateFromPrevious, 1.0);
}

void FunnelSummaryTest::splitsByAField()
{
    const SessionIndex index = shop();
    const FunnelQuestion asked = question({"event:A", "event:B", "event:C"});
    const Population population =
        analysis::populationOf(index, {.dataEnd = analysis::lastActivity(index)});
    const index::SegmentColumn by = index::segmentColumn(index, "plan.tier");
    const FunnelResult result =
        analysis::summarizeFunnel(asked, levelsOf(index, asked), population, &by);
    QCOMPARE(result.byField, std::string("plan.tier"));
    QCOMPARE(result.groups.size(), std::size_t {3});
    QCOMPARE(result.groups[0].value, std::string("pro"));
    QCOMPARE(result.groups[0].entered, std::uint64_t {2});
    QCOMPARE(result.groups[0].converted, std::uint64_t {1});
    // Equally large: by value, the missing one first.
    QCOMPARE(result.groups[1].value, std::string());
    QCOMPARE(result.groups[1].converted, std::uint64_t {1});
    QCOMPARE(result.groups[2].value, std::string("free"));
    QCOMPARE(result.groups[2].steps[0].dropped, std::uint64_t {1});
}

void FunnelSummaryTest::numbersReconcile()
{
    Random random(55);
    const char* plans[] = {"pro", "free", ""};
    for (int round = 0; round < 300; ++round) {
        std::vector<EventRow> rows;
        test::IndexPlan plan;
        for (int s = 0; s < 25; ++s) {
            const std::string id = "s" + std::to_string(s);
            const char* tier = plans[random.below(3)];
            for (std::uint32_t left = 1 + random.below(6); left > 0; --left) {
                rows.push_back({.session = id,
                                .timeNs = Duration::minutes(random.below(120)).ns,
                                .name = std::string(1, static_cast<char>('A' + random.below(4))),
                                .context = {{"plan.tier", tier}}});
            }
            if (random.chance(0.1)) {
                plan.flags[id] = SessionIndex::kBot;
            }
        }
        const SessionIndex index = test::buildIndex(rows, plan).index;
        const FunnelQuestion asked = question({"event:A", "event:[B,C]", "event:C"});
        const FunnelLevels levels = levelsOf(index, asked);
        const Population population =
            analysis::populationOf(index, {.dataEnd = analysis::lastActivity(index)});
        const index::SegmentColumn by = index::segmentColumn(index, "plan.tier");
        const FunnelResult result = analysis::summarizeFunnel(asked, levels, population, &by);
        checkSteps(result.steps, result.entered, result.converted);

        // Every session that matches step 1 is counted, immature or a bot.
        std::uint64_t matching = 0;
        std::uint64_t bots = 0;
        for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
            matching += levels.level[s] > 0 ? 1 : 0;
            bots += levels.level[s] > 0 && (index.flags[s] & SessionIndex::kBot) != 0 ? 1 : 0;
        }
        QCOMPARE(result.entered + result.immature + bots, matching);
        QCOMPARE(analysis::immatureSessions(levels, population).size(), result.immature);

        // Opening a bar or a drop-off lists exactly what it counts.
        for (const FunnelStepResult& step : result.steps) {
            const IdSet reaching = analysis::sessionsReaching(levels, population, step.step);
            IdSet dropping = analysis::sessionsDropping(levels, population, step.step);
            QCOMPARE(reaching.size(), step.count);
            QCOMPARE(dropping.size(), step.dropped);
            if (step.step < result.steps.size()) {
                dropping |= analysis::sessionsReaching(levels, population, step.step + 1);
                QVERIFY(dropping == reaching);
            }
        }

        // The groups add up to the whole.
        std::vector<std::uint64_t> counts(result.steps.size());
        for (const analysis::FunnelGroup& group : result.groups) {
            checkSteps(group.steps, group.entered, group.converted);
            for (std::size_t i = 0; i < counts.size(); ++i) {
                counts[i] += group.steps[i].count;
            }
        }
        for (std::size_t i = 0; i < counts.size(); ++i) {
            QCOMPARE(counts[i], result.steps[i].count);
        }
    }
}

void FunnelSummaryTest::nobodyEntered()
{
    const SessionIndex index = test::buildIndex({}).index;
    const FunnelQuestion asked = question({"event:A", "event:B"});
    const FunnelLevels levels = levelsOf(index, asked);
    const Population population = analysis::populationOf(index, {});
    const index::SegmentColumn by = index::segmentColumn(index, "plan.tier");
    const FunnelResult result = analysis::summarizeFunnel(asked, levels, population, &by);
    QCOMPARE(result.entered, std::uint64_t {0});
    QVERIFY(result.groups.empty());
    for (const FunnelStepResult& step : result.steps) {
        QCOMPARE(step.rateFromStart, 0.0);
        QCOMPARE(step.rateFromPrevious, 0.0);
        QVERIFY(!step.medianSecondsFromPrevious);
    }
    QVERIFY(analysis::sessionsReaching(levels, population, 0).empty());
    QVERIFY(analysis::sessionsReaching(levels, population, 1).empty());
}

THROUGHLINE_TEST(FunnelSummaryTest)

} // namespace throughline

#include "tst_funnel_summary.moc"
