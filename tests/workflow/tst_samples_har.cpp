#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

/// Logs of browsers and proxies that others wrote, and what is known of them.
class SamplesHarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEach_data();
    void readsEach();
    void keepsTheOffset();
};

void SamplesHarTest::readsEach_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("pages");
    QTest::addColumn<int>("entries");
    QTest::addColumn<QString>("status");
    QTest::newRow("Charles") << "mitmproxy-charles" << 0 << 1 << "200";
    QTest::newRow("Insomnia") << "mitmproxy-insomnia" << 0 << 1 << "200";
    QTest::newRow("a page three times") << "perfcascade-browsertime" << 3 << 27 << "200";
    QTest::newRow("a loop of redirects") << "perfcascade-redirect-loop" << 0 << 11 << "302";
}

void SamplesHarTest::readsEach()
{
    if (!samplesPresent()) {
        return;
    }
    QFETCH(const QString, file);
    QFETCH(const int, pages);
    QFETCH(const int, entries);
    QFETCH(const QString, status);
    const Sample s("har/" + file.toStdString() + ".har");
    QCOMPARE(s.report.sources[0].format, std::string("har"));
    QCOMPARE(s.report.rejected, std::uint64_t {0});
    Counts names {{"request", entries}};
    Counts codes {{status.toStdString(), entries}};
    if (pages > 0) {
        names["page_view"] = pages;
        codes[""] = pages;
    }
    QCOMPARE(s.values("event.name"), names);
    QCOMPARE(s.values("http.response.status_code"), codes);
    QCOMPARE(s.values("session.id").size(), std::size_t {1});
    QCOMPARE(s.workspace.info().humanSessions + s.workspace.info().botSessions, std::uint64_t {1});
    QVERIFY(s.sound());
}

void SamplesHarTest::keepsTheOffset()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample charles("har/mitmproxy-charles.har");
    QCOMPARE(charles.records[0]["ts"].get<std::int64_t>(),
             std::int64_t {1'680'136'662'482'000'000});
    QCOMPARE(charles.records[0]["duration_ns"].get<std::int64_t>(), std::int64_t {107'000'000});
    const Sample insomnia("har/mitmproxy-insomnia.har");
    QCOMPARE(insomnia.records[0]["duration_ns"].get<std::int64_t>(), std::int64_t {70'402'000});
}

THROUGHLINE_TEST(SamplesHarTest)

} // namespace throughline

#include "tst_samples_har.moc"
