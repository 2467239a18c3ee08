#include "models/analysis/error/stack_parser.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

namespace {

struct Facts
{
    const char* file;
    const char* type; ///< "" for a message without an exception
    std::size_t frames; ///< of the outermost exception
};

constexpr Facts kFacts[] = {
    {"bugsink-contexts", "ErrorWithContext", 0},
    {"bugsink-exception-group", "ExceptionGroup", 6},
    {"bugsink-issue-16-go", "*errors.errorString", 1},
    {"bugsink-laravel", "Exception", 26},
    {"bugsink-logmessage-w-params", "", 0},
    {"bugsink-top-level-message", "TiktokBusinessException", 36},
    {"bugsink-uglifyjs-minified-sourcemaps-in-bundle", "Error", 4},
    {"bugsink-visualshots-rich", "VisualshotsCheckoutError", 4},
    {"glitchtip-dotnet_divide_zero", "System.DivideByZeroException", 5},
    {"glitchtip-dotnet_error", "System.NullReferenceException", 35},
    {"glitchtip-sentry_cli_send_event_no_level", "", 0},
};

std::string pathOf(const char* file)
{
    return "sentry/" + std::string(file) + ".json";
}

domain::ExceptionChain chainOf(const json& record)
{
    const std::string type = record.value("exception.type", "");
    const std::string message = record.value("exception.message", "");
    const std::string stack = record.value("exception.stacktrace", "");
    return analysis::exceptionChain({type, message, stack, {}});
}

std::string text(const json& record, const char* field)
{
    return record.value(field, "");
}

} // namespace

/// Error events that others sent to Sentry and its kin, and what is known of them.
class SamplesErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachIsOneError_data();
    void eachIsOneError();
    void areElevenGroups();
    void keepsWhatTheEventSays();
    void leavesOutWhoItWas();
    void keepsTracesAndTimes();
    void fillsMessages();
    void groupsMessagesByTheirTemplate();
    void groupsByTheClientsFingerprint();
};

void SamplesErrorsTest::eachIsOneError_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < std::size(kFacts); ++i) {
        QTest::newRow(kFacts[i].file) << static_cast<int>(i);
    }
}

void SamplesErrorsTest::eachIsOneError()
{
    if (!samplesPresent()) {
        return;
    }
    QFETCH(const int, row);
    const Facts& facts = kFacts[row];
    const Sample s(pathOf(facts.file));
    QCOMPARE(s.report.sources[0].format, std::string("sentry"));
    QCOMPARE(s.records.size(), std::size_t {1});
    QCOMPARE(s.report.sources[0].records.error, std::uint64_t {1});
    const json& record = s.records[0];
    QCOMPARE(text(record, "signal"), std::string("log"));
    QCOMPARE(text(record, "exception.type"), std::string(facts.type));
    QVERIFY(record["severity"] == 17);
    const domain::ExceptionChain chain = chainOf(record);
    QCOMPARE(chain.empty() ? 0 : chain[0].frames.size(), facts.frames);
    QVERIFY(s.sound());
}

void SamplesErrorsTest::areElevenGroups()
{
    if (!samplesPresent()) {
        return;
    }
    std::vector<std::string> names;
    for (const Facts& facts : kFacts) {
        names.push_back(pathOf(facts.file));
    }
    const Sample s(names);
    QCOMPARE(s.records.size(), std::size_t {11});
    QCOMPARE(s.rows("SELECT id, type, title, count FROM error_group").size(), std::size_t {11});
    QCOMPARE(s.report.sources.size(), std::size_t {11});
    QVERIFY(balances(s.report));
}

void SamplesErrorsTest::keepsWhatTheEventSays()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s(pathOf("bugsink-visualshots-rich"));
    const json& record = s.records[0];
    QCOMPARE(text(record, "service.version"),
             std::string("visualshots@2026.06.20+abc123def4567890"));
    QCOMPARE(text(record, "deployment.environment.name"), std::string("review"));
    QCOMPARE(text(record, "user.id"), std::string("user-visualshots"));
    QCOMPARE(text(record, "exception.message"),
             std::string("Could not complete payment authorization"));
    QCOMPARE(text(record, "message.template"), std::string("Checkout failed for cart %(cart_id)s"));
    QCOMPARE(text(record, "body"), std::string("Checkout failed for cart cart_12345"));
    QCOMPARE(record["sentry.breadcrumbs"].size(), std::size_t {3});
    QVERIFY(record["exception.handled"] == false);
    QCOMPARE(record["ts"].get<std::int64_t>(), std::int64_t {1'781'946'900'000'000'000});
    QCOMPARE(text(Sample(pathOf("bugsink-uglifyjs-minified-sourcemaps-in-bundle")).records[0],
                  "service.version"),
             std::string("my-project-name@2.3.12"));
}

void SamplesErrorsTest::leavesOutWhoItWas()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s(pathOf("bugsink-visualshots-rich"));
    for (const std::string& bytes : {s.workspace.storeBytes(), s.workspace.visible()}) {
        QVERIFY(bytes.find("customer@example.invalid") == std::string::npos);
        QVERIFY(bytes.find("203.0.113.42") == std::string::npos);
    }
    // The placeholder that asks the server to look is nobody's address.
    const Sample automatic(pathOf("bugsink-top-level-message"));
    QVERIFY(!automatic.records[0].contains("client.address"));
}

void SamplesErrorsTest::keepsTracesAndTimes()
{
    if (!samplesPresent()) {
        return;
    }
    const json laravel = Sample(pathOf("bugsink-laravel")).records[0];
    QCOMPARE(text(laravel, "trace_id"), std::string("eb8d74a82e684d549d5ae7acdc43739e"));
    QCOMPARE(laravel["ts"].get<std::int64_t>(), std::int64_t {1'726'652'563'945'815'000});
    const json contexts = Sample(pathOf("bugsink-contexts")).records[0];
    QCOMPARE(text(contexts, "trace_id"), std::string("5ec2c82c95d14fffff123f11ffc14a32"));
    QVERIFY(!contexts.contains("span_id"));
    QVERIFY(!contexts.contains("severity_text") || text(contexts, "severity_text") == "error");
    const json go = Sample(pathOf("bugsink-issue-16-go")).records[0];
    QCOMPARE(go["ts"].get<std::int64_t>(), std::int64_t {1'734'020'377'131'907'238});
    QVERIFY(!go.contains("user.id"));
    const json sharp = Sample(pathOf("glitchtip-dotnet_divide_zero")).records[0];
    QCOMPARE(sharp["ts"].get<std::int64_t>(), std::int64_t {1'589'322'636'002'183'900});
    QVERIFY(!sharp.contains("trace_id"));
}

void SamplesErrorsTest::fillsMessages()
{
    if (!samplesPresent()) {
        return;
    }
    const json log = Sample(pathOf("bugsink-logmessage-w-params")).records[0];
    QCOMPARE(text(log, "message.template"), std::string("Error during cleanup of %s: %s"));
    const std::string body = text(log, "body");
    QVERIFY(body.starts_with("Error during cleanup of <StorageCleanupTodo: "));
    QVERIFY(body.find("%s") == std::string::npos);
    QCOMPARE(log["sentry.breadcrumbs"].size(), std::size_t {73});
    const json group = Sample(pathOf("bugsink-exception-group")).records[0];
    // The group, then its members; the group inside it is only a shell.
    const domain::ExceptionChain chain = chainOf(group);
    QCOMPARE(chain.size(), std::size_t {5});
    const json java = Sample(pathOf("bugsink-top-level-message")).records[0];
    QVERIFY(text(java, "body").size() > text(java, "exception.message").size());
}

void SamplesErrorsTest::groupsMessagesByTheirTemplate()
{
    const auto event = [](const std::string& id, const std::string& pattern,
                          const std::string& who) {
        return json {{"event_id", std::string(31, '0') + id},
                     {"timestamp", 1'772'442'000},
                     {"platform", "python"},
                     {"level", "error"},
                     {"logentry", {{"message", pattern}, {"params", {who}}}}}
                   .dump()
            + "\n";
    };
    const ImportFixture workspace;
    workspace.import({workspace.write("events.jsonl",
                                      event("1", "no %s for the order", "address")
                                          + event("2", "no %s for the order", "payment")
                                          + event("3", "order %s is gone", "address"))});
    QCOMPARE(workspace.info().records.error, std::uint64_t {3});
    QCOMPARE(workspace.info().errorGroups, std::uint64_t {2});
}

void SamplesErrorsTest::groupsByTheClientsFingerprint()
{
    const auto event = [](const std::string& id, const std::string& type, const json& fingerprint) {
        return json {{"event_id", std::string(31, '0') + id},
                     {"timestamp", 1'772'442'000},
                     {"platform", "python"},
                     {"level", "error"},
                     {"fingerprint", fingerprint},
                     {"exception", {{"values", {{{"type", type}, {"value", "x"}}}}}}}
                   .dump()
            + "\n";
    };
    const ImportFixture workspace;
    workspace.import({workspace.write(
        "events.jsonl",
        event("1", "KeyError", {"pay", "card"}) + event("2", "TypeError", {"pay", "card"})
            + event("3", "KeyError", {"pay", "bank"}) + event("4", "KeyError", {"{{ default }}"})
            + event("5", "KeyError", json::array()))});
    QCOMPARE(workspace.info().records.error, std::uint64_t {5});
    QCOMPARE(workspace.info().errorGroups, std::uint64_t {3});
}

THROUGHLINE_TEST(SamplesErrorsTest)

} // namespace throughline

#include "tst_samples_errors.moc"
