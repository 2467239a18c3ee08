#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

namespace fs = std::filesystem;

/// Exports that others wrote, and what is known of them.
class SamplesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void protoTrace();
    void protoLogs();
    void protoEvents();
    void protoMetrics();
    void protoLogJoinsTrace();
    void jaegerUiMulti();
    void lnavOtelLogs();
    void highlightNextjs();
    void hyperdxTraces();
    void hyperdxLogsThatLookLikeJson();
    void hyperdxLogsWithoutSeverity();
    void lnavPino();
    void lnavInvalidJson();
    void allTogetherInAnyOrder();
};

void SamplesTest::protoTrace()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/proto-trace.json");
    QCOMPARE(s.report.sources[0].format, std::string("otlp-traces"));
    QCOMPARE(s.records.size(), std::size_t {1});
    const json& span = s.records[0];
    QCOMPARE(span["signal"].get<std::string>(), std::string("span"));
    QCOMPARE(span["trace_id"].get<std::string>(), std::string("5b8efff798038103d269b633813fc60c"));
    QCOMPARE(span["span_id"].get<std::string>(), std::string("eee19b7ec3c1b174"));
    QCOMPARE(span["parent_span_id"].get<std::string>(), std::string("eee19b7ec3c1b173"));
    QCOMPARE(span["service.name"].get<std::string>(), std::string("my.service"));
    QCOMPARE(span["otel.scope.name"].get<std::string>(), std::string("my.library"));
    QCOMPARE(span["otel.scope.version"].get<std::string>(), std::string("1.0.0"));
    QCOMPARE(span["my.scope.attribute"].get<std::string>(), std::string("some scope attribute"));
    QCOMPARE(span["span.kind"].get<std::string>(), std::string("server"));
    QCOMPARE(span["duration_ns"].get<std::int64_t>(), std::int64_t {1'000'000'000});
    QCOMPARE(span["ts"].get<std::int64_t>(), std::int64_t {1'544'712'660'000'000'000});
    QVERIFY(!span.contains("span.status") || span["span.status"] == "unset");
    QCOMPARE(s.rows("SELECT trace, spans, errors, end_ns - start_ns FROM trace"),
             (std::vector<std::vector<std::string>> {
                 {"5b8efff798038103d269b633813fc60c", "1", "0", "1000000000"}}));
    QVERIFY(s.sound());
}

void SamplesTest::protoLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/proto-logs.json");
    QCOMPARE(s.records.size(), std::size_t {1});
    const json& log = s.records[0];
    QCOMPARE(log["signal"].get<std::string>(), std::string("log"));
    QCOMPARE(log["severity"].get<int>(), 10);
    QCOMPARE(log["severity_text"].get<std::string>(), std::string("Information"));
    QCOMPARE(log["body"].get<std::string>(), std::string("Example log record"));
    QVERIFY(log["string.attribute"].is_string());
    QVERIFY(log["boolean.attribute"] == true);
    QVERIFY(log["int.attribute"] == 10);
    QVERIFY(log["double.attribute"] == 637.704);
    QVERIFY(log["array.attribute"] == json::parse(R"(["many","values"])"));
    QVERIFY(log["map.attribute"] == json::parse(R"({"some.map.key":"some value"})"));
    QCOMPARE(log["trace_id"].get<std::string>(), std::string("5b8efff798038103d269b633813fc60c"));
    QCOMPARE(log["span_id"].get<std::string>(), std::string("eee19b7ec3c1b174"));
    QVERIFY(s.sound());
}

void SamplesTest::protoEvents()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/proto-events.json");
    QCOMPARE(s.records.size(), std::size_t {1});
    const json& log = s.records[0];
    QCOMPARE(log["signal"].get<std::string>(), std::string("log"));
    QCOMPARE(log["event.name"].get<std::string>(), std::string("browser.page_view"));
    QCOMPARE(log["body"].size(), std::size_t {4});
    QVERIFY(log["body"]["type"] == 0);
    for (const char* key : {"url", "referrer", "title"}) {
        QVERIFY(log["body"].contains(key));
    }
    QVERIFY(s.sound());
}

void SamplesTest::protoMetrics()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/proto-metrics.json");
    QCOMPARE(s.report.sources[0].format, std::string("otlp-metrics"));
    QCOMPARE(s.values("signal"), (Counts {{"metric", 4}}));
    QCOMPARE(s.values("metric.type"),
             (Counts {{"exponentialHistogram", 1}, {"gauge", 1}, {"histogram", 1}, {"sum", 1}}));
    QCOMPARE(s.values("metric.name").size(), std::size_t {4});
    QCOMPARE(s.report.records.metric, std::uint64_t {4});
    QVERIFY(s.sound());
}

void SamplesTest::protoLogJoinsTrace()
{
    if (!samplesPresent()) {
        return;
    }
    const ImportFixture workspace;
    workspace.import({sample("otlp/proto-logs.json"), sample("otlp/proto-trace.json")});
    const StoreInfo info = workspace.info();
    QCOMPARE(info.traces, std::uint64_t {1});
    QCOMPARE(info.records.log, std::uint64_t {1});
    QCOMPARE(info.records.span, std::uint64_t {1});
}

void SamplesTest::jaegerUiMulti()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/jaegerui-multi-in.jsonl");
    QCOMPARE(s.values("signal"), (Counts {{"span", 4}}));
    QCOMPARE(s.values("trace_id"), (Counts {{"c620759e5d60fafb8ee0922b30e06bc6", 4}}));
    QCOMPARE(s.values("service.name"), (Counts {{"example-trace", 4}}));
    QCOMPARE(s.values("span.name"), (Counts {{"info", 1}, {"main", 1}, {"ohboy.do", 2}}));
    QCOMPARE(s.values("parent_span_id")[""], 1);
    const std::string root = s.named("span.name", "main")["span_id"];
    const std::string info = s.named("span.name", "info")["span_id"];
    QCOMPARE(s.named("span.name", "info")["parent_span_id"].get<std::string>(), root);
    QCOMPARE(s.values("parent_span_id"), (Counts {{"", 1}, {root, 1}, {info, 2}}));
    QCOMPARE(
        s.rows("SELECT trace, spans, start_ns, end_ns FROM trace"),
        (std::vector<std::vector<std::string>> {{"c620759e5d60fafb8ee0922b30e06bc6", "4",
                                                 "1711138246940000000", "1711138247116321958"}}));
    QVERIFY(s.sound());
}

void SamplesTest::lnavOtelLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/lnav-otel-logs.jsonl");
    QCOMPARE(s.values("signal"), (Counts {{"log", 11}}));
    QCOMPARE(s.report.sources[0].read, std::uint64_t {11});
    QCOMPARE(s.values("trace_id")[""], 2);
    QCOMPARE(s.values("service.name"),
             (Counts {{"payment-service", 3},
                      {"severity-test", 3},
                      {"order-service", 2},
                      {"minimal-test", 1},
                      {"env-test", 1},
                      {"", 1}}));
    Counts severities;
    for (const json& record : s.records) {
        const int number = record.value("severity", 0);
        static const std::vector<std::string> kWords {"",     "TRACE", "DEBUG", "INFO",
                                                      "WARN", "ERROR", "FATAL"};
        ++severities[kWords[static_cast<std::size_t>((number + 3) / 4)]];
    }
    QCOMPARE(severities,
             (Counts {{"INFO", 5},
                      {"WARN", 1},
                      {"ERROR", 1},
                      {"TRACE", 1},
                      {"DEBUG", 1},
                      {"FATAL", 1},
                      {"", 1}}));
    QVERIFY(s.sound());
}

void SamplesTest::highlightNextjs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/highlight-nextjs.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 8}}));
    QCOMPARE(s.values("trace_id"), (Counts {{"fac38f0e83dff2d0b09cab93acb2753f", 8}}));
    QCOMPARE(s.values("span.status")["error"], 2);
    QCOMPARE(s.values("parent_span_id")[""], 0);
    std::map<std::string, int> events;
    std::set<std::string> ids;
    std::set<std::string> absent;
    for (const json& record : s.records) {
        ids.insert(record["span_id"].get<std::string>());
    }
    for (const json& record : s.records) {
        if (!ids.contains(record["parent_span_id"].get<std::string>())) {
            absent.insert(record["parent_span_id"].get<std::string>());
        }
        for (const json& event : record.value("span.events", json::array())) {
            ++events[event["name"].get<std::string>()];
            if (event["name"] == "exception") {
                QVERIFY(event["attributes"]["exception.type"] == "Error");
                QVERIFY(event["attributes"]["exception.message"]
                        == "Error: /api/app-directory-test");
                QVERIFY(!event["attributes"]["exception.stacktrace"].get<std::string>().empty());
            }
        }
    }
    QCOMPARE(absent.size(), std::size_t {1});
    QCOMPARE(events, (Counts {{"exception", 1}, {"log", 2}}));
    QCOMPARE(s.report.sources[0].records.error, std::uint64_t {1});
    QCOMPARE(s.rows("SELECT type, title, count, origin FROM error_group").size(), std::size_t {1});
    const auto group = s.rows("SELECT type, title, count, origin FROM error_group")[0];
    QCOMPARE(group[0], std::string("Error"));
    QCOMPARE(group[2], std::string("1"));
    QVERIFY(s.sound());
}

void SamplesTest::hyperdxTraces()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/hyperdx-traces-basic.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 2}}));
    QCOMPARE(s.values("service.name"), (Counts {{"trace-test-service", 2}}));
    const json& root = s.named("span.name", "root-operation");
    const json& child = s.named("span.name", "child-operation");
    QVERIFY(!root.contains("parent_span_id"));
    QCOMPARE(child["parent_span_id"].get<std::string>(), root["span_id"].get<std::string>());
    QCOMPARE(child["db.system"].get<std::string>(), std::string("clickhouse"));
    QCOMPARE(child["span.status"].get<std::string>(), std::string("error"));
    QVERIFY(root.value("http.method", root.value("http.request.method", "")) == "GET");
    QVERIFY(s.sound());
}

void SamplesTest::hyperdxLogsThatLookLikeJson()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/hyperdx-logs-autoparse-default.json");
    QCOMPARE(s.values("signal"), (Counts {{"log", 4}}));
    QCOMPARE(s.values("severity"), (Counts {{"", 4}}));
    for (const json& record : s.records) {
        QVERIFY(record["body"].is_string());
    }
    QVERIFY(s.sound());
}

void SamplesTest::hyperdxLogsWithoutSeverity()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("otlp/hyperdx-logs-infer-fatal.json");
    QCOMPARE(s.values("signal"), (Counts {{"log", 4}}));
    QVERIFY(s.sound());
}

void SamplesTest::lnavPino()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("logs/lnav_pino.0");
    QCOMPARE(s.records.size(), std::size_t {1});
    const json& log = s.records[0];
    QCOMPARE(log["signal"].get<std::string>(), std::string("log"));
    QCOMPARE(log["severity"].get<int>(), 9);
    QCOMPARE(log["severity_text"].get<std::string>(), std::string("info"));
    QCOMPARE(log["ts"].get<std::int64_t>(), std::int64_t {1'745'532'517'537'000'000});
    QCOMPARE(log["trace_id"].get<std::string>(), std::string("c759f29f5f1e2162be56f32dd1e77fce"));
    QCOMPARE(log["span_id"].get<std::string>(), std::string("17c4a60ca4297cf1"));
    QCOMPARE(log["service.name"].get<std::string>(), std::string("payment"));
    for (const std::string& text : {log.dump(), s.workspace.storeBytes(), s.workspace.visible()}) {
        QVERIFY(text.find("4929-6495-8333-3657") == std::string::npos);
        QVERIFY(text.find("4929649583333657") == std::string::npos);
    }
    QVERIFY2(log.dump().find(":159") == std::string::npos
                 && log.dump().find("\"159\"") == std::string::npos,
             log.dump().c_str());
    QVERIFY(s.sound());
}

void SamplesTest::lnavInvalidJson()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("logs/lnav_invalid_json.json");
    QCOMPARE(s.report.sources[0].read, std::uint64_t {5});
    QCOMPARE(s.report.accepted, std::uint64_t {4});
    QCOMPARE(s.report.rejected, std::uint64_t {1});
    const auto page = quarantine(*Workspace::open(s.workspace.store()), 0, 10);
    QCOMPARE(page->rejected.at(0).line, 3U);
    QCOMPARE(page->rejected.at(0).reason, domain::IssueCode::BadJson);
    QVERIFY(s.sound());
}

void SamplesTest::allTogetherInAnyOrder()
{
    if (!samplesPresent()) {
        return;
    }
    Paths files;
    for (const auto& entry : fs::directory_iterator(sample("otlp"))) {
        files.push_back(entry.path());
    }
    files.push_back(sample("logs/lnav_pino.0"));
    std::sort(files.begin(), files.end());
    const ImportFixture forward;
    const ImportReport report = forward.import(files);
    QVERIFY(balances(report));
    QCOMPARE(report.rejected, std::uint64_t {0});
    const ImportFixture backward;
    std::reverse(files.begin(), files.end());
    backward.import(files);
    QVERIFY(forward.digest() == backward.digest());
    const StoreInfo info = forward.info();
    QCOMPARE(info.records.span, std::uint64_t {1 + 4 + 8 + 2});
    QCOMPARE(info.records.log, std::uint64_t {1 + 1 + 11 + 4 + 4 + 1});
    QCOMPARE(info.records.metric, std::uint64_t {4});
    QCOMPARE(info.traces, std::uint64_t {3}); // two of the files use one example id
}

THROUGHLINE_TEST(SamplesTest)

} // namespace throughline

#include "tst_samples.moc"
