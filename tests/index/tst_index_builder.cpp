#include "models/base/random.h"
#include "models/index/event_placer.h"
#include "models/index/index_builder.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

namespace throughline {

using index::EventPlacer;
using index::IndexBuilder;
using index::kNone;
using index::SessionIndex;
using index::SessionParts;
using test::buildIndex;
using test::BuiltIndex;
using test::EventRow;
using test::IndexPlan;

class IndexBuilderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheObviousIndex();
    void doesNotDependOnTheOrderOfBlocks();
    void ordersSessionsByUserAndStart();
    void marksEventsLaterWithinAMillisecond();
    void keepsTheOrderOfTrueTies();
    void countsSecondsInVeryLongSessions();
    void takesTheUserOfTheFirstEventThatNamesOne();
    void keepsContextsInOrderOfFirstUse();
    void boundsSessionsWithoutEventsByFacts();
    void givesPartsOfASessionTheirOwnEvents();
    void namesBeyondTheLimitShareOnePlace();
    void leavesOutEventsWithoutSession();
    void marksAloneHaveTheSamePlaces();
    void refusesToPlaceOtherRows();
    void refusesRowsTheDictionariesDoNotKnow();
    void emptyStoreGivesAnEmptyIndex();
};

namespace {

std::vector<EventRow> randomRows(Random& random, std::uint32_t count)
{
    std::vector<EventRow> rows;
    for (std::uint32_t i = 0; i < count; ++i) {
        EventRow row;
        const std::uint32_t session = random.below(6);
        row.session = "s" + std::to_string(session);
        // Some sessions last longer than 49 days; ties of ns, of ms and of neither.
        const std::int64_t far = session == 5 ? 1'000'000 : 1;
        row.timeNs = random.below(20) * far * 1'000'000'000 + random.below(3) * 1'000'000
            + random.below(3) * 400'000;
        row.name = std::string(1, static_cast<char>('a' + random.below(4)));
        row.user = random.chance(0.5) ? "u" + std::to_string(session % 3) : "";
        row.account = random.chance(0.3) ? "a" + std::to_string(session % 2) : "";
        if (random.chance(0.7)) {
            row.context = {{"plan.tier", random.chance(0.5) ? "pro" : "free"},
                           {"device.type", random.chance(0.2) ? "" : "mobile"}};
        }
        if (random.chance(0.3)) {
            row.revenueMicros = random.below(100) * 1'000'000;
            row.currency = random.chance(0.5) ? "USD" : "EUR";
        }
        row.marks = static_cast<std::uint8_t>(random.below(4));
        rows.push_back(row);
    }
    return rows;
}

std::string contextText(const EventRow& row)
{
    std::string text;
    for (const auto& [field, value] : row.context) {
        text += field + "=" + value + ";";
    }
    return text;
}

std::string contextText(const SessionIndex& index, std::uint32_t context)
{
    std::string text;
    for (std::size_t f = 0; f < index.contextFields.size(); ++f) {
        text += index.contextFields[f] + "=" + index.values[index.context(context)[f]] + ";";
    }
    // Fields are sorted, as in the map of a row.
    return text;
}

/// Every session's events as text, by the rows.
std::multiset<std::string> sessionsOf(std::vector<EventRow> rows)
{
    std::stable_sort(rows.begin(), rows.end(), [](const EventRow& a, const EventRow& b) {
        return a.session != b.session ? a.session < b.session : a.timeNs < b.timeNs;
    });
    std::map<std::string, std::vector<EventRow>> sessions;
    for (const EventRow& row : rows) {
        sessions[row.session].push_back(row);
    }
    std::multiset<std::string> texts;
    for (const auto& [id, events] : sessions) {
        const std::int64_t start = events.front().timeNs;
        const std::int64_t unit =
            (events.back().timeNs - start) / 1'000'000 > 4'294'967'295 ? 1'000'000'000 : 1'000'000;
        std::string text = std::to_string(start) + ".." + std::to_string(events.back().timeNs);
        std::set<std::string> seen;
        std::string contexts;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const EventRow& event = events[i];
            const std::int64_t offset = (event.timeNs - start) / unit;
            const bool later = i > 0 && events[i - 1].timeNs < event.timeNs
                && (events[i - 1].timeNs - start) / unit == offset;
            text += " " + event.name + std::to_string(offset) + (later ? "+" : "")
                + std::to_string(event.marks);
            if (event.revenueMicros) {
                text += "$" + std::to_string(*event.revenueMicros) + event.currency;
            }
            if (!event.context.empty() && seen.insert(contextText(event)).second) {
                contexts += contextText(event) + "|";
            }
        }
        // Which of several contexts of one moment comes first is not said by the rows.
        text += seen.size() > 2 ? "" : " " + std::to_string(seen.size());
        texts.insert(text);
    }
    return texts;
}

std::vector<Timestamp> endsOf(const SessionIndex& index)
{
    std::vector<Timestamp> ends;
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        ends.push_back(index.end(s));
    }
    return ends;
}

/// The same by the index.
std::multiset<std::string> sessionsOf(const BuiltIndex& built)
{
    const SessionIndex& index = built.index;
    std::multiset<std::string> texts;
    std::size_t revenue = 0;
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        std::string text =
            std::to_string(index.start[s].ns) + ".." + std::to_string(index.end(s).ns);
        for (std::uint32_t e = index.firstEvent[s]; e < index.firstEvent[s + 1]; ++e) {
            const unsigned name = index.nameAndOrder[e] & SessionIndex::kNameMask;
            const bool later = (index.nameAndOrder[e] & SessionIndex::kLater) != 0;
            unsigned marks = 0;
            for (std::size_t m = 0; m < built.marks.size(); ++m) {
                marks |= (built.marks[m].test(e) ? 1U : 0U) << m;
            }
            text += " " + index.names[name] + std::to_string(index.offset[e]) + (later ? "+" : "")
                + std::to_string(marks);
            if (revenue < index.revenueEvent.size() && index.revenueEvent[revenue] == e) {
                text += "$" + std::to_string(index.revenueMicros[revenue])
                    + index.currencies[index.revenueCurrency[revenue]];
                ++revenue;
            }
        }
        std::set<std::string> seen;
        for (std::uint32_t c = index.firstContext[s]; c < index.firstContext[s + 1]; ++c) {
            seen.insert(contextText(index, index.contextOf[c]));
        }
        text += seen.size() > 2 ? "" : " " + std::to_string(seen.size());
        texts.insert(text);
    }
    return texts;
}

} // namespace

void IndexBuilderTest::agreesWithTheObviousIndex()
{
    Random random(17);
    for (int i = 0; i < 500; ++i) {
        const std::vector<EventRow> rows = randomRows(random, random.below(60));
        const BuiltIndex built =
            buildIndex(rows, {.markCount = 2, .rowsPerBlock = 1 + random.below(9)});
        QCOMPARE(static_cast<std::size_t>(built.index.eventCount()), rows.size());
        const auto expected = sessionsOf(rows);
        const auto actual = sessionsOf(built);
        QVERIFY2(actual == expected,
                 rows.empty() ? "" : (*actual.begin() + "\n" + *expected.begin()).c_str());
        QVERIFY(std::is_sorted(built.index.revenueEvent.begin(), built.index.revenueEvent.end()));
    }
}

void IndexBuilderTest::doesNotDependOnTheOrderOfBlocks()
{
    Random random(4);
    for (int i = 0; i < 200; ++i) {
        // Distinct moments: the order of rows says nothing.
        std::vector<EventRow> rows = randomRows(random, 30);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            rows[r].timeNs = rows[r].timeNs * 64 + static_cast<std::int64_t>(r);
        }
        const auto before = sessionsOf(buildIndex(rows, {.markCount = 2, .rowsPerBlock = 7}));
        for (std::size_t r = rows.size(); r > 1; --r) {
            std::swap(rows[r - 1], rows[random.below(static_cast<std::uint32_t>(r))]);
        }
        QVERIFY(sessionsOf(buildIndex(rows, {.markCount = 2, .rowsPerBlock = 4})) == before);
    }
}

void IndexBuilderTest::ordersSessionsByUserAndStart()
{
    const std::vector<EventRow> rows {
        {.session = "anonymous", .timeNs = 1, .name = "x"},
        {.session = "late", .timeNs = 500, .name = "x", .user = "u0"},
        {.session = "other", .timeNs = 2, .name = "x", .user = "u1"},
        {.session = "early", .timeNs = 100, .name = "x", .user = "u0"},
    };
    const SessionIndex index = buildIndex(rows).index;
    QVERIFY(index.id == (std::vector<std::uint32_t> {3, 1, 2, 0}));
    QVERIFY(index.user == (std::vector<std::uint32_t> {0, 0, 1, kNone}));
    QVERIFY(index.firstEvent == (std::vector<std::uint32_t> {0, 1, 2, 3, 4}));
}

void IndexBuilderTest::marksEventsLaterWithinAMillisecond()
{
    const std::vector<EventRow> rows {
        {.session = "s", .timeNs = 0, .name = "a"},
        {.session = "s", .timeNs = 0, .name = "b"},
        {.session = "s", .timeNs = 1, .name = "c"},
        {.session = "s", .timeNs = 999'999, .name = "d"},
        {.session = "s", .timeNs = 1'000'000, .name = "e"},
    };
    const SessionIndex index = buildIndex(rows).index;
    const std::uint16_t later = SessionIndex::kLater;
    QVERIFY(index.offset == (std::vector<std::uint32_t> {0, 0, 0, 0, 1}));
    std::vector<int> flags;
    for (const std::uint16_t event : index.nameAndOrder) {
        flags.push_back((event & later) != 0 ? 1 : 0);
    }
    QVERIFY(flags == (std::vector<int> {0, 0, 1, 1, 0}));
}

void IndexBuilderTest::keepsTheOrderOfTrueTies()
{
    std::vector<EventRow> rows {{.session = "s", .timeNs = 9, .name = "z"}};
    for (const char* name : {"a", "b", "c", "d"}) {
        rows.push_back({.session = "s", .timeNs = 5, .name = name});
    }
    const SessionIndex index = buildIndex(rows, {.rowsPerBlock = 2}).index;
    std::string order;
    for (const std::uint16_t event : index.nameAndOrder) {
        order += index.names[event & SessionIndex::kNameMask];
    }
    QCOMPARE(order, std::string("abcdz"));
}

void IndexBuilderTest::countsSecondsInVeryLongSessions()
{
    const std::int64_t limit = 4'294'967'295LL * 1'000'000;
    const std::vector<EventRow> rows {
        {.session = "fits", .timeNs = 0, .name = "a"},
        {.session = "fits", .timeNs = limit + 999'999, .name = "b"},
        {.session = "long", .timeNs = -5, .name = "a"},
        {.session = "long", .timeNs = limit + 1'000'000, .name = "b"},
        {.session = "widest", .timeNs = std::numeric_limits<std::int64_t>::min(), .name = "a"},
        {.session = "widest", .timeNs = std::numeric_limits<std::int64_t>::max(), .name = "b"},
    };
    const SessionIndex index = buildIndex(rows).index;
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        const bool coarse = (index.flags[s] & SessionIndex::kCoarse) != 0;
        const std::uint32_t last = index.offset[index.firstEvent[s] + 1];
        switch (index.id[s]) {
        case 0:
            QVERIFY(!coarse);
            QCOMPARE(last, 4'294'967'295U);
            QCOMPARE(index.end(s).ns, limit + 999'999);
            break;
        case 1:
            QVERIFY(coarse);
            QCOMPARE(last, 4'294'967U);
            QCOMPARE(index.end(s).ns, limit + 1'000'000);
            QCOMPARE(index.offsetMs(s, index.firstEvent[s] + 1), std::int64_t {4'294'967'000});
            break;
        default:
            QVERIFY(coarse);
            QCOMPARE(last, 4'294'967'295U);
            QCOMPARE(index.end(s).ns, std::numeric_limits<std::int64_t>::max());
        }
    }
}

void IndexBuilderTest::takesTheUserOfTheFirstEventThatNamesOne()
{
    const std::vector<EventRow> rows {
        {.session = "s", .timeNs = 30, .name = "x", .user = "last"},
        {.session = "s", .timeNs = 20, .name = "x", .user = "first", .account = "b"},
        {.session = "s", .timeNs = 10, .name = "x", .account = "a"},
    };
    const SessionIndex index =
        buildIndex(rows, {.facts = {{.session = 0, .user = 7, .account = 7}}}).index;
    QCOMPARE(index.user.front(), 1U);
    QCOMPARE(index.account.front(), 1U);
}

void IndexBuilderTest::keepsContextsInOrderOfFirstUse()
{
    const auto row = [](std::int64_t time, const char* plan) {
        return EventRow {
            .session = "s", .timeNs = time, .name = "x", .context = {{"plan.tier", plan}}};
    };
    // Contexts are numbered as they come: c 0, a 1, b 2, and more than the builder searches.
    std::vector<EventRow> rows {row(900, "c"), row(100, "a"), row(500, "b"), row(50, "c")};
    const SessionIndex small = buildIndex(rows).index;
    QVERIFY(small.contextOf == (std::vector<std::uint32_t> {0, 1, 2}));

    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 30; ++i) {
            rows.push_back(row(2'000 - 10 * round + i, ("p" + std::to_string(i)).c_str()));
        }
    }
    const SessionIndex large = buildIndex(rows).index;
    QCOMPARE(large.contextOf.size(), std::size_t {33});
    QVERIFY(std::is_sorted(large.contextOf.begin() + 3, large.contextOf.end()));
    QCOMPARE(std::set<std::uint32_t>(large.contextOf.begin(), large.contextOf.end()).size(),
             std::size_t {33});
}

void IndexBuilderTest::boundsSessionsWithoutEventsByFacts()
{
    const std::vector<EventRow> rows {{.session = "seen", .timeNs = 100, .name = "x"}};
    const IndexPlan plan {.flags = {{"backend", SessionIndex::kBot}},
                          .facts = {{.session = 0, .first = {20}, .last = {30}, .user = 4},
                                    {.session = 0, .first = {10}, .last = {25}},
                                    {.session = 1, .first = {1}, .last = {999}, .account = 2}},
                          .sessions = {"backend", "seen", "unknown"}};
    const SessionIndex index = buildIndex(rows, plan).index;
    QVERIFY(index.id == (std::vector<std::uint32_t> {0, 1}));
    QVERIFY(index.start == (std::vector<Timestamp> {{10}, {100}}));
    QVERIFY(endsOf(index) == (std::vector<Timestamp> {{30}, {100}}));
    QVERIFY(index.user == (std::vector<std::uint32_t> {4, kNone}));
    QVERIFY(index.account == (std::vector<std::uint32_t> {kNone, 2}));
    QVERIFY(index.flags == (std::vector<std::uint8_t> {SessionIndex::kBot, 0}));
    QVERIFY(index.firstEvent == (std::vector<std::uint32_t> {0, 0, 1}));
}

void IndexBuilderTest::givesPartsOfASessionTheirOwnEvents()
{
    std::vector<EventRow> rows;
    for (const std::int64_t time : {50, 10, 40, 20, 30}) {
        rows.push_back({.session = "device", .timeNs = time, .name = "x"});
    }
    const IndexPlan plan {.flags = {{"part 2", SessionIndex::kDerived}},
                          .splits = {{.session = 0, .from = {40}, .part = 2},
                                     {.session = 0, .from = {20}, .part = 1}},
                          .sessions = {"device", "part 1", "part 2"}};
    const SessionIndex index = buildIndex(rows, plan).index;
    QVERIFY(index.id == (std::vector<std::uint32_t> {0, 1, 2}));
    QVERIFY(index.start == (std::vector<Timestamp> {{10}, {20}, {40}}));
    QVERIFY(endsOf(index) == (std::vector<Timestamp> {{10}, {30}, {50}}));
    QCOMPARE(index.longest, Duration {10});
    QVERIFY(index.flags == (std::vector<std::uint8_t> {0, 0, SessionIndex::kDerived}));
}

void IndexBuilderTest::namesBeyondTheLimitShareOnePlace()
{
    std::vector<EventRow> rows;
    for (int i = 0; i < 32'770; ++i) {
        rows.push_back({.session = "s", .timeNs = i, .name = "n" + std::to_string(i)});
    }
    const SessionIndex index = buildIndex(rows, {.rowsPerBlock = 4'000}).index;
    QCOMPARE(index.names.size(), std::size_t {32'767});
    QCOMPARE(index.nameAndOrder[32'766] & SessionIndex::kNameMask, 32'766);
    QCOMPARE(index.nameAndOrder[32'767] & SessionIndex::kNameMask, +SessionIndex::kOtherName);
    QCOMPARE(index.nameAndOrder[32'769] & SessionIndex::kNameMask, +SessionIndex::kOtherName);
}

namespace {

/// Both passes over one block.
Result<SessionIndex> indexOf(const index::EventColumns& columns, std::uint32_t sessionCount,
                             index::IndexDictionaries dictionaries)
{
    const SessionParts parts(sessionCount);
    IndexBuilder builder(parts);
    builder.addEvents(columns);
    TL_ASSIGN(SessionIndex index, std::move(builder).finish(std::move(dictionaries), {}));
    EventPlacer placer(index, parts, 0);
    placer.addEvents(columns);
    TL_TRY(std::move(placer).finish(index));
    return index;
}

} // namespace

void IndexBuilderTest::leavesOutEventsWithoutSession()
{
    const std::vector<std::uint32_t> sessions {kNone, 0, kNone};
    const std::vector<std::int64_t> times {1, 2, 3};
    const std::vector<std::uint32_t> names {0, 0, 0};
    const std::vector<std::uint32_t> revenueRows {0, 1};
    const std::vector<std::int64_t> micros {5, 6};
    const std::vector<std::uint32_t> currencies {0, 0};
    const auto index = indexOf({.session = sessions,
                                .timeNs = times,
                                .name = names,
                                .revenueRow = revenueRows,
                                .revenueMicros = micros,
                                .revenueCurrency = currencies},
                               1, {.names = {"x"}, .currencies = {""}});
    QVERIFY(index.ok());
    QCOMPARE(index->eventCount(), 1U);
    QVERIFY(index->revenueEvent == std::vector<std::uint32_t> {0});
    QVERIFY(index->revenueMicros == std::vector<std::int64_t> {6});
    QVERIFY(index->values == std::vector<std::string> {""});
}

void IndexBuilderTest::marksAloneHaveTheSamePlaces()
{
    Random random(23);
    std::vector<EventRow> rows;
    std::vector<std::uint32_t> sessions;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> names;
    std::vector<std::uint8_t> marks;
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        sessions.push_back(i < 200 ? i : random.below(200));
        times.push_back(random.below(1'000) * 100'000);
        names.push_back(random.below(3));
        marks.push_back(static_cast<std::uint8_t>(names.back() == 1 ? 1 : 0));
        rows.push_back({.session = std::to_string(sessions.back()),
                        .timeNs = times.back(),
                        .name = std::string(1, static_cast<char>('a' + names.back())),
                        .marks = marks.back()});
    }
    const BuiltIndex built = buildIndex(rows, {.markCount = 1, .rowsPerBlock = 900});
    const SessionParts parts(200);
    EventPlacer again(built.index, parts, 1);
    again.addEvents({.session = sessions, .timeNs = times, .name = names, .marks = marks});
    const auto alone = std::move(again).finishMarks();
    QVERIFY(alone.ok());
    QVERIFY(built.marks == *alone);
    for (std::uint32_t e = 0; e < built.index.eventCount(); ++e) {
        const bool b =
            built.index.names[built.index.nameAndOrder[e] & SessionIndex::kNameMask] == "b";
        QCOMPARE(built.marks.front().test(e), b);
    }
}

/// A store that changed between the passes, or a cache of another store.
void IndexBuilderTest::refusesToPlaceOtherRows()
{
    const BuiltIndex built = buildIndex({{.session = "a", .timeNs = 5, .name = "x"},
                                         {.session = "b", .timeNs = 7, .name = "x"},
                                         {.session = "b", .timeNs = 9, .name = "x"}});
    const SessionParts parts(3);
    const std::vector<std::int64_t> times {5, 7, 9, 9};
    const std::vector<std::uint32_t> names {0, 0, 0, 0};
    const auto places = [&](const std::vector<std::uint32_t>& sessions) {
        EventPlacer placer(built.index, parts, 1);
        placer.addEvents({.session = sessions,
                          .timeNs = std::span(times).first(sessions.size()),
                          .name = std::span(names).first(sessions.size())});
        return std::move(placer).finishMarks().ok();
    };
    QVERIFY(places({0, 1, 1}));
    QVERIFY(places({0, 1, kNone, 1}));
    for (const std::vector<std::uint32_t>& sessions : std::vector<std::vector<std::uint32_t>> {
             {}, {0, 1}, {0, 0, 1}, {0, 1, 1, 1}, {0, 1, 2}, {0, 1, 1, 2}, {0, 1, 3}}) {
        QVERIFY(!places(sessions));
    }
}

void IndexBuilderTest::refusesRowsTheDictionariesDoNotKnow()
{
    const auto build = [](std::uint32_t session, std::uint32_t name, std::uint32_t context,
                          std::uint32_t currency) {
        const std::vector<std::uint32_t> sessions {session};
        const std::vector<std::int64_t> times {1};
        const std::vector<std::uint32_t> names {name};
        const std::vector<std::uint32_t> contexts {context};
        const std::vector<std::uint32_t> revenueRows {0};
        const std::vector<std::int64_t> micros {5};
        const std::vector<std::uint32_t> currencies {currency};
        return indexOf({.session = sessions,
                        .timeNs = times,
                        .name = names,
                        .context = contexts,
                        .revenueRow = revenueRows,
                        .revenueMicros = micros,
                        .revenueCurrency = currencies},
                       2,
                       {.names = {"x"},
                        .currencies = {"USD"},
                        .contextFields = {"plan.tier"},
                        .contexts = {{1}},
                        .values = {"", "pro"}});
    };
    QVERIFY(build(1, 0, 0, 0).ok());
    QVERIFY(build(1, 0, kNone, 0).ok());
    for (const auto& built : {build(2, 0, 0, 0), build(1, 1, 0, 0), build(1, kNone, 0, 0),
                              build(1, 0, 1, 0), build(1, 0, 0, 1)}) {
        QVERIFY(!built.ok());
        QVERIFY(built.error().code == ErrorCode::Store);
    }
    const SessionParts parts(1);
    IndexBuilder badContext(parts);
    QVERIFY(!std::move(badContext)
                 .finish({.contextFields = {"plan.tier"}, .contexts = {{3}}, .values = {""}}, {})
                 .ok());
}

void IndexBuilderTest::emptyStoreGivesAnEmptyIndex()
{
    const SessionIndex index = buildIndex({}).index;
    QCOMPARE(index.sessionCount(), 0U);
    QCOMPARE(index.eventCount(), 0U);
    QVERIFY(index.firstEvent == std::vector<std::uint32_t> {0});
    QVERIFY(index.firstContext == std::vector<std::uint32_t> {0});
}

THROUGHLINE_TEST(IndexBuilderTest)

} // namespace throughline

#include "tst_index_builder.moc"
