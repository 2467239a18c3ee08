#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <chrono>
#include <thread>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

namespace fs = std::filesystem;

std::string events(int count, int from)
{
    std::string text;
    for (int i = from; i < from + count; ++i) {
        text += eventLine("s" + std::to_string(i / 9), i, i % 2 == 0 ? "view" : "click");
    }
    return text;
}

} // namespace

class CancelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesNothingAtAnyMoment();
    void doesNothingWhenStoppedBefore();
    void tellsOfCancelledFiles();
    void endsSoon();
};

void CancelTest::leavesNothingAtAnyMoment()
{
    const std::string before = events(500, 0);
    const std::string first = events(60'000, 400);
    const std::string second = events(30'000, 50'000);
    const auto fill = [&](const ImportFixture& workspace) {
        workspace.import({workspace.write("before.ndjson", before)});
        return Paths {workspace.write("first.ndjson", first),
                      workspace.write("second.ndjson", second)};
    };
    std::map<std::string, std::string> wanted;
    std::chrono::microseconds whole {};
    {
        const ImportFixture workspace;
        const Paths files = fill(workspace);
        const auto begun = std::chrono::steady_clock::now();
        workspace.import(files);
        whole = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - begun);
        wanted = workspace.digest();
    }
    const ImportFixture workspace;
    Paths files = fill(workspace);
    const std::string shown = workspace.visible();
    int cancelled = 0;
    for (int round = 0; round < 20; ++round) {
        std::stop_source stop;
        const auto delay = whole * round / 20;
        std::jthread stopper([&stop, delay] {
            std::this_thread::sleep_for(delay);
            stop.request_stop();
        });
        const auto report = workspace.tryImport(files, stop.get_token());
        stopper.join();
        if (report.ok()) {
            continue;
        }
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        ++cancelled;
        if (workspace.info().sources.size() == 1) {
            QCOMPARE(workspace.visible(), shown);
        }
        const auto file = store::StoreFile::find(workspace.store());
        QVERIFY(store::unfinishedSources(*file->openReader())->empty());
        QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    }
    QVERIFY(cancelled > 0);
    workspace.import(files);
    QVERIFY(workspace.digest() == wanted);
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void CancelTest::doesNothingWhenStoppedBefore()
{
    const ImportFixture workspace;
    std::stop_source stop;
    stop.request_stop();
    const auto report =
        workspace.tryImport({workspace.write("a.ndjson", events(10, 0))}, stop.get_token());
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    if (fs::exists(workspace.store())) {
        QVERIFY(workspace.info().sources.empty());
    }
}

void CancelTest::tellsOfCancelledFiles()
{
    const ImportFixture workspace;
    const Paths files {workspace.write("a.ndjson", events(30'000, 0)),
                       workspace.write("b.txt", "not an export\n")};
    std::stop_source stop;
    ImportReport unfinished;
    const auto report = importFiles(
        workspace.request(files), stop.get_token(),
        [&stop](const Progress&) { stop.request_stop(); }, &unfinished);
    if (report.ok()) {
        return; // faster than the first report of progress
    }
    QCOMPARE(unfinished.sources.size(), std::size_t {2});
    QCOMPARE(unfinished.sources[0].status, domain::SourceStatus::Cancelled);
    QCOMPARE(unfinished.sources[0].read, std::uint64_t {0});
    QCOMPARE(unfinished.sources[1].status, domain::SourceStatus::Failed);
    QCOMPARE(unfinished.accepted, std::uint64_t {0});
}

void CancelTest::endsSoon()
{
    const ImportFixture workspace;
    const Paths files {workspace.write("a.ndjson", events(300'000, 0))};
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    const auto report = workspace.tryImport(files, stop.get_token());
    stopper.join();
    if (!report.ok()) {
        QVERIFY(std::chrono::steady_clock::now() - asked < std::chrono::seconds(3));
    }
}

THROUGHLINE_TEST(CancelTest)

} // namespace throughline

#include "tst_cancel.moc"
