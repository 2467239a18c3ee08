#include "models/store/integrity.h"
#include "models/store/statement.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace store;
using store::test::eventAt;
using store::test::moment;
using store::test::OwnedRecord;
using store::test::StoreFixture;

namespace {

/// A store with every kind of column.
void fill(StoreFixture& store)
{
    std::vector<OwnedRecord> records;
    for (int i = 0; i < 40; ++i) {
        OwnedRecord click = eventAt("s" + std::to_string(i % 5), i, "click");
        click.fields.push_back({"target", "button"});
        click.fields.push_back({"x", "3"});
        records.push_back(click);
        OwnedRecord purchase = eventAt("s" + std::to_string(i % 5), i, "purchase");
        purchase.fields.push_back({"revenue", "9.50", domain::ValueKind::Number});
        purchase.fields.push_back({"currency", "EUR"});
        records.push_back(purchase);
        records.push_back({domain::Signal::Span,
                           moment(i).ns,
                           {{"trace_id", "0123456789abcdef0123456789abcd" + std::to_string(10 + i)},
                            {"span_id", "00000000000000a1"},
                            {"duration_ns", "5"}}});
    }
    records.push_back(
        {domain::Signal::Ticket, moment(5).ns, {{"ticket.id", "1"}, {"body", "help"}}});
    store.write("a", records);
}

bool sound(StoreFixture& store)
{
    const auto findings = checkIntegrity(store.connection(), {});
    return findings.ok()
        && std::all_of(findings->begin(), findings->end(),
                       [](const IntegrityFinding& finding) { return finding.ok; });
}

} // namespace

class IntegrityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingInASoundStore();
    void noticesAFlippedByteInEveryBlob();
    void noticesAChange_data();
    void noticesAChange();
    void canBeStopped();
};

void IntegrityTest::findsNothingInASoundStore()
{
    StoreFixture store;
    QVERIFY(sound(store));
    fill(store);
    QVERIFY(sound(store));
    QCOMPARE(store.count("SELECT count(DISTINCT name) FROM block_column"), std::int64_t {7});
}

void IntegrityTest::noticesAFlippedByteInEveryBlob()
{
    StoreFixture store;
    fill(store);

    struct Place
    {
        std::string table;
        std::int64_t row;
    };

    std::vector<Place> places;
    for (const char* table : {"block_column", "block_payload"}) {
        auto rows =
            Statement::prepare(store.connection(), "SELECT rowid FROM " + std::string(table));
        while (*rows->step()) {
            places.push_back({table, rows->integer(0)});
        }
    }
    QVERIFY(places.size() > 10);
    for (const Place& place : places) {
        auto read = Statement::prepare(store.connection(),
                                       "SELECT data FROM " + place.table + " WHERE rowid = ?1");
        auto write = Statement::prepare(
            store.connection(), "UPDATE " + place.table + " SET data = ?2 WHERE rowid = ?1");
        read->bindAll(place.row);
        QVERIFY(*read->step());
        const std::string good(read->blob(0));
        read->reset();
        for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 6) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 0x20);
            QVERIFY(write->run(place.row, Blob {bad}).ok());
            QVERIFY2(!sound(store), (place.table + " " + std::to_string(at)).c_str());
        }
        QVERIFY(write->run(place.row, Blob {good}).ok());
    }
    QVERIFY(sound(store));
}

void IntegrityTest::noticesAChange_data()
{
    QTest::addColumn<QByteArray>("sql");
    const auto row = [](const char* name, const char* sql) {
        QTest::newRow(name) << QByteArray(sql);
    };
    row("a ticket's text", "UPDATE ticket SET record = replace(record, 'help', 'held')");
    row("a ticket's hash", "UPDATE ticket SET hash = hash + 1");
    row("a missing ticket", "DELETE FROM ticket");
    row("a missing block", "DELETE FROM block WHERE id = 1");
    row("a missing payload", "DELETE FROM block_payload WHERE block_id = 1");
    row("a missing column", "DELETE FROM block_column WHERE block_id = 1 AND name = 'hash'");
    row("two payloads swapped",
        "UPDATE block_payload SET block_id = -block_id; "
        "UPDATE block_payload SET block_id = block_id + 3");
    row("the count of a block", "UPDATE block SET records = records + 1 WHERE id = 1");
    row("the digest of a source", "UPDATE source SET digest = '{}'");
    row("an account", "UPDATE source SET read = read + 1");
    row("another table", "CREATE TABLE extra(a)");
    row("a block of nobody",
        "PRAGMA foreign_keys = OFF; UPDATE block SET source_id = 99 WHERE id = 1");
}

void IntegrityTest::noticesAChange()
{
    QFETCH(const QByteArray, sql);
    StoreFixture store;
    fill(store);
    QVERIFY(store.connection().execute("PRAGMA foreign_keys = OFF; " + sql.toStdString()).ok());
    QVERIFY(!sound(store));
}

void IntegrityTest::canBeStopped()
{
    StoreFixture store;
    fill(store);
    std::stop_source stop;
    stop.request_stop();
    const auto findings = checkIntegrity(store.connection(), stop.get_token());
    QVERIFY(!findings.ok());
    QCOMPARE(findings.error().code, ErrorCode::Cancelled);
}

THROUGHLINE_TEST(IntegrityTest)

} // namespace throughline

#include "tst_integrity.moc"
