#include "models/store/schema.h"
#include "models/store/sql/public_tables.h"
#include "models/store/sql/record_columns.h"
#include "models/store/sql/sql_question.h"
#include "models/store/sql/table_questions.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <sqlite3.h>

namespace throughline {

using namespace store;
using domain::SqlAnswer;
using domain::SqlCut;
using domain::SqlLimits;
using store::test::eventAt;
using store::test::moment;
using store::test::OwnedRecord;
using store::test::StoreFixture;
using Until = StoreFixture::Until;

namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";

OwnedRecord spanAt(std::int64_t second, const std::string& trace, const std::string& id)
{
    return {domain::Signal::Span,
            moment(second).ns,
            {{"trace_id", trace},
             {"span_id", id},
             {"span.name", "GET /cart"},
             {"duration_ns", "1500", domain::ValueKind::Number},
             {"service.name", "shop"}}};
}

OwnedRecord ticketAt(std::int64_t second, const std::string& number)
{
    return {domain::Signal::Ticket,
            moment(second).ns,
            {{"ticket.id", number}, {"ticket.topic", "It fails"}, {"body", "help"}}};
}

/// Two sources that show, one that does not; a user without sessions of his own.
void fill(StoreFixture& store)
{
    std::vector<OwnedRecord> records;
    for (int i = 0; i < 300; ++i) {
        OwnedRecord record =
            eventAt("s" + std::to_string(i % 7), i * 10, i % 3 == 0 ? "view" : "pay");
        record.fields.push_back({"user.id", "u" + std::to_string(i % 4)});
        record.fields.push_back({"account.id", "a" + std::to_string(i % 2)});
        record.fields.push_back({"revenue", std::to_string(i) + ".5", domain::ValueKind::Number});
        records.push_back(std::move(record));
    }
    records.push_back(ticketAt(5, "T-1"));
    store.write("first", records);
    std::vector<OwnedRecord> spans;
    for (int i = 0; i < 40; ++i) {
        spans.push_back(
            spanAt(5'000 + i,
                   i % 4 == 0 ? kTrace : "00000000000000000000000000000" + std::to_string(100 + i),
                   "b7ad6b716920333" + std::to_string(i % 10)));
    }
    spans.push_back({domain::Signal::Log,
                     moment(6'000).ns,
                     {{"body", "no answer"}, {"severity", "17", domain::ValueKind::Number}}});
    spans.push_back({domain::Signal::Metric,
                     moment(6'001).ns,
                     {{"metric.name", "cpu"}, {"metric.value", "0.5", domain::ValueKind::Number}}});
    spans.push_back(
        {domain::Signal::Event, moment(7'000).ns, {{"event.name", "view"}, {"user.id", "alone"}}});
    store.write("second", spans);
    store.write("hidden", {eventAt("hidden", 1), ticketAt(6, "T-2")}, Until::Loaded);
}

Result<SqlAnswer> ask(const StoreFixture& store, const std::string& sql,
                      const SqlLimits& limits = {}, const std::stop_token& stop = {})
{
    auto reader = store.file().openReader();
    return askSql(*std::move(reader), sql, limits, stop);
}

QString text(const domain::SqlValue& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return QString::number(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return QString::number(*real);
    }
    const auto* letters = std::get_if<std::string>(&value);
    return letters != nullptr ? QString::fromStdString(*letters) : QStringLiteral("-");
}

/// Rows as "a|b;c|d", or the error.
QString told(const Result<SqlAnswer>& answer)
{
    if (!answer.ok()) {
        return QString::fromStdString(describe(answer.error()));
    }
    QStringList rows;
    for (const auto& row : answer->rows) {
        QStringList cells;
        for (const auto& value : row) {
            cells.append(text(value));
        }
        rows.append(cells.join(QLatin1Char('|')));
    }
    return rows.join(QLatin1Char(';'));
}

} // namespace

class SqlQuestionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { fill(m_store); }

    void answers_data();
    void answers();
    void narrowingChangesNoAnswer_data();
    void narrowingChangesNoAnswer();
    void refuses_data();
    void refuses();
    void everyTableCanBeRead();
    void tablesOfTheWindowAreAnswered();
    void viewsHaveTheColumnsTheyTell();
    void leavesNothingInTheStore();
    void stopsAtTheRowLimit();
    void stopsAtTheSizeLimit();
    void stopsAtTheTimeLimit();
    void stopsAtTheMemoryLimit();
    void endsWhenTheUserSaysSo();

private:
    StoreFixture m_store;
};

void SqlQuestionTest::answers_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char* name, const char* sql, const char* answer) {
        QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(answer);
    };
    row("a constant", "select 1, 2.5, 'x', null, x'00ff'", "1|2.5|x|-|00ff");
    row("visible events only", "select count(*) from event", "301");
    row("by name", "select name, count(*) from event group by name order by 1", "pay|200;view|101");
    row("the other signals",
        "select (select count(*) from span), (select count(*) from log), (select count(*) from "
        "metric)",
        "40|1|1");
    row("fields as numbers", "select round(total(revenue), 1) from event where session = 's0'",
        "6342.5");
    row("what is not there is null", "select revenue, session from event where user = 'alone'",
        "-|-");
    row("a trace",
        "select count(*), min(duration_ns) from span where trace_id = "
        "'0af7651916cd43dd8448eb211c80319c'",
        "10|1500");
    row("a record by its id", "select name, line from event where id = '1:3'", "view|4");
    row("no such record", "select count(*) from event where id in ('9:9', 'x', '1:99999')", "0");
    row("its file", "select distinct file from span", "second");
    row("all fields", "select json_extract(record, '$.\"metric.value\"') from metric", "0.5");
    row("time as text", "select time from log", "2026-01-01T01:40:00Z");
    row("visible tickets only", "select id, topic, file from ticket", "T-1|It fails|first");
    row("visible sources only", "select path, events from source order by id",
        "first|300;second|1");
    row("a join of both kinds",
        "select s.path, count(*) from event e join source s on s.path = e.file group by 1 "
        "order by 1",
        "first|300;second|1");
    row("recursion",
        "with recursive n(i) as (select 1 union select i + 1 from n where i < 5) "
        "select max(i) from n",
        "5");
    row("a window function", "select name, row_number() over (order by name) from metric", "cpu|1");
    row("comments and a semicolon behind it", "select 1; -- done\n /* quite */ ;", "1");
    row("a comparison without case",
        "select count(*) from event where name = 'VIEW' collate nocase", "101");
    row("no rows", "select * from event where time_ns < 0", "");
}

void SqlQuestionTest::answers()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, answer);
    QCOMPARE(told(ask(m_store, sql.toStdString())), answer);
}

/// A plus sign in front of a column keeps SQLite from handing the condition to the table: the
/// answer must be the same, and not for want of rows.
void SqlQuestionTest::narrowingChangesNoAnswer_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("any");
    const std::string from = std::to_string(moment(100).ns);
    const std::string to = std::to_string(moment(200).ns);
    const auto row = [](const std::string& condition, bool any = true) {
        QTest::newRow(condition.c_str()) << QString::fromStdString(condition) << any;
    };
    row("@time_ns >= " + from + " and @time_ns < " + to);
    row("@time_ns > " + from + " and @time_ns <= " + to);
    row("@time_ns between " + from + " and " + to);
    row("@time_ns = " + from);
    row("@time_ns > " + from + ".5 and @time_ns < " + to + ".5");
    row("@time_ns > 'text'", false);
    row("@time_ns > null", false);
    row("@session = 's3'");
    row("@session in ('s3', 's4', 'none', null)");
    row("@session in (select session from event where revenue < 2)");
    row("@session is null");
    row("@session = 3", false);
    row("@user = 'u1' and @session = 's1'");
    row("@user = 'alone'");
    row("@account = 'a1' and @name = 'pay'");
    row("@name = 'pay' and @name = 'view'", false);
    row("@name in ('pay', 'view') and @account in ('a0')");
    row("@name <> 'pay'");
    row("@name like 'PA%'");
    row("@id = '1:7'");
    row("@id in ('1:7', '1:8')");
    row("@trace_id = '" + kTrace + "'", false);
    row("@name = 'pay' or @session = 's1'");
}

void SqlQuestionTest::narrowingChangesNoAnswer()
{
    QFETCH(const QString, condition);
    QFETCH(const bool, any);
    const QString question = QStringLiteral("select id, revenue from event where %1 order by id");
    QString narrowed = condition;
    QString plain = condition;
    narrowed.remove(QLatin1Char('@'));
    plain.replace(QLatin1Char('@'), QLatin1Char('+'));
    const QString expected = told(ask(m_store, question.arg(plain).toStdString()));
    QCOMPARE(told(ask(m_store, question.arg(narrowed).toStdString())), expected);
    QCOMPARE(!expected.isEmpty(), any);
}

void SqlQuestionTest::refuses_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const char* sql, const char* why) {
        QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(why);
    };
    row("nothing", "  -- nothing", "There is no question");
    row("nonsense", "select from event", "syntax error (column 8)");
    row("nonsense in the second line", "select 1,\n from event", "(line 2, column 2)");
    row("an unknown table", "select * from events", "Did you mean event");
    row("an unknown column", "select sesion from event", "Did you mean session");
    row("an unknown function", "select median(1)", "no such function: median");
    row("two questions", "select 1; select 2", "One question at a time (column 10)");
    row("a deletion", "delete from source", "Only questions");
    row("a deletion of records", "delete from event", "Only questions");
    row("an update", "update funnel set name = 'x'", "Only questions");
    row("a new table", "create temp table x(a)", "Only questions");
    row("a record table of one's own", "create virtual table x using event", "Only questions");
    row("another file", "attach '/etc/passwd' as x", "Only questions");
    row("a setting", "pragma query_only = off", "PRAGMA cannot be used");
    row("a setting as a table", "select * from pragma_table_info('source')", "Only questions");
    row("a transaction", "commit", "Only questions");
    row("the schema", "select sql from sqlite_schema", "cannot be read here");
    row("the views' schema", "select sql from sqlite_temp_schema", "cannot be read here");
    row("a block", "select data from block_payload",
        "block_payload cannot be read here (column 18)");
    row("what lies behind a view", "select count(*) from main.ticket",
        "without a schema in front (column 22)");
    row("how much lies in blocks", "select count(*) from block_payload", "cannot be read here");
    row("the same under a view's name",
        "with ticket as (select * from \"main\" . ticket) select * from ticket",
        "without a schema");
    row("the same in a view's place",
        "with session as (select * from setting) select * from session", "setting cannot be");
    row("a file from SQL", "select readfile('/etc/passwd')", "no such function");
    row("an extension", "select load_extension('x')", "load_extension cannot be called here");
    row("chance", "select random()", "random cannot be called here");
    row("an overflow", "select sum(9223372036854775807) from event", "total()");
}

void SqlQuestionTest::refuses()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, why);
    const auto answer = ask(m_store, sql.toStdString());
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().code, ErrorCode::Usage);
    const QString message = told(answer);
    QVERIFY2(message.contains(why), qPrintable(message));
}

void SqlQuestionTest::everyTableCanBeRead()
{
    const auto tables = sqlTables();
    QVERIFY(tables.size() > 10);
    for (const domain::SqlTable& table : tables) {
        std::string columns;
        for (const auto& column : table.columns) {
            columns += (columns.empty() ? "\"" : ", \"") + column.name + '"';
            QVERIFY2(!column.description.empty() || column.type == "TEXT" || table.name == "metric",
                     (table.name + '.' + column.name).c_str());
        }
        const auto answer = ask(m_store, "select " + columns + " from " + table.name);
        QVERIFY2(answer.ok(), qPrintable(told(answer)));
        QCOMPARE(answer->columns.size(), table.columns.size());
    }
}

void SqlQuestionTest::tablesOfTheWindowAreAnswered()
{
    const auto rows = [this](const std::string& sql) {
        return ask(m_store, sql).value().rows.size();
    };
    QCOMPARE(rows(sourcesQuestion()), std::size_t {2});
    QCOMPARE(rows(accountQuestion(domain::SourceId {1})), std::size_t {0});
    QCOMPARE(rows(quarantineQuestion({})), std::size_t {0});
    QCOMPARE(rows(quarantineQuestion(domain::SourceId {1})), std::size_t {0});
    QCOMPARE(rows(logsQuestion(*domain::traceIdFromHex(kTrace))), std::size_t {0});
}

void SqlQuestionTest::viewsHaveTheColumnsTheyTell()
{
    for (const PublicTable& table : publicTables()) {
        sqlite3_stmt* statement = nullptr;
        QCOMPARE(sqlite3_prepare_v2(m_store.connection().handle(), table.sql.data(),
                                    static_cast<int>(table.sql.size()), &statement, nullptr),
                 SQLITE_OK);
        QCOMPARE(sqlite3_column_count(statement), static_cast<int>(table.columns.size()) + 2);
        QCOMPARE(sqlite3_column_name(statement, 0), "slice_session");
        QCOMPARE(sqlite3_column_name(statement, 1), "slice_ns");
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            QCOMPARE(std::string(sqlite3_column_name(statement, static_cast<int>(c) + 2)),
                     std::string(table.columns[c].name));
        }
        sqlite3_finalize(statement);
    }
}

void SqlQuestionTest::leavesNothingInTheStore()
{
    const std::int64_t before = m_store.count("SELECT count(*) FROM sqlite_schema");
    QVERIFY(ask(m_store, "select count(*) from event, session").ok());
    QCOMPARE(m_store.count("SELECT count(*) FROM sqlite_schema"), before);
    QVERIFY(checkSchema(m_store.connection(), newestVersion()).ok());
}

void SqlQuestionTest::stopsAtTheRowLimit()
{
    SqlLimits limits;
    limits.rows = 301;
    const auto all = ask(m_store, "select id from event", limits);
    QCOMPARE(all->rows.size(), std::size_t {301});
    QCOMPARE(all->cut, SqlCut::None);
    limits.rows = 300;
    const auto some = ask(m_store, "select id from event", limits);
    QCOMPARE(some->rows.size(), std::size_t {300});
    QCOMPARE(some->cut, SqlCut::Rows);
}

void SqlQuestionTest::stopsAtTheSizeLimit()
{
    SqlLimits limits;
    limits.bytes = 10'000;
    const auto some = ask(m_store, "select record from event", limits);
    QCOMPARE(some->cut, SqlCut::Bytes);
    QVERIFY(some->rows.size() > 10 && some->rows.size() < 300);
}

void SqlQuestionTest::stopsAtTheTimeLimit()
{
    SqlLimits limits;
    limits.time = Duration::milliseconds(50);
    const auto endless = ask(m_store,
                             "with recursive n(i) as (select 1 union all select i + 1 from n) "
                             "select i from n where i % 1000000 = 1",
                             limits);
    QCOMPARE(endless->cut, SqlCut::Time);
    const auto scan =
        ask(m_store, "select count(*) from event a, event b, event c, event d", limits);
    QCOMPARE(scan->cut, SqlCut::Time);
    QVERIFY(scan->rows.empty());
}

void SqlQuestionTest::stopsAtTheMemoryLimit()
{
    SqlLimits limits;
    limits.memory = 20 << 20;
    const auto sort = ask(m_store,
                          "with recursive n(i) as (select 1 union all select i + 1 from n "
                          "where i < 3000000) select i, hex(i) from n order by 2",
                          limits);
    QCOMPARE(sort->cut, SqlCut::Memory);
}

void SqlQuestionTest::endsWhenTheUserSaysSo()
{
    std::stop_source stop;
    stop.request_stop();
    const auto answer =
        ask(m_store, "select count(*) from event a, event b, event c", {}, stop.get_token());
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
}

THROUGHLINE_TEST(SqlQuestionTest)

} // namespace throughline

#include "tst_sql_question.moc"
