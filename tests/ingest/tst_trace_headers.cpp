#include "models/ingest/formats/trace_headers.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace ingest;

class TraceHeadersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsIds_data();
    void readsIds();
    void readsServerTiming();
    void readsBaggage();
};

void TraceHeadersTest::readsIds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("trace");
    QTest::addColumn<QString>("span");
    const auto row = [](const char* what, const char* name, const char* value, const char* trace,
                        const char* span) {
        QTest::newRow(what) << name << value << trace << span;
    };
    const char* const kTrace = "0af7651916cd43dd8448eb211c80319c";
    const char* const kSpan = "b7ad6b7169203331";
    const char* const kHalf = "00000000000000008448eb211c80319c";
    row("W3C", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", kTrace,
        kSpan);
    row("W3C of all zeros", "traceparent",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "", "");
    row("W3C cut", "traceparent", "00-0af7651916cd43dd-b7ad6b7169203331-01", "", "");
    row("b3 in one header", "b3", "8448eb211c80319c-b7ad6b7169203331-1", kHalf, kSpan);
    row("b3 that says no", "b3", "0", "", "");
    row("b3 in several headers", "x-b3-traceid", "8448eb211c80319c", kHalf, "");
    row("Sentry", "sentry-trace", "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", kTrace,
        kSpan);
    row("Jaeger", "uber-trace-id", "8448eb211c80319c%3Ab7ad6b7169203331%3A0%3A1", kHalf, kSpan);
    row("Datadog, decimal", "x-datadog-trace-id", "9532127138774266268", kHalf, "");
    row("Datadog, no number", "x-datadog-trace-id", "8448eb", "", "");
    row("another header", "x-trace", "0af7651916cd43dd8448eb211c80319c", "", "");
    row("nothing", "traceparent", "", "", "");
}

void TraceHeadersTest::readsIds()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, trace);
    QFETCH(const QString, span);
    const TraceContext context = traceContextOf(name.toStdString(), value.toStdString());
    QCOMPARE(QString::fromStdString(context.traceId), trace);
    QCOMPARE(QString::fromStdString(context.spanId), span);
}

void TraceHeadersTest::readsServerTiming()
{
    const std::string header =
        "cache;dur=2, traceparent;desc=\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"";
    QCOMPARE(serverTimingContext(header).traceId, std::string("0af7651916cd43dd8448eb211c80319c"));
    QVERIFY(serverTimingContext("db;dur=53").traceId.empty());
    QVERIFY(serverTimingContext("traceparent;desc=\"").traceId.empty());
    QVERIFY(serverTimingContext("").traceId.empty());
}

void TraceHeadersTest::readsBaggage()
{
    const auto members = readBaggage("session.id=s%201;ttl=5, user.id = u1 ,broken,x=");
    QCOMPARE(members.size(), std::size_t {3});
    QCOMPARE(members[0].name, std::string("session.id"));
    QCOMPARE(members[0].value, std::string("s 1"));
    QCOMPARE(members[1].name, std::string("user.id"));
    QCOMPARE(members[1].value, std::string("u1"));
    QVERIFY(members[2].value.empty());
}

THROUGHLINE_TEST(TraceHeadersTest)

} // namespace throughline

#include "tst_trace_headers.moc"
