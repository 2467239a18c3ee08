#include "models/store/block_columns.h"
#include "models/store/derived_writer.h"
#include "models/store/queries/overview_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/store/sql/sql_question.h"
#include "models/store/statement.h"
#include "models/store/trace_chunk.h"
#include "tests/store/store_fixture.h"
#include "tests/support/must.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <random>

namespace throughline {

using domain::TraceId;
using store::Statement;
using store::TraceSummaryRow;
using store::test::StoreFixture;

namespace {

using throughline::test::must;

/// Rows of every kind: ids of 64 and 128 bits, with and without a session, texts that are missing.
std::vector<TraceSummaryRow> someRows(std::size_t count)
{
    std::mt19937_64 random(7);
    std::vector<TraceSummaryRow> rows;
    for (std::size_t i = 0; i < count; ++i) {
        TraceSummaryRow row;
        row.id = {i % 3 == 0 ? 0 : random(), random()};
        row.session = i % 4 == 0 ? -1 : static_cast<std::int64_t>(i % 100);
        row.spans = static_cast<std::uint32_t>(1 + i % 7);
        row.start = {static_cast<std::int64_t>(1'700'000'000'000'000'000 + random() % 1'000'000)};
        row.end = row.start + Duration::nanoseconds(static_cast<std::int64_t>(random() % 1'000));
        row.service = i % 5 == 0 ? std::string_view() : i % 2 == 0 ? "shop" : "pay";
        row.name = i % 6 == 0 ? std::string_view() : "GET /";
        row.errors = static_cast<std::uint32_t>(i % 2);
        rows.push_back(row);
    }
    std::ranges::sort(rows, {}, &TraceSummaryRow::id);
    return rows;
}

void write(StoreFixture& store, std::span<const TraceSummaryRow> rows)
{
    auto writer = must(store::DerivedWriter::begin(store.connection()));
    while (!rows.empty()) {
        const auto chunk = rows.first(std::min(rows.size(), store::kTracesPerChunk));
        must(writer.traces(store::packTraces(chunk)));
        rows = rows.subspan(chunk.size());
    }
    must(writer.finish(store.connection()));
}

/// A row of the table as text.
std::string asText(const TraceSummaryRow& row)
{
    return domain::toHex(row.id) + '|' + (row.session < 0 ? "-" : std::to_string(row.session)) + '|'
        + std::to_string(row.spans) + '|' + std::to_string(row.start.ns) + '|'
        + std::to_string(row.end.ns) + '|' + std::string(row.service) + '|' + std::string(row.name)
        + '|' + std::to_string(row.errors);
}

std::vector<std::string> ask(StoreFixture& store, const std::string& rest)
{
    auto statement = must(
        Statement::prepare(store.connection(),
                           "SELECT trace || '|' || coalesce(session, '-') || '|' || spans || '|' "
                           "|| start_ns || '|' || "
                           "end_ns || '|' || service || '|' || name || '|' || errors FROM trace "
                               + rest));
    std::vector<std::string> rows;
    while (must(statement.step())) {
        rows.push_back(statement.string(0));
    }
    return rows;
}

template<typename Keep>
std::vector<std::string> expected(const std::vector<TraceSummaryRow>& rows, const Keep& keep)
{
    std::vector<std::string> texts;
    for (const TraceSummaryRow& row : rows) {
        if (keep(row)) {
            texts.push_back(asText(row));
        }
    }
    return texts;
}

} // namespace

/// The table of traces lies packed in chunks and is read as a table nevertheless.
class TraceRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatWasWritten_data();
    void givesWhatWasWritten();
    void findsByIdHalfAndSession();
    void takesNoOtherSpellingForTheId();
    void joinsAndCounts();
    void isRefusedUnderItsOwnName();
    void noticesDamage();
};

void TraceRowsTest::givesWhatWasWritten_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("a chunk") << static_cast<int>(store::kTracesPerChunk);
    QTest::newRow("one more") << static_cast<int>(store::kTracesPerChunk) + 1;
    QTest::newRow("some chunks") << 10'000;
}

void TraceRowsTest::givesWhatWasWritten()
{
    QFETCH(const int, count);
    StoreFixture store;
    const auto rows = someRows(static_cast<std::size_t>(count));
    write(store, rows);
    const auto all = [](const TraceSummaryRow&) { return true; };
    QCOMPARE(ask(store, ""), expected(rows, all));
    QCOMPARE(ask(store, "ORDER BY trace"), expected(rows, all));
    auto turned = expected(rows, all);
    std::ranges::reverse(turned);
    QCOMPARE(ask(store, "ORDER BY trace DESC"), turned);
    QCOMPARE(must(store::traceCount(store.connection())), static_cast<std::uint64_t>(count));
    write(store, {}); // what was there is gone
    QVERIFY(ask(store, "").empty());
}

void TraceRowsTest::findsByIdHalfAndSession()
{
    StoreFixture store;
    const auto rows = someRows(9'000);
    write(store, rows);
    for (const std::size_t place : {0U, 1U, 4095U, 4096U, 5000U, 8999U}) {
        const TraceId id = rows[place].id;
        const auto same = [&id](const TraceSummaryRow& row) { return row.id == id; };
        QCOMPARE(ask(store, "WHERE trace = '" + domain::toHex(id) + "'"), expected(rows, same));
        QCOMPARE(must(store::findTraces(store.connection(), id)).size(), std::size_t {1});
        QCOMPARE(must(store::findTraces(store.connection(), {0, id.low})).size(), std::size_t {1});
        QVERIFY(must(store::findTraces(store.connection(), {id.high + 1, id.low + 1})).empty());
    }
    for (const std::int64_t session : {0, 1, 57, 99, 100}) {
        const auto same = [session](const TraceSummaryRow& row) { return row.session == session; };
        QCOMPARE(ask(store, "WHERE session = " + std::to_string(session)), expected(rows, same));
        QCOMPARE(ask(store, "WHERE session = " + std::to_string(session) + ".0"),
                 expected(rows, same));
    }
    const auto none = [](const TraceSummaryRow& row) { return row.session < 0; };
    QCOMPARE(ask(store, "WHERE session IS NULL"), expected(rows, none));
    QVERIFY(ask(store, "WHERE session = -1").empty());
    QVERIFY(ask(store, "WHERE session = 4294967295").empty());
    const auto both = [&rows](const TraceSummaryRow& row) {
        return row.id == rows[3].id || row.id == rows[7000].id;
    };
    QCOMPARE(ask(store,
                 "WHERE trace IN ('" + domain::toHex(rows[3].id) + "', '"
                     + domain::toHex(rows[7000].id) + "')"),
             expected(rows, both));
}

void TraceRowsTest::takesNoOtherSpellingForTheId()
{
    StoreFixture store;
    TraceSummaryRow row;
    row.id = {0, 0xAB};
    write(store, {&row, 1});
    const std::string hex = domain::toHex(row.id);
    QCOMPARE(ask(store, "WHERE trace = '" + hex + "'").size(), std::size_t {1});
    QVERIFY(ask(store, "WHERE trace = 'ab'").empty());
    QVERIFY(ask(store, "WHERE trace = 'none'").empty());
    QVERIFY(ask(store, "WHERE trace = 171").empty());
    QVERIFY(ask(store, "WHERE trace = NULL").empty());
    QCOMPARE(ask(store, "WHERE trace = upper('" + hex + "') COLLATE NOCASE").size(),
             std::size_t {1});
}

void TraceRowsTest::joinsAndCounts()
{
    StoreFixture store;
    const auto rows = someRows(5'000);
    write(store, rows);
    const auto without =
        std::ranges::count_if(rows, [](const TraceSummaryRow& row) { return row.session < 0; });
    QCOMPARE(store.count("SELECT count(*) - count(session) FROM trace"), without);
    QCOMPARE(store.count("SELECT count(*) FROM trace a JOIN trace b ON b.trace = a.trace "
                         "WHERE a.session = 1"),
             std::ranges::count(rows, 1, &TraceSummaryRow::session));
    const store::Overview overview = must(store::readOverview(store.connection()));
    QCOMPARE(overview.traces, std::uint64_t {5'000});
    QCOMPARE(static_cast<std::int64_t>(overview.traces - overview.tracesInSessions), without);
}

/// Questions see the view of that name, and nothing that lies behind it.
void TraceRowsTest::isRefusedUnderItsOwnName()
{
    StoreFixture store;
    const auto rows = someRows(5'000);
    write(store, rows);
    const auto answer = [&store](const std::string& sql) {
        return store::askSql(must(store.connection().openReader()), sql, {}, {});
    };
    const auto one = must(
        answer("SELECT spans FROM trace WHERE trace_id = '" + domain::toHex(rows[7].id) + "'"));
    QCOMPARE(one.rows.size(), std::size_t {1});
    QCOMPARE(std::get<std::int64_t>(one.rows[0][0]), static_cast<std::int64_t>(rows[7].spans));
    QVERIFY(!answer("SELECT * FROM main.trace").ok());
    QVERIFY(!answer("SELECT * FROM trace_chunk").ok());
    QVERIFY(!answer("SELECT low FROM trace").ok());
}

void TraceRowsTest::noticesDamage()
{
    const auto rows = someRows(100);
    const store::PackedTraces good = store::packTraces(rows);
    store::TraceIds ids;
    store::TraceFacts facts;
    must(store::unpackIds(good.ids, good.traces, ids));
    must(store::unpackFacts(good.facts, good.traces, facts));
    QVERIFY(!store::unpackIds(good.ids, good.traces + 1, ids).ok());
    QVERIFY(!store::unpackFacts(good.facts, good.traces - 1, facts).ok());
    for (std::size_t cut = 0; cut < good.facts.size(); cut += 7) {
        QVERIFY(!store::unpackFacts(good.facts.substr(0, cut), good.traces, facts).ok());
        std::string changed = good.facts;
        changed[cut] = static_cast<char>(changed[cut] ^ 0x10);
        // Whatever it says, no row may name a text that is not there.
        if (store::unpackFacts(changed, good.traces, facts)) {
            QVERIFY(std::ranges::all_of(
                facts.name, [&facts](std::uint32_t place) { return place < facts.texts.size(); }));
        }
    }
    StoreFixture store;
    write(store, rows);
    must(store.connection().execute("UPDATE trace_chunk SET facts = x'00'"));
    auto statement = must(Statement::prepare(store.connection(), "SELECT sum(spans) FROM trace"));
    QVERIFY(!statement.step().ok());
}

THROUGHLINE_TEST(TraceRowsTest)

} // namespace throughline

#include "tst_trace_rows.moc"
