#include "models/base/text.h"
#include "models/codec/compress.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

/// What must not be found anywhere in a store, in any case of letters.
const std::vector<std::string> kNeedles {"alice.miller",
                                         "bob.brown",
                                         "4111-1111-1111-1111",
                                         "4111111111111111",
                                         "4111 1111 1111 1111",
                                         "5500005555555559",
                                         "159-cvv",
                                         "eyJhbGciOiJIUzI1NiJ9",
                                         "c2lnbmF0dXJlLW9mLWFsaWNl",
                                         "tok_live_0123456789abcdef0123456789",
                                         "correct horse",
                                         "session-cookie-value",
                                         "078-05-1126",
                                         "GB82WEST12345698765432",
                                         "+1 212 555 0198",
                                         "hunter2"};

const std::string kBearer =
    "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWFsaWNl";

std::string line(const std::string& members)
{
    return R"({"ts":"2026-03-02T09:00:00Z",)" + members + "}\n";
}

/// Every needle in every kind of place, in good records and in bad ones.
std::string flatExport()
{
    std::string text =
        line(R"("msg":"mail alice.miller@example.com, card 4111-1111-1111-1111, ssn 078-05-1126")")
        + line(
            R"("msg":"pay","creditCardCvv":"159-cvv","creditCardNumber":4111111111111111,"amount":5)")
        + line(
            R"("payment":{"card":{"number":"5500005555555559","cvv":"159-cvv"},"iban":"GB82WEST12345698765432"})")
        + line(R"("http.request.header.authorization":[")" + kBearer
               + R"("],"headers":{"Cookie":"session-cookie-value","Authorization":")" + kBearer
               + R"("})")
        + line(
            R"("msg":"header )" + kBearer
            + R"( was sent","password":"correct horse","api_key":"tok_live_0123456789abcdef0123456789")")
        + line(
            R"("payload":"{\"user\":{\"email\":\"bob.brown@example.com\",\"password\":\"hunter2\"}}")")
        + line(
            R"("list":[{"email":"bob.brown@example.com"},["alice.miller@example.com"],{"secret":"hunter2"}])")
        + line(R"("alice.miller@example.com":1,"map":{"bob.brown@example.com":{"x":"y"}})")
        + line(
            R"("url.full":"https://bob:hunter2@shop.example/r?email=alice.miller%40example.com&token=tok_live_0123456789abcdef0123456789&page=2","event":"page_view")")
        + line(R"("msg":"alice.miller%2540example.com and alice.miller\u200b@example.com")")
        + line(
            R"("user.id":"alice.miller@example.com","session.id":"s-1","event":"login","user.full_name":"Alice Miller bob.brown","phone":"+1 212 555 0198")")
        + line(R"("event":"click","target":"mailto:bob.brown@example.com","session.id":"s-1")")
        + R"({"time":"2026-03-02T09:00:00Z","kind":"ticket","ticket.id":"T-1","requester.email":"bob.brown@example.com","message":"I am alice.miller@example.com, card 4111 1111 1111 1111, see session s-1","topic":"call +1 212 555 0198"})"
          "\n";
    // Bad ones, which go into quarantine.
    text +=
        R"({"no":"time","user.email":"alice.miller@example.com","password":"hunter2","creditCardCvv":"159-cvv"})"
        "\n"
        + line(R"("a":NaN,"msg":"bob.brown@example.com","authorization":")" + kBearer + '"')
        + R"({"ts":"2026-03-02T09:00:00Z","creditCardCvv":"159-cvv","password":"correct horse","msg":"card 4111-1111-1111-1111","cut":"alice.miller@exam)"
          "\n"
        + "alice.miller@example.com is not JSON at all; " + kBearer + "\n"
        + line(R"("bad":")"
               "\xff"
               R"(","mail":"bob.brown@example.com")");
    // Values that lie across the end of what an excerpt shows, and across the head of a long line.
    for (int shift = 0; shift < 40; ++shift) {
        text += R"({"no":"time","x":")" + std::string(4'040 + static_cast<std::size_t>(shift), '.')
            + R"( alice.miller@example.com )" + kBearer
            + R"( 4111-1111-1111-1111 ","end":1})"
              "\n";
    }
    text += line(R"("x":")" + std::string(16'300, '.')
                 + " 4111-1111-1111-1111 alice.miller@example.com " + std::string(17U << 20U, '.')
                 + '"');
    return text;
}

std::string otlpExport()
{
    const auto attribute = [](const std::string& key, const std::string& value) {
        return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + "\"}}";
    };
    const std::string attributes = attribute("user.email", "alice.miller@example.com") + ","
        + attribute("creditCardCvv", "159-cvv") + ","
        + attribute("http.request.header.authorization", kBearer) + ","
        + attribute("note", "card 4111-1111-1111-1111") + ","
        + R"({"key":"map","value":{"kvlistValue":{"values":[)" + attribute("password", "hunter2")
        + "," + attribute("mail", "bob.brown@example.com") + "]}}}";
    return R"({"resourceSpans":[{"resource":{"attributes":[)" + attributes
        + R"(]},"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"mail alice.miller@example.com","startTimeUnixNano":"1772442000000000000","endTimeUnixNano":"1772442001000000000","attributes":[)"
        + attributes
        + R"(],"events":[{"timeUnixNano":"1772442000000000000","name":"exception","attributes":[)"
        + attribute("exception.message", "no card 4111 1111 1111 1111 of bob.brown@example.com")
        + "," + attribute("password", "correct horse")
        + R"(]}],"status":{"code":2,"message":"declined for alice.miller@example.com"}}]}]}]})"
          "\n"
        + R"({"resourceLogs":[{"resource":{"attributes":[)" + attributes
        + R"(]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1772442000000000000","body":{"kvlistValue":{"values":[)"
        + attributes
        + R"(]}}},{"timeUnixNano":"soon","body":{"stringValue":"alice.miller@example.com"},"attributes":[)"
        + attributes + "]}]}]}]}\n";
}

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
            return needle + " in: " + text.substr(at < 200 ? 0 : at - 200, 400);
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
    std::string text;
    for (int i = 0; i < 2'000; ++i) {
        text += flatExport().substr(0, 4'000);
        text += "\n";
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
        line(R"("event":"a","user.email":"Alice.Miller@example.com","user.id":"u1")")
            + line(R"("event":"b","msg":"wrote to alice.miller@EXAMPLE.com")"))});
    const auto lines = workspace.lines();
    const std::size_t at = lines[0].find("email:");
    QVERIFY(at != std::string::npos);
    const std::string token = lines[0].substr(at, 20);
    QVERIFY2(lines[1].find(token) != std::string::npos, (lines[0] + "\n" + lines[1]).c_str());
}

THROUGHLINE_TEST(PrivacyTest)

} // namespace throughline

#include "tst_privacy.moc"
