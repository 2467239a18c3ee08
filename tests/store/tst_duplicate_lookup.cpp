#include "models/base/random.h"
#include "models/store/duplicate_lookup.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <numeric>

namespace throughline {

using namespace store;
using store::test::eventAt;
using store::test::moment;
using store::test::OwnedRecord;
using store::test::StoreFixture;

namespace {

using Records = std::vector<OwnedRecord>;

Records repeated(const OwnedRecord& record, int times)
{
    return Records(static_cast<std::size_t>(times), record);
}

OwnedRecord ticket(const std::string& number)
{
    return {domain::Signal::Ticket, moment(5).ns, {{"ticket.id", number}, {"body", "help"}}};
}

/// Records drawn from few, so that exports overlap and repeat.
Records drawn(Random& random, std::uint32_t kinds)
{
    Records records;
    for (std::uint32_t i = 10 + random.below(60); i > 0; --i) {
        const std::uint32_t kind = random.below(kinds);
        if (kind % 5 == 4) {
            records.push_back(ticket(std::to_string(kind)));
        } else {
            records.push_back(eventAt("s" + std::to_string(kind), kind * 100));
        }
    }
    return records;
}

/// What ought to be kept of some exports: of each record the most times that one holds it.
std::size_t mostOfEach(const std::vector<Records>& exports)
{
    std::map<std::string, std::size_t> most;
    for (const Records& records : exports) {
        std::map<std::string, std::size_t> counts;
        for (const OwnedRecord& record : records) {
            ++counts[record.fields[0].value];
        }
        for (const auto& [name, count] : counts) {
            most[name] = std::max(most[name], count);
        }
    }
    std::size_t sum = 0;
    for (const auto& [name, count] : most) {
        sum += count;
    }
    return sum;
}

} // namespace

class DuplicateLookupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsRepetitionsWithinAFile();
    void keepsTheLargerNumber_data();
    void keepsTheLargerNumber();
    void worksForTickets();
    void tellsSignalsApart();
    void seesLoadedSources();
    void doesNotSeeCommittedParts();
    void findsRecordsInAnyOrderOfTime();
    void looksIntoOverlappingBlocks();
    void doesNotDependOnTheOrderOfExports();
};

void DuplicateLookupTest::keepsRepetitionsWithinAFile()
{
    StoreFixture store;
    const auto summary = store.write("a", repeated(eventAt("s", 1), 5));
    QCOMPARE(summary.accepted, std::uint64_t {5});
    QCOMPARE(summary.duplicates, std::uint64_t {0});
}

void DuplicateLookupTest::keepsTheLargerNumber_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("added");
    QTest::newRow("the same") << 3 << 3 << 0;
    QTest::newRow("fewer") << 3 << 1 << 0;
    QTest::newRow("more") << 1 << 4 << 3;
    QTest::newRow("none before") << 0 << 2 << 2;
}

void DuplicateLookupTest::keepsTheLargerNumber()
{
    QFETCH(const int, first);
    QFETCH(const int, second);
    QFETCH(const int, added);
    StoreFixture store;
    Records before = repeated(eventAt("s", 1), first);
    before.push_back(eventAt("other", 1));
    store.write("a", before);
    const auto summary = store.write("b", repeated(eventAt("s", 1), second));
    QCOMPARE(summary.read, static_cast<std::uint64_t>(second));
    QCOMPARE(summary.accepted, static_cast<std::uint64_t>(added));
    QCOMPARE(summary.duplicates, static_cast<std::uint64_t>(second - added));
    // A third export changes nothing any more.
    QCOMPARE(store.write("c", repeated(eventAt("s", 1), second)).accepted, std::uint64_t {0});
}

void DuplicateLookupTest::worksForTickets()
{
    StoreFixture store;
    store.write("a", {ticket("1"), ticket("1"), ticket("2")});
    const auto summary = store.write("b", {ticket("1"), ticket("1"), ticket("1"), ticket("3")});
    QCOMPARE(summary.accepted, std::uint64_t {2});
    QCOMPARE(summary.duplicates, std::uint64_t {2});
}

void DuplicateLookupTest::tellsSignalsApart()
{
    StoreFixture store;
    OwnedRecord log = eventAt("s", 1);
    log.signal = domain::Signal::Log;
    store.write("a", {eventAt("s", 1)});
    QCOMPARE(store.write("b", {log}).accepted, std::uint64_t {1});
}

void DuplicateLookupTest::seesLoadedSources()
{
    StoreFixture store;
    store.write("a", {eventAt("s", 1), ticket("1")}, StoreFixture::Until::Loaded);
    QCOMPARE(store.write("b", {eventAt("s", 1), ticket("1")}).duplicates, std::uint64_t {2});
}

void DuplicateLookupTest::doesNotSeeCommittedParts()
{
    StoreFixture store;
    store.write("a", {eventAt("s", 1), ticket("1")}, StoreFixture::Until::Committed);
    QCOMPARE(store.write("b", {eventAt("s", 1), ticket("1")}).duplicates, std::uint64_t {0});
}

void DuplicateLookupTest::findsRecordsInAnyOrderOfTime()
{
    // Three sources with ranges that lie apart, so that blocks are opened one by one.
    Records records;
    for (int i = 0; i < 300; ++i) {
        records.push_back(eventAt("s" + std::to_string(i), i * 1'000));
    }
    for (const int seed : {1, 2, 3, 4}) {
        StoreFixture store;
        for (std::size_t part = 0; part < 6; ++part) {
            store.write("part " + std::to_string(part),
                        Records(records.begin() + static_cast<std::ptrdiff_t>(part * 50),
                                records.begin() + static_cast<std::ptrdiff_t>(part * 50 + 50)));
        }
        Random random(static_cast<std::uint64_t>(seed));
        Records shuffled = records;
        for (std::size_t i = shuffled.size(); i > 1; --i) {
            std::swap(shuffled[i - 1], shuffled[random.below(static_cast<std::uint32_t>(i))]);
        }
        shuffled.push_back(eventAt("new", 150'500));
        const auto summary = store.write("all", shuffled);
        QCOMPARE(summary.duplicates, std::uint64_t {300});
        QCOMPARE(summary.accepted, std::uint64_t {1});
    }
}

void DuplicateLookupTest::looksIntoOverlappingBlocks()
{
    StoreFixture store;
    store.write("wide", {eventAt("a", 0), eventAt("x", 500), eventAt("b", 1'000)});
    store.write("narrow", {eventAt("c", 500), eventAt("d", 501)});
    const auto summary = store.write("third",
                                     {eventAt("c", 500), eventAt("x", 500), eventAt("b", 1'000),
                                      eventAt("a", 0), eventAt("d", 501), eventAt("e", 501)});
    QCOMPARE(summary.duplicates, std::uint64_t {5});
}

void DuplicateLookupTest::doesNotDependOnTheOrderOfExports()
{
    Random random(17);
    for (int round = 0; round < 6; ++round) {
        std::vector<Records> exports;
        for (std::uint32_t i = 2 + random.below(2); i > 0; --i) {
            exports.push_back(drawn(random, 8 + random.below(20)));
        }
        std::vector<std::size_t> order(exports.size());
        std::iota(order.begin(), order.end(), std::size_t {0});
        std::optional<SignalDigest> wanted;
        do {
            StoreFixture store;
            std::uint64_t accepted = 0;
            for (const std::size_t i : order) {
                accepted += store.write("export " + std::to_string(i), exports[i]).accepted;
            }
            QCOMPARE(accepted, std::uint64_t {mostOfEach(exports)});
            if (!wanted) {
                wanted = store.digest();
            }
            QVERIFY(store.digest() == *wanted);
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

THROUGHLINE_TEST(DuplicateLookupTest)

} // namespace throughline

#include "tst_duplicate_lookup.moc"
