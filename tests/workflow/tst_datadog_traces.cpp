#include "models/workflow/trace_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

/// A request of the browser that carries the trace's low half as Datadog's programs write it.
const std::string kRequest =
    R"({"ts":"2026-03-02T09:00:00Z","event":"request","session_id":"s1","dd.trace_id":"6896022297620147025"})"
    "\n";

/// A log that carries the whole id.
const std::string kLog =
    R"({"ts":"2026-03-02T09:00:00.010Z","level":"info","msg":"cart read","trace_id":"640cfd8d000000005fb397be34d26b51"})"
    "\n";

/// The same trace goes on in a program with OpenTelemetry.
const std::string kSpan =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"stock"}}]},)"
    R"("scopeSpans":[{"spans":[{"traceId":"640cfd8d000000005fb397be34d26b51","spanId":"00f067aa0ba902b7",)"
    R"("parentSpanId":"000000000000002a","name":"reserve","startTimeUnixNano":"1772442000014000000",)"
    R"("endTimeUnixNano":"1772442000015000000"}]}]}]})"
    "\n";

} // namespace

/// Ids of 64 bits in decimal, their high halves elsewhere, join with those of 128 bits.
class DatadogTracesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinWithOtherSources();
};

void DatadogTracesTest::joinWithOtherSources()
{
    const ImportFixture workspace;
    const std::filesystem::path spans =
        std::filesystem::path(THROUGHLINE_TEST_DATA) / "formats/datadog-spans/ok/agent_traces.json";
    workspace.import({spans, workspace.write("web.ndjson", kRequest),
                      workspace.write("cart.ndjson", kLog), workspace.write("otlp.json", kSpan)});
    QCOMPARE(workspace.info().traces, std::uint64_t {2});
    const auto opened = Workspace::open(workspace.store());
    QVERIFY(opened.ok());
    for (const char* id :
         {"640cfd8d000000005fb397be34d26b51", "5fb397be34d26b51", "6896022297620147025"}) {
        const auto trace = showTrace(*opened, id);
        QVERIFY2(trace.ok(), id);
        QCOMPARE(trace->view.rows.size(), std::size_t {3});
        QCOMPARE(trace->logs.size(), std::size_t {1});
        QCOMPARE(trace->errors.size(), std::size_t {1});
        QCOMPARE(trace->sessionId, std::string("s1"));
    }
}

THROUGHLINE_TEST(DatadogTracesTest)

} // namespace throughline

#include "tst_datadog_traces.moc"
