#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <unistd.h>

namespace throughline {

using namespace cli::test;
using nlohmann::json;

namespace {

/// Every path of a document with the type of what stands there: "sources[].rejected.total number".
void shapeOf(const json& value, const std::string& path, std::set<std::string>& shape)
{
    if (value.is_object()) {
        shape.insert(path + " object");
        for (const auto& [key, member] : value.items()) {
            shapeOf(member, path.empty() ? key : path + '.' + key, shape);
        }
    } else if (value.is_array()) {
        shape.insert(path + " array");
        for (const json& element : value) {
            shapeOf(element, path + "[]", shape);
        }
    } else {
        shape.insert(path
                     + (value.is_number()        ? " number"
                            : value.is_string()  ? " text"
                            : value.is_boolean() ? " flag"
                                                 : " null"));
    }
}

/// What of the wanted paths is missing.
std::string missingFrom(const json& document, const std::vector<std::string>& wanted)
{
    std::set<std::string> shape;
    shapeOf(document, "", shape);
    std::string missing;
    for (const std::string& path : wanted) {
        if (!shape.contains(path)) {
            missing += path + '\n';
        }
    }
    return missing;
}

/// A member that is null where it has no value may be either.
void verifyShape(const json& document, const std::vector<std::string>& wanted)
{
    QVERIFY(!document.is_discarded());
    const std::string missing = missingFrom(document, wanted);
    QVERIFY2(missing.empty(), (missing + document.dump(1)).c_str());
}

} // namespace

/// The shapes scripts rely on: members may be added, never renamed or given another type.
class JsonShapesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofImport();
    void ofImportsThatFail();
    void ofInfo();
    void ofQuarantine();
    void ofLineage();
    void ofVerify();
    void ofDigest();
    void ofFormats();
    void ofProposals();
    void ofRedaction();
    void ofExportedQuarantine();
    void ofDemo();
    void ofCompare();
    void errorsShowTheHeadlineOfCompare();
    void isAloneOnStandardOutput();
    void survivesOddNames();
    void readsStandardInput();
};

void JsonShapesTest::ofImport()
{
    const CommandRunner runner;
    const json report = runner.import({runner.write("a.ndjson", smallExport())}).json();
    verifyShape(report,
                {"store text",
                 "sources[].path text",
                 "sources[].member null",
                 "sources[].format text",
                 "sources[].sha256 text",
                 "sources[].bytes number",
                 "sources[].status text",
                 "sources[].records.event number",
                 "sources[].records.error number",
                 "sources[].records.log number",
                 "sources[].records.span number",
                 "sources[].records.metric number",
                 "sources[].records.ticket number",
                 "sources[].read number",
                 "sources[].accepted number",
                 "sources[].duplicates number",
                 "sources[].rejected.total number",
                 "sources[].rejected.by_reason.bad_json number",
                 "sources[].warnings object",
                 "sources[].redactions.email number",
                 "sources[].message null",
                 "totals.event number",
                 "totals.error number",
                 "totals.log number",
                 "totals.span number",
                 "totals.metric number",
                 "totals.ticket number",
                 "totals.session number",
                 "totals.read number",
                 "totals.accepted number",
                 "totals.duplicates number",
                 "totals.rejected number",
                 "elapsed_s number",
                 "peak_rss_bytes number"});
    const json& source = report["sources"][0];
    QCOMPARE(source["status"].get<std::string>(), std::string("imported"));
    QCOMPARE(source["format"].get<std::string>(), std::string("ndjson"));
    QCOMPARE(source["sha256"].get<std::string>().size(), std::size_t {64});
    QCOMPARE(source["read"].get<int>(), 5);
    QCOMPARE(source["accepted"].get<int>(), 4);
    QCOMPARE(source["rejected"]["total"].get<int>(), 1);
    QCOMPARE(report["totals"]["event"].get<int>(), 2);
    QCOMPARE(report["totals"]["error"].get<int>(), 1);
    QCOMPARE(report["totals"]["span"].get<int>(), 1);
    QCOMPARE(report["totals"]["ticket"].get<int>(), 1);
    QCOMPARE(report["totals"]["session"].get<int>(), 1);
}

void JsonShapesTest::ofImportsThatFail()
{
    const CommandRunner runner;
    const Outcome outcome = runner.import({runner.write("a.txt", "text\n")});
    verifyShape(outcome.json(),
                {"sources[].path text", "sources[].format null", "sources[].sha256 null",
                 "sources[].status text", "sources[].message text",
                 "sources[].rejected.by_reason object", "totals.read number"});
}

void JsonShapesTest::ofInfo()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", smallExport())});
    const json info = runner.withStore({"info", "--json"}).json();
    verifyShape(info,
                {"sessions.human number",
                 "sessions.bot number",
                 "events number",
                 "errors number",
                 "error_groups number",
                 "spans number",
                 "traces number",
                 "logs number",
                 "metrics number",
                 "tickets number",
                 "users number",
                 "accounts number",
                 "from text",
                 "to text",
                 "sources[].path text",
                 "sources[].accepted number",
                 "linkage[].from text",
                 "linkage[].to text",
                 "linkage[].of number",
                 "linkage[].linked number"});
    QCOMPARE(info["from"].get<std::string>(), std::string("2026-03-02T09:00:00Z"));
    QCOMPARE(info["to"].get<std::string>(), std::string("2026-03-02T09:10:00Z"));
    QCOMPARE(info["error_groups"].get<int>(), 1);
}

void JsonShapesTest::ofQuarantine()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", smallExport())});
    const json page = runner.withStore({"quarantine", "--json"}).json();
    verifyShape(page,
                {"total number", "rejected[].source text", "rejected[].file text",
                 "rejected[].member null", "rejected[].line number", "rejected[].offset number",
                 "rejected[].length number", "rejected[].reason text", "rejected[].excerpt text"});
    QCOMPARE(page["rejected"][0]["line"].get<int>(), 5);
    QCOMPARE(page["rejected"][0]["offset"].get<std::size_t>(), goodExport().size());
    QCOMPARE(page["rejected"][0]["reason"].get<std::string>(), std::string("bad_json"));
    QVERIFY(runner.withStore({"quarantine", "--json", "--offset", "1"}).json()["rejected"].empty());
}

void JsonShapesTest::ofLineage()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", smallExport())});
    const json lineage = runner.withStore({"lineage", "--json", "1:1"}).json();
    verifyShape(lineage,
                {"id text", "file text", "member null", "line number", "offset number",
                 "length number", "format text", "rules[].rule text", "rules[].field text",
                 "rules[].count number"});
    QCOMPARE(lineage["line"].get<int>(), 2);
    QCOMPARE(runner.withStore({"lineage", "--json", "ticket:T-1"}).json()["line"].get<int>(), 4);
    QCOMPARE(runner.withStore({"lineage", "9:9"}).status, 2);
}

void JsonShapesTest::ofVerify()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", smallExport())});
    const json verify = runner.withStore({"verify", "--json"}).json();
    verifyShape(verify,
                {"ok flag", "checks[].name text", "checks[].ok flag", "checks[].message text"});
    QVERIFY(verify["ok"] == true);
    QVERIFY(verify["checks"].size() >= 5);
}

void JsonShapesTest::ofDigest()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", smallExport())});
    const json digest = runner.withStore({"digest", "--json"}).json();
    verifyShape(digest,
                {"digest.event text", "digest.span text", "digest.ticket text",
                 "sources[].path text", "sources[].digest.event text"});
    QCOMPARE(digest["digest"]["event"].get<std::string>().size(), std::size_t {32});
    QCOMPARE(digest["digest"], digest["sources"][0]["digest"]);
}

void JsonShapesTest::ofFormats()
{
    const json formats = CommandRunner::run({"formats", "--json"}).json();
    verifyShape(formats,
                {"formats[].name text", "formats[].signals[] text", "formats[].recognised_by text",
                 "formats[].how text"});
    for (const json& format : formats["formats"]) {
        QVERIFY(format["how"] == "code" || format["how"] == "document");
    }
}

void JsonShapesTest::ofProposals()
{
    const CommandRunner runner;
    const std::string file =
        runner.write("kiosk.csv", "When;Login;Doing\n2026-03-01 10:00:00;U1;open\n").string();
    const Outcome lacking =
        CommandRunner::run({"formats", "--json", "--propose", file, "--signal", "event"});
    QCOMPARE(lacking.status, 0);
    verifyShape(lacking.json(),
                {"name text", "signal text", "table flag", "rows number", "columns[].column text",
                 "columns[].meaning text", "columns[].confidence number", "columns[].filled number",
                 "columns[].samples[] text", "problem text", "document null"});
    const Outcome whole =
        CommandRunner::run({"formats", "--json", "--propose", file, "--as", "Doing=event.name",
                            "--as", "Login=user.id", "--signal", "event", "--name", "kiosk"});
    QCOMPARE(whole.status, 0);
    verifyShape(whole.json(),
                {"problem null", "saved null", "document.language number",
                 "document.fields[].to text", "preview.accepted number",
                 "preview.records[].fields.event.name text"});
    QCOMPARE(whole.json()["preview"]["accepted"].get<int>(), 1);
    QCOMPARE(CommandRunner::run({"formats", "--propose", file, "--as", "None=user.id"}).status, 2);
    QCOMPARE(CommandRunner::run({"formats", "--propose", file + ".none"}).status, 4);
    QVERIFY(CommandRunner::run({"formats", "--propose", file}).out.find("is taken for")
            != std::string::npos);
}

void JsonShapesTest::ofRedaction()
{
    const CommandRunner runner;
    verifyShape(CommandRunner::run({"redaction", "--json"}).json(),
                {"name text", "rules[].rule text", "rules[].finds text", "rules[].leaves text",
                 "rules[].document text"});
    const std::string file = runner.write("all.ndjson", smallExport()).string();
    const Outcome preview = CommandRunner::run({"redaction", "preview", file, "--json"});
    QCOMPARE(preview.status, 0);
    verifyShape(preview.json(),
                {"format text", "read number", "accepted number", "redactions[].rule text",
                 "redactions[].field text", "redactions[].count number"});
    QVERIFY(preview.out.find("bob@example.com") == std::string::npos);
    QVERIFY(CommandRunner::run({"redaction", "preview", file}).out.find("email")
            != std::string::npos);
}

void JsonShapesTest::ofExportedQuarantine()
{
    const CommandRunner runner;
    runner.import({runner.write("all.ndjson", smallExport())});
    const std::string out = (runner.store().parent_path() / "rejected.ndjson").string();
    const Outcome written = runner.withStore({"quarantine", "--out", out, "--json"});
    QCOMPARE(written.status, 0);
    QCOMPARE(written.json()["written"].get<int>(), 1);
    std::ifstream file(out);
    std::string line;
    QVERIFY(std::getline(file, line).good());
    verifyShape(json::parse(line),
                {"file text", "line number", "offset number", "reason text", "excerpt text"});
    // What is there is never written over.
    QCOMPARE(runner.withStore({"quarantine", "--out", out}).status, 6);
}

void JsonShapesTest::ofDemo()
{
    const CommandRunner runner;
    const json demo = CommandRunner::run({"demo", "--json", "--sessions", "200", "--out",
                                          runner.path("demo").string()})
                          .json();
    verifyShape(demo, {"exports text", "truth text", "sessions number", "commands[] text"});
    QVERIFY(std::filesystem::exists(demo["truth"].get<std::string>()));
}

void JsonShapesTest::ofCompare()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const json document = runner
                              .withStore({"compare", "--json", "--error-group", "E1", "--funnel",
                                          "checkout", "--value-per-conversion", "10"})
                              .json();
    std::vector<std::string> wanted {"error_group text",
                                     "funnel.steps[] text",
                                     "exposure_step number",
                                     "exposure_choice text",
                                     "lost_conversions.estimate number",
                                     "lost_conversions.ci[] number",
                                     "revenue_at_risk.estimate number",
                                     "revenue_at_risk.ci[] number",
                                     "revenue_at_risk.value_per_conversion number",
                                     "revenue_at_risk.source text",
                                     "minimum_detectable_effect number",
                                     "verdict text",
                                     "sentence text",
                                     "unmatched.no_event_to_compare_at number",
                                     "unmatched.no_comparable_session number",
                                     "checks.differed_before flag",
                                     "checks.e_value.estimate number",
                                     "checks.balance array",
                                     "metrics[].name text",
                                     "segments[].field text"};
    for (const char* estimate :
         {"headline", "estimates.naive", "estimates.at_risk", "estimates.at_risk_stratified",
          "estimates.opportunity_matched", "estimates.unstratified", "estimates.any_activity",
          "estimates.landmark", "estimates.placebo", "checks.history"}) {
        for (const char* member :
             {"method text", "affected number", "affected_converted number", "control number",
              "control_converted number", "match array", "strata number", "matched_affected number",
              "matched_share number"}) {
            wanted.push_back(std::string(estimate) + '.' + member);
        }
    }
    for (const char* member :
         {"difference number", "ci[] number", "p_value number", "difference_not_yet number",
          "ci_not_yet[] number", "later_exposed_share number"}) {
        wanted.push_back(std::string("headline.") + member);
    }
    verifyShape(document, wanted);
    QCOMPARE(document["headline"]["method"].get<std::string>(), std::string("opportunity_matched"));
    QCOMPARE(document["headline"], document["estimates"]["opportunity_matched"]);
    QCOMPARE(document["headline"]["affected"].get<int>(), 30);
    QCOMPARE(document["verdict"].get<std::string>(), std::string("harmful"));
    QVERIFY(document["sentence"].get<std::string>().find("points fewer of the 30 affected")
            != std::string::npos);
    // One try each: the same as over the cells of the match fields.
    const double stratified =
        document["estimates"]["at_risk_stratified"]["difference"].get<double>();
    QVERIFY(std::abs(document["headline"]["difference"].get<double>() - stratified) < 1e-12);
}

void JsonShapesTest::errorsShowTheHeadlineOfCompare()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const json compared =
        runner.withStore({"compare", "--json", "--error-group", "E1", "--funnel", "checkout"})
            .json();
    const json list = runner.withStore({"errors", "--json", "--funnel", "checkout"}).json();
    const json& impact = list["error_groups"][0]["impact"];
    for (const char* member : {"method", "affected", "control", "difference", "ci", "p_value"}) {
        QCOMPARE(impact[member], compared["headline"][member]);
    }
    QCOMPARE(impact["exposure_step"], compared["exposure_step"]);
    QCOMPARE(impact["lost_conversions"], compared["lost_conversions"]["estimate"]);
    QCOMPARE(impact["lost_ci"], compared["lost_conversions"]["ci"]);
    QCOMPARE(impact["verdict"], compared["verdict"]);
}

void JsonShapesTest::isAloneOnStandardOutput()
{
    const CommandRunner runner;
    const auto file = runner.write("a.ndjson", smallExport());
    for (const Outcome& outcome : {runner.import({file}), runner.withStore({"info", "--json"}),
                                   runner.withStore({"verify", "--json"})}) {
        QVERIFY(outcome.out.starts_with("{") && outcome.out.ends_with("}\n"));
        QVERIFY(!outcome.json().is_discarded());
    }
}

void JsonShapesTest::survivesOddNames()
{
    const CommandRunner runner;
    const Outcome outcome =
        runner.import({runner.write("odd \"name\" \x1b[31m \xff.ndjson", goodExport()),
                       runner.write("\xE2\x80\xAE.txt", "text\n")});
    QVERIFY(!outcome.json().is_discarded());
    QVERIFY2(outcome.err.find('\x1b') == std::string::npos
                 && outcome.err.find("\xE2\x80\xAE") == std::string::npos,
             outcome.err.c_str());
    QVERIFY(!runner.withStore({"info", "--json"}).json().is_discarded());
    const Outcome table = runner.withStore({"info"});
    QVERIFY(table.out.find('\x1b') == std::string::npos);
    QVERIFY(!runner.withStore({"digest", "--json"}).json().is_discarded());
}

void JsonShapesTest::readsStandardInput()
{
    const CommandRunner runner;
    const auto file = runner.write("a.ndjson", smallExport());
    const int before = ::dup(STDIN_FILENO);
    const int opened = ::open(file.c_str(), O_RDONLY);
    ::dup2(opened, STDIN_FILENO);
    const json report = runner.import({"-"}).json();
    ::dup2(before, STDIN_FILENO);
    ::close(opened);
    ::close(before);
    const json& source = report["sources"][0];
    QCOMPARE(source["status"].get<std::string>(), std::string("imported"));
    QCOMPARE(source["format"].get<std::string>(), std::string("ndjson"));
    QCOMPARE(source["accepted"].get<int>(), 4);
    QCOMPARE(source["bytes"].get<std::size_t>(), smallExport().size());
}

THROUGHLINE_TEST(JsonShapesTest)

} // namespace throughline

#include "tst_json_shapes.moc"
