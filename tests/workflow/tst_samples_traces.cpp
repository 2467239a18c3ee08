#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

namespace {

/// Spans without a parent.
std::size_t rootsOf(const Sample& s)
{
    return static_cast<std::size_t>(
        std::count_if(s.records.begin(), s.records.end(),
                      [](const json& record) { return !record.contains("parent_span_id"); }));
}

std::size_t spanIdsOf(const Sample& s)
{
    return s.values("span_id").size();
}

/// From the first start to the last end.
std::int64_t microsOf(const Sample& s)
{
    std::int64_t first = INT64_MAX;
    std::int64_t last = 0;
    for (const json& record : s.records) {
        const auto start = record["ts"].get<std::int64_t>();
        first = std::min(first, start);
        last = std::max(last, start + record.value("duration_ns", std::int64_t {0}));
    }
    return (last - first) / 1'000;
}

} // namespace

/// Traces that others exported from Jaeger and Zipkin, and what is known of them.
class SamplesTracesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jaegerApi();
    void jaegerAndOtlpAreOneTrace_data();
    void jaegerAndOtlpAreOneTrace();
    void jaegerSingleTrace();
    void jaegerLargeTrace();
    void zipkinSharedSpans();
    void zipkinDatabase();
    void zipkinMessaging();
    void doNotDependOnTheOrderOfImport();
};

void SamplesTracesTest::jaegerApi()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("jaeger/jaegerui-multi-out.json");
    QCOMPARE(s.report.sources[0].format, std::string("jaeger"));
    QCOMPARE(s.values("signal"), (Counts {{"span", 4}}));
    QCOMPARE(rootsOf(s), std::size_t {1});
    QCOMPARE(s.named("span.name", "main").contains("parent_span_id"), false);
    QCOMPARE(s.values("service.name"), (Counts {{"example-trace", 4}}));
    QCOMPARE(s.values("otel.scope.name"), (Counts {{"ohboy", 2}, {"widgets", 2}}));
    QCOMPARE(s.values("span.kind"), (Counts {{"internal", 4}}));
    const json& root = s.named("span.name", "main");
    QCOMPARE(root["ts"].get<std::int64_t>(), std::int64_t {1'711'138'246'940'000'000});
    QCOMPARE(root["duration_ns"].get<std::int64_t>(), std::int64_t {176'321'000});
    QVERIFY(s.sound());
}

void SamplesTracesTest::jaegerAndOtlpAreOneTrace_data()
{
    QTest::addColumn<bool>("jaegerFirst");
    QTest::newRow("Jaeger's download first") << true;
    QTest::newRow("OTLP first") << false;
}

void SamplesTracesTest::jaegerAndOtlpAreOneTrace()
{
    if (!samplesPresent()) {
        return;
    }
    QFETCH(const bool, jaegerFirst);
    std::vector<std::string> names {"otlp/jaegerui-multi-in.jsonl",
                                    "jaeger/jaegerui-multi-out.json"};
    const Sample both(names);
    std::reverse(names.begin(), names.end());
    const Sample reversed(names);
    const Sample& s = jaegerFirst ? reversed : both;
    QCOMPARE(s.records.size(), std::size_t {4});
    QCOMPARE(s.report.sources[0].accepted, std::uint64_t {4});
    QCOMPARE(s.report.sources[1].duplicates, std::uint64_t {4});
    QCOMPARE(s.report.sources[1].read, std::uint64_t {4});
    QCOMPARE(s.rows("SELECT trace, spans, 0, 0 FROM trace"),
             (Rows {{"c620759e5d60fafb8ee0922b30e06bc6", "4", "0", "0"}}));
    QVERIFY(both.workspace.digest() == reversed.workspace.digest());
    QVERIFY(s.sound());
}

void SamplesTracesTest::jaegerSingleTrace()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("jaeger/testTraceNormal.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 5}}));
    QCOMPARE(rootsOf(s), std::size_t {1});
    QCOMPARE(s.values("service.name"), (Counts {{"api-gateway", 2}, {"customers-service", 3}}));
    QCOMPARE(s.values("span.kind"), (Counts {{"", 2}, {"client", 1}, {"server", 2}}));
    QCOMPARE(microsOf(s), std::int64_t {4'902});
    QCOMPARE(s.rows("SELECT spans, start_ns, end_ns, 0 FROM trace"),
             (Rows {{"5", "1579070675083000000", "1579070675087902000", "0"}}));
    QVERIFY(s.sound());
}

void SamplesTracesTest::jaegerLargeTrace()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("jaeger/genaiTestTrace.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 57}}));
    QCOMPARE(rootsOf(s), std::size_t {1});
    QVERIFY(!s.named("span.name", "POST /api/graphql").contains("parent_span_id"));
    QCOMPARE(s.values("service.name"),
             (Counts {{"coding-agent", 19},
                      {"mcp-gateway", 7},
                      {"auth-service", 7},
                      {"metrics-backend", 6},
                      {"trace-store", 6},
                      {"k8s-api", 3},
                      {"vector-store", 3},
                      {"summarizer-agent", 3},
                      {"graphql-gateway", 2},
                      {"api-edge", 1}}));
    QCOMPARE(s.values("span.status")["error"], 1);
    QCOMPARE(microsOf(s), std::int64_t {44'000'000});
    QVERIFY(s.sound());
}

void SamplesTracesTest::zipkinSharedSpans()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("zipkin/ascend.json");
    QCOMPARE(s.report.sources[0].format, std::string("zipkin"));
    QCOMPARE(s.values("signal"), (Counts {{"span", 8}}));
    QCOMPARE(spanIdsOf(s), std::size_t {6});
    QCOMPARE(s.values("zipkin.shared"), (Counts {{"", 6}, {"true", 2}}));
    for (const json& record : s.records) {
        const std::string kind = record.value("span.kind", "");
        QVERIFY(!record.contains("zipkin.shared") || kind == "server");
    }
    QCOMPARE(rootsOf(s), std::size_t {1});
    QCOMPARE(s.values("service.name").size(), std::size_t {3});
    QCOMPARE(microsOf(s), std::int64_t {38'793});
    QVERIFY(s.sound());
}

void SamplesTracesTest::zipkinDatabase()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("zipkin/simple-db-p6.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 5}}));
    QCOMPARE(rootsOf(s), std::size_t {1});
    QCOMPARE(s.values("service.name"), (Counts {{"bootifulmeters", 5}}));
    QCOMPARE(s.values("span.kind"), (Counts {{"client", 4}, {"server", 1}}));
    QCOMPARE(microsOf(s), std::int64_t {252'016});
    QVERIFY(s.sound());
}

void SamplesTracesTest::zipkinMessaging()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("zipkin/messaging-kafka.json");
    QCOMPARE(s.values("signal"), (Counts {{"span", 28}}));
    QCOMPARE(rootsOf(s), std::size_t {1});
    QCOMPARE(s.values("service.name"), (Counts {{"servicea", 22}, {"serviceb", 6}}));
    QCOMPARE(s.values("span.kind"), (Counts {{"", 12}, {"consumer", 7}, {"producer", 9}}));
    QCOMPARE(s.values("span.status"), (Counts {{"", 25}, {"error", 3}}));
    QCOMPARE(microsOf(s), std::int64_t {649'065});
    QVERIFY(s.sound());
}

void SamplesTracesTest::doNotDependOnTheOrderOfImport()
{
    if (!samplesPresent()) {
        return;
    }
    Paths files;
    for (const char* folder : {"otlp", "jaeger", "zipkin", "sentry", "datadog", "har"}) {
        for (const auto& entry : std::filesystem::directory_iterator(sample(folder))) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    const ImportFixture forward;
    const ImportReport report = forward.import(files);
    QVERIFY(balances(report));
    QCOMPARE(report.rejected, std::uint64_t {0});
    QCOMPARE(report.duplicates, std::uint64_t {4});
    std::reverse(files.begin(), files.end());
    const ImportFixture backward;
    QCOMPARE(backward.import(files).duplicates, std::uint64_t {4});
    QVERIFY(forward.digest() == backward.digest());
    QVERIFY2(forward.damage().empty(), forward.damage().c_str());
    QVERIFY2(backward.damage().empty(), backward.damage().c_str());
}

THROUGHLINE_TEST(SamplesTracesTest)

} // namespace throughline

#include "tst_samples_traces.moc"
