#include "models/base/text.h"
#include "models/domain/import_issue.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::SourceStatus;

namespace fs = std::filesystem;

/// What becomes of records that cannot be used, and of the account of their file.
class ImportRejectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void balancesItsAccounts();
    void saysWhyAndWhereRecordsWereRejected();
    void keepsAThousandRejectsOfAKind();
    void stopsAtHopelessFiles();
    void failsASourceWithRejectsWhenStrict();
};

void ImportRejectsTest::balancesItsAccounts()
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

void ImportRejectsTest::saysWhyAndWhereRecordsWereRejected()
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

void ImportRejectsTest::keepsAThousandRejectsOfAKind()
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

void ImportRejectsTest::stopsAtHopelessFiles()
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

void ImportRejectsTest::failsASourceWithRejectsWhenStrict()
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

THROUGHLINE_TEST(ImportRejectsTest)

} // namespace throughline

#include "tst_import_rejects.moc"
