#include "models/base/text.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/snapshot.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";

/// A member of a JSON object, with the comma before it.
std::string member(const std::string& key, const std::string& value)
{
    return ",\"" + key + "\":\"" + value + '"';
}

/// An object whose first member is a time so many seconds after 2026-03-01 10:00.
std::string line(const std::string& timeKey, int second, const std::string& members)
{
    const Timestamp base {1'772'359'200'000'000'000};
    return "{\"" + timeKey + "\":\"" + formatRfc3339(base + Duration::seconds(second)) + '"'
        + members + "}\n";
}

std::string seen(int second, const std::string& name, const std::string& trace = {})
{
    return line("ts", second,
                member("event", name) + member("session.id", "s1")
                    + (trace.empty() ? "" : member("trace_id", trace)));
}

std::string clientError(int second, const std::string& trace = {})
{
    return line("ts", second,
                member("level", "error") + member("message", "no answer")
                    + member("exception.type", "Boom") + member("session.id", "s1")
                    + member("event", "boom") + (trace.empty() ? "" : member("trace_id", trace)));
}

/// A failed span of the trace, on a clock of its own.
std::string failedSpan(int second)
{
    return line("start", second,
                member("trace_id", kTrace) + member("span_id", "b7ad6b7169203331")
                    + member("name", "POST /pay") + member("service.name", "pay")
                    + ",\"duration_ms\":5")
        + line("ts", second,
               member("level", "error") + member("message", "no answer")
                   + member("exception.type", "Boom") + member("trace_id", kTrace)
                   + member("span_id", "b7ad6b7169203331") + member("service.name", "pay"));
}

const std::string kException =
    R"({"key":"exception.type","value":{"stringValue":"Boom"}},{"key":"exception.message","value":{"stringValue":"no answer"}},{"key":"exception.stacktrace","value":{"stringValue":"Boom: no answer\n\tat a.B.c(B.java:1)\n"}})";

/// A trace of two spans, of which the second meets an exception.
std::string spans(const std::string& traceState)
{
    static const std::string text =
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},"scopeSpans":[{"spans":[{"traceId":"TRACE","spanId":"b7ad6b7169203330","traceState":"STATE","name":"GET /","kind":2,"startTimeUnixNano":"1772359200000000000","endTimeUnixNano":"1772359201000000000"},{"traceId":"TRACE","spanId":"b7ad6b7169203331","parentSpanId":"b7ad6b7169203330","name":"charge","startTimeUnixNano":"1772359200100000000","endTimeUnixNano":"1772359200900000000","status":{"code":2},"events":[{"timeUnixNano":"1772359200800000000","name":"exception","attributes":[EXCEPTION]}]}]}]}]})";
    return replaceAll(replaceAll(replaceAll(text, "TRACE", kTrace), "STATE", traceState),
                      "EXCEPTION", kException)
        + "\n";
}

/// The same exception as a log of the same span.
std::string logs()
{
    static const std::string text =
        R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},"scopeLogs":[{"logRecords":[{"traceId":"TRACE","spanId":"b7ad6b7169203331","timeUnixNano":"1772359200800500000","severityNumber":17,"body":{"stringValue":"charge failed"},"attributes":[EXCEPTION]}]}]}]})";
    return replaceAll(replaceAll(text, "TRACE", kTrace), "EXCEPTION", kException) + "\n";
}

std::vector<domain::ErrorGroup> errorsOf(const ImportFixture& workspace)
{
    const auto opened = Workspace::open(workspace.store());
    const auto list = listErrors(*opened, std::nullopt, {.sort = ErrorSort::Count}, {});
    std::vector<domain::ErrorGroup> groups;
    for (const ErrorRow& row : list->rows) {
        groups.push_back(row.group);
    }
    return groups;
}

} // namespace

/// On which event of its session an imported error hangs.
class CarriersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void errorHangsOnItsEvent_data()
    {
        QTest::addColumn<QByteArray>("records");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("second");
        const std::string before = seen(0, "look") + seen(20, "pay", kTrace);
        const auto row = [](const char* name, const std::string& records, const char* carrier,
                            int second) {
            QTest::newRow(name) << QByteArray::fromStdString(records) << QByteArray(carrier)
                                << second;
        };
        row("nearest event before", before + seen(22, "scroll") + clientError(25), "scroll", 22);
        row("same trace before nearest", before + seen(22, "scroll") + clientError(25, kTrace),
            "pay", 20);
        row("server clock four minutes fast",
            before + seen(22, "scroll") + seen(300, "end") + failedSpan(261), "pay", 20);
        row("server clock four minutes slow", before + seen(22, "scroll") + failedSpan(-219), "pay",
            20);
        row("error records carry nothing",
            before + clientError(23, "0af7651916cd43dd8448eb211c80319d") + clientError(24), "pay",
            20);
        row("too far from any event", before + clientError(40), "", 40);
        row("ten seconds are near enough", before + clientError(30), "pay", 20);
        row("before every event", seen(5, "look") + clientError(4), "", -1);
    }

    void errorHangsOnItsEvent()
    {
        QFETCH(QByteArray, records);
        QFETCH(QByteArray, name);
        QFETCH(int, second);
        const ImportFixture workspace;
        workspace.import({workspace.write("a.ndjson", records.toStdString())});
        const auto opened = Workspace::open(workspace.store());
        QVERIFY(opened.ok());
        const auto snapshot = loadSnapshot(*opened, {});
        QVERIFY(snapshot.ok());
        const Snapshot& loaded = **snapshot;
        QCOMPARE(loaded.exposures.size(), std::size_t {1});
        QCOMPARE(loaded.exposures.front().first.size(), std::size_t {1});
        const index::Exposure& met = loaded.exposures.front().first.front();
        const index::SessionIndex& index = loaded.sessions.index;
        QCOMPARE(met.carrier == index::kNone, name.isEmpty());
        if (met.carrier != index::kNone) {
            const std::uint32_t place =
                index.nameAndOrder[met.carrier] & index::SessionIndex::kNameMask;
            QCOMPARE(QByteArray::fromStdString(index.names[place]), name);
            QVERIFY(!loaded.sessions.errorRecords.test(met.carrier));
            QCOMPARE(met.offsetMs, std::int64_t {1000} * second);
        }
    }

    void exceptionsAsSpanEventAndAsLogAreOne()
    {
        for (const std::vector<std::string>& texts : {std::vector<std::string> {spans(""), logs()},
                                                      {logs(), spans("")},
                                                      {spans("")},
                                                      {logs()}}) {
            const ImportFixture workspace;
            Paths paths;
            for (std::size_t i = 0; i < texts.size(); ++i) {
                paths.push_back(
                    workspace.write("part" + std::to_string(i) + ".otlp.json", texts[i]));
            }
            QCOMPARE(workspace.import(paths).rejected, std::uint64_t {0});
            const auto errors = errorsOf(workspace);
            QCOMPARE(errors.size(), std::size_t {1});
            QCOMPARE(errors[0].count, std::uint64_t {1});
        }
    }

    void exceptionsOfASampledTraceStandForMore()
    {
        // Three of four traces were left out, says the first span alone.
        const ImportFixture workspace;
        workspace.import({workspace.write("a.otlp.json", spans("ot=th:c"))});
        const auto errors = errorsOf(workspace);
        QCOMPARE(errors.size(), std::size_t {1});
        QCOMPARE(errors[0].count, std::uint64_t {1});
        QVERIFY(errors[0].estimatedCount.has_value());
        QCOMPARE(*errors[0].estimatedCount, 4.0);
    }
};

THROUGHLINE_TEST(CarriersTest)

} // namespace throughline

#include "tst_carriers.moc"
