#include "models/base/text.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using nlohmann::json;

/// Exports of Datadog that others wrote, and what is known of them.
class SamplesDatadogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rumIsOneTimeline();
    void rumResourceLinksTheBackend();
    void rumErrorIsOne();
    void demoLogs();
};

void SamplesDatadogTest::rumIsOneTimeline()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s({"datadog/rum-action.json", "datadog/rum-error.json",
                    "datadog/rum-long_task.json", "datadog/rum-resource.json",
                    "datadog/rum-view.json"});
    QCOMPARE(s.report.sources[0].format, std::string("datadog-rum"));
    QCOMPARE(s.values("signal"), (Counts {{"event", 5}}));
    QCOMPARE(s.values("session.id"), (Counts {{"cacbf45c-3a05-48ce-b066-d76349460599", 5}}));
    QCOMPARE(s.values("view.id"), (Counts {{"623d50fd-75cf-4025-97d2-e51ff94171f6", 5}}));
    std::vector<json> events = s.records;
    std::sort(events.begin(), events.end(), [](const json& a, const json& b) {
        return a["ts"].get<std::int64_t>() < b["ts"].get<std::int64_t>();
    });
    std::vector<std::string> names;
    std::vector<std::int64_t> times;
    for (const json& event : events) {
        names.push_back(event["event.name"].get<std::string>());
        times.push_back(event["ts"].get<std::int64_t>() / 1'000'000);
    }
    QCOMPARE(names, (std::vector<std::string> {"view", "resource", "error", "long_task", "click"}));
    QCOMPARE(times,
             (std::vector<std::int64_t> {1'591'283'924'940, 1'591'284'175'328, 1'591'284'175'342,
                                         1'591'284'175'576, 1'591'284'428'705}));
    QVERIFY(s.sound());
}

void SamplesDatadogTest::rumResourceLinksTheBackend()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("datadog/rum-resource.json");
    const json& request = s.records[0];
    QCOMPARE(request["trace_id"].get<std::string>(),
             std::string("00000000000000000000000000001ed2"));
    QCOMPARE(request["span_id"].get<std::string>(), std::string("0000000000003039"));
    QCOMPARE(request["duration_ns"].get<std::int64_t>(), std::int64_t {246'580'000});
    QVERIFY(request["http.response.status_code"] == 200);
    QCOMPARE(request["http.request.method"].get<std::string>(), std::string("POST"));
    QCOMPARE(request["url.path"].get<std::string>(),
             std::string("/api/v1/logs-analytics/aggregate"));
}

void SamplesDatadogTest::rumErrorIsOne()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("datadog/rum-error.json");
    QCOMPARE(s.report.sources[0].records.error, std::uint64_t {1});
    QCOMPARE(s.rows("SELECT id, type, title, count FROM error_group").size(), std::size_t {1});
    QCOMPARE(s.records[0]["error.causes"].size(), std::size_t {2});
}

/// The text with numbers and pseudonyms masked.
std::string shapeOf(std::string_view body)
{
    std::string shape;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body.substr(i).starts_with("\xE2\x80\xB9")) {
            const std::size_t end = body.find("\xE2\x80\xBA", i);
            i = end == std::string_view::npos ? body.size() : end + 2;
            shape += '@';
        } else if (!isAsciiDigit(body[i])) {
            shape += body[i];
        } else if (shape.empty() || shape.back() != '#') {
            shape += '#';
        }
    }
    return shape;
}

void SamplesDatadogTest::demoLogs()
{
    if (!samplesPresent()) {
        return;
    }
    const Sample s("datadog/browser-sdk-demo-logs.json");
    QCOMPARE(s.report.sources[0].format, std::string("datadog-logs"));
    QCOMPARE(s.values("signal"), (Counts {{"log", 2000}}));
    QCOMPARE(s.values("event.id").size(), std::size_t {2000});
    QCOMPARE(s.values("severity_text"),
             (Counts {{"DEBUG", 524}, {"INFO", 519}, {"WARN", 481}, {"ERROR", 476}}));
    QCOMPARE(s.values("severity"), (Counts {{"5", 524}, {"9", 519}, {"13", 481}, {"17", 476}}));
    QCOMPARE(s.values("service.name").size(), std::size_t {20});
    QCOMPARE(s.values("host.name").size(), std::size_t {19});
    // A pseudonym stands for one address, so distinct messages stay distinct.
    const Counts bodies = s.values("body");
    QCOMPARE(bodies.size(), std::size_t {659});
    std::int64_t first = INT64_MAX;
    std::int64_t last = 0;
    std::size_t pseudonyms = 0;
    std::set<std::string> shapes;
    for (const auto& [body, count] : bodies) {
        shapes.insert(shapeOf(body));
        QVERIFY(body.find('@') == std::string::npos);
        pseudonyms += body.find("email:") != std::string::npos ? 1 : 0;
    }
    for (const json& log : s.records) {
        first = std::min(first, log["ts"].get<std::int64_t>());
        last = std::max(last, log["ts"].get<std::int64_t>());
    }
    QCOMPARE(pseudonyms, std::size_t {65});
    QVERIFY2(shapes.size() > 165 && shapes.size() < 180, std::to_string(shapes.size()).c_str());
    QCOMPARE(first, std::int64_t {1'760'541'318'236'000'000});
    QCOMPARE(last, std::int64_t {1'761'145'169'689'000'000});
    QVERIFY(s.sound());
}

THROUGHLINE_TEST(SamplesDatadogTest)

} // namespace throughline

#include "tst_samples_datadog.moc"
