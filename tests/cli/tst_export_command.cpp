#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <sqlite3.h>

#include <filesystem>

namespace throughline {

using namespace cli::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// Everything a store can hold, with one id that a spreadsheet would take for a formula.
std::string everything()
{
    // A client error that names no level: how severe it is stands in its event alone.
    return R"({"ts":"2026-03-02T09:00:00Z","event":"page_view","session.id":"s1","user.id":"u1"})"
           "\n"
           R"({"ts":"2026-03-02T09:00:01Z","message":"mail to bob@example.com","exception.type":"E","session.id":"s1"})"
           "\n"
           R"({"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","name":"GET /","start":"2026-03-02T09:00:02Z","duration_ms":5,"service.name":"shop"})"
           "\n"
           R"({"time":"2026-03-02T09:10:00Z","kind":"ticket","ticket.id":"T-1","user_id":"u1","message":"it fails"})"
           "\n"
           R"({"ts":"2026-03-02T09:00:04Z","event":"=cmd|' /C calc'!A1","session.id":"-2+3","user.id":"@u","revenue":-5.25,"currency":"USD"})"
           "\n"
           R"({"ts":"2026-03-02T09:00:05Z","metric.name":"cpu","metric.value":0.5})"
           "\n"
           R"({"ts":"2026-03-02T09:00:06Z","level":"info","message":"started","service.name":"shop"})"
           "\n";
}

std::string readBytes(const fs::path& path)
{
    return throughline::test::readBytes(path);
}

/// The one value a question to a database gives, as text.
std::string value(const fs::path& file, const char* sql)
{
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::string found;
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK
        && sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        found = text != nullptr ? text : "null";
    } else {
        found = sqlite3_errmsg(database);
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return found;
}

std::string digestOf(const CommandRunner& runner)
{
    return runner.withStore({"digest", "--json"}).json()["digest"].dump();
}

} // namespace

/// throughline export: what leaves a store, whole or a part, for three kinds of readers.
class ExportCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesComeBackTheSame_data();
    void linesComeBackTheSame();
    void guardsCellsAgainstFormulas();
    void databasesHoldTheTables();
    void databasesAreTheSameTwice();
    void partsHoldTheSessionsAskedFor();
    void partsInTimeKeepWhatHasNoSession();
    void emptyStoresGiveEmptyTables();
    void refusesToReplace();
    void replacesOnlyItsOwnFolder();
    void leavesNothingBehindWhenStopped();
    void needsAFolderThatIsThere();
};

void ExportCommandTest::linesComeBackTheSame_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QStringLiteral("out.ndjson");
    QTest::newRow("gzip") << QStringLiteral("out.ndjson.gz");
    QTest::newRow("zstd") << QStringLiteral("out.ndjson.zst");
}

void ExportCommandTest::linesComeBackTheSame()
{
    QFETCH(const QString, name);
    const CommandRunner first;
    QCOMPARE(first.import({first.write("a.ndjson", everything())}).status, 0);
    const fs::path file = first.path(name.toStdString());
    const Outcome outcome =
        first.withStore({"export", "--format", "ndjson", "--out", file.string(), "--json"});
    QCOMPARE(outcome.status, 0);
    const json report = outcome.json();
    QVERIFY(report["whole_store"].get<bool>());
    QCOMPARE(report["rows"]["event"].get<int>(), 3);
    QCOMPARE(report["rows"]["span"].get<int>(), 1);
    QCOMPARE(report["rows"]["log"].get<int>(), 1);
    QCOMPARE(report["rows"]["metric"].get<int>(), 1);
    QCOMPARE(report["rows"]["ticket"].get<int>(), 1);
    QCOMPARE(report["bytes"].get<std::uintmax_t>(), fs::file_size(file));
    const CommandRunner second;
    QCOMPARE(second.import({file}).status, 0);
    QCOMPARE(digestOf(second), digestOf(first));
}

void ExportCommandTest::guardsCellsAgainstFormulas()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const fs::path folder = runner.path("tables");
    QCOMPARE(runner.withStore({"export", "--format", "csv", "--out", folder.string()}).status, 0);
    const std::string events = readBytes(folder / "event.csv");
    QVERIFY(events.find("\"'=cmd|' /C calc'!A1\"") != std::string::npos);
    QVERIFY(events.find("\"'-2+3\"") != std::string::npos);
    QVERIFY(events.find("\"'@u\"") != std::string::npos);
    QVERIFY(events.find(",-5.25,USD,") != std::string::npos);
    QVERIFY(events.starts_with("id,time_ns,time,name,session,user,account,trace_id,"));
    QVERIFY(readBytes(folder / "ticket.csv").find("T-1") != std::string::npos);
    QVERIFY(readBytes(folder / "error_group.csv").find("E1,") != std::string::npos);
    // Redaction happened before; nothing brings it back.
    for (const auto& entry : fs::directory_iterator(folder)) {
        QVERIFY(readBytes(entry.path()).find("bob@example.com") == std::string::npos);
    }
}

void ExportCommandTest::databasesHoldTheTables()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const fs::path file = runner.path("out.sqlite");
    const Outcome outcome =
        runner.withStore({"export", "--format", "sqlite", "--out", file.string(), "--json"});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(value(file, "pragma integrity_check"), std::string("ok"));
    QCOMPARE(value(file, "pragma journal_mode"), std::string("delete"));
    // What the program says in SQL is what the database says.
    for (const char* sql :
         {"select count(*) from event", "select count(*) from session",
          "select group_concat(name || n) from (select name, count(*) n from event group by 1)",
          "select sum(events) from session", "select count(*) from error_occurrence",
          "select min(session) from error_occurrence", "select record from event where line = 7",
          "select id || type || sessions from error_group", "select definition from funnel"}) {
        const json own = runner.withStore({"sql", sql, "--json"}).json();
        const json& cell = own["rows"][0][0];
        QCOMPARE(value(file, sql), cell.is_string() ? cell.get<std::string>() : cell.dump());
    }
    QCOMPARE(value(file, "select value from export_info where key = 'part'"),
             std::string("everything"));
    QCOMPARE(value(file, "select value from export_info where key = 'digest.event'"),
             json::parse(digestOf(runner))["event"].get<std::string>());
    QCOMPARE(value(file, "select name from sqlite_schema where name = 'event_by_session'"),
             std::string("event_by_session"));
}

void ExportCommandTest::databasesAreTheSameTwice()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    for (const char* name : {"one.sqlite", "two.sqlite"}) {
        QCOMPARE(
            runner.withStore({"export", "--format", "sqlite", "--out", runner.path(name).string()})
                .status,
            0);
    }
    QVERIFY(readBytes(runner.path("one.sqlite")) == readBytes(runner.path("two.sqlite")));
}

void ExportCommandTest::partsHoldTheSessionsAskedFor()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const fs::path file = runner.path("part.sqlite");
    const Outcome outcome =
        runner.withStore({"export", "--format", "sqlite", "--out", file.string(), "--where",
                          "has:error.group", "--json"});
    QCOMPARE(outcome.status, 0);
    QVERIFY(!outcome.json()["whole_store"].get<bool>());
    const json met =
        runner.withStore({"sql", "select count(distinct session) from error_occurrence", "--json"})
            .json()["rows"][0][0];
    QCOMPARE(met.get<int>(), 30);
    QCOMPARE(value(file, "select count(*) from session"), met.dump());
    QCOMPARE(value(file, "select count(distinct session) from event"), met.dump());
    QCOMPARE(value(file,
                   "select count(*) from event e where not exists (select 1 from session s "
                   "where s.id = e.session)"),
             std::string("0"));
    QCOMPARE(value(file, "select count(*) from event"), std::to_string(met.get<int>() * 4));
    QCOMPARE(value(file, "select value from export_info where key = 'where'"),
             std::string("has:error.group"));
}

void ExportCommandTest::partsInTimeKeepWhatHasNoSession()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const auto rows = [&runner](const std::vector<std::string>& options) {
        std::vector<std::string> arguments {"export",
                                            "--format",
                                            "ndjson",
                                            "--force",
                                            "--json",
                                            "--out",
                                            runner.path("out").string()};
        arguments.insert(arguments.end(), options.begin(), options.end());
        const Outcome outcome = runner.withStore(arguments);
        std::string told;
        for (const char* table : {"event", "span", "log", "metric", "ticket"}) {
            told += std::to_string(outcome.json()["rows"][table].get<int>());
        }
        return told;
    };
    // The span belongs to no session; the ticket goes with the session it is linked to.
    QCOMPARE(rows({}), std::string("31111"));
    QCOMPARE(rows({"--from", "2026-03-02T09:00:04Z"}), std::string("10110"));
    QCOMPARE(rows({"--to", "2026-03-02T09:00:04Z"}), std::string("21001"));
    QCOMPARE(rows({"--where", "session.id:s1"}), std::string("20001"));
    QCOMPARE(rows({"--from", "2026-03-03"}), std::string("00000"));
}

void ExportCommandTest::emptyStoresGiveEmptyTables()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const fs::path file = runner.path("part.sqlite");
    QCOMPARE(runner
                 .withStore({"export", "--format", "sqlite", "--out", file.string(), "--where",
                             "session.id:nobody"})
                 .status,
             0);
    QCOMPARE(value(file, "select count(*) from event"), std::string("0"));
    QCOMPARE(value(file, "select count(*) from ticket"), std::string("0"));
}

void ExportCommandTest::refusesToReplace()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const fs::path file = runner.write("mine.txt", "mine");
    const std::vector<std::string> arguments {"export", "--format", "ndjson", "--out",
                                              file.string()};
    const Outcome refused = runner.withStore(arguments);
    QCOMPARE(refused.status, 2);
    QVERIFY(refused.err.find("--force") != std::string::npos);
    QCOMPARE(readBytes(file), std::string("mine"));
    std::vector<std::string> forced = arguments;
    forced.emplace_back("--force");
    QCOMPARE(runner.withStore(forced).status, 0);
    QVERIFY(readBytes(file).starts_with("{\"ts\":"));
}

void ExportCommandTest::replacesOnlyItsOwnFolder()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const fs::path folder = runner.path("tables");
    const std::vector<std::string> arguments {
        "export", "--format", "csv", "--out", folder.string() + "/", "--force"};
    QCOMPARE(runner.withStore(arguments).status, 0);
    QCOMPARE(runner.withStore(arguments).status, 0);
    runner.write("tables/thesis.txt", "mine");
    QCOMPARE(runner.withStore(arguments).status, 2);
    QCOMPARE(readBytes(folder / "thesis.txt"), std::string("mine"));
    QVERIFY(fs::exists(folder / "event.csv"));
}

void ExportCommandTest::leavesNothingBehindWhenStopped()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    std::stop_source stop;
    stop.request_stop();
    for (const char* format : {"ndjson", "csv", "sqlite"}) {
        const fs::path out = runner.path("out");
        const Outcome outcome = runner.withStore(
            {"export", "--format", format, "--out", out.string()}, stop.get_token());
        QCOMPARE(outcome.status, 8);
        QVERIFY(!fs::exists(out));
        QVERIFY(!fs::exists(out.string() + "-part"));
    }
}

void ExportCommandTest::needsAFolderThatIsThere()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", everything())});
    const Outcome outcome = runner.withStore(
        {"export", "--format", "csv", "--out", runner.path("no/such/place").string()});
    QCOMPARE(outcome.status, 6);
    QVERIFY(outcome.out.empty());
}

THROUGHLINE_TEST(ExportCommandTest)

} // namespace throughline

#include "tst_export_command.moc"
