#include "models/store/block_scan.h"
#include "models/store/integrity.h"
#include "models/store/queries/overview_queries.h"
#include "models/store/queries/source_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/store/statement.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace store;
using store::test::eventAt;
using store::test::moment;
using store::test::OwnedRecord;
using store::test::StoreFixture;
using Until = StoreFixture::Until;

namespace {

OwnedRecord ticket(const std::string& number)
{
    return {domain::Signal::Ticket, moment(50).ns, {{"ticket.id", number}, {"body", "help"}}};
}

/// One source that shows and two that do not: one cut in the middle, one read but not derived.
void fill(StoreFixture& store)
{
    store.write("shown", {eventAt("s1", 10), eventAt("s1", 20), ticket("1")});
    store.write("cut", {eventAt("s2", 5), eventAt("s3", 90), ticket("2")}, Until::Committed);
    store.write("read", {eventAt("s4", 1), ticket("3"), ticket("4")}, Until::Loaded);
}

} // namespace

class VisibilityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hidesSourcesThatAreNotDone();
    void hidesTheirBlocks();
    void hidesTheirTickets();
    void hidesTheirLineage();
    void hidesTheirRejects();
    void listsThemAsUnfinished();
    void discardsAllOfASource();
    void doesNotDiscardWhatShows();
    void knowsContentOfShownSourcesOnly();
    void isSoundAllTheSame();
};

void VisibilityTest::hidesSourcesThatAreNotDone()
{
    StoreFixture store;
    fill(store);
    const auto sources = visibleSources(store.connection());
    QCOMPARE(sources->size(), std::size_t {1});
    QCOMPARE(sources->front().path, std::string("shown"));
    QCOMPARE(sources->front().accepted, std::uint64_t {3});
    QCOMPARE(sources->front().timeRange,
             (TimeRange {moment(10), moment(50) + Duration::nanoseconds(1)}));
    QCOMPARE(sourceDigests(store.connection())->size(), std::size_t {1});
    QCOMPARE(sourceDigestsById(store.connection())->size(), std::size_t {1});
    const auto overview = readOverview(store.connection());
    QCOMPARE(overview->range.from, moment(10));
    QCOMPARE(overview->tickets, std::uint64_t {1});
}

void VisibilityTest::hidesTheirBlocks()
{
    StoreFixture store;
    fill(store);
    QCOMPARE(store.count("SELECT count(*) FROM block"), std::int64_t {3});
    const auto shown = chooseBlocks(store.connection(), {});
    QCOMPARE(shown->size(), std::size_t {1});
    QCOMPARE(shown->front().records, 2U);
    QCOMPARE(shown->front().first, moment(10));
    BlockChoice finishing;
    finishing.withLoaded = true;
    QCOMPARE(chooseBlocks(store.connection(), finishing)->size(), std::size_t {2});
    BlockChoice later;
    later.range = {moment(21), moment(99)};
    QVERIFY(chooseBlocks(store.connection(), later)->empty());
    BlockChoice spans;
    spans.signalList = {domain::Signal::Span};
    QVERIFY(chooseBlocks(store.connection(), spans)->empty());
}

void VisibilityTest::hidesTheirTickets()
{
    StoreFixture store;
    fill(store);
    QCOMPARE(allTickets(store.connection(), false)->size(), std::size_t {1});
    QCOMPARE(allTickets(store.connection(), true)->size(), std::size_t {3});
    QCOMPARE(ticketPage(store.connection(), 0, 10)->size(), std::size_t {1});
    QCOMPARE(*ticketCount(store.connection()), std::uint64_t {1});
    QVERIFY(findTicket(store.connection(), "1")->has_value());
    QVERIFY(!findTicket(store.connection(), "2")->has_value());
    QVERIFY(!findTicket(store.connection(), "3")->has_value());
}

void VisibilityTest::hidesTheirLineage()
{
    StoreFixture store;
    fill(store);
    const auto place = lineageOf(store.connection(), {domain::BlockId(1), 1});
    QVERIFY(place.ok());
    QCOMPARE(place->place.file, std::string("shown"));
    QCOMPARE(place->place.line, 2U);
    QCOMPARE(place->place.offset, std::uint64_t {11});
    QCOMPARE(place->format, std::string("ndjson"));
    for (const domain::RecordRef ref :
         {domain::RecordRef {domain::BlockId(1), 2}, domain::RecordRef {domain::BlockId(2), 0},
          domain::RecordRef {domain::BlockId(3), 0}, domain::RecordRef {domain::BlockId(9), 0}}) {
        const auto hidden = lineageOf(store.connection(), ref);
        QVERIFY(!hidden.ok());
        QCOMPARE(hidden.error().code, ErrorCode::Usage);
    }
    QVERIFY(lineageOfTicket(store.connection(), "1").ok());
    QVERIFY(!lineageOfTicket(store.connection(), "2").ok());
    QVERIFY(!lineageOfTicket(store.connection(), "3").ok());
}

void VisibilityTest::hidesTheirRejects()
{
    StoreFixture store;
    fill(store);
    QVERIFY(
        store.connection()
            .execute("INSERT INTO quarantine(source_id, line, offset, length, reason, detail, "
                     "excerpt, sha256) SELECT id, 1, 0, 1, 'bad_json', '', path, '' FROM source; "
                     "UPDATE source SET read = read + 1, rejected = 1")
            .ok());
    const auto rejects = rejectedRecords(store.connection(), 0, 10);
    QCOMPARE(rejects->size(), std::size_t {1});
    QCOMPARE(rejects->front().excerpt, std::string("shown"));
    QCOMPARE(*rejectedTotal(store.connection()), std::uint64_t {1});
    QVERIFY(rejectedRecords(store.connection(), 1, 10)->empty());
}

void VisibilityTest::listsThemAsUnfinished()
{
    StoreFixture store;
    fill(store);
    const auto unfinished = unfinishedSources(store.connection());
    QCOMPARE(unfinished->size(), std::size_t {2});
    QCOMPARE(unfinished->at(0).summary.path, std::string("cut"));
    QVERIFY(!unfinished->at(0).loaded);
    QCOMPARE(unfinished->at(0).account.accepted, std::uint64_t {3});
    QCOMPARE(unfinished->at(1).summary.path, std::string("read"));
    QVERIFY(unfinished->at(1).loaded);
    QCOMPARE(unfinished->at(1).summary.sha256, std::string("read"));
}

void VisibilityTest::discardsAllOfASource()
{
    StoreFixture store;
    const SignalDigest before = [&] {
        store.write("shown", {eventAt("s1", 10)});
        return store.digest();
    }();
    fill(store);
    const auto discarded = discardSource(store.connection(), domain::SourceId(3));
    QVERIFY2(discarded.ok(), discarded.ok() ? "" : describe(discarded.error()).c_str());
    QVERIFY(discardSource(store.connection(), domain::SourceId(4)).ok());
    for (const char* table : {"source", "block", "block_payload", "ticket"}) {
        const std::string sql = "SELECT count(*) FROM " + std::string(table);
        QCOMPARE(store.count(sql), std::int64_t {std::string_view(table) == "ticket" ? 1 : 2});
    }
    QCOMPARE(store.count(
                 "SELECT count(*) FROM block_column WHERE block_id NOT IN (SELECT id FROM block)"),
             std::int64_t {0});
    QVERIFY(store.digest() != before);
}

void VisibilityTest::doesNotDiscardWhatShows()
{
    StoreFixture store;
    fill(store);
    QVERIFY(discardSource(store.connection(), domain::SourceId(1)).ok());
    QCOMPARE(visibleSources(store.connection())->size(), std::size_t {1});
}

void VisibilityTest::knowsContentOfShownSourcesOnly()
{
    StoreFixture store;
    fill(store);
    QVERIFY(findByContent(store.connection(), 1, "shown")->has_value());
    QVERIFY(!findByContent(store.connection(), 1, "read")->has_value());
    QVERIFY(!findByContent(store.connection(), 2, "shown")->has_value());
    QVERIFY(*anyOfSize(store.connection(), 1));
    QVERIFY(!*anyOfSize(store.connection(), 2));
}

void VisibilityTest::isSoundAllTheSame()
{
    StoreFixture store;
    fill(store);
    const auto findings = checkIntegrity(store.connection(), {});
    for (const IntegrityFinding& finding : *findings) {
        QVERIFY2(finding.ok, (finding.name + ": " + finding.message).c_str());
    }
}

THROUGHLINE_TEST(VisibilityTest)

} // namespace throughline

#include "tst_visibility.moc"
