#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cstdlib>
#include <filesystem>

namespace throughline {

using namespace cli::test;
using nlohmann::json;

namespace {

/// Eight visits that look and go.
std::string moreVisits()
{
    std::string text;
    for (int i = 0; i < 8; ++i) {
        const std::string number = std::to_string(i);
        text += "{\"ts\":\"2026-03-02T20:0" + number
            + ":00Z\",\"event\":\"look\",\"session.id\":\"more" + number
            + "\",\"user.id\":\"more\"}\n";
    }
    return text;
}

} // namespace

/// Notebooks from the command line: kept in the store, pinned results that can be asked again, and
/// templates that fill themselves in.
class NotebookCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_runner = std::make_unique<CommandRunner>();
        fillWithVisits(*m_runner);
        qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(m_runner->path("config").string()));
    }

    void cleanup()
    {
        m_runner.reset();
        qunsetenv("XDG_CONFIG_HOME");
    }

    void keepsSeveral();
    void keepsCellsInOrder();
    void pinsWhatTheCommandsSay_data();
    void pinsWhatTheCommandsSay();
    void saysThatNothingMoved();
    void saysWhatMovedAfterAnImport();
    void aDryRunKeepsTheResults();
    void changesCells();
    void cutsALargeTraceAndSaysSo();
    void putsTheDataBesideTheReport();
    void fillsInEveryTemplate_data();
    void fillsInEveryTemplate();
    void takesTemplatesOfTheUser();
    void becomesAReport_data();
    void becomesAReport();
    void refusesWhatItCannotDo_data();
    void refusesWhatItCannotDo();

private:
    Outcome run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), "notebook");
        return m_runner->withStore(std::move(arguments));
    }

    json shown(const std::string& name) const { return run({"show", name, "--json"}).json(); }

    void addVisits() const
    {
        QCOMPARE(m_runner->import({m_runner->write("more.ndjson", moreVisits())}).status, 0);
    }

    std::unique_ptr<CommandRunner> m_runner;
};

void NotebookCommandsTest::keepsSeveral()
{
    QCOMPARE(m_runner->withStore({"notebooks", "--json"}).json()["total"].get<int>(), 0);
    QCOMPARE(run({"new", "first"}).status, 0);
    QCOMPARE(run({"new", "second"}).status, 0);
    QCOMPARE(run({"rename", "second", "other"}).status, 0);
    const json list = m_runner->withStore({"notebooks", "--json"}).json();
    QCOMPARE(list["total"].get<int>(), 2);
    QCOMPARE(list["notebooks"][1]["name"].get<std::string>(), std::string("other"));
    QCOMPARE(list["notebooks"][0]["created"].get<std::string>(),
             std::string("2026-03-10T00:00:00Z"));
    QCOMPARE(run({"delete", "first"}).status, 0);
    QCOMPARE(m_runner->withStore({"notebooks", "--json"}).json()["total"].get<int>(), 1);
    QVERIFY(m_runner->withStore({"verify", "--json"}).json()["ok"].get<bool>());
}

void NotebookCommandsTest::cutsALargeTraceAndSaysSo()
{
    constexpr int kSpans = 20'000;
    std::string spans;
    for (int i = 0; i < kSpans; ++i) {
        const QString id = QStringLiteral("%1").arg(i + 1, 16, 16, QLatin1Char('0'));
        const QString parent = i == 0
            ? QString()
            : QStringLiteral("%1").arg((i - 1) / 4 + 1, 16, 16, QLatin1Char('0'));
        const QString moment =
            QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0')) + QStringLiteral("000000");
        spans += QStringLiteral(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":)"
                                R"("5eed5eed5eed5eed5eed5eed5eed5eed","spanId":"%1",)"
                                R"("parentSpanId":"%2","name":"step","kind":2,)"
                                R"("startTimeUnixNano":"17908128%3",)"
                                R"("endTimeUnixNano":"17908129%3"}]}]}]})")
                     .arg(id, parent, moment)
                     .toStdString()
            + "\n";
    }
    QCOMPARE(m_runner->import({m_runner->write("large.jsonl", spans)}).status, 0);
    QCOMPARE(run({"new", "n"}).status, 0);
    QCOMPARE(run({"pin", "n", "--trace", "5eed5eed5eed5eed5eed5eed5eed5eed"}).status, 0);
    const std::string out = (m_runner->folder() / "n.html").string();
    QCOMPARE(m_runner->withStore({"report", "n", "--format", "html", "--out", out}).status, 0);
    QFile file(QString::fromStdString(out));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray html = file.readAll();
    QVERIFY(html.size() < 200'000);
    QVERIFY(html.contains("and 19,900 more rows, left out here"));
}

void NotebookCommandsTest::putsTheDataBesideTheReport()
{
    run({"new", "n"});
    QCOMPARE(run({"pin", "n", "--sql", "select count(*) from event"}).status, 0);
    const std::string out = (m_runner->folder() / "n.ipynb").string();
    const Outcome told = m_runner->withStore(
        {"report", "n", "--format", "ipynb", "--out", out, "--with-data", "--json"});
    QCOMPARE(told.status, 0);
    const json files = told.json()["files"];
    QCOMPARE(files.size(), std::size_t {2});
    const auto beside = files[1]["path"].get<std::string>();
    QVERIFY(QString::fromStdString(beside).endsWith(QLatin1String("n.sqlite")));
    QFile data(QString::fromStdString(beside));
    QVERIFY(data.open(QIODevice::ReadOnly));
    QVERIFY(data.read(16).startsWith("SQLite format 3"));
    QCOMPARE(static_cast<std::uint64_t>(data.size()), files[1]["bytes"].get<std::uint64_t>());
    QFile notebook(QString::fromStdString(out));
    QVERIFY(notebook.open(QIODevice::ReadOnly));
    QVERIFY(notebook.readAll().contains("cell_1_sql"));
    // Once more: what lies there is replaced.
    QCOMPARE(m_runner
                 ->withStore({"report", "n", "--format", "md", "--out",
                              (m_runner->folder() / "n.md").string(), "--with-data"})
                 .status,
             0);
}

void NotebookCommandsTest::changesCells()
{
    run({"new", "n"});
    run({"add-text", "n", "one"});
    run({"pin", "n", "--error-group", "E1"});
    run({"add-finding", "n", "it is bad", "--owner", "ann"});
    QCOMPARE(run({"set-text", "n", "1", "uno"}).status, 0);
    QCOMPARE(run({"set-text", "n", "3", "it is worse"}).status, 0);
    QCOMPARE(run({"move-cell", "n", "3", "1"}).status, 0);
    QCOMPARE(run({"set-finding", "n", "3", "--status", "refuted", "--feature", "pay"}).status, 0);
    json cells = shown("n")["cells"];
    QCOMPARE(cells[0]["id"].get<int>(), 3);
    QCOMPARE(cells[0]["finding"]["claim"].get<std::string>(), std::string("it is worse"));
    QCOMPARE(cells[0]["finding"]["status"].get<std::string>(), std::string("refuted"));
    QCOMPARE(cells[0]["finding"]["owner"].get<std::string>(), std::string("ann"));
    QCOMPARE(cells[1]["text"].get<std::string>(), std::string("uno"));
    QCOMPARE(run({"set-finding", "n", "1", "--status", "open"}).status, 2);
    QCOMPARE(run({"set-finding", "n", "3", "--evidence", "1"}).status, 2);
    QCOMPARE(run({"remove-cell", "n", "2"}).status, 0);
    cells = shown("n")["cells"];
    QVERIFY(cells[0]["finding"]["evidence"].empty());
    QCOMPARE(cells[0]["finding"]["standing"].get<std::string>(), std::string("unknown"));
}

void NotebookCommandsTest::keepsCellsInOrder()
{
    run({"new", "n"});
    QCOMPARE(run({"add-text", "n", "# What <b>happens</b>"}).status, 0);
    QCOMPARE(run({"pin", "n", "--error-group", "E1", "--text", "the error"}).status, 0);
    QCOMPARE(run({"add-finding", "n", "it is bad", "--owner", "ann", "--feature", "pay", "--status",
                  "confirmed"})
                 .status,
             0);
    QCOMPARE(run({"add-text", "n", "last"}).status, 0);
    QCOMPARE(run({"remove-cell", "n", "1"}).status, 0);
    const json cells = shown("n")["cells"];
    QCOMPARE(cells.size(), std::size_t {3});
    QCOMPARE(cells[0]["pinned"]["result"]["id"].get<std::string>(), std::string("E1"));
    QCOMPARE(cells[1]["finding"]["owner"].get<std::string>(), std::string("ann"));
    QCOMPARE(cells[1]["finding"]["evidence"].dump(), std::string("[2]"));
    QCOMPARE(cells[2]["id"].get<int>(), 4);
    QVERIFY(run({"show", "n"}).out.find("it is bad") != std::string::npos);
}

void NotebookCommandsTest::pinsWhatTheCommandsSay_data()
{
    using Arguments = std::vector<std::string>;
    QTest::addColumn<Arguments>("pin");
    QTest::addColumn<Arguments>("command");
    QTest::newRow("funnel") << Arguments {"--funnel", "checkout"}
                            << Arguments {"funnel", "show", "checkout"};
    QTest::newRow("funnel of a part")
        << Arguments {"--funnel", "checkout", "--where", "has:error.group"}
        << Arguments {"funnel", "show", "checkout", "--where", "has:error.group"};
    QTest::newRow("steps") << Arguments {"--step", "event:look", "--step", "event:paid"}
                           << Arguments {"funnel",     "show",   "--step",
                                         "event:look", "--step", "event:paid"};
    QTest::newRow("comparison") << Arguments {"--error-group", "E1", "--funnel", "checkout"}
                                << Arguments {"compare", "--error-group", "E1", "--funnel",
                                              "checkout"};
    QTest::newRow("list of errors") << Arguments {"--errors", "--funnel", "checkout"}
                                    << Arguments {"errors", "--funnel", "checkout"};
    QTest::newRow("SQL") << Arguments {"--sql", "select name, count(*) from event group by 1"}
                         << Arguments {"sql", "select name, count(*) from event group by 1"};
}

void NotebookCommandsTest::pinsWhatTheCommandsSay()
{
    using Arguments = std::vector<std::string>;
    QFETCH(Arguments, pin);
    QFETCH(Arguments, command);
    run({"new", "n"});
    pin.insert(pin.begin(), {"pin", "n"});
    const Outcome pinned = run(pin);
    QVERIFY2(pinned.status == 0, pinned.err.c_str());
    command.emplace_back("--json");
    const json said = m_runner->withStore(command).json();
    const json cell = shown("n")["cells"][0]["pinned"];
    for (const auto& [key, value] : cell["result"].items()) {
        QVERIFY2(said.contains(key) && said[key] == value, key.c_str());
    }
    QVERIFY(cell["result"].size() > 1);
    QVERIFY(!cell["digests"]["event"].get<std::string>().empty());
    QVERIFY(cell["versions"].contains("bots"));
    QCOMPARE(cell["taken"].get<std::string>(), std::string("2026-03-10T00:00:00Z"));
}

void NotebookCommandsTest::saysThatNothingMoved()
{
    run({"new", "n"});
    run({"pin", "n", "--error-group", "E1", "--funnel", "checkout"});
    run({"add-finding", "n", "it costs"});
    const Outcome again = run({"rerun", "n", "--json"});
    QCOMPARE(again.status, 0);
    QVERIFY(!again.json()["moved"].get<bool>());
    QCOMPARE(again.json()["findings"][0]["standing"].get<std::string>(), std::string("stands"));
    QVERIFY(run({"rerun", "n"}).out.find("as it was") != std::string::npos);
}

void NotebookCommandsTest::saysWhatMovedAfterAnImport()
{
    run({"new", "n"});
    run({"pin", "n", "--sql", "select count(*) as n from event where name = 'pay'"});
    run({"pin", "n", "--funnel", "checkout"});
    run({"add-finding", "n", "it is so"});
    addVisits();
    const json before = shown("n");
    const Outcome outcome = run({"rerun", "n", "--json"});
    QVERIFY2(outcome.status == 0, outcome.err.c_str());
    const json again = outcome.json();
    // Nobody paid in the new file: eight more entered, nothing else of the counts moved.
    QCOMPARE(again["results"][0]["moved"].size(), std::size_t {0});
    std::map<std::string, std::string> moved;
    for (const json& figure : again["results"][1]["moved"]) {
        moved[figure["figure"].get<std::string>()] =
            figure["before"].get<std::string>() + '>' + figure["after"].get<std::string>();
    }
    QCOMPARE(moved["entered"], std::string("120>128"));
    QVERIFY(!moved.contains("converted"));
    QVERIFY(!moved.contains("window_s"));
    // Each of them differs, and each value that differs is among them.
    const json now = shown("n")["cells"][1]["pinned"]["result"];
    QCOMPARE(now["entered"].get<int>(), 128);
    QCOMPARE(before["cells"][1]["pinned"]["result"]["converted"], now["converted"]);
    QCOMPARE(again["findings"][0]["standing"].get<std::string>(), std::string("moved"));
    QVERIFY(run({"rerun", "n", "--json"}).json()["moved"].get<bool>() == false);
}

void NotebookCommandsTest::aDryRunKeepsTheResults()
{
    run({"new", "n"});
    run({"pin", "n", "--funnel", "checkout"});
    const json before = shown("n");
    addVisits();
    QVERIFY(run({"rerun", "n", "--dry-run", "--json"}).json()["moved"].get<bool>());
    QVERIFY(shown("n") == before);
}

void NotebookCommandsTest::fillsInEveryTemplate_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"impact", "investigation", "post-mortem", "release-check", "weekly-review"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
    }
}

void NotebookCommandsTest::fillsInEveryTemplate()
{
    QFETCH(const QString, name);
    const Outcome outcome = run({"apply-template", "n", name.toStdString(), "--error-group", "E1",
                                 "--funnel", "checkout", "--at", "2026-03-02T11:00:00Z", "--json"});
    QVERIFY2(outcome.status == 0, outcome.err.c_str());
    const json made = outcome.json();
    QCOMPARE(made["template"].get<std::string>(), name.toStdString());
    int results = 0;
    for (const json& cell : made["cells"]) {
        if (cell["kind"] == "result") {
            ++results;
            QVERIFY(cell["pinned"]["result"].is_object());
            QVERIFY(cell["pinned"]["result"].size() > 1);
        }
        QVERIFY(cell.dump().find("{error_group}") == std::string::npos);
        QVERIFY(cell.dump().find("{funnel}") == std::string::npos);
    }
    QVERIFY(results >= 3);
    const json& finding = made["cells"].back()["finding"];
    QCOMPARE(static_cast<int>(finding["evidence"].size()), results);
    QVERIFY(!run({"rerun", "n", "--json"}).json()["moved"].get<bool>());
}

void NotebookCommandsTest::takesTemplatesOfTheUser()
{
    m_runner->write("config/throughline/templates/mine.json",
                    R"({"name":"mine","title":"Mine","cells":[{"text":"hello"}]})");
    m_runner->write("config/throughline/templates/broken.json", R"({"name":"broken"})");
    const Outcome list = m_runner->run({"templates", "--json"});
    QCOMPARE(list.status, 3);
    QVERIFY(list.err.find("broken.json") != std::string::npos);
    QVERIFY(list.out.find("\"mine\"") != std::string::npos);
    QCOMPARE(list.json()["templates"].size(), std::size_t {6});
    QCOMPARE(run({"apply-template", "n", "mine"}).status, 0);
    QCOMPARE(shown("n")["cells"][0]["text"].get<std::string>(), std::string("hello"));
    const Outcome broken = run({"apply-template", "n", "broken"});
    QCOMPARE(broken.status, 2);
    QVERIFY2(broken.err.find("needs a name and a title") != std::string::npos, broken.err.c_str());
}

void NotebookCommandsTest::becomesAReport_data()
{
    QTest::addColumn<QString>("format");
    for (const char* format : {"html", "md", "ipynb", "json"}) {
        QTest::newRow(format) << QString::fromLatin1(format);
    }
}

void NotebookCommandsTest::becomesAReport()
{
    QFETCH(const QString, format);
    run({"apply-template", "n", "impact", "--error-group", "E1", "--funnel", "checkout"});
    run({"add-text", "n", "## <script>alert(1)</script>\n\n[x](javascript:alert(1))"});
    run({"pin", "n", "--session", "s0"});
    const std::filesystem::path file = m_runner->path("n." + format.toStdString());
    const Outcome outcome = m_runner->withStore(
        {"report", "n", "--format", format.toStdString(), "--out", file.string()});
    QVERIFY2(outcome.status == 0, outcome.err.c_str());
    const std::string text = throughline::test::readBytes(file);
    const json pinned = shown("n")["cells"][1]["pinned"]["result"];
    const std::string entered = std::to_string(pinned["headline"]["affected"].get<int>());
    // Markdown shields the underscore.
    QVERIFY(text.find("pportunit") != std::string::npos);
    QVERIFY(text.find(entered) != std::string::npos);
    QVERIFY(text.find("costs conversions on checkout") != std::string::npos);
    // In JSON a text is a value, in all else it must not become markup.
    QVERIFY(format == QStringLiteral("json") || text.find("<script>") == std::string::npos);
    QVERIFY(format == QStringLiteral("json") || text.find("](javascript:") == std::string::npos);
    QVERIFY(text.find("href=\"javascript:") == std::string::npos);
}

void NotebookCommandsTest::refusesWhatItCannotDo_data()
{
    using Arguments = std::vector<std::string>;
    QTest::addColumn<Arguments>("arguments");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const Arguments& arguments, const char* why) {
        QTest::newRow(name) << arguments << QString::fromLatin1(why);
    };
    row("no such notebook", {"show", "ch"}, "There is no notebook 'ch'");
    row("a name that is taken", {"new", "n"}, "already");
    row("no name", {"new", " "}, "is no name");
    row("nothing to pin", {"pin", "n"}, "Say what to pin");
    row("two things to pin", {"pin", "n", "--session", "a", "--trace", "b"}, "Say what to pin");
    row("no such group", {"pin", "n", "--error-group", "E99"}, "E99");
    row("no such funnel", {"pin", "n", "--funnel", "x"}, "x");
    row("SQL that cannot be read", {"pin", "n", "--sql", "select"}, "The question cannot be read");
    row("evidence that is none", {"add-finding", "n", "x", "--evidence", "9"}, "Cell 9");
    row("no such cell", {"remove-cell", "n", "9"}, "no cell 9");
    row("no such template", {"apply-template", "n", "impct"}, "Did you mean impact");
    row("a template without what it needs", {"apply-template", "n", "impact"}, "needs");
}

void NotebookCommandsTest::refusesWhatItCannotDo()
{
    using Arguments = std::vector<std::string>;
    QFETCH(const Arguments, arguments);
    QFETCH(const QString, why);
    run({"new", "n"});
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.out.empty());
    QVERIFY2(QString::fromStdString(outcome.err).contains(why), outcome.err.c_str());
}

THROUGHLINE_TEST(NotebookCommandsTest)

} // namespace throughline

#include "tst_notebook_commands.moc"
