#include "models/base/text.h"
#include "models/workflow/ticket_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

/// One ticket as a help desk exports it, each time as it is then.
std::string ticketOf(const std::string& number, const std::string& status, const std::string& text)
{
    static const std::string line =
        R"({"id":"NUMBER","created_at":"2026-03-01T09:30:00Z","subject":"Help","description":"TEXT","status":"STATUS"})";
    return replaceAll(replaceAll(replaceAll(line, "NUMBER", number), "STATUS", status), "TEXT",
                      text)
        + "\n";
}

/// As `throughline info` counts them.
int ticketsOf(const ImportFixture& workspace)
{
    return static_cast<int>(workspace.info().records.ticket);
}

} // namespace

/// Exports bring a ticket again when it has changed: all versions are records, and one ticket.
class TicketVersionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countOnce_data();
    void countOnce();
    void keepTheLinksOfEach();
    void areNotTicketsOfAnotherTime();
};

void TicketVersionsTest::countOnce_data()
{
    QTest::addColumn<bool>("oneFile");
    QTest::newRow("in one file") << true;
    QTest::newRow("in two files") << false;
}

void TicketVersionsTest::countOnce()
{
    QFETCH(const bool, oneFile);
    const ImportFixture workspace;
    const std::string first = ticketOf("501", "open", "session s11 hangs");
    const std::string second = ticketOf("501", "solved", "session s11 hangs");
    const auto events = workspace.write("events.ndjson", eventLine("s11", 1) + eventLine("s22", 2));
    const Paths paths = oneFile
        ? Paths {events, workspace.write("tickets.ndjson", first + second)}
        : Paths {events, workspace.write("a.ndjson", first), workspace.write("b.ndjson", second)};
    const ImportReport report = workspace.import(paths);
    QVERIFY(balances(report));
    QCOMPARE(report.accepted, std::uint64_t {4});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    QCOMPARE(ticketsOf(workspace), 1);
    const auto opened = Workspace::open(workspace.store());
    const auto list = listTickets(*opened, 0, 10);
    QVERIFY(list.ok());
    QCOMPARE(list->total, std::uint64_t {1});
    QCOMPARE(list->tickets.size(), std::size_t {1});
    QCOMPARE(list->tickets[0].sessionId, std::string("s11"));
    const auto view = showTicket(*opened, "501");
    QVERIFY(view.ok());
    QCOMPARE(std::string(domain::valueOf(view->ticket.attributes, "ticket.status")),
             std::string("solved"));
}

void TicketVersionsTest::keepTheLinksOfEach()
{
    const ImportFixture workspace;
    workspace.import(
        {workspace.write("events.ndjson", eventLine("s11", 1) + eventLine("s22", 2)),
         workspace.write("a.ndjson", ticketOf("501", "open", "session s11 hangs")),
         workspace.write("b.ndjson", ticketOf("501", "open", "and session s22, too"))});
    const auto opened = Workspace::open(workspace.store());
    const auto view = showTicket(*opened, "501");
    QVERIFY(view.ok());
    QCOMPARE(view->sessions.size(), std::size_t {2});
}

void TicketVersionsTest::areNotTicketsOfAnotherTime()
{
    const ImportFixture workspace;
    workspace.import(
        {workspace.write("a.ndjson", ticketOf("7", "open", "here")),
         workspace.write("b.ndjson",
                         replaceAll(ticketOf("7", "open", "there"), "09:30:00", "10:30:00"))});
    QCOMPARE(ticketsOf(workspace), 2);
}

THROUGHLINE_TEST(TicketVersionsTest)

} // namespace throughline

#include "tst_ticket_versions.moc"
