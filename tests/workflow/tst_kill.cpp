#include "models/base/random.h"
#include "models/demo/demo.h"
#include "tests/support/child_process.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <chrono>
#include <thread>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using throughline::test::ChildProcess;

namespace fs = std::filesystem;

/// Ends the program in the middle of an import, again and again, as a power switch would.
class KillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void leavesTheStoreBeforeOrAfter();
    void interruptsLikeACancel();

private:
    [[nodiscard]] std::vector<std::string> command(const ImportFixture& workspace) const
    {
        return {THROUGHLINE_BINARY,
                "import",
                "--quiet",
                "--store",
                workspace.store().string(),
                "--key-file",
                workspace.keyFile().string(),
                m_exports.string()};
    }

    static void removeStore(const ImportFixture& workspace)
    {
        for (const char* suffix : {"", "-wal", "-shm", "-lock", "-new", "-new-wal", "-new-shm"}) {
            fs::remove(workspace.store().string() + suffix);
        }
    }

    ImportFixture m_data;
    fs::path m_exports;
    std::map<std::string, std::string> m_digest; ///< of an import that nothing disturbed
    std::size_t m_sources = 0;
    std::chrono::microseconds m_whole {};
};

void KillTest::initTestCase()
{
    demo::DemoOptions options;
    options.folder = m_data.path("demo");
    options.sessions = 3'000;
    QVERIFY(demo::writeDemo(options).ok());
    m_exports = m_data.path("demo/exports");
    const auto begun = std::chrono::steady_clock::now();
    ChildProcess import(command(m_data), "/dev/null", m_data.path("err").string());
    const int status = import.wait();
    QVERIFY2(status == 0, throughline::test::readBytes(m_data.path("err")).c_str());
    m_whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now()
                                                                    - begun);
    m_digest = m_data.digest();
    m_sources = m_data.info().sources.size();
    QVERIFY(m_digest.size() >= 3);
}

void KillTest::leavesTheStoreBeforeOrAfter()
{
    Random random(11);
    const ImportFixture workspace;
    int killed = 0;
    int made = 0;
    for (int round = 0; round < 20; ++round) {
        ChildProcess import(command(workspace));
        std::this_thread::sleep_for(m_whole * random.below(1'050) / 1'000);
        import.signal(SIGKILL);
        killed += import.wait() == 128 + SIGKILL ? 1 : 0;
        if (fs::exists(workspace.store())) {
            ++made;
            const std::size_t sources = workspace.info().sources.size();
            QVERIFY2(sources == 0 || sources == m_sources, std::to_string(sources).c_str());
            QVERIFY(sources == 0 ? workspace.digest().empty() : workspace.digest() == m_digest);
            QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
        }
        // Some imports are killed several times before they come to their end.
        if (round % 4 == 3) {
            ChildProcess last(command(workspace));
            QCOMPARE(last.wait(), 0);
            QVERIFY(workspace.digest() == m_digest);
            QCOMPARE(workspace.info().sources.size(), m_sources);
            QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
            removeStore(workspace);
        }
    }
    QVERIFY2(killed >= 5, std::to_string(killed).c_str());
    QVERIFY2(made >= 3, std::to_string(made).c_str());
}

void KillTest::interruptsLikeACancel()
{
    const ImportFixture workspace;
    for (const int signal : {SIGINT, SIGTERM}) {
        ChildProcess import(command(workspace));
        std::this_thread::sleep_for(m_whole / 3);
        import.signal(signal);
        const int status = import.wait();
        QVERIFY2(status == 8 || status == 0, std::to_string(status).c_str());
        if (status == 8 && fs::exists(workspace.store())) {
            QVERIFY(workspace.info().sources.empty());
            QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
        }
        removeStore(workspace);
    }
}

THROUGHLINE_TEST(KillTest)

} // namespace throughline

#include "tst_kill.moc"
