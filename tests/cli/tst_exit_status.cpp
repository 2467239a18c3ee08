#include "models/store/store_file.h"
#include "tests/cli/command_runner.h"
#include "tests/support/child_process.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <optional>
#include <sys/stat.h>

namespace throughline {

using namespace cli::test;
using throughline::test::ChildProcess;
using throughline::test::readBytes;

namespace fs = std::filesystem;

namespace {

/// One or two plain sentences on one line, with the program's name.
bool isMessage(const std::string& err)
{
    return err.starts_with("throughline: ") && err.ends_with(".\n")
        && std::count(err.begin(), err.end(), '\n') == 1 && err.size() < 400;
}

} // namespace

class ExitStatusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isZeroForWhatIsDone();
    void isTwoForWrongUsage_data();
    void isTwoForWrongUsage();
    void isThreeForAPartOfIt();
    void isFourForBadInput_data();
    void isFourForBadInput();
    void isFiveForARefusedStore_data();
    void isFiveForARefusedStore();
    void isSixForTheEnvironment();
    void isEightForACancel();
    void isZeroForKnownFiles();
    void isSevenForABusyStore();

private:
    /// Waits ten seconds for a lock; begun first and looked at last.
    CommandRunner m_busy;
    std::optional<store::WriterLock> m_lock;
    std::unique_ptr<ChildProcess> m_waiting;
};

void ExitStatusTest::initTestCase()
{
    const fs::path file = m_busy.write("a.ndjson", goodExport());
    QCOMPARE(m_busy.import({file}).status, 0);
    m_lock.emplace(*store::WriterLock::acquire(*store::StoreFile::find(m_busy.store())));
    const fs::path more = m_busy.write("b.ndjson", goodExport() + "\n");
    m_waiting = std::make_unique<ChildProcess>(
        std::vector<std::string> {THROUGHLINE_BINARY, "import", "--json", "--store",
                                  m_busy.store().string(), "--key-file", m_busy.keyFile().string(),
                                  more.string()},
        m_busy.path("out").string(), m_busy.path("err").string());
}

void ExitStatusTest::isZeroForWhatIsDone()
{
    const CommandRunner runner;
    QCOMPARE(runner.import({runner.write("a.ndjson", goodExport())}).status, 0);
    for (const char* command : {"info", "verify", "digest", "quarantine"}) {
        QCOMPARE(runner.withStore({command}).status, 0);
        QCOMPARE(runner.withStore({command, "--json"}).status, 0);
    }
    QCOMPARE(runner.withStore({"lineage", "1:0"}).status, 0);
    for (const std::vector<std::string>& arguments : {std::vector<std::string> {},
                                                      {"help"},
                                                      {"--help"},
                                                      {"--version"},
                                                      {"import", "--help"},
                                                      {"formats"}}) {
        const Outcome outcome = CommandRunner::run(arguments);
        QCOMPARE(outcome.status, 0);
        QVERIFY(!outcome.out.empty() && outcome.err.empty());
    }
}

void ExitStatusTest::isTwoForWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no such command") << QStringList {QStringLiteral("imprt")};
    QTest::newRow("no such option")
        << QStringList {QStringLiteral("info"), QStringLiteral("--jason")};
    QTest::newRow("no path") << QStringList {QStringLiteral("import")};
    QTest::newRow("surplus argument")
        << QStringList {QStringLiteral("info"), QStringLiteral("more")};
    QTest::newRow("no id") << QStringList {QStringLiteral("lineage")};
    QTest::newRow("number that is none") << QStringList {
        QStringLiteral("quarantine"), QStringLiteral("--limit"), QStringLiteral("many")};
    QTest::newRow("too few sessions")
        << QStringList {QStringLiteral("demo"), QStringLiteral("--out"), QStringLiteral("x"),
                        QStringLiteral("--sessions"), QStringLiteral("1")};
}

void ExitStatusTest::isTwoForWrongUsage()
{
    QFETCH(const QStringList, arguments);
    std::vector<std::string> words;
    for (const QString& argument : arguments) {
        words.push_back(argument.toStdString());
    }
    const Outcome outcome = CommandRunner::run(words);
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.out, std::string());
    QVERIFY2(isMessage(outcome.err), outcome.err.c_str());
}

void ExitStatusTest::isThreeForAPartOfIt()
{
    const CommandRunner runner;
    const Outcome rejects = runner.import({runner.write("a.ndjson", smallExport())});
    QCOMPARE(rejects.status, 3);
    const CommandRunner allowed;
    QCOMPARE(allowed.import({allowed.write("a.ndjson", smallExport())}, {"--allow-rejects"}).status,
             0);
    const CommandRunner among;
    const Outcome bad =
        among.import({among.write("a.ndjson", goodExport()), among.write("b.txt", "text\n")});
    QCOMPARE(bad.status, 3);
    QVERIFY2(isMessage(bad.err), bad.err.c_str());
    QVERIFY(bad.err.find("b.txt") != std::string::npos);
}

void ExitStatusTest::isFourForBadInput_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("unknown") << QByteArray("once upon a time\n");
    QTest::newRow("cut gzip") << QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01", 11);
    QTest::newRow("archive") << QByteArray("PK\x03\x04xxxxxxxxxxxxxxxxxxxxxxxxxx", 30);
}

void ExitStatusTest::isFourForBadInput()
{
    QFETCH(const QByteArray, bytes);
    const CommandRunner runner;
    const Outcome outcome = runner.import({runner.write("a.ndjson", bytes.toStdString())});
    QCOMPARE(outcome.status, 4);
    QVERIFY2(isMessage(outcome.err), outcome.err.c_str());
    QVERIFY(outcome.err.find("a.ndjson") != std::string::npos);
    QCOMPARE(outcome.json()["sources"][0]["status"].get<std::string>(), std::string("failed"));
    const Outcome missing = runner.import({runner.path("nowhere")});
    QCOMPARE(missing.status, 4);
    QVERIFY2(isMessage(missing.err), missing.err.c_str());
}

void ExitStatusTest::isFiveForARefusedStore_data()
{
    QTest::addColumn<QString>("how");
    for (const char* how : {"missing", "a text", "a folder", "writable by others"}) {
        QTest::newRow(how) << QString::fromLatin1(how);
    }
}

void ExitStatusTest::isFiveForARefusedStore()
{
    QFETCH(const QString, how);
    const CommandRunner runner;
    const fs::path file = runner.write("a.ndjson", goodExport());
    if (how == QStringLiteral("a text")) {
        runner.write("test.throughline", std::string(200, 'x'));
    } else if (how == QStringLiteral("a folder")) {
        fs::create_directory(runner.store());
    } else if (how == QStringLiteral("writable by others")) {
        QCOMPARE(runner.import({file}).status, 0);
        ::chmod(runner.store().c_str(), 0666);
    }
    for (const char* command : {"info", "verify", "digest", "quarantine"}) {
        for (const bool json : {false, true}) {
            const Outcome outcome =
                runner.withStore(json ? std::vector<std::string> {command, "--json"}
                                      : std::vector<std::string> {command});
            QCOMPARE(outcome.status, 5);
            QCOMPARE(outcome.out, std::string());
            QVERIFY2(isMessage(outcome.err), outcome.err.c_str());
        }
    }
    if (how != QStringLiteral("missing")) {
        const Outcome import = runner.import({file});
        QCOMPARE(import.status, 5);
        QVERIFY(import.json().is_object());
    }
}

void ExitStatusTest::isSixForTheEnvironment()
{
    const CommandRunner runner;
    const fs::path file = runner.write("a.ndjson", goodExport());
    // A folder that can never be made: its parent is a file.
    const Outcome outcome =
        CommandRunner::run({"import", "--json", "--store", (file / "x" / "s.throughline").string(),
                            "--key-file", runner.keyFile().string(), file.string()});
    QCOMPARE(outcome.status, 6);
    QVERIFY2(isMessage(outcome.err), outcome.err.c_str());
    QVERIFY(outcome.json().is_object());
}

void ExitStatusTest::isEightForACancel()
{
    const CommandRunner runner;
    std::stop_source stop;
    stop.request_stop();
    const Outcome outcome =
        runner.import({runner.write("a.ndjson", goodExport())}, {}, stop.get_token());
    QCOMPARE(outcome.status, 8);
    QVERIFY2(isMessage(outcome.err), outcome.err.c_str());
    QVERIFY(outcome.json().is_object());
}

void ExitStatusTest::isZeroForKnownFiles()
{
    const CommandRunner runner;
    const fs::path file = runner.write("a.ndjson", goodExport());
    runner.import({file});
    const Outcome again = runner.import({file});
    QCOMPARE(again.status, 0);
    QCOMPARE(again.json()["sources"][0]["status"].get<std::string>(),
             std::string("already-imported"));
}

void ExitStatusTest::isSevenForABusyStore()
{
    QCOMPARE(m_waiting->wait(), 7);
    QVERIFY2(isMessage(readBytes(m_busy.path("err"))), readBytes(m_busy.path("err")).c_str());
    const auto summary = nlohmann::json::parse(readBytes(m_busy.path("out")), nullptr, false);
    QVERIFY(summary.is_object());
    QCOMPARE(m_busy.withStore({"info"}).status, 0); // readers do not mind
}

THROUGHLINE_TEST(ExitStatusTest)

} // namespace throughline

#include "tst_exit_status.moc"
