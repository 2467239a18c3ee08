#include "models/base/text.h"
#include "models/codec/compress.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"
#include "tests/workflow/planted_exports.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

/// All that is packed in a store, unpacked.
std::string unpacked(const ImportFixture& workspace)
{
    std::string text;
    const auto file = store::StoreFile::find(workspace.store());
    const auto connection = file->openReader();
    for (const char* sql : {"SELECT data FROM block_payload", "SELECT data FROM block_column",
                            "SELECT data FROM redaction", "SELECT data FROM index_chunk"}) {
        auto rows = store::Statement::prepare(*connection, sql);
        while (*rows->step()) {
            text += codec::decompress(rows->blob(0), 1U << 30U).value_or("");
        }
    }
    return text;
}

std::string foundIn(const std::string& text)
{
    const std::string lower = toLowerAscii(text);
    for (const std::string& needle : kNeedles) {
        const std::size_t at = lower.find(toLowerAscii(needle));
        if (at != std::string::npos) {
            std::string around = text.substr(at < 200 ? 0 : at - 200, 400);
            std::replace_if(
                around.begin(), around.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
            return needle + " in: " + around;
        }
    }
    return {};
}

} // namespace

class PrivacyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsItsOwnNeedles();
    void keepsNothingPersonal();
    void keepsNothingOfACancelledImport();
    void keepsEquality();
};

void PrivacyTest::findsItsOwnNeedles()
{
    const std::string text = flatExport() + otlpExport();
    for (const std::string& needle : kNeedles) {
        QVERIFY2(text.find(needle) != std::string::npos, needle.c_str());
    }
    QVERIFY(!foundIn(text).empty());
}

void PrivacyTest::keepsNothingPersonal()
{
    const ImportFixture workspace;
    const ImportReport report = workspace.import({workspace.write("flat.ndjson", flatExport()),
                                                  workspace.write("traces.jsonl", otlpExport())});
    QVERIFY(balances(report));
    QCOMPARE(report.sources[0].accepted, std::uint64_t {13});
    QCOMPARE(report.sources[0].rejected, std::uint64_t {5 + 40 + 1});
    QCOMPARE(report.sources[1].accepted, std::uint64_t {2});
    QCOMPARE(report.sources[1].rejected, std::uint64_t {1});
    for (const std::string& text :
         {workspace.storeBytes(), unpacked(workspace), workspace.visible()}) {
        const std::string found = foundIn(text);
        QVERIFY2(found.empty(), found.c_str());
    }
    // The harness does look into what is stored.
    QVERIFY(unpacked(workspace).find("page=2") != std::string::npos);
    QVERIFY(workspace.storeBytes().find("T-1") != std::string::npos);
}

void PrivacyTest::keepsNothingOfACancelledImport()
{
    const ImportFixture workspace;
    const std::string piece = flatExport().substr(0, 4'000) + "\n";
    std::string text;
    for (int i = 0; i < 2'000; ++i) {
        text += piece;
    }
    std::stop_source stop;
    const auto report =
        importFiles(workspace.request({workspace.write("flat.ndjson", text)}), stop.get_token(),
                    [&stop](const Progress&) { stop.request_stop(); });
    QVERIFY(report.ok() || report.error().code == ErrorCode::Cancelled);
    const std::string found = foundIn(workspace.storeBytes());
    QVERIFY2(found.empty(), found.c_str());
}

void PrivacyTest::keepsEquality()
{
    const ImportFixture workspace;
    workspace.import({workspace.write(
        "a.ndjson",
        timedLine(R"("event":"a","user.email":"Alice.Miller@example.com","user.id":"u1")")
            + timedLine(R"("event":"b","msg":"wrote to alice.miller@EXAMPLE.com")"))});
    const auto lines = workspace.lines();
    const std::size_t at = lines[0].find("email:");
    QVERIFY(at != std::string::npos);
    const std::string token = lines[0].substr(at, 20);
    QVERIFY2(lines[1].find(token) != std::string::npos, (lines[0] + "\n" + lines[1]).c_str());
}

THROUGHLINE_TEST(PrivacyTest)

} // namespace throughline

#include "tst_privacy.moc"
