#include "models/base/text.h"
#include "models/codec/byte_sink.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::SourceStatus;

namespace fs = std::filesystem;

namespace {

std::string ticketLine(int number)
{
    static const std::string line =
        R"({"time":"2026-03-01T12:00:00Z","kind":"ticket","ticket.id":"T-NNNN","user_id":"u1","message":"it fails"})";
    return replaceAll(line, "NNNN", std::to_string(number)) + "\n";
}

} // namespace

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsNothingTheSecondTime();
    void knowsTheSameContentUnderAnotherName();
    void addsNothingFromARecompressedTwin();
    void addsNothingFromATwinWithOtherLineEnds();
    void keepsTheLargerNumberOfOverlappingExports();
    void doesNotDependOnTheOrderOfFiles();
    void doesNotDependOnHowRecordsAreCutIntoFiles();
    void walksFolders();
    void wantsSomethingToImport();
    void refusesUnknownFormats();
    void refusesAnotherKey();
    void refusesAMissingKey();
    void makesAKeyWithTheStore();
    void tellsWhereARecordCameFrom();
    void reportsProgress();
    void countsErrorsBesideTheirRecords();
};

void ImportTest::addsNothingTheSecondTime()
{
    const ImportFixture workspace;
    const Paths files {workspace.write("a.ndjson", manyEvents(100)),
                       workspace.write("b.jsonl", traceLine(1) + traceLine(2)),
                       workspace.write("c.ndjson", ticketLine(1))};
    const ImportReport first = workspace.import(files);
    QCOMPARE(first.accepted, std::uint64_t {103});
    QVERIFY(!first.partial());
    const auto digest = workspace.digest();
    const std::string visible = workspace.visible();
    const ImportReport second = workspace.import(files);
    QCOMPARE(statuses(second)[SourceStatus::AlreadyImported], 3);
    QCOMPARE(second.read, std::uint64_t {0});
    QVERIFY(!second.partial() && !second.nothingCameIn());
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.visible(), visible);
    QCOMPARE(digest.size(), std::size_t {3});
}

void ImportTest::knowsTheSameContentUnderAnotherName()
{
    const ImportFixture workspace;
    const fs::path first = workspace.write("a.ndjson", manyEvents(20));
    const fs::path twin = workspace.write("copy of a.ndjson", manyEvents(20));
    const ImportReport report = workspace.import({first, twin, first});
    QCOMPARE(report.sources[0].status, SourceStatus::Imported);
    QCOMPARE(report.sources[1].status, SourceStatus::AlreadyImported);
    QCOMPARE(report.sources[2].status, SourceStatus::AlreadyImported);
    const ImportReport later = workspace.import({twin});
    QCOMPARE(later.sources[0].status, SourceStatus::AlreadyImported);
    QVERIFY(later.sources[0].message.find("a.ndjson") != std::string::npos);
    QCOMPARE(workspace.info().records.event, std::uint64_t {20});
}

void ImportTest::addsNothingFromARecompressedTwin()
{
    for (const auto container : {codec::Container::Gzip, codec::Container::Zstd}) {
        const ImportFixture workspace;
        const std::string text = manyEvents(300) + ticketLine(1);
        workspace.import({workspace.write("a.ndjson", text)});
        const auto digest = workspace.digest();
        const ImportReport report =
            workspace.import({packed(workspace, "a.packed", text, container)});
        QCOMPARE(report.sources[0].status, SourceStatus::Imported);
        QCOMPARE(report.sources[0].container, std::string(containerName(container)));
        QCOMPARE(report.duplicates, std::uint64_t {301});
        QCOMPARE(report.accepted, std::uint64_t {0});
        QVERIFY(workspace.digest() == digest);
        QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    }
}

void ImportTest::addsNothingFromATwinWithOtherLineEnds()
{
    const ImportFixture workspace;
    const std::string text = manyEvents(50) + traceLine(3) + ticketLine(4);
    workspace.import({workspace.write("a.ndjson", text)});
    const auto digest = workspace.digest();
    const ImportReport report =
        workspace.import({workspace.write("b.ndjson", replaceAll(text, "\n", "\r\n"))});
    QCOMPARE(report.accepted, std::uint64_t {0});
    QVERIFY(workspace.digest() == digest);
}

void ImportTest::keepsTheLargerNumberOfOverlappingExports()
{
    const std::string heartbeat = eventLine("s", 5, "heartbeat");
    const std::string three = heartbeat + heartbeat + heartbeat;
    const ImportFixture workspace;
    const Paths files {
        workspace.write("a.ndjson", manyEvents(30) + heartbeat),
        workspace.write("b.ndjson", three + manyEvents(30, 20)),
        workspace.write("c.ndjson", heartbeat + heartbeat + ticketLine(1) + ticketLine(1))};
    const ImportReport report = workspace.import(files);
    QVERIFY(balances(report));
    QCOMPARE(workspace.info().records.event, std::uint64_t {50 + 3});
    std::uint64_t ticketRecords = 0;
    for (const domain::SourceSummary& source : workspace.info().sources) {
        ticketRecords += source.records.ticket;
    }
    QCOMPARE(ticketRecords, std::uint64_t {2});
    QCOMPARE(workspace.info().records.ticket, std::uint64_t {1}); // of both records
    QCOMPARE(report.duplicates, std::uint64_t {10 + 1 + 2});
}

void ImportTest::doesNotDependOnTheOrderOfFiles()
{
    const std::vector<std::pair<std::string, std::string>> contents {
        {"a.ndjson", manyEvents(40) + "bad\n"},
        {"b.ndjson", manyEvents(40, 25) + eventLine("s1", 3) + eventLine("s1", 3)},
        {"c.jsonl", traceLine(1) + traceLine(2) + traceLine(1)},
        {"d.ndjson", ticketLine(2) + eventLine("s1", 3)}};
    std::vector<std::size_t> order {0, 1, 2, 3};
    std::optional<std::map<std::string, std::string>> wanted;
    std::optional<StoreInfo> info;
    do {
        const ImportFixture workspace;
        Paths files;
        for (const std::size_t i : order) {
            files.push_back(workspace.write(contents[i].first, contents[i].second));
        }
        workspace.import(files);
        const StoreInfo found = workspace.info();
        if (!wanted) {
            wanted = workspace.digest();
            info = found;
        }
        QVERIFY(workspace.digest() == *wanted);
        QVERIFY(found.records == info->records);
        QCOMPARE(found.humanSessions, info->humanSessions);
        QCOMPARE(found.traces, info->traces);
        QVERIFY(found.range == info->range);
    } while (std::next_permutation(order.begin(), order.end()));
}

void ImportTest::doesNotDependOnHowRecordsAreCutIntoFiles()
{
    const std::string all = manyEvents(200);
    std::optional<std::map<std::string, std::string>> wanted;
    std::vector<std::string> lines;
    for (const int parts : {1, 2, 7, 40}) {
        const ImportFixture workspace;
        Paths files;
        for (int part = 0; part < parts; ++part) {
            const int from = 200 * part / parts;
            files.push_back(workspace.write("part" + std::to_string(part) + ".ndjson",
                                            manyEvents(200 * (part + 1) / parts - from, from)));
        }
        if (parts == 7) { // one after the other, not together
            for (const fs::path& file : files) {
                workspace.import({file});
            }
        } else {
            workspace.import(files);
        }
        auto found = workspace.lines();
        std::sort(found.begin(), found.end());
        if (!wanted) {
            wanted = workspace.digest();
            lines = found;
        }
        QVERIFY(workspace.digest() == *wanted);
        QVERIFY(found == lines);
    }
}

void ImportTest::walksFolders()
{
    const ImportFixture workspace;
    workspace.write("exports/b/2.ndjson", manyEvents(5));
    workspace.write("exports/a.ndjson", manyEvents(5, 5));
    workspace.write("exports/.hidden.ndjson", manyEvents(5, 10));
    workspace.write("exports/.git/x.ndjson", manyEvents(5, 15));
    workspace.write("exports/notes.txt", "not an export\n");
    workspace.write("exports/empty.ndjson", "");
    fs::create_symlink(workspace.path("exports/a.ndjson"), workspace.path("exports/link.ndjson"));
    fs::create_directory_symlink(workspace.path("exports"), workspace.path("exports/loop"));
    const ImportReport report = workspace.import({workspace.path("exports")});
    QCOMPARE(report.sources.size(), std::size_t {4});
    QCOMPARE(fs::path(report.sources[0].path).filename().string(), std::string("a.ndjson"));
    QCOMPARE(statuses(report)[SourceStatus::Imported], 2);
    QCOMPARE(statuses(report)[SourceStatus::Skipped], 2);
    QCOMPARE(report.accepted, std::uint64_t {10});
    QVERIFY(report.partial() && !report.nothingCameIn());
}

void ImportTest::wantsSomethingToImport()
{
    const ImportFixture workspace;
    const auto missing = workspace.tryImport({workspace.path("nowhere.ndjson")});
    QCOMPARE(missing.error().code, ErrorCode::BadInput);
    QVERIFY(missing.error().message.find("nowhere.ndjson") != std::string::npos);
    fs::create_directory(workspace.path("empty"));
    QCOMPARE(workspace.tryImport({workspace.path("empty")}).error().code, ErrorCode::BadInput);
    QVERIFY(!fs::exists(workspace.store()));
}

void ImportTest::refusesUnknownFormats()
{
    const ImportFixture workspace;
    ImportRequest request = workspace.request({workspace.write("a.ndjson", manyEvents(1))});
    request.format = "nonsense";
    QCOMPARE(importFiles(request, {}, {}).error().code, ErrorCode::Usage);
    QVERIFY(!fs::exists(workspace.store()));
}

void ImportTest::refusesAnotherKey()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("a.ndjson", manyEvents(5))});
    const auto digest = workspace.digest();
    ImportRequest request = workspace.request({workspace.write("b.ndjson", manyEvents(5, 9))});
    request.keyFile = workspace.write("other.key", std::string(64, '8'));
    fs::permissions(request.keyFile, fs::perms::owner_read);
    const auto report = importFiles(request, {}, {});
    QCOMPARE(report.error().code, ErrorCode::Store);
    QVERIFY(workspace.digest() == digest);
}

void ImportTest::refusesAMissingKey()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("a.ndjson", manyEvents(5))});
    ImportRequest request = workspace.request({workspace.write("b.ndjson", manyEvents(5, 9))});
    request.keyFile = workspace.path("gone.key");
    const auto report = importFiles(request, {}, {});
    QCOMPARE(report.error().code, ErrorCode::Store);
    QVERIFY(!fs::exists(request.keyFile));
}

void ImportTest::makesAKeyWithTheStore()
{
    const ImportFixture workspace;
    ImportRequest request = workspace.request({workspace.write("a.ndjson", manyEvents(5))});
    request.keyFile.clear();
    const auto report = importFiles(request, {}, {});
    QVERIFY(fs::exists(report->keyFileMade));
    QCOMPARE(fs::status(report->keyFileMade).permissions(),
             fs::perms::owner_read | fs::perms::owner_write);
    request.paths = {workspace.write("b.ndjson", manyEvents(5, 9))};
    QCOMPARE(importFiles(request, {}, {})->keyFileMade, std::string());
    fs::remove(report->keyFileMade);
    request.paths = {workspace.write("c.ndjson", manyEvents(5, 19))};
    QCOMPARE(importFiles(request, {}, {}).error().code, ErrorCode::Store);
}

void ImportTest::tellsWhereARecordCameFrom()
{
    const ImportFixture workspace;
    const std::string mail =
        R"({"ts":"2026-03-01T00:00:00Z","msg":"to bob@example.com","event":"e"})";
    const fs::path file =
        workspace.write("a.ndjson", eventLine("s", 1) + mail + "\n" + ticketLine(7));
    workspace.import({file});
    const auto place = lineage(*Workspace::open(workspace.store()), "1:1");
    QVERIFY(place.ok());
    QCOMPARE(place->place.file, file.string());
    QCOMPARE(place->place.line, 2U);
    QCOMPARE(place->place.offset, std::uint64_t {eventLine("s", 1).size()});
    QCOMPARE(place->place.length, static_cast<std::uint32_t>(mail.size()));
    QCOMPARE(place->format, std::string("ndjson"));
    QCOMPARE(place->rules.size(), std::size_t {1});
    QCOMPARE(place->rules[0].rule, std::string("email"));
    QCOMPARE(place->rules[0].count, std::uint64_t {1});
    QVERIFY(lineage(*Workspace::open(workspace.store()), "1:0")->rules.empty());
    QCOMPARE(lineage(*Workspace::open(workspace.store()), "ticket:T-7")->place.line, 3U);
    for (const char* id :
         {"1:2", "2:0", "x", "1", "", "1:-1", "ticket:T-8", "99999999999999999999:1"}) {
        QCOMPARE(lineage(*Workspace::open(workspace.store()), id).error().code, ErrorCode::Usage);
    }
}

void ImportTest::reportsProgress()
{
    const ImportFixture workspace;
    const fs::path file = workspace.write("a.ndjson", manyEvents(200'000));
    std::vector<Progress> seen;
    const auto report =
        importFiles(workspace.request({file}), {},
                    [&seen](const Progress& progress) { seen.push_back(progress); });
    QVERIFY(report.ok());
    QVERIFY(!seen.empty());
    std::uint64_t before = 0;
    for (const Progress& progress : seen) {
        QVERIFY(progress.bytesDone <= fs::file_size(file));
        QVERIFY(progress.bytesDone >= before || progress.bytesDone == 0);
        before = progress.bytesDone;
    }
    QCOMPARE(report->sources[0].bytes, std::uint64_t {fs::file_size(file)});
}

void ImportTest::countsErrorsBesideTheirRecords()
{
    const ImportFixture workspace;
    const ImportReport report = workspace.import({workspace.write(
        "a.ndjson",
        R"({"ts":"2026-03-01T00:00:00Z","level":"error","message":"x","session.id":"s"})"
        "\n"
        R"({"ts":"2026-03-01T00:00:01Z","level":"error","message":"x"})"
        "\n"
        R"({"ts":"2026-03-01T00:00:02Z","level":"info","message":"x"})"
        "\n")});
    const domain::SignalCounts& records = report.sources[0].records;
    QCOMPARE(records.event, std::uint64_t {1});
    QCOMPARE(records.log, std::uint64_t {2});
    QCOMPARE(records.error, std::uint64_t {2});
    QCOMPARE(report.accepted, std::uint64_t {3});
}

THROUGHLINE_TEST(ImportTest)

} // namespace throughline

#include "tst_import.moc"
