#include "tests/cli/sampled_visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline::cli::test {

using nlohmann::json;

namespace {

const std::vector<std::string> kFunnel {"funnel", "show",       "--step", "event:look",
                                        "--step", "event:paid", "--json"};

} // namespace

/// What sampled sources say of their rate, and what becomes of counts.
class SamplingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRates_data();
    void readsRates();
    void nothingIsScaledWithoutASample();
    void scalesByTheRateTheImportIsTold();
    void takesTheRecordsOwnRateFirst();
    void scalesEachByItsOwnRate();
    void leavesOutARateThatIsNone();
    void refusesAnOptionThatIsNoShare();
    void neverScalesUsersNorIntervals();
};

void SamplingTest::readsRates_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rates");
    const auto row = [](const char* what, const char* name, const QString& text,
                        const char* rates) {
        QTest::newRow(what) << QString::fromLatin1(name) << text << QString::fromLatin1(rates);
    };
    const QString span = QStringLiteral(
        R"({"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"pay","traceState":"%1","startTimeUnixNano":"1772445600000000000","endTimeUnixNano":"1772445601000000000"}]}]}]})");
    row("OpenTelemetry's threshold, one in four", "a.json",
        span.arg(QLatin1String("x=y,ot=p:8;th:c")), R"({"0.25":1})");
    row("a threshold of nothing keeps all", "a.json", span.arg(QLatin1String("ot=th:0")), "{}");
    row("another vendor's state", "a.json", span.arg(QLatin1String("dd=s:1")), "{}");
    row("RUM, in per cent", "a.json",
        QStringLiteral(
            R"({"type":"view","date":1772445600000,"application":{"id":"a"},"session":{"id":"s"},"view":{"id":"v","url":"https://x.example/"},"_dd":{"format_version":2,"configuration":{"session_sample_rate":20}}})"),
        R"({"0.2":1})");
    row("Jaeger's sampler, of the whole trace", "a.json",
        QStringLiteral(
            R"({"data":[{"traceID":"c620759e5d60fafb8ee0922b30e06bc6","spans":[{"traceID":"c620759e5d60fafb8ee0922b30e06bc6","spanID":"0000000000000001","operationName":"a","references":[],"startTime":1772445600000000,"duration":5,"tags":[{"key":"sampler.type","type":"string","value":"probabilistic"},{"key":"sampler.param","type":"float64","value":0.01}],"logs":[],"processID":"p1"},{"traceID":"c620759e5d60fafb8ee0922b30e06bc6","spanID":"0000000000000002","operationName":"b","references":[],"startTime":1772445600000001,"duration":2,"tags":[],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"shop","tags":[]}}}]})"),
        R"({"0.01":2})");
    row("Sentry", "a.json",
        QStringLiteral(
            R"({"event_id":"fc6d8c0c43fc4630ad850ee518f1b9d0","timestamp":1772445600,"platform":"python","level":"error","release":"shop@1","environment":"live","sdk":{"name":"sentry.python","version":"2.0"},"sample_rate":0.5,"exception":{"values":[{"type":"Gone","value":"no"}]}})"),
        R"({"0.5":1})");
    row("Datadog's rule on a record", "a.ndjson",
        QStringLiteral(R"({"ts":"2026-03-02T10:00:00Z","message":"x","_dd.rule_psr":0.125})"),
        R"({"0.125":1})");
}

void SamplingTest::readsRates()
{
    QFETCH(const QString, name);
    QFETCH(const QString, text);
    QFETCH(const QString, rates);
    const CommandRunner runner;
    const Outcome done =
        runner.import({runner.write(name.toStdString(), text.toStdString() + "\n")});
    QVERIFY2(done.status == 0, done.err.c_str());
    const json source = done.json()["sources"][0];
    QVERIFY2(source["sampling_rates"] == json::parse(rates.toStdString()), source.dump(2).c_str());
    QVERIFY(runner.withStore({"info", "--json"}).json()["sources"][0]["sampling_rates"]
            == source["sampling_rates"]);
    QCOMPARE(runner.withStore({"verify"}).status, 0);
}

void SamplingTest::nothingIsScaledWithoutASample()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", visits())});
    const json group = runner.withStore({"errors", "--json"}).json()["error_groups"][0];
    QVERIFY(group["estimated"] == false && group["estimated_count"].is_null());
    const json funnel = runner.withStore(kFunnel).json();
    QVERIFY(funnel["sampled"] == false && funnel["steps"][0]["estimated"] == false);
    QVERIFY(runner.withStore({"errors"}).out.find('~') == std::string::npos);
}

void SamplingTest::scalesByTheRateTheImportIsTold()
{
    const CommandRunner runner;
    const Outcome done =
        runner.import({runner.write("a.ndjson", visits())}, {"--sample-rate", "10%"});
    QCOMPARE(done.status, 0);
    QVERIFY(done.json()["sources"][0]["sampling_rates"] == json({{"0.1", 71}}));
    const json group = runner.withStore({"errors", "--json"}).json()["error_groups"][0];
    QVERIFY(group["count"] == 10 && group["estimated"] == true);
    QCOMPARE(group["estimated_count"].get<double>(), 100.0);
    QVERIFY(group["sessions"] == 10); // as met
    const json funnel = runner.withStore(kFunnel).json();
    QVERIFY(funnel["sampled"] == true && funnel["entered"] == 40);
    QCOMPARE(funnel["steps"][0]["estimated_count"].get<double>(), 400.0);
    QCOMPARE(funnel["steps"][1]["estimated_count"].get<double>(), 200.0);
    QVERIFY(funnel["steps"][1]["rate_from_start"] == 0.5);
    const std::string table = runner.withStore({"errors"}).out;
    QVERIFY2(table.find("~100 (10)") != std::string::npos, table.c_str());
    QVERIFY(table.find("estimated") != std::string::npos);
    QVERIFY(runner.withStore({"info"}).out.find("sample of 0.1") != std::string::npos);
    const json rows =
        runner.withStore({"sql", "--json", "select sampling_rate from error_occurrence limit 1"})
            .json();
    QVERIFY2(rows.dump().find("0.1") != std::string::npos, rows.dump().c_str());
}

void SamplingTest::takesTheRecordsOwnRateFirst()
{
    const CommandRunner runner;
    runner.import({runner.write("a.ndjson", visits(R"(,"sampling.rate":0.5)"))},
                  {"--sample-rate", "0.1"});
    const json group = runner.withStore({"errors", "--json"}).json()["error_groups"][0];
    QCOMPARE(group["estimated_count"].get<double>(), 20.0);
}

void SamplingTest::scalesEachByItsOwnRate()
{
    const CommandRunner runner;
    std::string other = visits();
    for (std::size_t at = 0; (at = other.find("\"s", at)) != std::string::npos; ++at) {
        if (other.compare(at, 9, "\"session.") != 0) {
            other.insert(at + 1, "x");
        }
    }
    runner.import({runner.write("a.ndjson", visits())}, {"--sample-rate", "0.1"});
    runner.import({runner.write("b.ndjson", other)});
    const json group = runner.withStore({"errors", "--json"}).json()["error_groups"][0];
    QVERIFY(group["count"] == 20);
    QCOMPARE(group["estimated_count"].get<double>(), 110.0);
    const json funnel = runner.withStore(kFunnel).json();
    QCOMPARE(funnel["steps"][0]["estimated_count"].get<double>(), 440.0);
    std::vector<std::string> split = kFunnel;
    split.insert(split.end(), {"--by", "sampling.rate"});
    const json by = runner.withStore(split).json()["by"]["groups"];
    QCOMPARE(by.size(), std::size_t {2});
    for (const json& part : by) {
        const bool sampled = part["value"] == "0.1";
        QVERIFY(part["steps"][0]["estimated"] == sampled);
    }
}

void SamplingTest::leavesOutARateThatIsNone()
{
    const CommandRunner runner;
    const Outcome done =
        runner.import({runner.write("a.ndjson", visits(R"(,"sampling.rate":20)"))});
    QCOMPARE(done.status, 3);
    const json source = done.json()["sources"][0];
    QVERIFY(source["warnings"]["sampling_rate"] == 70);
    const std::string account = runner.withStore({"info", "--account"}).out;
    QVERIFY2(account.find("sampling_rate  sampling.rate") != std::string::npos, account.c_str());
    QVERIFY(source["sampling_rates"].empty());
    QVERIFY(
        source["by_field"]
        == json::parse(
            R"([{"kind":"warning","name":"sampling_rate","field":"sampling.rate","count":70}])"));
}

void SamplingTest::refusesAnOptionThatIsNoShare()
{
    const CommandRunner runner;
    for (const char* rate : {"0", "1.5", "-1", "ten", "nan", "120%"}) {
        const Outcome done =
            runner.import({runner.write("a.ndjson", visits())}, {"--sample-rate", rate});
        QCOMPARE(done.status, 2);
    }
}

void SamplingTest::neverScalesUsersNorIntervals()
{
    const CommandRunner whole;
    const CommandRunner part;
    const auto file = visits();
    whole.import({whole.write("a.ndjson", file)});
    part.import({part.write("a.ndjson", file)}, {"--sample-rate", "0.1"});
    std::vector<std::string> users = kFunnel;
    users.insert(users.end(), {"--unit", "user"});
    const json counted = part.withStore(users).json();
    QVERIFY(counted["sampled"] == true && counted["steps"][0]["estimated"] == false);
    const std::vector<std::string> question {"compare",    "--error-group", "E1",         "--step",
                                             "event:look", "--step",        "event:paid", "--json"};
    json a = whole.withStore(question).json();
    json b = part.withStore(question).json();
    QVERIFY(a["sampling"].is_null());
    QVERIFY(b["sampling"]["estimated"] == true && b["sampling"]["rate"] == 0.1);
    QVERIFY(b["sampling"]["sampled_sessions"] == 10);
    if (!b["lost_conversions"].is_null()) {
        QCOMPARE(b["sampling"]["estimated_lost_conversions"].get<double>(),
                 b["lost_conversions"]["estimate"].get<double>() * 10);
    }
    a.erase("sampling");
    b.erase("sampling");
    QVERIFY2(a == b, json::diff(a, b).dump(2).c_str());
}

THROUGHLINE_TEST(SamplingTest)

} // namespace throughline::cli::test

#include "tst_sampling.moc"
