#include "models/base/user_folders.h"
#include "models/crypto/keyed_hash.h"
#include "models/workflow/import_preview.h"
#include "models/workflow/mapping_workflow.h"
#include "models/workflow/redaction_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>
#include <fstream>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kLocal = "timestamp,event,session_id\n"
                                    "2026-10-24 12:00:00,open,s1\n"
                                    "2026-10-25 02:30:00,fold,s1\n"
                                    "2026-03-29 02:30:00,gap,s1\n";

constexpr std::string_view kUnknown = "When;Who;Visit;What\n"
                                      "2026-03-01 10:00:00;U1;v-1;open\n"
                                      "2026-03-01 10:00:09;U1;v-1;pay\n";

Result<ImportReport> importWith(const ImportFixture& workspace, const fs::path& file,
                                const ReadingWishes& reading)
{
    ImportRequest request = workspace.request({file});
    request.reading = reading;
    return importFiles(request, {}, {});
}

/// A document of the user's own that goes with the test.
class OwnDocument
{
public:
    OwnDocument(std::string_view folder, std::string_view text)
        : m_path(userConfigFolder() / folder / "own.json")
    {
        fs::create_directories(m_path.parent_path());
        std::ofstream(m_path) << text;
    }

    OwnDocument(const OwnDocument&) = delete;
    OwnDocument& operator=(const OwnDocument&) = delete;

    ~OwnDocument() { fs::remove(m_path); }

private:
    fs::path m_path;
};

} // namespace

/// What a user may say about how files are to be read, and what can be seen before an import.
class ReadingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLocalTimesInTheirZone();
    void readsLocalTimesInTheZoneOfADocument();
    void refusesAnUnknownZoneBeforeAnythingIsMade();
    void hidesAllIdsWhenAsked();
    void joinsHashedTelemetryToRawTickets();
    void followsTheUsersRedactionRules();
    void refusesAWrongRedactionDocument();
    void previewsAnImport();
    void previewsNothingOfAnUnknownFile();
    void mapsAnUnknownFile();
    void listsItsRules();
};

void ReadingTest::readsLocalTimesInTheirZone()
{
    const ImportFixture workspace;
    const auto file = workspace.write("local.csv", kLocal);
    const auto report = importWith(workspace, file, {.zone = "Europe/Berlin"});
    QVERIFY(report.ok());
    QCOMPARE(report->accepted, std::uint64_t {3});
    QCOMPARE(report->sources[0].warnings.at("ts_in_fold"), std::uint64_t {1});
    QCOMPARE(report->sources[0].warnings.at("ts_in_gap"), std::uint64_t {1});
    QVERIFY(!report->sources[0].warnings.contains("ts_no_zone"));
    QVERIFY(report->partial());
    QCOMPARE(formatRfc3339(workspace.info().range.from), std::string("2026-03-29T01:30:00Z"));
    const ImportFixture utc;
    const ImportReport plain = utc.import({utc.write("local.csv", kLocal)});
    QCOMPARE(plain.sources[0].warnings.at("ts_no_zone"), std::uint64_t {3});
    QVERIFY(!plain.partial());
    QVERIFY(utc.digest() != workspace.digest());
}

void ReadingTest::readsLocalTimesInTheZoneOfADocument()
{
    const std::string document =
        R"({"language": 1, "name": "local", "about": "local", "signal": "event", "framing": "csv",
            "recognise": {"all": ["when", "what"]}, "time": {"from": "when", "forms":
            "%d.%m.%Y %H:%M", "zone": "Europe/Berlin"},
            "fields": [{"to": "event.name", "from": "what"}]})";
    const ImportFixture workspace;
    ImportRequest request = workspace.request({workspace.write(
        "t.csv",
        "when,what\n01.03.2026 12:00,a\n29.03.2026 02:30,gap\n2026-10-25 02:30:00,fold\n"
        "2026-03-02T12:00:00Z,own\n")});
    request.mapping = workspace.write("local.json", document);
    // What the document says of its own times wins over the zone of the import.
    request.reading.zone = "Asia/Tokyo";
    const auto report = importFiles(request, {}, {});
    QVERIFY(report.ok());
    QCOMPARE(report->accepted, std::uint64_t {4});
    QCOMPARE(report->sources[0].warnings,
             (std::map<std::string, std::uint64_t> {{"ts_in_fold", 1}, {"ts_in_gap", 1}}));
    std::set<std::string> times;
    for (const std::string& line : workspace.lines()) {
        const std::size_t at = line.find("\"ts\":");
        times.insert(formatRfc3339(Timestamp {std::stoll(line.substr(at + 5))}));
    }
    QCOMPARE(times,
             (std::set<std::string> {"2026-03-01T11:00:00Z", "2026-03-02T12:00:00Z",
                                     "2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z"}));
}

void ReadingTest::refusesAnUnknownZoneBeforeAnythingIsMade()
{
    const ImportFixture workspace;
    const auto report =
        importWith(workspace, workspace.write("local.csv", kLocal), {.zone = "Europe/Berln"});
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::Usage);
    QVERIFY(!fs::exists(workspace.store()));
}

void ReadingTest::hidesAllIdsWhenAsked()
{
    const std::string line =
        R"({"ts":"2026-03-01T10:00:00Z","event":"a","session.id":"s-77","user.id":"u-77","account.id":"acct-77"})"
        "\n";
    const ImportFixture workspace;
    const auto report =
        importWith(workspace, workspace.write("a.ndjson", line), {.pseudonymiseAll = true});
    QVERIFY(report.ok());
    const std::string visible = workspace.visible();
    QVERIFY2(visible.find("-77") == std::string::npos, visible.c_str());
    QVERIFY(visible.find("user_") != std::string::npos);
    QVERIFY(workspace.storeBytes().find("u-77") == std::string::npos);
    // The store stays with it: the same user cannot come in under the raw id.
    workspace.import({workspace.write("b.ndjson", line + eventLine("s-77", 9))});
    QVERIFY(workspace.visible().find("-77") == std::string::npos);

    const ImportFixture raw;
    raw.import({raw.write("a.ndjson", line)});
    const auto refused =
        importWith(raw, raw.write("b.ndjson", eventLine("s", 1)), {.pseudonymiseAll = true});
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().code == ErrorCode::Usage);
}

void ReadingTest::joinsHashedTelemetryToRawTickets()
{
    const ImportFixture workspace;
    const fs::path keyFile = workspace.write("organisation.key", "the organisation's own key\n");
    fs::permissions(keyFile, fs::perms::owner_read | fs::perms::owner_write);
    const crypto::KeyedHash hash(*crypto::SecretKey::fromBytes("the organisation's own key"));
    const std::string telemetry =
        R"({"ts":"2026-03-01T10:00:00Z","event":"a","session.id":"s1","user.id":")"
        + hash.hex("u_1") + "\"}\n";
    const std::string ticket =
        R"({"time":"2026-03-01T10:05:00Z","kind":"ticket","ticket.id":"T-1","user.id":"u_1","message":"it fails"})"
        "\n";
    workspace.import({workspace.write("events.ndjson", telemetry)});
    const auto report =
        importWith(workspace, workspace.write("tickets.ndjson", ticket), {.sourceIdKey = keyFile});
    QVERIFY(report.ok());
    QCOMPARE(report->sources[0].redactions.at("source_id"), std::uint64_t {1});
    QCOMPARE(workspace.info().users, std::uint64_t {1});
    const auto linkage = workspace.info().linkage;
    const auto tickets = std::ranges::find(linkage, "ticket", &Linkage::from);
    QVERIFY(tickets != linkage.end());
    QCOMPARE(tickets->linked, std::uint64_t {1});
    QVERIFY(workspace.storeBytes().find("u_1") == std::string::npos);
}

void ReadingTest::followsTheUsersRedactionRules()
{
    const OwnDocument own("redaction",
                          R"({"language": 1, "name": "own", "deny": ["Project Falcon"]})");
    const ImportFixture workspace;
    const ImportReport report = workspace.import({workspace.write(
        "a.ndjson",
        R"({"ts":"2026-03-01T10:00:00Z","event":"a","session.id":"s1","note":"about project falcon"})"
        "\n")});
    QCOMPARE(report.sources[0].redactions.at("custom"), std::uint64_t {1});
    QVERIFY(workspace.visible().find("falcon") == std::string::npos);
}

void ReadingTest::refusesAWrongRedactionDocument()
{
    const OwnDocument own("redaction", R"({"language": 1, "name": "own", "denied": []})");
    const ImportFixture workspace;
    const auto report = workspace.tryImport({workspace.write("a.ndjson", eventLine("s", 1))});
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::Usage);
    QVERIFY(!fs::exists(workspace.store()));
}

void ReadingTest::previewsAnImport()
{
    const ImportFixture workspace;
    std::string text;
    for (int i = 0; i < 5000; ++i) {
        text +=
            R"({"ts":"2026-03-01T10:00:00Z","event":"a","session.id":"s1","note":"mail bob@example.com"})"
            "\n";
    }
    const auto preview = previewImport({.file = workspace.write("a.ndjson", text + "broken\n"),
                                        .frames = 100,
                                        .records = 5,
                                        .now = kNow},
                                       {});
    QVERIFY(preview.ok());
    QCOMPARE(preview->read, std::uint64_t {100});
    QCOMPARE(preview->accepted, std::uint64_t {100});
    QCOMPARE(preview->records.size(), std::size_t {5});
    QCOMPARE(preview->redactions.size(), std::size_t {1});
    QCOMPARE(preview->redactions[0].rule, std::string("email"));
    QCOMPARE(preview->redactions[0].field, std::string("note"));
    QCOMPARE(preview->redactions[0].count, std::uint64_t {100});
    QVERIFY(preview->redactions[0].example.find("email:") != std::string::npos);
    QVERIFY(preview->redactions[0].example.find("bob@") == std::string::npos);
    QVERIFY(!fs::exists(workspace.store()));
    const auto broken = previewImport(
        {.file = workspace.write("b.ndjson", eventLine("s", 1) + "broken\n"), .now = kNow}, {});
    QVERIFY(broken.ok());
    QCOMPARE(broken->read, std::uint64_t {2});
    QCOMPARE(broken->rejected.at("bad_json"), std::uint64_t {1});
}

void ReadingTest::previewsNothingOfAnUnknownFile()
{
    const ImportFixture workspace;
    const auto preview =
        previewImport({.file = workspace.write("a.csv", kUnknown), .now = kNow}, {});
    QVERIFY(!preview.ok());
    QVERIFY(preview.error().code == ErrorCode::BadInput);
}

void ReadingTest::mapsAnUnknownFile()
{
    const ImportFixture workspace;
    const fs::path file = workspace.write("Shop Clicks.csv", kUnknown);
    QVERIFY(workspace.import({file}).nothingCameIn());
    auto mapping = proposeMapping(file);
    QVERIFY(mapping.ok());
    QCOMPARE(mapping->name, std::string("shop-clicks"));
    mapping->columns[1].meaning = "user.id";
    mapping->columns[3].meaning = "event.name";
    mapping->signal = domain::Signal::Event;
    const auto document = mappingDocument(*mapping);
    QVERIFY(document.ok());
    const auto preview = previewImport({.file = file, .mappingText = *document, .now = kNow}, {});
    QVERIFY(preview.ok());
    QCOMPARE(preview->accepted, std::uint64_t {2});
    QCOMPARE(domain::valueOf(preview->records[1].fields, "event.name"), std::string_view("pay"));

    const auto saved = saveMapping(*mapping);
    QVERIFY(saved.ok());
    QVERIFY(saved->string().ends_with("formats/shop-clicks.json"));
    const auto again = saveMapping(*mapping);
    QVERIFY(!again.ok());
    QVERIFY(again.error().code == ErrorCode::Usage);
    // From now on such files are known, in this run, too.
    const ImportReport report = workspace.import({file});
    QCOMPARE(report.sources[0].format, std::string("shop-clicks"));
    QCOMPARE(report.accepted, std::uint64_t {2});
    QCOMPARE(workspace.info().users, std::uint64_t {1});
    fs::remove(*saved);
}

void ReadingTest::listsItsRules()
{
    const OwnDocument own(
        "redaction", R"({"language": 1, "name": "own", "deny": ["a", "b"], "allow": ["c@d.ee"]})");
    const auto rules = redactionRules();
    QVERIFY(rules.ok());
    QCOMPARE(rules->name, std::string("redact-1 + own"));
    QCOMPARE(rules->rules.back().document, std::string("own"));
    QVERIFY(rules->rules.size() >= 16);
}

THROUGHLINE_TEST(ReadingTest)

} // namespace throughline

#include "tst_reading.moc"
