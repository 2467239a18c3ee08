#include "models/store/late_sync.h"
#include "models/store/statement.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace store;
using store::test::eventAt;
using store::test::StoreFixture;
using Until = StoreFixture::Until;

namespace {

constexpr std::int64_t kWaitsAtCheckpoints = 1; ///< as SQLite counts: NORMAL
constexpr std::int64_t kWaitsAtCommits = 2; ///< FULL

std::int64_t number(const Connection& connection, std::string_view question)
{
    auto statement = Statement::prepare(connection, question);
    const auto row = statement ? statement->step() : Result<bool>(false);
    return row && *row ? statement->integer(0) : -1;
}

std::int64_t waits(const Connection& connection)
{
    return number(connection, "PRAGMA synchronous");
}

} // namespace

class LateSyncTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lastsUntilItsEnd();
    void endsWithItsOwner();
    void othersSeeWhatIsCommitted();
    void isOverWhenASourceIsLoaded();
    void isOverWhenASourceIsGivenUp();
};

void LateSyncTest::lastsUntilItsEnd()
{
    StoreFixture store;
    Connection& connection = store.connection();
    QCOMPARE(waits(connection), kWaitsAtCommits);
    auto late = LateSync::begin(connection);
    QVERIFY(late);
    QCOMPARE(waits(connection), kWaitsAtCheckpoints);
    QVERIFY(late->end());
    QCOMPARE(waits(connection), kWaitsAtCommits);
}

void LateSyncTest::endsWithItsOwner()
{
    StoreFixture store;
    {
        auto late = LateSync::begin(store.connection());
        const LateSync moved = *std::move(late);
        QCOMPARE(waits(store.connection()), kWaitsAtCheckpoints);
    }
    QCOMPARE(waits(store.connection()), kWaitsAtCommits);
}

void LateSyncTest::othersSeeWhatIsCommitted()
{
    StoreFixture store;
    Connection& connection = store.connection();
    auto late = LateSync::begin(connection);
    QVERIFY(late);
    const auto reader = connection.openReader();
    QVERIFY(reader);
    for (std::int64_t i = 1; i <= 20; ++i) {
        QVERIFY(connection.execute("BEGIN IMMEDIATE; INSERT INTO setting(key, value) VALUES('n"
                                   + std::to_string(i) + "', '1'); COMMIT"));
        late->committed();
        QCOMPARE(number(*reader, "SELECT count(*) FROM setting WHERE key LIKE 'n_%'"), i);
    }
}

void LateSyncTest::isOverWhenASourceIsLoaded()
{
    StoreFixture store;
    store.write("loaded", {eventAt("s1", 10)}, Until::Loaded);
    QCOMPARE(waits(store.connection()), kWaitsAtCommits);
}

void LateSyncTest::isOverWhenASourceIsGivenUp()
{
    StoreFixture store;
    store.write("cut", {eventAt("s1", 10)}, Until::Committed);
    QCOMPARE(waits(store.connection()), kWaitsAtCommits);
}

THROUGHLINE_TEST(LateSyncTest)

} // namespace throughline

#include "tst_late_sync.moc"
