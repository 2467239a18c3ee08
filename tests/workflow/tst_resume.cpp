#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/interrupted.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::SourceStatus;

namespace fs = std::filesystem;

namespace {

std::string events(int count, int from = 0)
{
    std::string text;
    for (int i = from; i < from + count; ++i) {
        text += eventLine("s" + std::to_string(i / 7), i, i % 3 == 0 ? "view" : "click");
    }
    return text;
}

/// Some 50 MB of records, more than two transactions hold and long enough to be broken off, with
/// rejects, personal data and numeric times whose unit the first records decide.
const std::string& largeExport()
{
    static const std::string text = [] {
        std::string all;
        const std::string filler(120, 'x');
        for (int i = 0; i < 200'000; ++i) {
            all += "{\"ts\":" + std::to_string(1'772'323'200'000 + i * 10) + ",\"event\":\"e"
                + std::to_string(i % 50) + "\",\"session.id\":\"s" + std::to_string(i / 20)
                + "\",\"user.email\":\"u" + std::to_string(i / 20) + "@example.com\",\"text\":\""
                + filler + std::to_string(i) + "\"}\n";
            all += i % 1'000 == 999 ? "{\"ts\":\"soon\"}\n" : "";
        }
        return all;
    }();
    return text;
}

/// What the store of an import that nothing disturbed shows.
std::string undisturbed(const std::vector<std::pair<std::string, std::string>>& files,
                        std::map<std::string, std::string>& digest)
{
    const ImportFixture workspace;
    Paths paths;
    for (const auto& [name, text] : files) {
        paths.push_back(workspace.write(name, text));
    }
    workspace.import(paths);
    digest = workspace.digest();
    return workspace.visible();
}

std::size_t unfinished(const ImportFixture& workspace)
{
    const auto file = store::StoreFile::find(workspace.store());
    return store::unfinishedSources(*file->openReader())->size();
}

} // namespace

class ResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsNothingOfABrokenOffImport();
    void goesOnWhereItWasCut();
    void startsOverWhenTheFileChanged();
    void startsOverWhenOthersCameInBetween();
    void takesAFileThatWasReadToItsEnd();
    void redoesRejectsWhenStrict();
    void dropsWhatNobodyWantsAnyMore();
    void redoesWhatLeanedOnADroppedFile();
    void endsWithADiscard();
};

void ResumeTest::showsNothingOfABrokenOffImport()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("before.ndjson", events(10))});
    const std::string before = workspace.visible();
    const auto digest = workspace.digest();
    const StoreInfo info = workspace.info();
    importAndBreakOff(workspace,
                      {workspace.write("a.ndjson", events(10, 50)),
                       workspace.write("large.ndjson", largeExport())},
                      true);
    QCOMPARE(unfinished(workspace), std::size_t {2});
    QCOMPARE(workspace.visible(), before);
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.info().humanSessions, info.humanSessions);
    QVERIFY(workspace.info().records == info.records);
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ResumeTest::goesOnWhereItWasCut()
{
    std::map<std::string, std::string> digest;
    const std::string wanted = undisturbed({{"large.ndjson", largeExport()}}, digest);
    const ImportFixture workspace;
    const fs::path file = workspace.write("large.ndjson", largeExport());
    importAndBreakOff(workspace, {file}, true);
    const auto store = store::StoreFile::find(workspace.store());
    const auto left = store::unfinishedSources(*store->openReader());
    QCOMPARE(left->size(), std::size_t {1});
    QVERIFY(left->at(0).checkpoint.frames > 10'000);
    QVERIFY(left->at(0).account.accepted > 10'000);

    const ImportReport report = workspace.import({file});
    QCOMPARE(report.sources[0].status, SourceStatus::Imported);
    QCOMPARE(report.sources[0].id.value(), left->at(0).summary.id.value()); // it did go on
    QVERIFY(workspace.digest() == digest);
    QVERIFY(workspace.visible() == wanted);
    QVERIFY(balances(report));
    QCOMPARE(unfinished(workspace), std::size_t {0});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ResumeTest::startsOverWhenTheFileChanged()
{
    std::string changed = largeExport();
    changed.replace(changed.find("\"e7\""), 4, "\"E7\""); // same size, other content
    std::map<std::string, std::string> digest;
    undisturbed({{"large.ndjson", changed}}, digest);
    const ImportFixture workspace;
    const fs::path file = workspace.write("large.ndjson", largeExport());
    importAndBreakOff(workspace, {file}, true);
    workspace.write("large.ndjson", changed);
    const ImportReport report = workspace.import({file});
    QCOMPARE(report.sources[0].status, SourceStatus::Imported);
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.info().sources.size(), std::size_t {1});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ResumeTest::startsOverWhenOthersCameInBetween()
{
    // The new file holds records that the cut one brought already.
    const std::string overlap = largeExport().substr(0, largeExport().find('\n', 2'000'000) + 1);
    std::map<std::string, std::string> digest;
    undisturbed({{"large.ndjson", largeExport()}, {"overlap.ndjson", overlap}}, digest);
    const ImportFixture workspace;
    const fs::path large = workspace.write("large.ndjson", largeExport());
    importAndBreakOff(workspace, {large}, true);
    workspace.import({workspace.write("overlap.ndjson", overlap), large});
    QVERIFY(workspace.digest() == digest);
}

void ResumeTest::takesAFileThatWasReadToItsEnd()
{
    const std::string text = events(50) + "bad\n"
        + R"({"ts":"2026-03-01T00:00:00Z","event":"e","msg":"to bob@example.com"})" + "\n";
    std::map<std::string, std::string> digest;
    const std::string wanted = undisturbed({{"a.ndjson", text}}, digest);
    const ImportFixture workspace;
    const fs::path file = workspace.write("a.ndjson", text);
    importAndBreakOff(workspace, {file}, false);
    QVERIFY(workspace.digest().empty());
    const ImportReport report = workspace.import({file});
    QCOMPARE(report.sources[0].status, SourceStatus::Imported);
    QCOMPARE(report.accepted, std::uint64_t {51});
    QVERIFY(balances(report));
    QCOMPARE(report.sources[0].redactions.at("email"), std::uint64_t {1});
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.visible(), wanted);
}

void ResumeTest::redoesRejectsWhenStrict()
{
    const ImportFixture workspace;
    const Paths files {workspace.write("a.ndjson", events(50) + "bad\n"),
                       workspace.write("b.ndjson", events(60))};
    importAndBreakOff(workspace, files, false);
    ImportRequest request = workspace.request(files);
    request.strict = true;
    const auto report = importFiles(request, {}, {});
    QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    QCOMPARE(report->sources[1].accepted, std::uint64_t {60});
    QCOMPARE(workspace.info().records.event, std::uint64_t {60});
}

void ResumeTest::dropsWhatNobodyWantsAnyMore()
{
    std::map<std::string, std::string> digest;
    undisturbed({{"c.ndjson", events(60, 20)}}, digest);
    const ImportFixture workspace;
    importAndBreakOff(workspace, {workspace.write("a.ndjson", events(50))}, false);
    const ImportReport report = workspace.import({workspace.write("c.ndjson", events(60, 20))});
    QCOMPARE(report.accepted, std::uint64_t {60}); // not duplicates of what is about to go
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(unfinished(workspace), std::size_t {0});
}

void ResumeTest::redoesWhatLeanedOnADroppedFile()
{
    std::map<std::string, std::string> digest;
    undisturbed({{"b.ndjson", events(60, 20)}}, digest);
    const ImportFixture workspace;
    const fs::path b = workspace.write("b.ndjson", events(60, 20));
    importAndBreakOff(workspace, {workspace.write("a.ndjson", events(50)), b}, false);
    workspace.import({b});
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(unfinished(workspace), std::size_t {0});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ResumeTest::endsWithADiscard()
{
    // An import that finds nothing to read still cleans up, once it writes at all.
    const ImportFixture workspace;
    const fs::path file = workspace.write("a.ndjson", events(5));
    workspace.import({file});
    importAndBreakOff(workspace, {workspace.write("b.ndjson", events(50, 10))}, false);
    workspace.import({file});
    QCOMPARE(unfinished(workspace), std::size_t {0});
}

THROUGHLINE_TEST(ResumeTest)

} // namespace throughline

#include "tst_resume.moc"
