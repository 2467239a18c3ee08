#include "models/ingest/importer.h"
#include "tests/ingest/pipeline_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace ingest;
using namespace ingest::test;
using throughline::test::TempWorkspace;

class RecognitionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheFormat_data();
    void findsTheFormat();
    void readsLongFirstLines();
    void readsAFirstLineThatIsBad();
    void takesTheUsersWord();
    void refusesUnknownNames();
    void refusesBinaryRequestsByName();
};

void RecognitionTest::findsTheFormat_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("format");
    const auto row = [](const char* name, QByteArray bytes, const char* format) {
        QTest::newRow(name) << bytes << QString::fromLatin1(format);
    };
    row("traces on one line", R"({"resourceSpans":[]})", "otlp-traces");
    row("logs on one line", R"({"resourceLogs":[]})", "otlp-logs");
    row("metrics on one line", R"({"resourceMetrics":[]})", "otlp-metrics");
    row("all three", R"({"resourceSpans":[],"resourceLogs":[],"resourceMetrics":[]})", "otlp");
    row("traces over lines", "{\n  \"resourceSpans\": [\n  ]\n}\n", "otlp-traces");
    row("traces behind another member", R"({"partialSuccess":{},"resourceSpans":[]})",
        "otlp-traces");
    row("the word in a value", R"({"ts":1,"msg":"resourceSpans"})", "ndjson");
    row("the word deeper down", R"({"ts":1,"a":{"resourceSpans":[]}})", "ndjson");
    row("traces in snake case", R"({"resource_spans":[{"scope_spans":[]}]})", "otlp-traces");
    row("batches of traces", R"({"batches":[{"resource":{},"scopeSpans":[]}]})", "otlp-traces");
    row("batches of something else", R"({"batches":[{"ts":1}]})", "ndjson");
    row("requests in an array", R"([{"resourceLogs":[]}])", "otlp-logs");
    row("Jaeger's answer", R"({"data":[{"traceID":"1","spans":[]}]})", "jaeger");
    row("Jaeger's trace over lines", "{\n\"traceID\":\"1\",\n\"spans\":[\n]}\n", "jaeger");
    row("Jaeger's span", R"({"traceID":"1","spanID":"2","operationName":"a"})", "jaeger");
    row("Zipkin", R"([{"traceId":"1","id":"2","localEndpoint":{}}])", "zipkin");
    row("Zipkin, version 1", R"([[{"traceId":"1","id":"2","annotations":[]}]])", "zipkin");
    row("a record with a trace id", R"({"ts":1,"traceId":"1","id":"2"})", "ndjson");
    row("Sentry's event",
        R"({"event_id":"1","platform":"python","timestamp":1,"level":"error","exception":{"values":[]}})",
        "sentry");
    row("Sentry's envelope", "{\"event_id\":\"1\",\"sent_at\":\"x\"}\n{\"type\":\"event\"}\n{}\n",
        "sentry");
    row("a log with an exception",
        R"({"timestamp":1,"level":"error","logger":"a","exception":"b","message":"c"})", "ndjson");
    row("Datadog's event",
        R"({"date":1,"application":{"id":"a"},"session":{"id":"s"},"view":{"id":"v"}})",
        "datadog-rum");
    row("Datadog's logs", R"({"logs":[{"timestamp":1,"message":"a","service":"b"}]})",
        "datadog-logs");
    row("Datadog's spans",
        R"({"data":[{"id":"a","type":"spans","attributes":{"trace_id":"1","span_id":"2","resource_name":"r"}}]})",
        "datadog-spans");
    row("traces for Datadog's agent",
        R"([[{"trace_id":1,"span_id":2,"resource":"r","service":"s","start":1,"duration":2}]])",
        "datadog-spans");
    row("traces that Datadog's tracer logs",
        R"({"traces":[[{"trace_id":"1","span_id":"2","resource":"r","service":"s","start":1,"duration":2}]]})",
        "datadog-spans");
    row("flat spans", R"({"trace_id":"1","span_id":"2","start":1,"duration_ns":2,"name":"a"})",
        "ndjson");
    row("syslog with its priority", "<34>Oct  1 10:00:00 web-1 su: no\n", "syslog");
    row("syslog without", "Oct 11 10:00:00 web-1 sshd[8]: yes\nOct 11 10:00:01 web-1 x: y\n",
        "syslog");
    row("syslog of RFC 5424", "<34>1 2026-03-02T09:00:00Z web-1 su - ID47 - no\n", "syslog");
    row("syslog with times of ISO 8601",
        "2026-03-02T09:00:00+00:00 web-1 app[7]: a\n2026-03-02T09:00:01+00:00 web-1 kernel: b\n",
        "syslog");
    row("a log with a level behind its time",
        "2026-03-02T09:00:00Z INFO worker: a\n2026-03-02T09:00:01Z INFO worker: b\n", "java-log");
    row("words behind a time", "2026-03-02T09:00:00Z worker started: now\n", "text-log");
    row("HAR", R"({"log":{"version":"1.2","creator":{},"entries":[]}})", "har");
    row("a log inside a record", R"({"ts":1,"log":{"version":"1"}})", "ndjson");
    row("an array with an object on its second line",
        "{\"resourceMetrics\":[\n{\"scopeMetrics\":[]}\n]}\n", "otlp-metrics");
    row("records with a time", "{\"ts\":1}\n{\"ts\":2}\n", "ndjson");
    row("records without a time", "{\"a\":1}\n{\"a\":2}\n", "ndjson");
    row("behind empty lines", "\n\r\n  {\"ts\":1}\n", "ndjson");
    row("one array", "[{\"ts\":1},{\"ts\":2}]", "json");
    row("one array over lines", "[\n {\"ts\":1}\n]", "json");
    row("documents over lines", "{\n \"ts\": 1\n}\n{\n \"ts\": 2\n}\n", "json");
    row("one object without a time over lines", "{\n \"a\": 1\n}\n", "");
    row("an array of numbers", "[1,2,3]", "");
    row("a text", "just a text\nof two lines\n", "");
    row("a table", "a,b,c\n1,2,3\n", "");
    row("markup", "<html>\n<body></body></html>", "");
    row("noise", QByteArray("\x01\x02\x03\x00\xff\xfe", 6), "");
    row("a number", "42", "");
    row("a text in quotes", "\"text\"", "");
}

void RecognitionTest::findsTheFormat()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, format);
    const TempWorkspace workspace;
    const Reading reading = readAsFile(workspace, bytes.toStdString());
    QCOMPARE(QString::fromStdString(reading.format), format);
}

void RecognitionTest::readsLongFirstLines()
{
    const TempWorkspace workspace;
    for (const std::size_t size : {70'000U, 300'000U, 2'000'000U}) {
        const std::string text = "{\"ts\":\"2026-03-02T09:00:00Z\",\"msg\":\""
            + std::string(size, 'x') + "\"}\n{\"ts\":\"2026-03-02T09:00:01Z\",\"msg\":\"short\"}\n";
        const Reading reading = readAsFile(workspace, text);
        QVERIFY(!reading.error);
        QCOMPARE(reading.sink.records.size(), std::size_t {2});
        QCOMPARE(reading.sink.records[1].place.line, 2U);
    }
}

void RecognitionTest::readsAFirstLineThatIsBad()
{
    const TempWorkspace workspace;
    const std::string good = "{\"ts\":\"2026-03-02T09:00:01Z\",\"msg\":\"good\"}\n";
    for (const std::string bad : {"{\"ts\":\"2026-03-02T09:00:00Z\",\"msg\":\"cut\n",
                                  "{\"ts\":NaN}\n", "{\"ts\":1,\"a\":\"\xff\"}\n", "{]\n"}) {
        const Reading reading = readAsFile(workspace, bad + good + good);
        QCOMPARE(reading.format, std::string("ndjson"));
        QCOMPARE(reading.sink.records.size(), std::size_t {2});
        QCOMPARE(reading.sink.rejects.size(), std::size_t {1});
        QCOMPARE(reading.sink.rejects[0].place.line, 1U);
    }
}

void RecognitionTest::takesTheUsersWord()
{
    const TempWorkspace workspace;
    QCOMPARE(readAsFile(workspace, R"({"resourceLogs":[],"ts":1})", "ndjson").format,
             std::string("ndjson"));
    const Reading wrong = readAsFile(workspace, "{\"ts\":1}", "otlp");
    QVERIFY(wrong.error.has_value());
    QCOMPARE(wrong.error->code, ErrorCode::BadInput);
}

void RecognitionTest::refusesUnknownNames()
{
    const TempWorkspace workspace;
    const Reading reading = readAsFile(workspace, "{\"ts\":1}", "oltp");
    QVERIFY(reading.error.has_value());
    QCOMPARE(reading.error->code, ErrorCode::Usage);
    QVERIFY(reading.error->hint.find("otlp") != std::string::npos);
}

void RecognitionTest::refusesBinaryRequestsByName()
{
    const TempWorkspace workspace;
    const std::string request = std::string("\x0a\x0a\x0a\x08\x0a\x06\x0a\x04shop", 12);
    const auto binary = inspectFile(workspace.write("traces.bin", request), "");
    QVERIFY(binary.ok());
    QVERIFY(binary->chosen.format == nullptr);
    QVERIFY(binary->refusal.find("binary protobuf") != std::string::npos);
    QVERIFY(binary->refusal.find("JSON") != std::string::npos);
    const auto noise = inspectFile(workspace.write("noise.bin", "\x01\x02"), "");
    QVERIFY(noise.ok());
    QVERIFY(noise->refusal.starts_with("No known format fits "));
}

THROUGHLINE_TEST(RecognitionTest)

} // namespace throughline

#include "tst_recognition.moc"
