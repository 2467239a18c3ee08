#include "models/base/text.h"
#include "models/workflow/formats_workflow.h"
#include "tests/support/golden.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace fs = std::filesystem;

namespace {

/// All exports of the test data: tests/data/formats/<format>/ok|broken/<what>.
std::vector<fs::path> exportsIn(std::string_view folder)
{
    std::vector<fs::path> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(THROUGHLINE_TEST_DATA) / "formats")) {
        const bool inFolder = entry.path().parent_path().filename() == folder;
        if (inFolder && entry.path().extension() != ".expected") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

void addRows(std::string_view folder)
{
    QTest::addColumn<QString>("path");
    for (const fs::path& file : exportsIn(folder)) {
        const std::string format = file.parent_path().parent_path().filename().string();
        QTest::newRow((format + ' ' + file.stem().string()).c_str())
            << QString::fromStdString(file.string());
    }
}

std::string whatBecame(const ImportFixture& workspace, const fs::path& file)
{
    const auto report = workspace.tryImport({file});
    if (!report.ok()) {
        return "error " + describe(report.error()) + "\n";
    }
    const domain::SourceSummary& source = report->sources.at(0);
    std::string text = std::string(toText(source.status)) + "\n";
    if (!source.message.empty()) {
        const std::string folder = file.parent_path().string() + "/";
        text += replaceAll(source.message, folder, "") + "\n";
    }
    return text + (fs::exists(workspace.store()) ? workspace.visible() : std::string());
}

} // namespace

/// One case per file: the records, warnings and rejects of each stand beside it.
class FormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsGoodExports_data() { addRows("ok"); }

    void readsGoodExports();

    void reportsBrokenExports_data() { addRows("broken"); }

    void reportsBrokenExports();

    void everyFormatHasGoodAndBrokenExports();

    void readsDocumentsWrittenOnOneLine_data();
    void readsDocumentsWrittenOnOneLine();
};

void FormatsTest::readsGoodExports()
{
    QFETCH(const QString, path);
    const ImportFixture workspace;
    const fs::path file = path.toStdString();
    QVERIFY(
        throughline::test::matchesGolden(whatBecame(workspace, file), file.string() + ".expected"));
    const auto again = workspace.import({file});
    QCOMPARE(again.sources.at(0).status, domain::SourceStatus::AlreadyImported);
    const auto info = workspace.info();
    QCOMPARE(info.sources.size(), std::size_t {1});
    QVERIFY(balances(info.sources[0]));
    QCOMPARE(info.sources[0].rejected, std::uint64_t {0});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void FormatsTest::reportsBrokenExports()
{
    QFETCH(const QString, path);
    const ImportFixture workspace;
    const fs::path file = path.toStdString();
    QVERIFY(
        throughline::test::matchesGolden(whatBecame(workspace, file), file.string() + ".expected"));
    const auto again = workspace.import({file});
    QVERIFY(balances(again));
    QCOMPARE(again.accepted, std::uint64_t {0});
    if (fs::exists(workspace.store())) { // a file that fails as a whole leaves none behind
        QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    }
}

void FormatsTest::everyFormatHasGoodAndBrokenExports()
{
    const fs::path folder = fs::path(THROUGHLINE_TEST_DATA) / "formats";
    const auto formats = knownFormats();
    QVERIFY(formats.ok());
    for (const FormatInfo& format : *formats) {
        for (const char* kind : {"ok", "broken"}) {
            const fs::path files = folder / format.name / kind;
            QVERIFY2(fs::is_directory(files) && !fs::is_empty(files), files.c_str());
        }
    }
}

void FormatsTest::readsDocumentsWrittenOnOneLine_data()
{
    QTest::addColumn<QString>("path");
    for (const fs::path& file : exportsIn("ok")) {
        const bool document = file.extension() == ".json" || file.extension() == ".har";
        if (document && nlohmann::json::accept(throughline::test::readBytes(file))) {
            const std::string format = file.parent_path().parent_path().filename().string();
            QTest::newRow((format + ' ' + file.stem().string()).c_str())
                << QString::fromStdString(file.string());
        }
    }
}

/// As interfaces answer, with and without a line end.
void FormatsTest::readsDocumentsWrittenOnOneLine()
{
    QFETCH(const QString, path);
    const fs::path file = path.toStdString();
    const ImportFixture asWritten;
    asWritten.import({file});
    const std::string line =
        nlohmann::ordered_json::parse(throughline::test::readBytes(file)).dump();
    for (const char* end : {"", "\n"}) {
        const ImportFixture workspace;
        const ImportReport report = workspace.import({workspace.write("line.json", line + end)});
        QCOMPARE(report.rejected, std::uint64_t {0});
        QVERIFY(workspace.digest() == asWritten.digest());
    }
}

THROUGHLINE_TEST(FormatsTest)

} // namespace throughline

#include "tst_formats.moc"
