#include "models/analysis/funnel/funnel_breakdown.h"
#include "models/analysis/funnel/funnel_trend.h"
#include "models/analysis/funnel/time_to_convert.h"
#include "models/analysis/funnel/unit_levels.h"
#include "models/base/random.h"
#include "tests/analysis/funnel/funnel_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>

namespace throughline {

using analysis::Attribution;
using analysis::FunnelDetail;
using analysis::FunnelLevels;
using analysis::FunnelOptions;
using analysis::FunnelUnits;
using analysis::Population;
using analysis::Standing;
using index::SessionIndex;
using test::EventRow;

class UnitLevelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsTheSessionsOfAUser();
    void mergesSessionsThatOverlap();
    void unitsAreThoseInScope();
    void accountsGatherSessionsOfManyUsers();
    void startsTooLateToBeSeenAreImmature();
    void firstStepsOutsideTheRangeStartNothing();
    void userLevelsEqualOneLongSession();
    void numbersReconcile();
    void tellsHowLongItTakes();
    void noTimesOfNobody();
    void curveUsesTheImmature();
    void curveOfPublishedTimes();
    void trendFollowsTheStart();
    void countsTheValueAtTheEvent();
};

namespace {

constexpr Duration kMinute = Duration::minutes(1);

std::vector<EventRow> rowsOf(const std::string& session, const std::string& user,
                             const std::string& events)
{
    std::vector<EventRow> rows = test::rowsOf(session, events, kMinute);
    for (EventRow& row : rows) {
        row.user = user;
        row.account = user.empty() ? "" : "account of " + user.substr(0, 1);
    }
    return rows;
}

SessionIndex indexOf(const std::vector<std::vector<EventRow>>& sessions,
                     const test::IndexPlan& plan = {})
{
    std::vector<EventRow> rows;
    for (const auto& more : sessions) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return test::buildIndex(rows, plan).index;
}

Population everyone(const SessionIndex& index)
{
    return analysis::populationOf(index, {.dataEnd = Timestamp {INT64_MAX / 2}});
}

FunnelUnits unitsOf(const SessionIndex& index, domain::Unit unit = domain::Unit::User)
{
    return analysis::unitsOf(index, unit, everyone(index));
}

FunnelOptions within(Duration window)
{
    return {.window = window, .detail = FunnelDetail::Times};
}

FunnelLevels levelsOf(const SessionIndex& index, const std::string& steps, Duration window,
                      const FunnelUnits& units, const analysis::StartRange& starts = {})
{
    return analysis::evaluateUnits(index, test::compile(index, test::letterSteps(steps)),
                                   within(window), units, starts);
}

} // namespace

void UnitLevelsTest::joinsTheSessionsOfAUser()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A0 B5"), rowsOf("s1", "u", "C50"),
                                        rowsOf("s2", "v", "A0"), rowsOf("s3", "v", "B61")});
    const FunnelUnits units = unitsOf(index);
    QCOMPARE(units.count(), 2U);
    const FunnelLevels levels = levelsOf(index, "ABC", Duration::hours(1), units);
    QCOMPARE(+levels.level[0], 3);
    QCOMPARE(+levels.level[1], 1);
    QCOMPARE(levels.reachedMs[2], std::int64_t {50 * 60'000});
    QCOMPARE(levels.reachedEvent[2], index.firstEvent[1]);
}

void UnitLevelsTest::mergesSessionsThatOverlap()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A0 C20"), rowsOf("s1", "u", "B10")});
    QCOMPARE(+levelsOf(index, "ABC", Duration::hours(1), unitsOf(index)).level.front(), 3);
    // Of two sessions in one millisecond nobody knows which came first.
    const SessionIndex tied = indexOf({rowsOf("s0", "u", "B0"), rowsOf("s1", "u", "A0")});
    QCOMPARE(+levelsOf(tied, "AB", Duration::hours(1), unitsOf(tied)).level.front(), 2);
}

void UnitLevelsTest::unitsAreThoseInScope()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A0"), rowsOf("s1", "", "A0"),
                                        rowsOf("s2", "v", "A0"), rowsOf("s3", "u", "B1")},
                                       {.flags = {{"s2", SessionIndex::kBot}}});
    const FunnelUnits units = unitsOf(index);
    QCOMPARE(units.count(), 1U);
    QCOMPARE(units.sessionsOf(0).size(), std::size_t {2});
    QCOMPARE(units.sessionsWithout, std::uint64_t {1});
    QVERIFY(std::count(units.unitOf.begin(), units.unitOf.end(), index::kNone) == 2);
    QVERIFY(unitsOf(index, domain::Unit::Session) == analysis::eachSession(index));
}

void UnitLevelsTest::accountsGatherSessionsOfManyUsers()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u1", "B9"), rowsOf("s1", "v1", "A1"),
                                        rowsOf("s2", "u2", "A3"), rowsOf("s3", "v2", "B0")});
    const FunnelUnits units = unitsOf(index, domain::Unit::Account);
    QCOMPARE(units.count(), 2U);
    FunnelLevels levels = levelsOf(index, "AB", Duration::hours(1), units);
    std::sort(levels.level.begin(), levels.level.end());
    QVERIFY(levels.level == (std::vector<std::uint8_t> {1, 2}));
}

void UnitLevelsTest::startsTooLateToBeSeenAreImmature()
{
    // Data ends at 100; a window of 60 is seen whole from 40 back.
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A0 B100"), rowsOf("s1", "v", "A40 B60"),
                                        rowsOf("s2", "w", "A41 B42"),
                                        rowsOf("s3", "x", "A0 A50 B70"), rowsOf("s4", "y", "B90")});
    const FunnelUnits units = unitsOf(index);
    const analysis::StartRange starts {{}, Timestamp {} + Duration::minutes(100)};
    const FunnelLevels levels = levelsOf(index, "AB", Duration::minutes(60), units, starts);
    QVERIFY(levels.level == (std::vector<std::uint8_t> {1, 2, 2, 1, 0}));
    const Population people = analysis::populationOf(levels);
    // A fast success among those who started late counts no more than a failure there.
    QVERIFY(people.standing[2] == Standing::Immature);
    QCOMPARE(analysis::immatureSessions(levels, people).size(), std::uint64_t {1});
    QCOMPARE(analysis::sessionsReaching(levels, people, 1).size(), std::uint64_t {3});
    QCOMPARE(analysis::sessionsReaching(levels, people, 2).size(), std::uint64_t {1});
}

void UnitLevelsTest::firstStepsOutsideTheRangeStartNothing()
{
    const SessionIndex index =
        indexOf({rowsOf("s0", "u", "A0 B30"), rowsOf("s1", "v", "A10 B50"),
                 rowsOf("s2", "w", "A20 B21"), rowsOf("s3", "x", "A9 A19 B70")});
    const analysis::StartRange starts {
        {Timestamp {} + Duration::minutes(10), Timestamp {} + Duration::minutes(20)}, {}};
    const FunnelLevels levels =
        levelsOf(index, "AB", Duration::minutes(60), unitsOf(index), starts);
    QVERIFY(levels.level == (std::vector<std::uint8_t> {0, 2, 0, 2}));
    // Later steps may fall behind the range; times are of the start that counts.
    QCOMPARE(levels.reachedMs[6], std::int64_t {10 * 60'000});
    QVERIFY(std::none_of(levels.flags.begin(), levels.flags.end(),
                         [](std::uint8_t flags) { return flags != 0; }));
}

void UnitLevelsTest::userLevelsEqualOneLongSession()
{
    Random random(31);
    for (int round = 0; round < 300; ++round) {
        std::vector<EventRow> apart;
        std::vector<EventRow> together;
        for (int i = 0; i < 12; ++i) {
            EventRow row {.session = "s" + std::to_string(random.below(4)),
                          .timeNs = Duration::minutes(random.below(30)).ns,
                          .name = std::string(1, static_cast<char>('A' + random.below(4))),
                          .user = "u"};
            apart.push_back(row);
            row.session = "all";
            together.push_back(row);
        }
        const SessionIndex many = test::buildIndex(apart).index;
        const SessionIndex one = test::buildIndex(together).index;
        for (const auto order : {domain::FunnelOrder::Ordered, domain::FunnelOrder::Strict,
                                 domain::FunnelOrder::Any}) {
            domain::FunnelDefinition funnel;
            funnel.steps = {"event:A", "event:[A,B]", "event:C"};
            funnel.order = order;
            funnel.window = Duration::minutes(random.below(20) + 1);
            const auto parts = analysis::readFunnel(funnel);
            const auto options = analysis::optionsOf(funnel, FunnelDetail::Times);
            const FunnelLevels user = analysis::evaluateUnits(
                many, *analysis::compileFunnel(many, *parts), options, unitsOf(many));
            const FunnelLevels session =
                analysis::evaluateFunnel(one, *analysis::compileFunnel(one, *parts), options);
            QVERIFY(user.level == session.level);
            QVERIFY(user.reachedMs == session.reachedMs);
        }
    }
}

void UnitLevelsTest::numbersReconcile()
{
    Random random(32);
    for (int round = 0; round < 100; ++round) {
        std::vector<EventRow> rows;
        for (int i = 0; i < 200; ++i) {
            const std::string user = std::to_string(random.below(20));
            rows.push_back({.session = user + "/" + std::to_string(random.below(3)),
                            .timeNs = Duration::minutes(random.below(300)).ns,
                            .name = std::string(1, static_cast<char>('A' + random.below(5))),
                            .user = user});
        }
        const SessionIndex index = test::buildIndex(rows).index;
        const FunnelUnits units = unitsOf(index);
        const analysis::StartRange starts {{}, analysis::lastActivity(index)};
        domain::FunnelDefinition funnel;
        funnel.steps = {"event:A", "event:B", "event:C"};
        funnel.window = Duration::minutes(60);
        funnel.order = static_cast<domain::FunnelOrder>(random.below(3));
        const bool drops = funnel.order != domain::FunnelOrder::Any && random.below(2) == 0;
        if (drops) {
            funnel.exclusions = {{"event:D", 1, 3, domain::ExclusionMode::Drop}};
        }
        const auto parts = analysis::readFunnel(funnel);
        const FunnelLevels levels = analysis::evaluateUnits(
            index, *analysis::compileFunnel(index, *parts),
            analysis::optionsOf(funnel, FunnelDetail::Times), units, starts);
        const Population people = analysis::populationOf(levels);
        const analysis::FunnelQuestion asked {funnel, *analysis::readSteps(funnel)};
        const analysis::FunnelResult result = analysis::summarizeFunnel(asked, levels, people);
        QVERIFY(result.excluded <= result.touched);
        for (std::size_t i = 0; i + 1 < result.steps.size(); ++i) {
            QCOMPARE(result.steps[i].dropped + result.steps[i + 1].count, result.steps[i].count);
        }
        // Every user with a first step is counted, immature or taken out.
        std::uint64_t matching = 0;
        for (std::uint32_t unit = 0; unit < units.count(); ++unit) {
            bool matches = false;
            for (const std::uint32_t s : units.sessionsOf(unit)) {
                for (std::uint32_t e = index.firstEvent[s]; e < index.firstEvent[s + 1]; ++e) {
                    const std::string& name =
                        index.names[index.nameAndOrder[e] & SessionIndex::kNameMask];
                    matches |= name == "A"
                        || (funnel.order == domain::FunnelOrder::Any
                            && (name == "B" || name == "C"));
                }
            }
            matching += matches ? 1 : 0;
        }
        std::uint64_t lateAndDropped = 0;
        for (std::uint32_t unit = 0; unit < units.count(); ++unit) {
            lateAndDropped += levels.has(unit, FunnelLevels::kLate) && levels.level[unit] == 0;
        }
        QCOMPARE(result.entered + result.immature + result.excluded + lateAndDropped, matching);
        for (std::uint32_t level = 1; level <= 3; ++level) {
            QCOMPARE(analysis::sessionsReaching(levels, people, level).size(),
                     result.steps[level - 1].count);
        }
        QCOMPARE(analysis::unitsTouched(levels, people, FunnelLevels::kTouched).size(),
                 result.touched);
    }
}

void UnitLevelsTest::tellsHowLongItTakes()
{
    std::vector<std::int64_t> waits;
    for (std::int64_t i = 1; i <= 9; ++i) {
        waits.push_back((10 - i) * 1'000);
    }
    const analysis::TimeDistribution times = analysis::distributionOf(waits);
    QCOMPARE(times.count, std::uint64_t {9});
    QCOMPARE(*times.medianSeconds, 5.0);
    QCOMPARE(*times.p75Seconds, 7.0);
    QCOMPARE(*times.p90Seconds, 8.2);
    QCOMPARE(*times.meanSeconds, 5.0);
    // Order statistics 2 and 8 of nine hold the median in 96.1 of 100 cases (binomial).
    QVERIFY(times.medianInterval == (analysis::Interval {2, 8}));
    QCOMPARE(times.bins.size(), std::size_t {3});
    QVERIFY(times.bins[0] == (analysis::TimeBin {1, 2, 1}));
    QVERIFY(times.bins[1] == (analysis::TimeBin {2, 5, 3}));
    QVERIFY(times.bins[2] == (analysis::TimeBin {5, 10, 5}));
    std::vector<std::int64_t> none {0, 0};
    QVERIFY(analysis::distributionOf(none).bins
            == (std::vector<analysis::TimeBin> {{0, 0.001, 2}}));
}

void UnitLevelsTest::noTimesOfNobody()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u", "X0")});
    const FunnelUnits units = unitsOf(index);
    const FunnelLevels levels = levelsOf(index, "AB", Duration::hours(1), units);
    const Population people = analysis::populationOf(levels);
    const analysis::TimeToConvert times = analysis::timeToConvert(levels, people);
    QCOMPARE(times.fromPrevious.size(), std::size_t {2});
    QVERIFY(!times.total.medianSeconds && !times.total.meanSeconds && times.total.bins.empty());
    QVERIFY(analysis::conversionCurve(levels, people, units.start, Timestamp {}).empty());
    QVERIFY(analysis::trendBorders(levels, people, units.start, Duration::days(1)).empty());
    QVERIFY(analysis::funnelTrend(levels, people, units.start, {}).empty());
    // One step: who enters has converted, in no time worth telling.
    const FunnelLevels one = levelsOf(index, "X", Duration::hours(1), units);
    QCOMPARE(analysis::timeToConvert(one, analysis::populationOf(one)).total.count,
             std::uint64_t {0});
}

void UnitLevelsTest::curveUsesTheImmature()
{
    // Window 60, data until 100: u converts at once, v never, w starts at 90 and is seen for 10.
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A0 B1"), rowsOf("s1", "v", "A0"),
                                        rowsOf("s2", "w", "A90"), rowsOf("s3", "x", "A0 B30")});
    const FunnelUnits units = unitsOf(index);
    const Timestamp end = Timestamp {} + Duration::minutes(100);
    const FunnelLevels levels = levelsOf(index, "AB", Duration::minutes(60), units, {{}, end});
    const auto curve =
        analysis::conversionCurve(levels, analysis::populationOf(levels), units.start, end);
    // 1/4 within a minute; w is gone when x of the two left converts.
    QCOMPARE(curve.front().seconds, 100.0);
    QCOMPARE(curve.front().converted, 0.25);
    QCOMPARE(curve.back().seconds, 3600.0);
    QCOMPARE(curve.back().converted, 1 - 0.75 * 0.5);
    for (std::size_t i = 1; i < curve.size(); ++i) {
        QVERIFY(curve[i].converted >= curve[i - 1].converted);
        QVERIFY(curve[i].atRisk <= curve[i - 1].atRisk);
    }
}

/// Remission times of the 21 patients given 6-MP (Freireich and others 1963), as Kaplan-Meier
/// estimates are commonly shown on: survival .857 at 6, .753 at 10, .627 at 16, .448 at 23 weeks.
void UnitLevelsTest::curveOfPublishedTimes()
{
    const std::vector<std::pair<int, bool>> weeks {
        {6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
        {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
        {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
    FunnelLevels levels;
    levels.steps = 2;
    levels.window = Duration::seconds(100);
    Population people;
    std::vector<Timestamp> starts;
    const Timestamp end = Timestamp::fromSeconds(1'000);
    for (const auto& [week, event] : weeks) {
        // A week is a second here; who is lost started so long before the data's end.
        levels.level.push_back(event ? 2 : 1);
        levels.reachedMs.push_back(0);
        levels.reachedMs.push_back(event ? week * 1'000 : FunnelLevels::kNever);
        people.standing.push_back(event ? Standing::Counted : Standing::Immature);
        starts.push_back(end - Duration::seconds(week));
    }
    const auto curve = analysis::conversionCurve(levels, people, starts, end);
    std::map<double, double> at;
    for (const analysis::SurvivalPoint& point : curve) {
        at[point.seconds] = 1 - point.converted;
    }
    QVERIFY(std::abs(at[10] - 0.7529) < 5e-5);
    QVERIFY(std::abs(at[20] - 0.6275) < 5e-5);
    QVERIFY(std::abs(at[50] - 0.4482) < 5e-5);
}

void UnitLevelsTest::trendFollowsTheStart()
{
    const SessionIndex index = indexOf({rowsOf("s0", "u", "A10 B11"), rowsOf("s1", "v", "A59 B70"),
                                        rowsOf("s2", "w", "A60"), rowsOf("s3", "x", "A130 B131")});
    const FunnelUnits units = unitsOf(index);
    const Timestamp end = Timestamp {} + Duration::minutes(150);
    const FunnelLevels levels = levelsOf(index, "AB", Duration::minutes(30), units, {{}, end});
    const Population people = analysis::populationOf(levels);
    const auto borders = analysis::trendBorders(levels, people, units.start, Duration::hours(1));
    QCOMPARE(borders.size(), std::size_t {4});
    const auto trend = analysis::funnelTrend(levels, people, units.start, borders);
    QCOMPARE(trend.size(), std::size_t {3});
    QCOMPARE(trend[0].entered, std::uint64_t {2});
    QCOMPARE(*trend[0].rate, 1.0);
    QCOMPARE(*trend[1].rate, 0.0);
    QVERIFY(trend[1].interval && trend[1].interval->high < 1);
    QCOMPARE(trend[2].entered, std::uint64_t {0});
    QCOMPARE(trend[2].immature, std::uint64_t {1});
    QVERIFY(!trend[2].rate && !trend[2].interval);
}

void UnitLevelsTest::countsTheValueAtTheEvent()
{
    std::vector<EventRow> rows = rowsOf("s0", "u", "A0 B1");
    rows[0].context = {{"plan.tier", "free"}};
    rows[1].context = {{"plan.tier", "pro"}};
    const std::vector<EventRow> more = rowsOf("s1", "v", "A0 B1");
    rows.insert(rows.end(), more.begin(), more.end());
    const SessionIndex index = test::buildIndex(rows).index;
    const FunnelUnits units = unitsOf(index);
    const FunnelLevels levels = levelsOf(index, "AB", Duration::hours(1), units);
    index::SegmentColumn column = index::segmentColumn(index, "plan.tier");
    column.labels.emplace_back("pro");
    const std::vector<std::uint32_t> values {1, 2, 0, 0};
    const auto labelOf = [&](const analysis::BreakdownQuestion& question) {
        const analysis::FunnelSplit split =
            analysis::splitOf(index, units, levels, column, question);
        return split.column.labels[split.column.valueOf[0]];
    };
    QCOMPARE(labelOf({.valueOfEvent = values}), std::string("free"));
    QCOMPARE(labelOf({.attribution = Attribution::Last, .valueOfEvent = values}),
             std::string("pro"));
    QCOMPARE(labelOf({.attribution = Attribution::Step, .step = 2, .valueOfEvent = values}),
             std::string("pro"));
    const analysis::FunnelSplit every = analysis::splitOf(
        index, units, levels, column, {.attribution = Attribution::Every, .valueOfEvent = values});
    QCOMPARE(every.also.size(), std::size_t {1});
    analysis::FunnelQuestion asked;
    asked.definition.steps = {"event:A", "event:B"};
    asked.steps = test::letterSteps("AB");
    const auto result =
        analysis::summarizeFunnel(asked, levels, analysis::populationOf(levels), &every);
    QCOMPARE(result.entered, std::uint64_t {2});
    QCOMPARE(result.groups.size(), std::size_t {3});
    for (const analysis::FunnelGroup& group : result.groups) {
        QCOMPARE(group.converted, std::uint64_t {1});
    }
    QCOMPARE(result.groups[0].value, std::string());
}

THROUGHLINE_TEST(UnitLevelsTest)

} // namespace throughline

#include "tst_unit_levels.moc"
