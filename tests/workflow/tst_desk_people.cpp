#include "models/base/text.h"
#include "models/domain/ticket.h"
#include "models/workflow/ticket_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

const std::string kTickets =
    "id,created_at,subject,description,status,requester_id,via_channel,organization_id\n"
    "501,2026-03-01 09:30:00,Help,it fails,open,9001,web,\n";
const std::string kUsers = "id,created_at,email,name,role,organization_id,external_id\n"
                           "9001,2026-01-01 08:00:00,Kim@customer.example,Kim,end-user,7001,u-17\n";
const std::string kOrganizations = "id,created_at,name,shared_tickets,external_id\n"
                                   "7001,2026-01-01 08:00:00,Customer Ltd,FALSE,acc-3\n";

std::string eventOf(const std::string& session, const std::string& members)
{
    static const std::string line =
        R"({"ts":"2026-03-01T09:00:00Z","event":"view","session.id":"SESSION",MEMBERS})";
    return replaceAll(replaceAll(line, "SESSION", session), "MEMBERS", members) + "\n";
}

const std::string kSomebodyElse =
    eventOf("other", R"("user.id":"5","account.id":"7001x","n":"9001")");

} // namespace

/// Tickets name people by the help desk's ids; its exports of users say who they are elsewhere.
class DeskPeopleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsRequestersToSessions_data();
    void joinsRequestersToSessions();
    void joinsBySideOfTheTicket_data();
    void joinsBySideOfTheTicket();
};

void DeskPeopleTest::joinsRequestersToSessions_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<bool>("users");
    QTest::addColumn<bool>("organizations");
    QTest::addColumn<int>("rule"); // 0: no link
    const auto row = [](const char* name, const std::string& members, bool users,
                        bool organizations, int rule) {
        QTest::newRow(name) << QByteArray::fromStdString(eventOf("mine", members)) << users
                            << organizations << rule;
    };
    const int same = static_cast<int>(domain::LinkRule::SameUser);
    const int account = static_cast<int>(domain::LinkRule::SameAccount);
    row("without the users, nobody", R"("user.id":"u-17")", false, true, 0);
    row("by the product's own id", R"("user.id":"u-17")", true, false, same);
    row("by an e-mail as user id", R"("user.id":"kim@CUSTOMER.example")", true, false, same);
    row("by an e-mail beside another id", R"("user.id":"x1","user.email":"kim@customer.example")",
        true, false, same);
    row("by the desk's account", R"("user.id":"x1","account.id":"7001")", true, false, account);
    row("by the product's account", R"("user.id":"x1","account.id":"acc-3")", true, true, account);
    row("by nothing", R"("user.id":"x1","account.id":"acc-4")", true, true, 0);
}

void DeskPeopleTest::joinsRequestersToSessions()
{
    QFETCH(const QByteArray, events);
    QFETCH(const bool, users);
    QFETCH(const bool, organizations);
    QFETCH(const int, rule);
    const ImportFixture workspace;
    Paths paths {workspace.write("tickets.csv", kTickets),
                 workspace.write("events.ndjson", events.toStdString() + kSomebodyElse)};
    if (users) {
        paths.push_back(workspace.write("users.csv", kUsers));
    }
    if (organizations) {
        paths.push_back(workspace.write("organizations.csv", kOrganizations));
    }
    const ImportReport report = workspace.import(paths);
    QCOMPARE(report.rejected, std::uint64_t {0});
    const auto opened = Workspace::open(workspace.store());
    const auto view = showTicket(*opened, "501");
    QVERIFY(view.ok());
    if (rule == 0) {
        QVERIFY(view->sessions.empty());
        return;
    }
    QCOMPARE(view->sessions.size(), std::size_t {1});
    QCOMPARE(view->sessions[0].sessionId, std::string("mine"));
    QCOMPARE(static_cast<int>(view->sessions[0].rule), rule);
}

void DeskPeopleTest::joinsBySideOfTheTicket_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("ticket");
    QTest::newRow("users beside tickets")
        << QByteArray("zendesk-tickets/ok/with_users.json") << QByteArray("35436");
    QTest::newRow("contact of a conversation")
        << QByteArray("intercom-conversations/ok/list.json") << QByteArray("1295");
}

/// The desk's own export names the product's user; no other file is needed.
void DeskPeopleTest::joinsBySideOfTheTicket()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, ticket);
    const ImportFixture workspace;
    const std::filesystem::path folder = std::filesystem::path(THROUGHLINE_TEST_DATA) / "formats";
    workspace.import({folder / file.toStdString(),
                      workspace.write("events.ndjson",
                                      R"({"ts":"2026-10-02T11:10:00Z","event":"view",)"
                                      R"("session.id":"mine","user.id":"U-77"})"
                                      "\n")});
    const auto opened = Workspace::open(workspace.store());
    const auto view = showTicket(*opened, ticket.toStdString());
    QVERIFY(view.ok());
    QCOMPARE(view->sessions.size(), std::size_t {1});
    QCOMPARE(view->sessions[0].rule, domain::LinkRule::SameUser);
}

THROUGHLINE_TEST(DeskPeopleTest)

} // namespace throughline

#include "tst_desk_people.moc"
