#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/notebook/hostile_text.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <filesystem>

namespace throughline {

using namespace cli::test;
using nlohmann::json;
using Arguments = std::vector<std::string>;

namespace {

json told(const std::string& at, const std::string& name, const std::string& who)
{
    return {{"ts", at}, {"event", name}, {"session.id", who}, {"user.id", "of " + who}};
}

/// Forty visits before a release and forty since; half of those before met an error.
std::string visitsAroundARelease()
{
    std::string text;
    const auto add = [&text](json record, const char* version) {
        record["service.version"] = version;
        text += record.dump() + '\n';
    };
    for (int i = 0; i < 80; ++i) {
        const bool since = i >= 40;
        const char* version = since ? "2.0" : "1.0";
        const std::string who = "r" + std::to_string(i);
        const std::string at = "2026-03-0" + std::to_string(since ? 5 : 3) + "T"
            + std::to_string(10 + i % 10) + ":" + std::to_string(10 + i / 10);
        add(told(at + ":00Z", "look", who), version);
        add(told(at + ":10Z", "pay", who), version);
        if (!since && i % 2 == 0) {
            json error = told(at + ":11Z", "failed", who);
            error["level"] = "error";
            error["message"] = "no answer";
            error["exception.type"] = "Timeout";
            add(error, version);
        }
        add(told(at + ":20Z", i % 4 == 0 ? "cart" : "paid", who), version);
    }
    return text + told("2026-03-06T23:00:00Z", "look", "end").dump();
}

/// One of every kind of result that can be pinned beyond a funnel, a comparison and SQL.
std::vector<std::pair<const char*, Arguments>> everyKind(const std::string& record)
{
    return {
        {"sessions", {"--sessions", "all"}},
        {"sessions of an error", {"--sessions", "error", "--error-group", "E1"}},
        {"affected sessions",
         {"--sessions", "affected", "--error-group", "E1", "--funnel", "checkout"}},
        {"what differs", {"--differ", "--error-group", "E1", "--funnel", "checkout"}},
        {"what two sets differ in", {"--a", "error.group:E1", "--b", "!error.group:E1"}},
        {"a release", {"--release", "2.0", "--error-group", "E1", "--funnel", "checkout"}},
        {"a pivot", {"--pivot", "service.version", "--error-group", "E1", "--funnel", "checkout"}},
        {"a record", {"--record", record}},
        {"grouping anew", {"--regroup"}}};
}

} // namespace

/// Every answer can be kept in a notebook, is the command's, and can be asked again.
class NotebookPinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_runner = std::make_unique<CommandRunner>();
        fillWithVisits(*m_runner);
        QCOMPARE(
            m_runner->import({m_runner->write("release.ndjson", visitsAroundARelease())}).status,
            0);
        qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(m_runner->path("config").string()));
        run({"new", "n"});
    }

    void cleanup()
    {
        m_runner.reset();
        qunsetenv("XDG_CONFIG_HOME");
    }

    void isTheCommandsAnswer_data();
    void isTheCommandsAnswer();
    void listsAsManySessionsAsWereCounted_data();
    void listsAsManySessionsAsWereCounted();
    void armsOfAFunnelAddUp();
    void keepsARecordWithItsPlace();
    void canBeAskedAgain();
    void becomesAReportInEveryFormat_data();
    void becomesAReportInEveryFormat();
    void refusesWhatItCannotPin_data();
    void refusesWhatItCannotPin();

private:
    Outcome run(Arguments arguments) const
    {
        arguments.insert(arguments.begin(), "notebook");
        return m_runner->withStore(std::move(arguments));
    }

    Outcome pin(const Arguments& what) const
    {
        Arguments arguments {"pin", "n"};
        arguments.insert(arguments.end(), what.begin(), what.end());
        arguments.emplace_back("--json");
        return run(arguments);
    }

    /// The result pinned last.
    json pinned(const Arguments& what) const
    {
        const Outcome outcome = pin(what);
        return outcome.status == 0 ? outcome.json()["cells"].back()["pinned"]["result"] : json();
    }

    std::string record() const
    {
        const json session = m_runner->withStore({"session", "s0", "--json"}).json();
        return session["timeline"][0]["record"].get<std::string>();
    }

    std::unique_ptr<CommandRunner> m_runner;
};

void NotebookPinsTest::isTheCommandsAnswer_data()
{
    QTest::addColumn<Arguments>("what");
    QTest::addColumn<Arguments>("command");
    QTest::newRow("differences of expressions")
        << Arguments {"--a", "error.group:E1"} << Arguments {"differ", "--a", "error.group:E1"};
    QTest::newRow("two expressions over a part")
        << Arguments {"--a", "error.group:E1", "--b", "event:paid", "--where", "event:pay"}
        << Arguments {"differ",     "--a",     "error.group:E1", "--b",
                      "event:paid", "--where", "event:pay"};
    QTest::newRow("release") << Arguments {"--release", "2.0", "--funnel", "checkout"}
                             << Arguments {"release", "2.0", "--funnel", "checkout"};
    QTest::newRow("release and error")
        << Arguments {"--release", "2.0", "--error-group", "E1", "--funnel", "checkout"}
        << Arguments {"release", "2.0", "--error-group", "E1", "--funnel", "checkout"};
    QTest::newRow("pivot")
        << Arguments {"--pivot", "service.version,plan.tier", "--error-group", "E1", "--funnel",
                      "checkout"}
        << Arguments {"funnel",        "pivot", "checkout", "--by", "service.version,plan.tier",
                      "--error-group", "E1"};
    QTest::newRow("split by the last value")
        << Arguments {"--funnel", "checkout", "--by", "service.version", "--attribution", "last"}
        << Arguments {"funnel",          "show",          "checkout", "--by",
                      "service.version", "--attribution", "last"};
    QTest::newRow("comparison with engagement")
        << Arguments {"--error-group", "E1", "--funnel", "checkout"}
        << Arguments {"compare", "--error-group", "E1", "--funnel", "checkout"};
}

void NotebookPinsTest::isTheCommandsAnswer()
{
    QFETCH(const Arguments, what);
    QFETCH(Arguments, command);
    command.emplace_back("--json");
    const Outcome said = m_runner->withStore(command);
    QVERIFY2(said.status == 0, said.err.c_str());
    const json kept = pinned(what);
    QVERIFY(kept.size() > 1);
    for (const auto& [key, value] : kept.items()) {
        QVERIFY2(said.json()[key] == value, key.c_str());
    }
}

void NotebookPinsTest::listsAsManySessionsAsWereCounted_data()
{
    QTest::addColumn<Arguments>("what");
    QTest::addColumn<Arguments>("command");
    QTest::addColumn<QString>("counted");
    const auto row = [](const char* name, const Arguments& what, const Arguments& command,
                        const char* counted) {
        QTest::newRow(name) << what << command << QString::fromLatin1(counted);
    };
    const Arguments compared {"compare", "--error-group", "E1", "--funnel", "checkout"};
    const Arguments shown {"funnel", "show", "checkout"};
    row("all", {"--sessions", "all"}, {"sessions"}, "/total");
    row("of a filter", {"--sessions", "all", "--where", "event:paid"},
        {"sessions", "--where", "event:paid"}, "/total");
    row("of an error", {"--sessions", "error", "--error-group", "E1"}, {"errors"},
        "/error_groups/0/sessions");
    row("reached", {"--sessions", "reached:2", "--funnel", "checkout"}, shown, "/steps/1/count");
    row("dropped", {"--sessions", "dropped:2", "--funnel", "checkout"}, shown, "/steps/1/dropped");
    row("affected", {"--sessions", "affected", "--error-group", "E1", "--funnel", "checkout"},
        compared, "/headline/affected");
    row("control", {"--sessions", "control", "--error-group", "E1", "--funnel", "checkout"},
        compared, "/headline/control");
}

void NotebookPinsTest::listsAsManySessionsAsWereCounted()
{
    QFETCH(const Arguments, what);
    QFETCH(Arguments, command);
    QFETCH(const QString, counted);
    command.emplace_back("--json");
    const json said = m_runner->withStore(command).json();
    const json kept = pinned(what);
    const auto total = said.at(json::json_pointer(counted.toStdString())).get<std::uint64_t>();
    QVERIFY(total > 0);
    QCOMPARE(kept["total"].get<std::uint64_t>(), total);
    QCOMPARE(kept["sessions"].size(), std::min<std::size_t>(total, 25));
}

void NotebookPinsTest::armsOfAFunnelAddUp()
{
    const auto count = [this](const Arguments& more) {
        Arguments what {"--sessions", "reached:1", "--funnel", "checkout"};
        what.insert(what.end(), more.begin(), more.end());
        return pinned(what)["total"].get<int>();
    };
    const int with = count({"--arm", "with", "--error-group", "E1"});
    const int without = count({"--arm", "without", "--error-group", "E1"});
    QVERIFY(with > 0 && without > 0);
    QCOMPARE(with + without, count({}));
    const int old = count({"--having", "service.version:1.0"});
    QCOMPARE(old, 40);
    const json all = pinned({"--sessions", "all", "--funnel", "checkout", "--sort", "newest"});
    QCOMPARE(all["sessions"][0]["id"].get<std::string>(), std::string("end"));
    QVERIFY(!all["sessions"][0]["converted"].get<bool>());
    QVERIFY(all["not_converted"].get<int>() > 0);
}

void NotebookPinsTest::keepsARecordWithItsPlace()
{
    const json kept = pinned({"--record", record()});
    const json lineage = m_runner->withStore({"lineage", record(), "--json"}).json();
    for (const auto& [key, value] : lineage.items()) {
        QVERIFY2(kept[key] == value, key.c_str());
    }
    QCOMPARE(kept["signal"].get<std::string>(), std::string("event"));
    QVERIFY(kept["attributes"].size() > 1);
}

void NotebookPinsTest::canBeAskedAgain()
{
    const auto kinds = everyKind(record());
    for (const auto& [name, what] : kinds) {
        const Outcome outcome = pin(what);
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
    }
    const json same = run({"rerun", "n", "--json"}).json();
    QVERIFY(!same["moved"].get<bool>());
    QCOMPARE(same["results"].size(), kinds.size());
    const std::string more = told("2026-03-06T20:00:00Z", "look", "x").dump();
    QCOMPARE(m_runner->import({m_runner->write("more.ndjson", more)}).status, 0);
    const json moved = run({"rerun", "n", "--json"}).json();
    QVERIFY(moved["moved"].get<bool>());
    QVERIFY(moved["results"][0].dump().find("total") != std::string::npos);
    // The record and the sessions of the error are as they were.
    QVERIFY(moved["results"][1]["moved"].empty());
    QVERIFY(moved["results"][7]["moved"].empty());
}

void NotebookPinsTest::becomesAReportInEveryFormat_data()
{
    QTest::addColumn<QString>("format");
    for (const char* format : {"html", "md", "ipynb", "json"}) {
        QTest::newRow(format) << QString::fromLatin1(format);
    }
}

void NotebookPinsTest::becomesAReportInEveryFormat()
{
    QFETCH(const QString, format);
    for (const auto& [name, what] : everyKind(record())) {
        QVERIFY2(pin(what).status == 0, name);
    }
    const std::filesystem::path file = m_runner->path("n." + format.toStdString());
    const Outcome outcome = m_runner->withStore(
        {"report", "n", "--format", format.toStdString(), "--out", file.string()});
    QVERIFY2(outcome.status == 0, outcome.err.c_str());
    const std::string text = throughline::test::readBytes(file);
    for (const char* words :
         {"Sessions that met E1", "Sessions affected by E1 of funnel checkout",
          "What tells the affected of E1", "What differs, the surest first",
          "Before and after release", "How often E1 occurred", "sessions at risk",
          "What the record says", "Grouping anew by the rules in force", "rejected",
          "did not convert"}) {
        QVERIFY2(text.find(words) != std::string::npos, words);
    }
}

void NotebookPinsTest::refusesWhatItCannotPin_data()
{
    QTest::addColumn<Arguments>("what");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const Arguments& what, const char* why) {
        QTest::newRow(name) << what << QString::fromLatin1(why);
    };
    row("no such set", {"--sessions", "some"}, "is no set of sessions");
    row("no such step", {"--sessions", "reached:9", "--funnel", "checkout"}, "no step 9");
    row("a step that is none", {"--sessions", "reached:x", "--funnel", "checkout"},
        "is no set of sessions");
    row("a set without its funnel", {"--sessions", "reached:1"}, "names no funnel");
    row("a set without its error", {"--sessions", "error"}, "is no error group");
    row("two values of a list", {"--sessions", "all", "--having", "plan.tier:pro"},
        "cannot be narrowed");
    row("a value that is none", {"--sessions", "all", "--having", "pro"}, "no field with a value");
    row("no such release", {"--release", "9.9", "--funnel", "checkout"}, "9.9");
    row("a release of nothing", {"--release", "2.0"}, "Nothing is said");
    row("an expression that is none", {"--a", "device.type:["}, "list is not closed");
    row("differences without a funnel", {"--differ", "--error-group", "E1"}, "names no funnel");
    row("a pivot without a funnel", {"--pivot", "plan.tier"}, "names no funnel");
    row("no such record", {"--record", "999:0"}, "no record with this id");
    row("a record that is none", {"--record", "x"}, "is no record");
    row("rules that are not there", {"--rules", "/nowhere.json"}, "nowhere.json");
    row("maps that are not there", {"--source-maps", "/nowhere"}, "nowhere");
    row("two things", {"--release", "2.0", "--regroup"}, "Say what to pin");
}

void NotebookPinsTest::refusesWhatItCannotPin()
{
    QFETCH(const Arguments, what);
    QFETCH(const QString, why);
    const Outcome outcome = pin(what);
    QVERIFY2(outcome.status == 2 || outcome.status == 6, outcome.err.c_str());
    QVERIFY2(QString::fromStdString(outcome.err).contains(why), outcome.err.c_str());
}

THROUGHLINE_TEST(NotebookPinsTest)

} // namespace throughline

#include "tst_notebook_pins.moc"
