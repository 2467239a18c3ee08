#include "models/base/text.h"
#include "models/workflow/alias_workflow.h"
#include "models/workflow/session_table_bytes.h"
#include "models/workflow/snapshot.h"
#include "models/workflow/ticket_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>
#include <string>
#include <vector>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::AliasKind;

namespace {

std::string eventLineOf(const std::string& second, const std::string& members)
{
    static const std::string line = R"({"ts":"2026-03-01T09:00:SECONDZ","event":"view",MEMBERS})";
    return replaceAll(replaceAll(line, "SECOND", second), "MEMBERS", members) + "\n";
}

const std::string kEvents =
    eventLineOf("01", R"("session.id":"s1","user.id":"u-1","account.id":"acc")")
    + eventLineOf("02", R"("session.id":"s2","user.id":"U-1","account.id":"ACC")")
    + eventLineOf("03", R"("session.id":"s3","user.id":"u-2")")
    // Sessions we cut: one person, two spellings, within half an hour.
    + eventLineOf("04", R"("user.id":"d-1")") + eventLineOf("05", R"("user.id":"D-1")");
const std::string kTickets =
    R"({"time":"2026-03-01T09:30:00Z","kind":"ticket","ticket.id":"T-1","user.id":"u-1","message":"it fails"})"
    "\n";

/// What a store answers: sessions with their users, and what a filter finds.
class Store
{
public:
    Store()
        : m_report(m_files.import(
            {m_files.write("events.ndjson", kEvents), m_files.write("tickets.ndjson", kTickets)}))
        , workspace(*Workspace::open(m_files.store()))
    {
    }

    [[nodiscard]] std::string bytes() const
    {
        std::string all;
        SessionTable sessions = (*loadSnapshot(workspace, {}))->sessions;
        sessions.splits.clear(); // they have bytes that mean nothing
        writeBytes(sessions, [&all](std::string_view piece) { all += piece; });
        return all;
    }

    /// "s1:u-1 s2:U-1", by the index.
    [[nodiscard]] std::string people() const
    {
        const auto snapshot = loadSnapshot(workspace, {});
        const SessionTable& sessions = (*snapshot)->sessions;
        std::vector<std::string> lines;
        for (std::uint32_t s = 0; s < sessions.index.sessionCount(); ++s) {
            const std::string& id = sessions.idOf(s);
            lines.push_back((id.size() > 2 ? "cut" : id) + ":" + std::string(sessions.userOf(s)));
        }
        std::sort(lines.begin(), lines.end());
        std::string text;
        for (const std::string& line : lines) {
            text += (text.empty() ? "" : " ") + line;
        }
        return text;
    }

    [[nodiscard]] std::size_t found(const std::string& expression) const
    {
        const auto snapshot = loadSnapshot(workspace, {});
        domain::Scope scope;
        scope.where = expression;
        return sessionsInScope(workspace, **snapshot, scope, {})->toVector().size();
    }

private:
    ImportFixture m_files;
    ImportReport m_report;

public:
    Workspace workspace;
};

} // namespace

/// One person across spellings only where somebody says so.
class AliasesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spellingsAreApartUntilSomebodySaysSo();
    void appliesAndTakesItBack();
    void cutsSessionsOfOnePersonAsOne();
    void accountsHaveTheirOwn();
    void laterImportsFollow();
    void refusesWhatNobodyCarries();
};

void AliasesTest::spellingsAreApartUntilSomebodySaysSo()
{
    const Store store;
    QCOMPARE(store.people(), std::string("cut:D-1 cut:d-1 s1:u-1 s2:U-1 s3:u-2"));
    QCOMPARE(store.found("user.id:U-1"), std::size_t {1});
    QCOMPARE(showTicket(store.workspace, "T-1")->sessions.size(), std::size_t {1});
    QVERIFY(listAliases(store.workspace)->empty());
}

void AliasesTest::appliesAndTakesItBack()
{
    const Store store;
    const std::string before = store.bytes();
    const auto added = addAliases(store.workspace, AliasKind::User, "u-2", {"U-1", "u-1"}, {});
    QVERIFY2(added.ok(), added.ok() ? "" : describe(added.error()).c_str());
    QCOMPARE(added->sessionsBefore, std::uint64_t {1});
    QCOMPARE(added->sessionsAfter, std::uint64_t {3});
    QCOMPARE(store.people(), std::string("cut:D-1 cut:d-1 s1:u-2 s2:u-2 s3:u-2"));
    // By either name.
    QCOMPARE(store.found("user.id:U-1"), std::size_t {3});
    QCOMPARE(store.found("user.id:u-2"), std::size_t {3});
    QCOMPARE(store.found("!user.id:U-1"), std::size_t {2});
    const auto ticket = showTicket(store.workspace, "T-1");
    QVERIFY(ticket.ok());
    QCOMPARE(ticket->sessions.size(), std::size_t {3});

    const auto removed = removeAliases(store.workspace, AliasKind::User, {"U-1", "u-1"}, {});
    QVERIFY(removed.ok());
    QVERIFY(removed->aliases.empty());
    QVERIFY(store.bytes() == before);
}

void AliasesTest::cutsSessionsOfOnePersonAsOne()
{
    const Store store;
    QVERIFY(addAliases(store.workspace, AliasKind::User, "d-1", {"D-1"}, {}).ok());
    QCOMPARE(store.people(), std::string("cut:d-1 s1:u-1 s2:U-1 s3:u-2"));
}

void AliasesTest::accountsHaveTheirOwn()
{
    const Store store;
    QVERIFY(addAliases(store.workspace, AliasKind::Account, "acc", {"ACC"}, {}).ok());
    QCOMPARE(store.found("account.id:acc"), std::size_t {2});
    QCOMPARE(store.found("user.id:u-1"), std::size_t {1});
}

void AliasesTest::laterImportsFollow()
{
    const ImportFixture files;
    files.import({files.write("events.ndjson", kEvents)});
    const auto workspace = Workspace::open(files.store());
    QVERIFY(addAliases(*workspace, AliasKind::User, "u-1", {"U-1"}, {}).ok());
    files.import(
        {files.write("later.ndjson", eventLineOf("50", R"("session.id":"s9","user.id":"U-1")"))});
    const auto snapshot = loadSnapshot(*workspace, {});
    domain::Scope scope;
    scope.where = "user.id:u-1";
    QCOMPARE(sessionsInScope(*workspace, **snapshot, scope, {})->toVector().size(),
             std::size_t {3});
}

void AliasesTest::refusesWhatNobodyCarries()
{
    const Store store;
    const std::string before = store.bytes();
    const auto unknown = addAliases(store.workspace, AliasKind::User, "u-1", {"u-99"}, {});
    QVERIFY(!unknown.ok());
    QVERIFY(unknown.error().code == ErrorCode::Usage);
    QVERIFY(!addAliases(store.workspace, AliasKind::User, "u-1", {"u-1"}, {}).ok());
    QVERIFY(!addAliases(store.workspace, AliasKind::Account, "u-1", {"U-1"}, {}).ok());
    QVERIFY(!removeAliases(store.workspace, AliasKind::User, {"U-1"}, {}).ok());
    QVERIFY(store.bytes() == before);
}

THROUGHLINE_TEST(AliasesTest)

} // namespace throughline

#include "tst_aliases.moc"
