#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/notebook/hostile_text.h"
#include "tests/support/test_registry.h"

#include <QXmlStreamReader>
#include <QtTest>

#include <filesystem>
#include <fstream>

namespace throughline {

using namespace cli::test;
using nlohmann::json;

namespace {

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> reportOf(const std::string& group, const std::string& format,
                                  const std::filesystem::path& out)
{
    return {"report",   "--error-group", group,   "--funnel",  "checkout",
            "--format", format,          "--out", out.string()};
}

/// The same visits, with what an attacker writes in every field and key.
void fillWithHostileVisits(const CommandRunner& runner)
{
    const std::string text = throughline::test::allHostileTexts();
    std::string lines;
    const auto add = [&lines](const json& record) {
        lines += record.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    };
    for (int i = 0; i < 120; ++i) {
        const std::string at =
            "2026-03-02T" + std::to_string(10 + i / 50) + ':' + std::to_string(10 + i % 50) + ':';
        const auto event = [&](const std::string& second, const std::string& name) {
            return json {{"ts", at + second + "Z"},
                         {"event", name},
                         {"session.id", "s" + std::to_string(i) + text},
                         {"user.id", "u" + std::to_string(i / 2) + text},
                         {"plan.tier", i % 3 == 0 ? "pro" : text},
                         {"service.version", text},
                         {text, text}};
        };
        add(event("00", "look"));
        add(event("10", "pay"));
        if (i % 4 == 0) {
            json error = event("11", "failed " + text);
            error["level"] = "error";
            error["message"] = text;
            error["exception.type"] = text;
            error["exception.stacktrace"] = "E: " + text + "\n    at " + text;
            error["service.name"] = text;
            add(error);
            add({{"time", at + "40Z"},
                 {"kind", "ticket"},
                 {"ticket.id", text + std::to_string(i)},
                 {"user_id", "u" + std::to_string(i / 2) + text},
                 {"topic", text},
                 {"message", text},
                 {"severity", text},
                 {"account_id", text}});
        }
        add(event("20", i % 4 == 0 || i % 3 == 0 ? "cart" : "paid"));
    }
    lines += R"({"ts":"2026-03-03T20:00:00Z","event":"look","session.id":"late","user.id":"late"})";
    TL_ASSERT(runner.import({runner.write("hostile.ndjson", lines)}).status == 0);
    TL_ASSERT(runner
                  .withStore({"funnel", "define", "checkout", "--step", "event:look", "--step",
                              "event:pay", "--step", "event:paid", "--window", "30m"})
                  .status
              == 0);
}

} // namespace

class ReportCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatCompareSays();
    void theSameTwiceIsTheSame();
    void picturesStandBesideMarkdown();
    void wrongQuestionsAreRefused_data();
    void wrongQuestionsAreRefused();
    void pdfNeedsAPainter();
    void hostileStoreGivesInertReports();
    void escalationsNameTheirEvidence();
};

void ReportCommandTest::saysWhatCompareSays()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const auto out = runner.folder() / "r.json";
    const Outcome made = runner.withStore(reportOf("E1", "json", out));
    QCOMPARE(made.status, 0);
    const json report = json::parse(contentOf(out));
    const json compared =
        runner.withStore({"compare", "--error-group", "E1", "--funnel", "checkout", "--json"})
            .json();
    QVERIFY(report["comparison"] == compared);
    const json errors = runner.withStore({"errors", "--funnel", "checkout", "--json"}).json();
    QVERIFY(report["error_group"] == errors["error_groups"][0]);
    // The words of the first page are made of the same numbers.
    const std::string lead = report["sections"][0]["blocks"][0]["text"];
    QVERIFY2(std::string(compared["sentence"]).starts_with(lead), lead.c_str());
}

void ReportCommandTest::theSameTwiceIsTheSame()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    for (const std::string format : {"html", "md", "ipynb", "json"}) {
        const auto once = runner.folder() / ("once." + format);
        const auto again = runner.folder() / "again" / ("once." + format);
        std::filesystem::create_directories(again.parent_path());
        QCOMPARE(runner.withStore(reportOf("E1", format, once)).status, 0);
        QCOMPARE(runner.withStore(reportOf("E1", format, again)).status, 0);
        QVERIFY(!contentOf(once).empty() && contentOf(once) == contentOf(again));
    }
    qputenv("SOURCE_DATE_EPOCH", "1000000000");
    const auto dated = runner.folder() / "dated.html";
    const int status = runner.withStore(reportOf("E1", "html", dated)).status;
    qunsetenv("SOURCE_DATE_EPOCH");
    QCOMPARE(status, 0);
    QVERIFY(contentOf(dated).find("made 9 Sep 2001") != std::string::npos);
}

void ReportCommandTest::picturesStandBesideMarkdown()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    auto arguments = reportOf("E1", "md", runner.folder() / "r.md");
    arguments.push_back("--json");
    const json answer = runner.withStore(arguments).json();
    QVERIFY(answer["files"].size() > 2);
    for (const json& file : answer["files"]) {
        QCOMPARE(contentOf(std::string(file["path"])).size(), file["bytes"].get<std::size_t>());
    }
}

void ReportCommandTest::wrongQuestionsAreRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const char* arguments, int status) {
        QTest::newRow(name) << QString::fromLatin1(arguments).split(QLatin1Char(' ')) << status;
    };
    row("no such group", "report --error-group E99 --format html --out r.html", 2);
    row("no group", "report --error-group 7x --format html --out r.html", 2);
    row("no such format", "report --error-group E1 --format doc --out r.doc", 2);
    row("no such funnel", "report --error-group E1 --funnel x --format html --out r.html", 2);
    row("no such step",
        "report --error-group E1 --funnel checkout --from-step 9 --format html --out r.html", 2);
    row("nowhere to", "report --error-group E1 --format html", 2);
    row("no such folder", "report --error-group E1 --format html --out none/r.html", 6);
    row("nothing to escalate", "escalate", 2);
    row("two things to escalate", "escalate --session a --ticket b", 2);
    row("no such session", "escalate --session nobody", 2);
    row("no such ticket", "escalate --ticket nobody", 2);
}

void ReportCommandTest::wrongQuestionsAreRefused()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    static const CommandRunner runner;
    if (!std::filesystem::exists(runner.store())) {
        fillWithVisits(runner);
    }
    std::vector<std::string> words;
    for (const QString& argument : arguments) {
        words.push_back(argument.toStdString());
    }
    const Outcome outcome = runner.withStore(words);
    QCOMPARE(outcome.status, status);
    QVERIFY(outcome.out.empty() && !outcome.err.empty());
}

void ReportCommandTest::pdfNeedsAPainter()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const Outcome outcome = runner.withStore(reportOf("E1", "pdf", runner.folder() / "r.pdf"));
    QCOMPARE(outcome.status, 6);
    QVERIFY(!std::filesystem::exists(runner.folder() / "r.pdf"));
}

void ReportCommandTest::hostileStoreGivesInertReports()
{
    const CommandRunner runner;
    fillWithHostileVisits(runner);
    for (const std::string format : {"html", "md", "ipynb", "json"}) {
        const auto out = runner.folder() / ("r." + format);
        const Outcome outcome = runner.withStore(reportOf("E1", format, out));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        const std::string text = contentOf(out);
        QVERIFY(text.find("hostile") != std::string::npos);
        QVERIFY(text.find('\x1b') == std::string::npos);
        QVERIFY(outcome.out.find('\x1b') == std::string::npos);
        if (format == "json" || format == "ipynb") {
            QVERIFY(!json::parse(text, nullptr, false).is_discarded());
        }
    }
    const std::string html = contentOf(runner.folder() / "r.html");
    QXmlStreamReader reader(QByteArray::fromStdString(html.substr(html.find('\n') + 1)));
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            QVERIFY(reader.name() != QLatin1String("script")
                    && reader.name() != QLatin1String("img")
                    && reader.name() != QLatin1String("iframe"));
            for (const QXmlStreamAttribute& attribute : reader.attributes()) {
                QVERIFY(!attribute.name().startsWith(QLatin1String("on")));
                QVERIFY(attribute.name() != QLatin1String("href")
                        || attribute.value().startsWith(QLatin1Char('#')));
            }
        }
    }
    QCOMPARE(reader.errorString(), QString());
    const json notebook = json::parse(contentOf(runner.folder() / "r.ipynb"));
    for (const json& cell : notebook["cells"]) {
        QVERIFY(cell["cell_type"] != "code"
                || cell["source"].dump().find("hostile") == std::string::npos);
    }
}

void ReportCommandTest::escalationsNameTheirEvidence()
{
    const CommandRunner runner;
    fillWithVisits(runner);
    const json ofError =
        runner.withStore({"escalate", "--error-group", "E1", "--funnel", "checkout", "--json"})
            .json();
    QCOMPARE(ofError["ticket"]["labels"], json::array({"error:E1"}));
    QVERIFY(!ofError["sessions"].empty() && !ofError["sources"].empty());
    QVERIFY(
        std::string(ofError["links"][0]["url"]).starts_with("throughline://view/error/E1?store="));
    const json ofSession = runner.withStore({"escalate", "--session", "s0", "--json"}).json();
    QCOMPARE(ofSession["ticket"]["session"], json("s0"));
    QCOMPARE(ofSession["ticket"]["topic"], json("Timeout in session s0"));
    QVERIFY(std::string(ofSession["ticket"]["message"]).find("error Timeout") != std::string::npos);
    const Outcome markdown = runner.withStore({"escalate", "--session", "s0", "--format", "md"});
    QCOMPARE(markdown.status, 0);
    QVERIFY2(markdown.out.starts_with("**Timeout in session s0**\n"), markdown.out.c_str());
}

} // namespace throughline

using throughline::ReportCommandTest;
THROUGHLINE_TEST(ReportCommandTest)

#include "tst_report_command.moc"
