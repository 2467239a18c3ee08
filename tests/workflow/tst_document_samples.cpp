#include "models/workflow/alias_workflow.h"
#include "models/workflow/snapshot.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

/// A mapping of ours for tables that no format knows.
fs::path mapping(std::string_view name)
{
    return fs::path(THROUGHLINE_TEST_DATA) / "mappings" / (std::string(name) + ".json");
}

/// All records came in, each of this signal.
bool allOf(const Sample& sample, const std::string& signal, int count)
{
    return sample.values("signal") == Counts {{signal, count}} && sample.report.rejected == 0
        && sample.sound();
}

std::set<std::string> kindsOf(const Sample& sample, const std::string& field)
{
    std::set<std::string> kinds;
    for (const auto& [value, count] : sample.values(field)) {
        kinds.insert(value);
    }
    return kinds;
}

std::string formatOf(const Sample& sample)
{
    return sample.report.sources.at(0).format;
}

/// The times of the records, first and last.
std::pair<std::string, std::string> span(const Sample& sample)
{
    std::set<std::int64_t> times;
    for (const json& record : sample.records) {
        times.insert(record["ts"].get<std::int64_t>());
    }
    return {formatRfc3339(Timestamp {*times.begin()}), formatRfc3339(Timestamp {*times.rbegin()})};
}

} // namespace

/// Exports that others wrote, in formats that documents tell of.
class DocumentSamplesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shopEvents();
    void amplitudeEvents();
    void mixpanelEvents();
    void zendeskTickets();
    void zendeskAround();
    void intercomConversations();
    void mappedTables();
    void onePersonInThreeSpellings();
    void accessLogs();
    void jsonLogs();
    void zapLogs();
    void textLogs();
    void composeLogs();
};

void DocumentSamplesTest::shopEvents()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("analytics/ecom_users_000-149.csv");
    QCOMPARE(formatOf(s), std::string("csv-events"));
    QVERIFY(allOf(s, "event", 7676));
    QCOMPARE(kindsOf(s, "user.id").size(), std::size_t {150});
    QCOMPARE(kindsOf(s, "session.id").size(), std::size_t {874});
    QCOMPARE(s.report.sessions, std::uint64_t {874});
    QCOMPARE(s.values("event.name"),
             (Counts {{"product_view", 1710},
                      {"catalog", 1650},
                      {"search", 981},
                      {"home", 655},
                      {"filter_results", 651},
                      {"add_to_cart", 325},
                      {"cart", 296},
                      {"shipping_details", 239},
                      {"wishlist_add", 202},
                      {"payment_details", 177},
                      {"promo_page", 174},
                      {"account_page", 163},
                      {"purchase", 114},
                      {"review_page", 89},
                      {"support_chat", 76},
                      {"compare", 69},
                      {"error_page", 58},
                      {"payment_error", 37},
                      {"checkout_bug", 10}}));
    QCOMPARE(kindsOf(s, "platform"), (std::set<std::string> {"desktop", "mobile", "tablet"}));
}

void DocumentSamplesTest::amplitudeEvents()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("analytics/amplitude_event_data.csv");
    QCOMPARE(formatOf(s), std::string("amplitude"));
    QVERIFY(allOf(s, "event", 10));
    QCOMPARE(kindsOf(s, "event.name").size(), std::size_t {5});
    QCOMPARE(s.values("event.name").count(std::string(260, 'a')), std::size_t {1});
    QCOMPARE(kindsOf(s, "user.id").size(), std::size_t {7});
    QCOMPARE(s.values("session.id"), (Counts {{"", 10}}));
    for (const json& record : s.records) {
        QVERIFY(record["user.id"].get<std::string>().find('@') == std::string::npos);
        QVERIFY(record.contains("amplitude_id"));
    }
    QCOMPARE(s.values("user_properties.Cohort"), (Counts {{"Test A", 10}}));
}

void DocumentSamplesTest::mixpanelEvents()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("analytics/mixpanel_event.csv");
    QCOMPARE(formatOf(s), std::string("mixpanel-table"));
    QVERIFY(allOf(s, "event", 5));
    QCOMPARE(
        s.values("event.name"),
        (Counts {
            {"plays", 1}, {"playthrough_25", 2}, {"playthrough_29", 1}, {"playthrough_30", 1}}));
    QCOMPARE(kindsOf(s, "user.id").size(), std::size_t {3});
    QCOMPARE(s.values("Operating System"), (Counts {{"Roku", 5}}));
    QCOMPARE(s.values("video_id"), (Counts {{"5279", 1}, {"6367", 2}, {"6369", 2}}));
    // The property of that name is another id than the user's and must not pass for it.
    QCOMPARE(s.values("mixpanel.user_id"), (Counts {{"114521", 1}, {"129997", 2}, {"129998", 2}}));
}

void DocumentSamplesTest::zendeskTickets()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("tickets/zendesk/ticket_data.csv");
    QCOMPARE(formatOf(s), std::string("zendesk-tickets"));
    QVERIFY(allOf(s, "ticket", 10));
    QCOMPARE(s.values("ticket.status"), (Counts {{"closed", 7}, {"deleted", 2}, {"solved", 1}}));
    QCOMPARE(s.values("zendesk.via_channel"), (Counts {{"email", 9}, {"web", 1}}));
    QCOMPARE(s.values("ticket.severity")[""], 9);
    QVERIFY(
        span(s)
        == (std::pair<std::string, std::string> {"2020-02-13T21:43:58Z", "2020-12-22T00:19:23Z"}));
    QCOMPARE(kindsOf(s, "ticket.id").size(), std::size_t {10});
    for (const json& record : s.records) {
        QVERIFY(record.dump().find("email.com") == std::string::npos);
        QVERIFY(record.contains("user.id"));
    }
}

void DocumentSamplesTest::zendeskAround()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample comments("tickets/zendesk/ticket_comment_data.csv");
    QVERIFY(allOf(comments, "log", 20));
    QCOMPARE(kindsOf(comments, "zendesk.ticket_id").size(), std::size_t {7});
    QCOMPARE(comments.values("zendesk.comment.public"), (Counts {{"TRUE", 20}}));
    const Sample users("tickets/zendesk/user_data.csv");
    QVERIFY(allOf(users, "log", 10));
    QCOMPARE(kindsOf(users, "user.id").size(), std::size_t {10});
    // The files were thinned: one requester is among the users, no other reference leads anywhere.
    const Sample tickets("tickets/zendesk/ticket_data.csv");
    std::set<std::string> known;
    for (const std::string& requester : kindsOf(tickets, "user.id")) {
        if (kindsOf(users, "user.id").contains(requester)) {
            known.insert(requester);
        }
    }
    QCOMPARE(known.size(), std::size_t {1});
    QVERIFY(users.workspace.storeBytes().find("John Doe") == std::string::npos);
    const Sample organizations("tickets/zendesk/organization_data.csv");
    QVERIFY(allOf(organizations, "log", 10));
    QCOMPARE(kindsOf(organizations, "account.id").size(), std::size_t {10});
    const Sample tags("tickets/zendesk/ticket_tag_data.csv");
    QVERIFY(allOf(tags, "log", 10));
    QCOMPARE(tags.values("body"), (Counts {{"connector", 1}, {"customer", 6}, {"prospect", 3}}));
    QVERIFY(allOf(Sample("tickets/zendesk/ticket_field_history_data.csv"), "log", 38));
}

void DocumentSamplesTest::intercomConversations()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("tickets/intercom/conversation_history_data.csv");
    QCOMPARE(formatOf(s), std::string("intercom-conversations"));
    QCOMPARE(s.values("signal"), (Counts {{"log", 7}, {"ticket", 2}}));
    QCOMPARE(s.values("ticket.status"), (Counts {{"closed", 2}, {"open", 7}}));
    QCOMPARE(kindsOf(s, "ticket.id").size(), std::size_t {2});
    for (const json& record : s.records) {
        QVERIFY(record["signal"] != "ticket" || record["ticket.status"] == "closed");
    }
    QVERIFY(s.sound());
    const Sample parts("tickets/intercom/conversation_part_history_data.csv");
    QVERIFY(allOf(parts, "log", 9));
    QCOMPARE(parts.values("intercom.part_type"), (Counts {{"close", 8}, {"note", 1}}));
    QVERIFY(allOf(Sample("tickets/intercom/contact_history_data.csv"), "log", 9));
}

void DocumentSamplesTest::mappedTables()
{
    if (!samplesPresent()) {
        return;
    }
    const auto file = [](std::string_view name) {
        return "tickets/ux-diagnostics/" + std::string(name) + ".csv";
    };
    const Sample clicks(file("clickstream"), mapping("clicks"));
    QVERIFY(allOf(clicks, "event", 20));
    QCOMPARE(kindsOf(clicks, "user.id").size(), std::size_t {12});
    const Sample calls(file("api_logs"), mapping("calls"));
    QVERIFY(allOf(calls, "log", 13));
    QCOMPARE(calls.values("http.response.status_code"),
             (Counts {{"200", 10}, {"429", 1}, {"500", 2}}));
    QCOMPARE(calls.values("duration_ns")["1020000000"], 1);
    const Sample feedback(file("user_feedback"), mapping("feedback"));
    QVERIFY(allOf(feedback, "event", 10));
    QCOMPARE(feedback.values("rating"), (Counts {{"1", 1}, {"2", 4}, {"3", 2}, {"5", 3}}));
    const Sample visits(file("session_tracking"), mapping("visits"));
    QVERIFY(allOf(visits, "event", 10));
    QCOMPARE(visits.values("visit.drop_off"),
             (Counts {{"", 2}, {"cart", 2}, {"checkout", 5}, {"product", 1}}));
    QVERIFY(allOf(Sample(file("cart_abandonment"), mapping("carts")), "event", 10));
    QVERIFY(allOf(Sample(file("page_load_times"), mapping("page-loads")), "metric", 10));
    // The mapping of one table is none of another.
    const ImportFixture workspace;
    ImportRequest request = workspace.request({sample(file("clickstream"))});
    request.mapping = mapping("carts");
    const auto report = importFiles(request, {}, {});
    QVERIFY(!report.ok() || report->nothingCameIn());
}

/// U001, u001 and user001 are one person in three tables, once somebody says so.
void DocumentSamplesTest::onePersonInThreeSpellings()
{
    if (!samplesPresent()) {
        return;
    }
    const ImportFixture workspace;
    for (const auto& [table, document] :
         std::vector<std::pair<std::string, std::string>> {{"clickstream", "clicks"},
                                                           {"session_tracking", "visits"},
                                                           {"user_feedback", "feedback"}}) {
        ImportRequest request =
            workspace.request({sample("tickets/ux-diagnostics/" + table + ".csv")});
        request.mapping = mapping(document);
        QVERIFY(importFiles(request, {}, {}).ok());
    }
    const auto store = Workspace::open(workspace.store());
    const auto sessionsOf = [&store](const std::string& user) {
        const auto snapshot = loadSnapshot(*store, {});
        domain::Scope scope;
        scope.where = "user.id:" + user;
        return sessionsInScope(*store, **snapshot, scope, {})->toVector().size();
    };
    const std::size_t apart = sessionsOf("U001") + sessionsOf("u001") + sessionsOf("user001");
    QVERIFY(sessionsOf("U001") > 0 && sessionsOf("u001") > 0 && sessionsOf("user001") > 0);
    QVERIFY(addAliases(*store, domain::AliasKind::User, "U001", {"u001", "user001"}, {}).ok());
    QCOMPARE(sessionsOf("U001"), apart);
    QCOMPARE(sessionsOf("user001"), apart);
}

void DocumentSamplesTest::accessLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample good("logs/lnav_access_log.0");
    QVERIFY(allOf(good, "log", 3));
    QCOMPARE(good.values("http.response.status_code"), (Counts {{"200", 2}, {"404", 1}}));
    QCOMPARE(span(good).first, std::string("2009-07-20T22:59:26Z"));
    const Sample bad("logs/lnav_bad_access_log.0");
    QCOMPARE(bad.report.accepted, std::uint64_t {2});
    QCOMPARE(bad.report.rejected, std::uint64_t {1});
    const auto page = quarantine(*Workspace::open(bad.workspace.store()), 0, 10);
    QCOMPARE(page->rejected.at(0).line, 2U);
    QVERIFY(bad.sound());
}

void DocumentSamplesTest::jsonLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample pino("logs/humanlog_sample-pino.log.gz");
    QCOMPARE(formatOf(pino), std::string("pino"));
    QVERIFY(allOf(pino, "log", 1000));
    QCOMPARE(pino.values("severity"), (Counts {{"5", 244}, {"9", 500}, {"17", 256}}));
    QCOMPARE(pino.values("exception.stacktrace")[""], 1000 - 256);
    QCOMPARE(pino.report.records.error, std::uint64_t {256});
    const Sample bunyan("logs/lnav_bunyan.0");
    QCOMPARE(formatOf(bunyan), std::string("bunyan"));
    QVERIFY(allOf(bunyan, "log", 10));
    QCOMPARE(bunyan.values("severity"), (Counts {{"5", 9}, {"9", 1}}));
    const Sample ecs("logs/lnav_ecs_log.json");
    QCOMPARE(formatOf(ecs), std::string("ecs"));
    QVERIFY(allOf(ecs, "log", 5));
    QCOMPARE(ecs.values("severity"),
             (Counts {{"5", 1}, {"9", 1}, {"13", 1}, {"17", 1}, {"18", 1}}));
    const Sample logfmt("logs/lnav_logfmt.0");
    QCOMPARE(formatOf(logfmt), std::string("logfmt"));
    QVERIFY(allOf(logfmt, "log", 5));
    QCOMPARE(logfmt.values("severity"), (Counts {{"9", 2}, {"13", 1}, {"17", 2}}));
}

void DocumentSamplesTest::zapLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("logs/humanlog_sample-zap.log.gz");
    QCOMPARE(formatOf(s), std::string("zap"));
    QVERIFY(allOf(s, "log", 758));
    QCOMPARE(s.values("severity"), (Counts {{"9", 256}, {"13", 247}, {"17", 255}}));
    QCOMPARE(s.values("exception.stacktrace")[""], 758 - 255);
    QCOMPARE(span(s).first, std::string("2024-11-12T05:13:36.574Z"));
}

void DocumentSamplesTest::textLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample structlog("logs/humanlog_sample-structlog.log.gz");
    QCOMPARE(formatOf(structlog), std::string("structlog"));
    QVERIFY(allOf(structlog, "log", 1000));
    QCOMPARE(structlog.values("severity"),
             (Counts {{"", 58}, {"5", 161}, {"9", 485}, {"13", 198}, {"17", 79}, {"18", 19}}));
    QCOMPARE(structlog.values("structlog.trace_id")[""], 1000 - 161);
    const Sample java("logs/lnav_java.0");
    QCOMPARE(formatOf(java), std::string("java-log"));
    QVERIFY(allOf(java, "log", 20));
    QCOMPARE(span(java).first, std::string("2025-01-24T07:00:30.139Z"));
}

void DocumentSamplesTest::composeLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("logs/lnav_caddy_log.0");
    QCOMPARE(formatOf(s), std::string("compose-log"));
    QVERIFY(allOf(s, "log", 39));
    QCOMPARE(s.values("service.name"), (Counts {{"caddy", 39}}));
    QCOMPARE(span(s).first, std::string("2025-10-21T04:10:22.315275700Z"));
    QVERIFY(s.values("severity")["13"] > 0);
}

THROUGHLINE_TEST(DocumentSamplesTest)

} // namespace throughline

#include "tst_document_samples.moc"
