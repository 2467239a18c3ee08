#include "models/base/random.h"
#include "models/filter/expression_eval.h"
#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"
#include "models/index/expression_index.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using test::EventRow;

class ExpressionIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheRecordsOfASession();
    void asksWhetherAnyRecordHasTheValue_data();
    void asksWhetherAnyRecordHasTheValue();
    void asksTheResolverForTheRest();
    void passesOnTheResolversError();
};

namespace {

filter::Expression parsed(const std::string& text)
{
    const auto expression = filter::parseExpression(text);
    Q_ASSERT(expression.ok());
    return *expression;
}

/// One session per row: event name, plan, device, revenue in cents.
struct Session
{
    std::string name, plan, device, revenue;
};

domain::Record recordOf(const Session& session)
{
    domain::Record record;
    record.signal = domain::Signal::Event;
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) {
            record.fields.push_back({key, value, domain::ValueKind::Text});
        }
    };
    add("event.name", session.name);
    add("plan.tier", session.plan);
    add("device.type", session.device);
    add("revenue", session.revenue);
    return record;
}

EventRow rowOf(const Session& session, std::size_t number)
{
    EventRow row {.session = "s" + std::to_string(number),
                  .timeNs = static_cast<std::int64_t>(number),
                  .name = session.name,
                  .context = {{"plan.tier", session.plan}, {"device.type", session.device}}};
    if (!session.revenue.empty()) {
        row.revenueMicros = std::stoll(session.revenue) * 1'000'000;
    }
    return row;
}

index::SessionIndex changingPlans()
{
    const auto row = [](const char* session, const char* plan) {
        return EventRow {
            .session = session, .timeNs = 1, .name = "x", .context = {{"plan.tier", plan}}};
    };
    // s0 changes from free to pro, s1 is free, s2 has no plan, s3 no context at all.
    return test::buildIndex({row("s0", "free"), row("s0", "pro"), row("s1", "free"), row("s2", ""),
                             EventRow {.session = "s3", .timeNs = 1, .name = "y"}})
        .index;
}

} // namespace

void ExpressionIndexTest::agreesWithTheRecordsOfASession()
{
    const std::vector<std::string> names {"buy", "Buy", "view", "back"};
    const std::vector<std::string> plans {"", "pro", "PRO", "free"};
    const std::vector<std::string> devices {"", "mobile", "desktop"};
    const std::vector<std::string> revenues {"", "0", "10", "25"};
    const std::vector<std::string> terms {
        "event:buy",       "event:b*",        "event:[view,back]",     "has:event",
        "plan.tier:pro",   "plan.tier:p*",    "plan.tier:[free,none]", "has:plan.tier",
        "device.type:*e*", "has:device.type", "device.type:>d",        "revenue:>9",
        "revenue:10.0",    "has:revenue",     "revenue:<=10",          "plan.tier:none"};
    Random random(31);
    const auto pick = [&](const std::vector<std::string>& from) {
        return from[random.below(static_cast<std::uint32_t>(from.size()))];
    };
    for (int round = 0; round < 200; ++round) {
        std::vector<Session> sessions;
        std::vector<EventRow> rows;
        for (std::size_t i = 0; i < 40; ++i) {
            sessions.push_back({pick(names), pick(plans), pick(devices), pick(revenues)});
            rows.push_back(rowOf(sessions.back(), i));
        }
        const index::SessionIndex index = test::buildIndex(rows).index;
        std::string text;
        for (std::uint32_t left = 1 + random.below(3); left > 0; --left) {
            text += (random.chance(0.4) ? "!" : "") + pick(terms) + " ";
        }
        const auto found = index::matchingSessions(index, parsed(text));
        QVERIFY2(found.ok(), text.c_str());
        const filter::RecordMatcher matcher(parsed(text));
        for (std::uint32_t number = 0; number < index.sessionCount(); ++number) {
            const bool expected = matcher.matches(recordOf(sessions[index.id[number]]));
            QVERIFY2(found->contains(number) == expected, text.c_str());
        }
    }
}

void ExpressionIndexTest::asksWhetherAnyRecordHasTheValue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<int>>("sessions");
    QTest::newRow("any") << QByteArray("plan.tier:free") << QList<int> {0, 1};
    QTest::newRow("the later one") << QByteArray("plan.tier:pro") << QList<int> {0};
    QTest::newRow("both") << QByteArray("plan.tier:free plan.tier:pro") << QList<int> {0};
    QTest::newRow("not any") << QByteArray("!plan.tier:pro") << QList<int> {1, 2, 3};
    QTest::newRow("has") << QByteArray("has:plan.tier") << QList<int> {0, 1};
    QTest::newRow("has not") << QByteArray("!has:plan.tier") << QList<int> {2, 3};
    QTest::newRow("event") << QByteArray("event:y") << QList<int> {3};
    QTest::newRow("everything") << QByteArray("") << QList<int> {0, 1, 2, 3};
}

void ExpressionIndexTest::asksWhetherAnyRecordHasTheValue()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QList<int>, sessions);
    const index::SessionIndex index = changingPlans();
    const auto found = index::matchingSessions(index, parsed(text.toStdString()));
    QVERIFY(found.ok());
    QList<int> ids;
    found->forEach(
        [&](std::uint32_t number) { ids.push_back(static_cast<int>(index.id[number])); });
    std::sort(ids.begin(), ids.end());
    QCOMPARE(ids, sessions);
}

void ExpressionIndexTest::asksTheResolverForTheRest()
{
    const index::SessionIndex index = changingPlans();
    std::vector<std::string> asked;
    const auto resolver = [&](const filter::Term& term) -> Result<IdSet> {
        filter::Term positive = term;
        positive.negated = false;
        asked.push_back(filter::formatTerm(positive));
        return IdSet({0, 2});
    };
    const auto found = index::matchingSessions(
        index, parsed("has:ticket error.group:E1 app.x:1 timeout plan.tier:*"), resolver);
    QVERIFY(found.ok());
    QVERIFY(asked
            == (std::vector<std::string> {"has:ticket", "error.group:E1", "app.x:1", "timeout"}));
    QVERIFY(found->toVector() == std::vector<std::uint32_t> {0});

    const auto without = index::matchingSessions(index, parsed("!has:ticket"), resolver);
    QVERIFY(without.ok());
    QVERIFY(without->toVector() == (std::vector<std::uint32_t> {1, 3}));
}

void ExpressionIndexTest::passesOnTheResolversError()
{
    const index::SessionIndex index = changingPlans();
    const auto resolver = [](const filter::Term&) -> Result<IdSet> {
        return storeError("unreadable");
    };
    const auto failed = index::matchingSessions(index, parsed("has:ticket"), resolver);
    QVERIFY(!failed.ok());
    QVERIFY(failed.error().code == ErrorCode::Store);
    const auto unasked = index::matchingSessions(index, parsed("has:ticket"));
    QVERIFY(!unasked.ok());
    QVERIFY(unasked.error().code == ErrorCode::Usage);
}

THROUGHLINE_TEST(ExpressionIndexTest)

} // namespace throughline

#include "tst_expression_index.moc"
