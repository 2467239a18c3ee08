#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace cli::test;
using nlohmann::json;

/// throughline sql: answers for people and scripts, limits, and what scripts can rely on.
class SqlCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { fillWithVisits(m_runner); }

    void answersAsJson();
    void answersAsTable();
    void countsAsTheFunnelDoes();
    void countsErrorsAsTheListDoes();
    void saysWhereRowsWereCut();
    void givesAStatusToAnswersThatTimeCut();
    void givesTheColumnOfAMistake();
    void listsTables();
    void showsNoEscapeSequence();

private:
    Outcome ask(const std::string& sql, std::vector<std::string> options = {}) const
    {
        options.insert(options.begin(), {"sql", sql});
        return m_runner.withStore(options);
    }

    CommandRunner m_runner;
};

void SqlCommandTest::answersAsJson()
{
    const Outcome outcome =
        ask("select name, count(*) as n, 1.5, null from event group by name order by n desc",
            {"--json"});
    QCOMPARE(outcome.status, 0);
    const json answer = outcome.json();
    QCOMPARE(answer["columns"].dump(), std::string(R"(["name","n","1.5","null"])"));
    QCOMPARE(answer["rows"][0].dump(), std::string(R"(["look",121,1.5,null])"));
    QCOMPARE(answer["total"].get<int>(), static_cast<int>(answer["rows"].size()));
    QVERIFY(answer["cut"].is_null());
}

void SqlCommandTest::answersAsTable()
{
    const Outcome outcome = ask("select name, count(*) as n from event where name = 'pay'");
    QCOMPARE(outcome.out, std::string("name    n\npay   120\n"));
    QVERIFY(outcome.err.empty());
}

void SqlCommandTest::countsAsTheFunnelDoes()
{
    const json funnel = m_runner.withStore({"funnel", "show", "checkout", "--json"}).json();
    const json answer =
        ask("select count(distinct session) from event where name = 'look' and session <> 'late'",
            {"--json"})
            .json();
    QCOMPARE(answer["rows"][0][0].get<int>(), funnel["entered"].get<int>());
}

void SqlCommandTest::countsErrorsAsTheListDoes()
{
    const json errors = m_runner.withStore({"errors", "--json"}).json();
    const json rows =
        ask("select g.id, count(*), count(distinct o.session) from error_occurrence o "
            "join error_group g on g.id = o.error_group group by g.id",
            {"--json"})
            .json()["rows"];
    QCOMPARE(rows.size(), std::size_t {1});
    QCOMPARE(rows[0][0], errors["error_groups"][0]["id"]);
    QCOMPARE(rows[0][1], errors["error_groups"][0]["count"]);
    QCOMPARE(rows[0][2], errors["error_groups"][0]["sessions"]);
}

void SqlCommandTest::saysWhereRowsWereCut()
{
    const Outcome outcome = ask("select id from event", {"--limit", "7", "--json"});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.json()["rows"].size(), std::size_t {7});
    QCOMPARE(outcome.json()["cut"].get<std::string>(), std::string("rows"));
    QVERIFY(outcome.err.find("Cut after 7 rows") != std::string::npos);
    QVERIFY(ask("select id from event", {"--limit", "7", "--quiet"}).err.empty());
}

void SqlCommandTest::givesAStatusToAnswersThatTimeCut()
{
    const Outcome outcome = ask("select count(*) from event a, event b, event c, event d",
                                {"--timeout", "100ms", "--json"});
    QCOMPARE(outcome.status, 3);
    QCOMPARE(outcome.json()["cut"].get<std::string>(), std::string("time"));
    QVERIFY(outcome.err.find("Stopped after 100ms") != std::string::npos);
}

void SqlCommandTest::givesTheColumnOfAMistake()
{
    const Outcome outcome = ask("select nme from event");
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.out.empty());
    QVERIFY2(outcome.err.find("no such column: nme (column 8)") != std::string::npos,
             outcome.err.c_str());
    QVERIFY(outcome.err.find("Did you mean name") != std::string::npos);
    QCOMPARE(ask("").status, 2);
    QCOMPARE(ask("select 1", {"--timeout", "soon"}).status, 2);
}

void SqlCommandTest::listsTables()
{
    const Outcome outcome = m_runner.withStore({"sql", "--tables", "--json"});
    QCOMPARE(outcome.status, 0);
    const json tables = outcome.json()["tables"];
    QCOMPARE(tables[0]["name"].get<std::string>(), std::string("event"));
    QCOMPARE(tables[0]["columns"][0]["name"].get<std::string>(), std::string("id"));
    QVERIFY(m_runner.withStore({"sql", "--tables"}).out.find("error_occurrence: ")
            != std::string::npos);
}

void SqlCommandTest::showsNoEscapeSequence()
{
    const Outcome outcome = ask("select char(27) || '[31m' as x");
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.out.find('\x1b') == std::string::npos);
}

THROUGHLINE_TEST(SqlCommandTest)

} // namespace throughline

#include "tst_sql_command.moc"
