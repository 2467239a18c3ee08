#include "models/base/random.h"
#include "models/base/text.h"
#include "models/codec/byte_sink.h"
#include "models/domain/import_issue.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::SourceStatus;
using throughline::test::readBytes;

namespace fs = std::filesystem;

namespace {

std::string manyEvents(int count, int from = 0)
{
    std::string text;
    for (int i = from; i < from + count; ++i) {
        text += eventLine("s" + std::to_string(i / 7), i, i % 3 == 0 ? "view" : "click");
    }
    return text;
}

std::string traceLine(int number)
{
    static const std::string line =
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80NNNN","spanId":"b7ad6b716920NNNN","name":"GET /","kind":2,"startTimeUnixNano":"1772323200000NNNN00","endTimeUnixNano":"1772323201000NNNN00"}]}]}]})";
    return replaceAll(line, "NNNN", std::to_string(1'000 + number)) + "\n";
}

std::string ticketLine(int number)
{
    static const std::string line =
        R"({"time":"2026-03-01T12:00:00Z","kind":"ticket","ticket.id":"T-NNNN","user_id":"u1","message":"it fails"})";
    return replaceAll(line, "NNNN", std::to_string(number)) + "\n";
}

fs::path packed(const ImportFixture& workspace, std::string_view name, std::string_view bytes,
                codec::Container container)
{
    const fs::path path = workspace.path(name);
    auto sink = codec::createSink(path, container);
    if (!sink.ok() || !(*sink)->write(bytes).ok() || !(*sink)->close().ok()) {
        qFatal("cannot write %s", path.c_str());
    }
    return path;
}

/// Counts of a report's files by what became of them.
std::map<SourceStatus, int> statuses(const ImportReport& report)
{
    std::map<SourceStatus, int> counts;
    for (const domain::SourceSummary& source : report.sources) {
        ++counts[source.status];
    }
    return counts;
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
    void failsBadFilesAlone_data();
    void failsBadFilesAlone();
    void failsFilesInFoldersThatAreDamaged();
    void salvagesFilesThatAreCutOff_data();
    void salvagesFilesThatAreCutOff();
    void salvagesNothingThatIsDamaged();
    void leavesTheStoreAloneWhenNothingComesIn();
    void balancesItsAccounts();
    void saysWhyAndWhereRecordsWereRejected();
    void keepsAThousandRejectsOfAKind();
    void stopsAtHopelessFiles();
    void failsASourceWithRejectsWhenStrict();
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
    QCOMPARE(workspace.info().records.ticket, std::uint64_t {2});
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

void ImportTest::failsBadFilesAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const ImportFixture workspace;
    const std::string text = manyEvents(5'000);
    const auto cut = [&](codec::Container container) {
        const std::string whole = readBytes(packed(workspace, "whole", text, container));
        return QByteArray::fromStdString(whole.substr(0, whole.size() * 3 / 4));
    };
    const auto flipped = [&](codec::Container container) {
        std::string whole = readBytes(packed(workspace, "whole", text, container));
        whole[whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 0x10);
        return QByteArray::fromStdString(whole);
    };
    QTest::newRow("gzip cut off") << cut(codec::Container::Gzip);
    QTest::newRow("Zstandard cut off") << cut(codec::Container::Zstd);
    QTest::newRow("gzip with a flipped bit") << flipped(codec::Container::Gzip);
    QTest::newRow("Zstandard with a flipped bit") << flipped(codec::Container::Zstd);
    QTest::newRow("gzip without its last byte") << [&] {
        const std::string whole =
            readBytes(packed(workspace, "whole", text, codec::Container::Gzip));
        return QByteArray::fromStdString(whole.substr(0, whole.size() - 1));
    }();
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blanks") << QByteArray(" \n\r\n");
    QTest::newRow("a text") << QByteArray("once upon a time\n");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0\"\0", 6);
    QTest::newRow("a database") << QByteArray("SQLite format 3\0xxxxxxxxxxxx", 28);
    QTest::newRow("a zip archive") << QByteArray("PK\x03\x04xxxxxxxxxxxxxxxxxxx", 23);
}

void ImportTest::failsBadFilesAlone()
{
    QFETCH(const QByteArray, bytes);
    const ImportFixture workspace;
    workspace.import({workspace.write("before.ndjson", manyEvents(10))});
    const auto digest = workspace.digest();
    const fs::path bad = workspace.write("bad.export", bytes.toStdString());
    const ImportReport alone = workspace.import({bad});
    QCOMPARE(alone.sources[0].status, SourceStatus::Failed);
    QVERIFY2(alone.sources[0].message.find("bad.export") != std::string::npos,
             alone.sources[0].message.c_str());
    QVERIFY(alone.nothingCameIn() && alone.partial());
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.info().sources.size(), std::size_t {1});

    const ImportReport among =
        workspace.import({workspace.write("good1.ndjson", manyEvents(5, 100)), bad,
                          workspace.write("good2.ndjson", manyEvents(5, 200))});
    QCOMPARE(statuses(among)[SourceStatus::Imported], 2);
    QCOMPARE(among.sources[1].status, SourceStatus::Failed);
    QVERIFY(!among.nothingCameIn() && among.partial());
    QVERIFY(balances(among));
    QCOMPARE(workspace.info().sources.size(), std::size_t {3});
    QCOMPARE(workspace.info().records.event, std::uint64_t {20});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ImportTest::failsFilesInFoldersThatAreDamaged()
{
    const ImportFixture workspace;
    workspace.write("exports/good.ndjson", manyEvents(5));
    const std::string whole =
        readBytes(packed(workspace, "exports/cut.gz", manyEvents(500), codec::Container::Gzip));
    workspace.write("exports/cut.gz", whole.substr(0, whole.size() / 2));
    workspace.write("exports/head.gz", whole.substr(0, 5));
    const ImportReport report = workspace.import({workspace.path("exports")});
    QCOMPARE(statuses(report)[SourceStatus::Failed], 2);
    QCOMPARE(statuses(report)[SourceStatus::Imported], 1);
}

void ImportTest::salvagesFilesThatAreCutOff_data()
{
    QTest::addColumn<QByteArray>("whole");
    const ImportFixture workspace;
    const auto row = [&](const char* name, const std::string& text, codec::Container container) {
        QTest::newRow(name) << QByteArray::fromStdString(
            container == codec::Container::Plain
                ? text
                : readBytes(packed(workspace, "whole", text, container)));
    };
    std::string array = "[" + replaceAll(manyEvents(400), "\n", ",\n");
    array.erase(array.rfind(',')) += ']';
    row("gzip", manyEvents(3'000), codec::Container::Gzip);
    row("Zstandard", manyEvents(3'000), codec::Container::Zstd);
    row("one huge array", array, codec::Container::Plain);
    row("one huge array, packed", array, codec::Container::Gzip);
}

void ImportTest::salvagesFilesThatAreCutOff()
{
    QFETCH(const QByteArray, whole);
    Random random(11);
    std::uint64_t most = 0;
    for (int i = 0; i < 12; ++i) {
        const ImportFixture workspace;
        const auto size = static_cast<std::size_t>(whole.size());
        const std::size_t kept =
            i == 0 ? size - 1 : size / 5 + random.below(static_cast<std::uint32_t>(size * 4 / 5));
        const fs::path file = workspace.write("cut.export", whole.toStdString().substr(0, kept));
        const ImportReport refused = workspace.import({file});
        QCOMPARE(refused.sources[0].status, SourceStatus::Failed);
        ImportRequest request = workspace.request({file});
        request.reading.salvage = true;
        const auto report = importFiles(request, {}, {});
        QVERIFY(report.ok() && balances(*report));
        const domain::SourceSummary& source = report->sources[0];
        if (source.status == SourceStatus::Failed) {
            continue; // not one record is whole, or none of the file's head can be read
        }
        QCOMPARE(source.status, SourceStatus::Imported);
        QCOMPARE(source.rejected, std::uint64_t {1});
        QCOMPARE(source.accepted, source.read - 1);
        QVERIFY(report->partial());
        const std::string told = std::to_string(source.accepted) + " whole record";
        QVERIFY2(source.message.find(told) != std::string::npos, source.message.c_str());
        QVERIFY2(refused.sources[0].message.find(told) != std::string::npos,
                 refused.sources[0].message.c_str());
        const auto opened = Workspace::open(workspace.store());
        const auto rejects = quarantine(*opened, 0, 10);
        QCOMPARE(rejects->rejected.size(), std::size_t {1});
        QCOMPARE(rejects->rejected[0].reason, domain::IssueCode::TruncatedEnd);
        most = std::max(most, source.accepted);

        const auto again = importFiles(request, {}, {});
        QCOMPARE(again->sources[0].status, SourceStatus::AlreadyImported);
    }
    QVERIFY(most > 200);
}

void ImportTest::salvagesNothingThatIsDamaged()
{
    const ImportFixture workspace;
    for (const auto container : {codec::Container::Gzip, codec::Container::Zstd}) {
        std::string whole = readBytes(packed(workspace, "whole", manyEvents(5'000), container));
        whole[whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 0x10);
        ImportRequest request = workspace.request({workspace.write("bad.export", whole)});
        request.reading.salvage = true;
        const auto report = importFiles(request, {}, {});
        QVERIFY(report.ok());
        QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    }
}

void ImportTest::leavesTheStoreAloneWhenNothingComesIn()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("a.ndjson", manyEvents(10))});
    const std::string before = readBytes(workspace.store());
    const ImportReport report = workspace.import({workspace.write("x.txt", "nothing to see\n")});
    QVERIFY(report.nothingCameIn());
    QVERIFY(readBytes(workspace.store()) == before);
}

void ImportTest::balancesItsAccounts()
{
    const ImportFixture workspace;
    const std::string bad = "{\"ts\":\"soon\"}\n[]\n{\"n\":01}\n\n{\"x\":\"\xff\"}\n";
    const ImportReport report = workspace.import(
        {workspace.write("a.ndjson", manyEvents(50) + bad + eventLine("s", 1)),
         workspace.write("b.ndjson", bad + manyEvents(60)),
         workspace.write("c.jsonl", traceLine(1) + "{\"resourceSpans\":[5]}\n" + traceLine(1))});
    QVERIFY(balances(report));
    QCOMPARE(report.sources[0].read, std::uint64_t {55});
    QCOMPARE(report.sources[0].rejected, std::uint64_t {4});
    QCOMPARE(report.sources[1].duplicates, std::uint64_t {50});
    QCOMPARE(report.sources[2].accepted, std::uint64_t {2});
    std::uint64_t read = 0;
    for (const auto& source : workspace.info().sources) {
        QVERIFY(balances(source));
        read += source.read;
    }
    QCOMPARE(read, report.read);
}

void ImportTest::saysWhyAndWhereRecordsWereRejected()
{
    const ImportFixture workspace;
    const std::string text = manyEvents(3) + "{\"ts\":\"soon\",\"n\":1}\n" + manyEvents(2, 3)
        + "{\"ts\":\"2026-03-01T00:00:00Z\",\"cut\":\"\n" + manyEvents(1, 5);
    const fs::path file = workspace.write("a.ndjson", text);
    workspace.import({file});
    const auto page = quarantine(*Workspace::open(workspace.store()), 0, 10);
    QCOMPARE(page->total, std::uint64_t {2});
    QCOMPARE(page->rejected.size(), std::size_t {2});
    QCOMPARE(page->rejected[0].reason, domain::IssueCode::TimeUnreadable);
    QCOMPARE(page->rejected[0].detail, std::string("ts"));
    QCOMPARE(page->rejected[0].line, 4U);
    QCOMPARE(page->rejected[1].reason, domain::IssueCode::BadJson);
    QCOMPARE(page->rejected[1].line, 7U);
    for (const domain::RejectedRecord& record : page->rejected) {
        QCOMPARE(record.file, file.string());
        QCOMPARE(text.substr(record.offset, record.length), record.excerpt);
    }
    QCOMPARE(quarantine(*Workspace::open(workspace.store()), 1, 10)->rejected.size(),
             std::size_t {1});
}

void ImportTest::keepsAThousandRejectsOfAKind()
{
    const ImportFixture workspace;
    std::string text = manyEvents(1);
    for (int i = 0; i < 2'500; ++i) {
        text += "{\"no\":\"time\",\"i\":" + std::to_string(i) + "}\n";
    }
    text += "{\"ts\":\"2026-03-01T00:00:00Z\",\"n\":01}\n";
    const ImportReport report = workspace.import({workspace.write("a.ndjson", text)});
    QCOMPARE(report.rejected, std::uint64_t {2'501});
    const auto page = quarantine(*Workspace::open(workspace.store()), 0, 10'000);
    QCOMPARE(page->total, std::uint64_t {2'501});
    QCOMPARE(page->rejected.size(), std::size_t {1'001});
    QCOMPARE(page->rejected.back().reason, domain::IssueCode::BadNumber);
}

void ImportTest::stopsAtHopelessFiles()
{
    const ImportFixture workspace;
    std::string text = manyEvents(900);
    for (int i = 0; i < 120'000; ++i) {
        text += "{}\n";
    }
    const ImportReport report = workspace.import({workspace.write("a.ndjson", text)});
    QCOMPARE(report.sources[0].status, SourceStatus::Failed);
    QVERIFY(!fs::exists(workspace.store())); // nothing came in, so nothing is left behind
}

void ImportTest::failsASourceWithRejectsWhenStrict()
{
    const ImportFixture workspace;
    ImportRequest request =
        workspace.request({workspace.write("a.ndjson", manyEvents(10) + "bad\n"),
                           workspace.write("b.ndjson", manyEvents(10, 5))});
    request.strict = true;
    const auto report = importFiles(request, {}, {});
    QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    QVERIFY(report->sources[0].message.find("--strict") != std::string::npos);
    QCOMPARE(report->sources[1].status, SourceStatus::Imported);
    QCOMPARE(report->sources[1].duplicates, std::uint64_t {0});
    QCOMPARE(workspace.info().records.event, std::uint64_t {10});
    QCOMPARE(report->read, std::uint64_t {10});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    // Without it the same file comes in.
    request.strict = false;
    QCOMPARE(importFiles(request, {}, {})->sources[0].accepted, std::uint64_t {5});
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
