#include "models/codec/byte_sink.h"
#include "models/workflow/import_workflow.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/store_workflow.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace throughline::test {

namespace {

namespace fs = std::filesystem;

const Timestamp kNow = Timestamp::fromSeconds(1'795'000'000);

/// One client event. Plain strings here: moc counts the braces in raw ones.
std::string eventLine(const std::string& second, const std::string& name,
                      const std::string& more = {})
{
    return "{\"timestamp\":\"2026-10-01T10:00:" + second + "Z\",\"event\":\"" + name
        + "\",\"session.id\":\"s_1\",\"user.id\":\"u_1\"" + more + "}\n";
}

} // namespace

/// Whatever comes in: read = accepted + duplicates + rejected, nothing twice, nothing personal.
class ImportAccountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void badLinesAreKeptWithTheirPlace();
    void sameFileTwiceAddsNothing();
    void packedAndCarriageReturnTwinsAddNothing();
    void overlappingExportsKeepTheLargerNumber();
    void orderOfFilesDoesNotChangeTheDigest();
    void truncatedFileFailsAlone();
    void nothingIsLeftOfAnImportInWhichNothingCame();
    void cancelledImportIsInvisibleAndCanBeRepeated();
    void personalDataNeverReachesTheDisk();
    void strictRefusesAFileWithRejects();
    void samplesYieldTheirFacts_data();
    void samplesYieldTheirFacts();

private:
    fs::path write(const std::string& name, const std::string& text,
                   codec::Container container = codec::Container::Plain);
    workflow::ImportReport import(const std::vector<fs::path>& paths,
                                  const std::string& store = "a", bool strict = false);
    std::map<std::string, std::string> digest(const std::string& store);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ImportAccountTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void ImportAccountTest::cleanup()
{
    m_folder.reset();
}

fs::path ImportAccountTest::write(const std::string& name, const std::string& text,
                                  codec::Container container)
{
    const fs::path path = fs::path(m_folder->path().toStdString()) / name;
    auto sink = codec::createSink(path, container);
    if (sink) {
        const bool good = (*sink)->write(text).ok() && (*sink)->close().ok();
        return good ? path : fs::path();
    }
    return {};
}

workflow::ImportReport ImportAccountTest::import(const std::vector<fs::path>& paths,
                                                 const std::string& store, bool strict)
{
    const fs::path folder = m_folder->path().toStdString();
    workflow::ImportRequest request;
    request.store = folder / (store + ".throughline");
    request.keyFile = folder / "shared.key";
    request.paths = paths;
    request.strict = strict;
    request.now = kNow;
    auto report = workflow::importFiles(request, {}, {});
    if (!report) {
        qWarning("%s", describe(report.error()).c_str());
        return {};
    }
    for (const domain::SourceSummary& source : report->sources) {
        if (source.read != source.accepted + source.duplicates + source.rejected) {
            qWarning("the account of %s does not add up", source.path.c_str());
            return {};
        }
    }
    return *std::move(report);
}

std::map<std::string, std::string> ImportAccountTest::digest(const std::string& store)
{
    const fs::path path = fs::path(m_folder->path().toStdString()) / (store + ".throughline");
    const auto workspace = workflow::Workspace::open(path);
    if (!workspace) {
        return {};
    }
    const auto found = workflow::storeDigest(*workspace);
    return found ? found->digest : std::map<std::string, std::string>();
}

void ImportAccountTest::badLinesAreKeptWithTheirPlace()
{
    const std::string good = eventLine("01", "a");
    const fs::path path =
        write("events.ndjson", good + "{\"cut\n" + eventLine("02", "b") + "[1]\n");
    const workflow::ImportReport report = import({path});
    QCOMPARE(report.accepted, std::uint64_t {2});
    QCOMPARE(report.rejected, std::uint64_t {2});
    QVERIFY(report.partial());
    const auto workspace = workflow::Workspace::open(report.store);
    QVERIFY(workspace.ok());
    const auto page = workflow::quarantine(*workspace, 0, 10);
    QVERIFY(page.ok());
    QCOMPARE(page->rejected.size(), std::size_t {2});
    QCOMPARE(page->rejected[0].line, 2U);
    QCOMPARE(page->rejected[0].offset, std::uint64_t {good.size()});
    QCOMPARE(page->rejected[0].reason, domain::IssueCode::BadJson);
    QCOMPARE(page->rejected[1].line, 4U);
    QCOMPARE(page->rejected[1].reason, domain::IssueCode::NotAnObject);
}

void ImportAccountTest::sameFileTwiceAddsNothing()
{
    const fs::path path = write("events.ndjson", eventLine("01", "a") + eventLine("02", "b"));
    QCOMPARE(import({path}).accepted, std::uint64_t {2});
    const auto before = digest("a");
    const workflow::ImportReport again = import({path});
    QCOMPARE(again.sources.front().status, domain::SourceStatus::AlreadyImported);
    QVERIFY(!again.partial());
    QCOMPARE(digest("a"), before);
}

void ImportAccountTest::packedAndCarriageReturnTwinsAddNothing()
{
    std::string text;
    for (int i = 10; i < 60; ++i) {
        text += eventLine(std::to_string(i), "step_" + std::to_string(i % 7));
    }
    QCOMPARE(import({write("plain.ndjson", text)}).accepted, std::uint64_t {50});
    const auto before = digest("a");
    std::string returns;
    for (const char c : text) {
        returns += c == '\n' ? "\r\n" : std::string(1, c);
    }
    const workflow::ImportReport twins = import(
        {write("twin.ndjson.gz", text, codec::Container::Gzip),
         write("twin.ndjson.zst", text, codec::Container::Zstd), write("returns.ndjson", returns)});
    QCOMPARE(twins.accepted, std::uint64_t {0});
    QCOMPARE(twins.duplicates, std::uint64_t {150});
    QCOMPARE(digest("a"), before);
}

void ImportAccountTest::overlappingExportsKeepTheLargerNumber()
{
    const std::string a = eventLine("01", "a");
    const fs::path once = write("one.ndjson", a + eventLine("02", "b"));
    const fs::path thrice = write("two.ndjson", a + a + a);
    QCOMPARE(import({once, thrice}).accepted, std::uint64_t {4});
    QCOMPARE(import({thrice, once}, "b").accepted, std::uint64_t {4});
    QCOMPARE(digest("a"), digest("b"));
}

void ImportAccountTest::orderOfFilesDoesNotChangeTheDigest()
{
    std::vector<fs::path> files;
    for (int f = 0; f < 4; ++f) {
        std::string text;
        for (int i = 10; i < 50; ++i) {
            text += eventLine(std::to_string(i), "e" + std::to_string(f),
                              R"(,"n":)" + std::to_string(i));
        }
        files.push_back(write("part" + std::to_string(f) + ".ndjson", text));
    }
    QCOMPARE(import(files).accepted, std::uint64_t {160});
    std::reverse(files.begin(), files.end());
    for (const fs::path& file : files) {
        QCOMPARE(import({file}, "b").accepted, std::uint64_t {40});
    }
    QCOMPARE(digest("a"), digest("b"));
}

void ImportAccountTest::truncatedFileFailsAlone()
{
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += eventLine("01", "e" + std::to_string(i * 7919 % 10'007));
    }
    const fs::path whole = write("whole.ndjson", eventLine("03", "z"));
    const fs::path cut = write("cut.ndjson.gz", text, codec::Container::Gzip);
    fs::resize_file(cut, fs::file_size(cut) / 2);
    const workflow::ImportReport report = import({cut, whole});
    QCOMPARE(report.sources[0].status, domain::SourceStatus::Failed);
    QVERIFY(!report.sources[0].message.empty());
    QCOMPARE(report.sources[1].status, domain::SourceStatus::Imported);
    QCOMPARE(report.accepted, std::uint64_t {1});
    QVERIFY(report.partial() && !report.nothingCameIn());
}

void ImportAccountTest::nothingIsLeftOfAnImportInWhichNothingCame()
{
    const workflow::ImportReport report =
        import({write("empty.ndjson", ""), write("x.txt", "hello\n")});
    QVERIFY(report.nothingCameIn());
    QVERIFY(!fs::exists(report.store));
}

void ImportAccountTest::cancelledImportIsInvisibleAndCanBeRepeated()
{
    std::string text;
    for (int i = 0; i < 60'000; ++i) {
        text += eventLine("01", "e" + std::to_string(i % 50), R"(,"n":)" + std::to_string(i));
    }
    const fs::path path = write("many.ndjson", text);
    QCOMPARE(import({path}, "whole").accepted, std::uint64_t {60'000});
    workflow::ImportRequest request;
    request.store = fs::path(m_folder->path().toStdString()) / "a.throughline";
    request.keyFile = fs::path(m_folder->path().toStdString()) / "shared.key";
    request.paths = {path};
    request.now = kNow;
    const int delays[] = {0, 3, 10, 25, 60};
    std::size_t cancelled = 0;
    for (const int delay : delays) {
        std::stop_source stop;
        std::thread stopper([&stop, delay] {
            std::this_thread::sleep_for(std::chrono::milliseconds(delay));
            stop.request_stop();
        });
        const auto report = workflow::importFiles(request, stop.get_token(), {});
        stopper.join();
        if (report.ok()) {
            break; // it was faster than whoever stops it
        }
        cancelled += 1;
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QVERIFY(digest("a").empty());
    }
    QVERIFY(cancelled > 0);
    QVERIFY(import({path}).read == 60'000 || cancelled < std::size(delays));
    QCOMPARE(digest("a"), digest("whole"));
}

void ImportAccountTest::personalDataNeverReachesTheDisk()
{
    const std::vector<std::string> needles {"maria.keller@example.org", "4111-1111-1111-1111",
                                            "eyJhbGciOi.secret.token", "hunter2secret",
                                            "Maria Keller"};
    std::string text =
        eventLine("01", "a", R"(,"note":"write to maria.keller@example.org please")");
    text += eventLine("02", "b", R"(,"body":"card 4111-1111-1111-1111 was declined")");
    text +=
        eventLine("03", "c", R"(,"headers":{"authorization":"Bearer eyJhbGciOi.secret.token"})");
    text += eventLine("04", "d",
                      R"(,"form":{"password":"hunter2secret"},"user.full_name":"Maria Keller")");
    text += eventLine(
        "05", "e", R"(,"payment":{"creditCardNumber":"4111-1111-1111-1111","creditCardCvv":737})");
    text += R"({"event":"no time","note":"maria.keller@example.org"})"
            "\n";
    text += R"({"cut":"maria.keller@example.org)"
            "\n";
    const workflow::ImportReport report = import({write("events.ndjson", text)});
    QCOMPARE(report.accepted, std::uint64_t {5});
    QCOMPARE(report.rejected, std::uint64_t {2});
    // Blocks are compressed, so the records are looked at as they come out, the file as it lies.
    const auto workspace = workflow::Workspace::open(report.store);
    QVERIFY(workspace.ok());
    std::string all;
    for (const auto& entry : fs::directory_iterator(m_folder->path().toStdString())) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("a.throughline")) {
            std::ifstream file(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(file), {});
        }
    }
    for (int index = 0; index < 5; ++index) {
        const auto record = workflow::showRecord(
            *workspace, {domain::BlockId(1), static_cast<std::uint32_t>(index)});
        QVERIFY(record.ok());
        for (const domain::Attribute& attribute : record->attributes) {
            all += attribute.key + '=' + attribute.value + '\n';
        }
    }
    for (const std::string& needle : needles) {
        QVERIFY2(all.find(needle) == std::string::npos, needle.c_str());
    }
    QVERIFY(all.find("=737") == std::string::npos);
}

void ImportAccountTest::strictRefusesAFileWithRejects()
{
    const fs::path path = write("events.ndjson", eventLine("01", "a") + "{\"cut\n");
    const workflow::ImportReport report = import({path}, "a", true);
    QCOMPARE(report.sources.front().status, domain::SourceStatus::Failed);
    QVERIFY(digest("a").empty());
}

void ImportAccountTest::samplesYieldTheirFacts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("counts");
    const auto row = [](const char* file, const char* counts) {
        QTest::newRow(file) << QString::fromLatin1(file) << QString::fromLatin1(counts);
    };
    // spans, logs, metrics, errors, rejected
    row("otlp/proto-trace.json", "1 0 0 0 0");
    row("otlp/proto-logs.json", "0 1 0 0 0");
    row("otlp/proto-events.json", "0 1 0 0 0");
    row("otlp/proto-metrics.json", "0 0 4 0 0");
    row("otlp/jaegerui-multi-in.jsonl", "4 0 0 0 0");
    row("otlp/lnav-otel-logs.jsonl", "0 11 0 2 0");
    row("otlp/highlight-nextjs.json", "8 0 0 1 0");
    row("otlp/hyperdx-traces-basic.json", "2 0 0 0 0");
    row("otlp/hyperdx-logs-autoparse-default.json", "0 4 0 0 0");
    row("otlp/hyperdx-logs-infer-fatal.json", "0 4 0 0 0");
    row("logs/lnav_pino.0", "0 1 0 0 0");
    row("logs/lnav_invalid_json.json", "0 4 0 0 1");
}

void ImportAccountTest::samplesYieldTheirFacts()
{
    QFETCH(QString, file);
    QFETCH(QString, counts);
    const fs::path path = fs::path(THROUGHLINE_SHARED_SAMPLES) / file.toStdString();
    if (!fs::exists(path)) {
        qInfo("the samples are not on this machine: nothing is checked here");
        return;
    }
    const workflow::ImportReport report = import({path});
    QCOMPARE(report.sources.size(), std::size_t {1});
    const domain::SignalCounts& found = report.sources.front().records;
    QCOMPARE(QStringLiteral("%1 %2 %3 %4 %5")
                 .arg(found.span)
                 .arg(found.log)
                 .arg(found.metric)
                 .arg(found.error)
                 .arg(report.rejected),
             counts);
    QCOMPARE(import({path}).accepted, std::uint64_t {0});
}

THROUGHLINE_TEST(ImportAccountTest)

} // namespace throughline::test

#include "tst_import_account.moc"
