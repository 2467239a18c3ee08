#include "tests/cli/command_runner.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <string>

namespace throughline {

using namespace cli;
using namespace cli::test;

namespace {

/// JSON with its quotes written as apostrophes.
std::string asJson(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

} // namespace

/// `group`, `regroup`, `sourcemaps` and what `errors` and `error` show of them.
class GroupCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void mergesNamesAndTakesBack();
    void listsByState();
    void offersAndMakesASplit();
    void saysWhyInOneSentence();
    void previewsBeforeItRegroups();
    void appliesSourceMaps();
    void refusesWhatMeansNothing_data();
    void refusesWhatMeansNothing();

private:
    CommandRunner m_runner;
};

namespace {

std::string error(const char* second, const char* type, const char* message, const char* version)
{
    return std::string(asJson("{'ts':'2026-03-02T09:00:")) + second
        + asJson("Z','level':'error','message':'") + message + asJson("','exception.type':'") + type
        + asJson("','exception.message':'") + message
        + asJson("','service.name':'shop','service.version':'") + version + "\"}\n";
}

} // namespace

void GroupCommandsTest::initTestCase()
{
    const std::string page =
        asJson("{'ts':'2026-03-02T09:00:00Z','event':'page_view','session.id':'s1'}") + "\n";
    const auto file = m_runner.write("errors.ndjson",
                                     page + error("01", "A", "cart blue is gone", "1.0")
                                         + error("02", "A", "cart green is gone", "1.0")
                                         + error("03", "A", "cart green is gone", "1.1")
                                         + error("04", "B", "other", "1.0"));
    QCOMPARE(m_runner.import({file}).status, 0);
}

void GroupCommandsTest::mergesNamesAndTakesBack()
{
    const auto before = m_runner.withStore({"errors", "--json"});
    QCOMPARE(before.json()["total"].get<int>(), 3);
    QVERIFY(before.json()["error_groups"][0]["name"].is_null());
    const auto merged = m_runner.withStore({"group", "merge", "E1", "E2", "--json"}).json();
    QVERIFY(merged["ok"].get<bool>());
    QCOMPARE(merged["rule"]["kind"].get<std::string>(), std::string("merge"));
    QCOMPARE(merged["rule"]["sentence"].get<std::string>(), std::string("E2 merged into E1"));
    QCOMPARE(merged["change"]["moved"].get<int>(), 2);
    QCOMPARE(merged["change"]["flows"][0]["from"].get<std::string>(), std::string("E2"));
    QCOMPARE(m_runner.withStore({"group", "rename", "E1", "carts"}).out,
             std::string("Decided: E1 named carts.\n"));
    QCOMPARE(m_runner.withStore({"group", "assign", "E1", "ann"}).status, 0);
    const auto one = m_runner.withStore({"error", "E1", "--json"}).json();
    QCOMPARE(one["name"].get<std::string>(), std::string("carts"));
    QCOMPARE(one["assignee"].get<std::string>(), std::string("ann"));
    QCOMPARE(one["keys"].size(), std::size_t {2});
    QCOMPARE(one["keys"][0]["occurrences"].get<int>(), 2);
    QVERIFY(m_runner.withStore({"error", "E2"}).err.find("part of E1") != std::string::npos);
    QVERIFY(m_runner.withStore({"errors"}).out.find("carts") != std::string::npos);
    const auto rules = m_runner.withStore({"group", "rules", "--json"}).json();
    QCOMPARE(rules["total"].get<int>(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(m_runner.withStore({"group", "undo"}).status, 0);
    }
    QCOMPARE(m_runner.withStore({"errors", "--json"}).out, before.out);
    QVERIFY(m_runner.withStore({"group", "rules"}).out.find("taken back") != std::string::npos);
    QCOMPARE(m_runner.withStore({"group", "redo"}).status, 0);
    QCOMPARE(m_runner.withStore({"errors", "--json"}).json()["total"].get<int>(), 2);
    QCOMPARE(m_runner.withStore({"group", "undo", "--quiet"}).out, std::string());
}

void GroupCommandsTest::listsByState()
{
    QCOMPARE(m_runner.withStore({"group", "ignore", "E3"}).status, 0);
    const auto ignored = m_runner.withStore({"errors", "--status", "ignored", "--json"}).json();
    QCOMPARE(ignored["total"].get<int>(), 1);
    QCOMPARE(ignored["error_groups"][0]["id"].get<std::string>(), std::string("E3"));
    QCOMPARE(ignored["error_groups"][0]["status"].get<std::string>(), std::string("ignored"));
    QCOMPARE(m_runner.withStore({"errors", "--status", "new,ongoing,resolved,regressed", "--json"})
                 .json()["total"]
                 .get<int>(),
             2);
    QCOMPARE(m_runner.withStore({"group", "reopen", "E3"}).status, 0);
    QCOMPARE(m_runner.withStore({"group", "resolve", "E3", "--in-version", "1.0"}).status, 0);
    QCOMPARE(m_runner.withStore({"error", "E3", "--json"}).json()["status"].get<std::string>(),
             std::string("regressed"));
    QCOMPARE(m_runner.withStore({"group", "resolve", "E3"}).status, 0);
    QCOMPARE(m_runner.withStore({"error", "E3", "--json"}).json()["status"].get<std::string>(),
             std::string("resolved"));
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(m_runner.withStore({"group", "undo"}).status, 0);
    }
}

void GroupCommandsTest::offersAndMakesASplit()
{
    const auto choices = m_runner.withStore({"group", "split", "E2", "--json"}).json();
    QCOMPARE(choices["choices"][0]["field"].get<std::string>(), std::string("service.version"));
    QCOMPARE(choices["choices"][0]["values"].size(), std::size_t {2});
    QVERIFY(m_runner.withStore({"group", "split", "E3"}).out.find("differ in nothing")
            != std::string::npos);
    const auto split = m_runner
                           .withStore({"group", "split", "E2", "--by", "service.version", "--only",
                                       "1.1", "--json"})
                           .json();
    QCOMPARE(split["change"]["split"][0].get<std::string>(), std::string("E2"));
    QCOMPARE(split["change"]["added"].size(), std::size_t {1});
    QCOMPARE(m_runner.withStore({"group", "undo"}).status, 0);
}

void GroupCommandsTest::saysWhyInOneSentence()
{
    const auto why = m_runner.withStore({"group", "why", "E1", "E3", "--json"}).json();
    QCOMPARE(why["difference"]["component"].get<std::string>(), std::string("type"));
    const std::string sentence = m_runner.withStore({"group", "why", "E1", "E3"}).out;
    QCOMPARE(sentence, std::string("E1 and E3 are apart because of the type: 'A' against 'B'.\n"));
}

void GroupCommandsTest::previewsBeforeItRegroups()
{
    const auto rules = m_runner.write(
        "rules.json", asJson("{'messages': [{'pattern': 'cart [a-z]+', 'as': 'cart <colour>'}]}"));
    const auto before = m_runner.withStore({"errors", "--json"}).out;
    const auto preview =
        m_runner.withStore({"regroup", "--rules", rules.string(), "--json"}).json();
    QVERIFY(!preview["applied"].get<bool>());
    QCOMPARE(preview["change"]["groups_after"].get<int>(), 2);
    QCOMPARE(preview["rule_set_before"].get<std::string>(), std::string("TL-1"));
    QCOMPARE(m_runner.withStore({"errors", "--json"}).out, before);
    QVERIFY(m_runner.withStore({"regroup", "--rules", rules.string()}).out.find("1 joined")
            != std::string::npos);
    QCOMPARE(m_runner.withStore({"regroup", "--rules", rules.string(), "--apply"}).status, 0);
    QCOMPARE(m_runner.withStore({"errors", "--json"}).json()["total"].get<int>(), 2);
    QVERIFY(
        m_runner.withStore({"regroup", "--rules", rules.string(), "--apply"}).out.find("already")
        != std::string::npos);
    QCOMPARE(m_runner.withStore({"group", "undo"}).status, 0);
    QCOMPARE(m_runner.withStore({"errors", "--json"}).out, before);
}

void GroupCommandsTest::appliesSourceMaps()
{
    m_runner.write("maps/a.js.map", asJson("{'version':3,'sources':['a.ts'],'mappings':'AAAA'}"));
    const std::string maps = m_runner.path("maps").string();
    const auto preview = m_runner.withStore({"sourcemaps", "preview", maps, "--json"}).json();
    QCOMPARE(preview["source_maps"].get<int>(), 1);
    QCOMPARE(preview["change"]["moved"].get<int>(), 0);
    QCOMPARE(m_runner.withStore({"sourcemaps", "apply", maps, "--version", "1.0"}).out,
             std::string("Done: source maps of maps applied.\n"));
    QCOMPARE(m_runner.withStore({"group", "undo"}).status, 0);
}

void GroupCommandsTest::refusesWhatMeansNothing_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QStringList& arguments) {
        QTest::newRow(name) << arguments;
    };
    row("nothing", {QStringLiteral("group")});
    row("no number", {QStringLiteral("group"), QStringLiteral("ignore"), QStringLiteral("X")});
    row("one group", {QStringLiteral("group"), QStringLiteral("merge"), QStringLiteral("E1")});
    row("an unknown one",
        {QStringLiteral("group"), QStringLiteral("merge"), QStringLiteral("E1"),
         QStringLiteral("E99")});
    row("why of one", {QStringLiteral("group"), QStringLiteral("why"), QStringLiteral("E1")});
    row("an unknown state",
        {QStringLiteral("errors"), QStringLiteral("--status"), QStringLiteral("odd")});
    row("rules that are missing",
        {QStringLiteral("regroup"), QStringLiteral("--rules"), QStringLiteral("/nowhere.json")});
    row("maps that are missing",
        {QStringLiteral("sourcemaps"), QStringLiteral("apply"), QStringLiteral("/nowhere")});
}

void GroupCommandsTest::refusesWhatMeansNothing()
{
    QFETCH(const QStringList, arguments);
    std::vector<std::string> words;
    for (const QString& word : arguments) {
        words.push_back(word.toStdString());
    }
    const auto outcome = m_runner.withStore(words);
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.out, std::string());
    QVERIFY(!outcome.err.empty());
}

THROUGHLINE_TEST(GroupCommandsTest)

} // namespace throughline

#include "tst_group_commands.moc"
