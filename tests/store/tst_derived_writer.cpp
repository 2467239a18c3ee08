#include "models/store/derived_writer.h"
#include "tests/store/store_fixture.h"
#include "tests/support/must.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace store;
using store::test::StoreFixture;
using throughline::test::must;

namespace {

domain::SessionSummary session(std::uint32_t number)
{
    const std::string name = std::to_string(number);
    domain::SessionSummary row;
    row.number = domain::SessionNumber(number);
    row.id = "s_" + name + std::string(number % 40, 'x');
    row.user = number % 3 == 0 ? "" : "u_" + name;
    row.account = number % 5 == 0 ? "" : "acme_" + name;
    row.start = Timestamp::fromSeconds(number);
    row.end = Timestamp::fromSeconds(2 * number);
    row.events = number;
    row.errors = number + 1;
    row.rageClicks = number + 2;
    row.reloads = number + 3;
    row.tickets = number + 4;
    row.bot = number % 2 == 0;
    row.derived = number % 7 == 0;
    row.clock = {Duration::nanoseconds(-std::int64_t {number}), Duration::nanoseconds(number),
                 number, number % 4 == 0, number % 6 == 0};
    return row;
}

std::string contextsOf(std::uint32_t number)
{
    return number % 2 == 0 ? "" : "1," + std::to_string(number);
}

std::string asText(const domain::SessionSummary& row, const std::string& contexts)
{
    std::string text = row.id + '|' + row.user + '|' + row.account + '|' + contexts;
    for (const std::int64_t value :
         {std::int64_t {row.number.value()}, row.start.ns, row.end.ns, std::int64_t {row.events},
          std::int64_t {row.errors}, std::int64_t {row.rageClicks}, std::int64_t {row.reloads},
          std::int64_t {row.tickets}, std::int64_t {row.bot}, std::int64_t {row.derived},
          row.clock.offset.ns, row.clock.uncertainty.ns, std::int64_t {row.clock.pairs},
          (row.clock.oneSided ? kClockOneSided : 0)
              | (row.clock.contradictory ? kClockContradictory : 0)}) {
        text += '|' + std::to_string(value);
    }
    return text;
}

constexpr const char* kAll =
    "SELECT id || '|' || user || '|' || account || '|' || contexts || '|' || number || '|' || "
    "start_ns || '|' || end_ns || '|' || events || '|' || errors || '|' || rage_clicks || '|' || "
    "reloads || '|' || tickets || '|' || bot || '|' || derived || '|' || clock_offset_ns || '|' || "
    "clock_uncertainty_ns || '|' || clock_pairs || '|' || clock_flags FROM session ORDER BY number";

} // namespace

class DerivedWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEverySession_data();
    void writesEverySession();
};

void DerivedWriterTest::writesEverySession_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("told"); // that all came
    for (const int count : {0, 1, 15, 16, 17, 32, 100}) {
        QTest::addRow("%d sessions", count) << count << true;
        QTest::addRow("%d sessions, the end not told", count) << count << false;
    }
}

void DerivedWriterTest::writesEverySession()
{
    QFETCH(const int, count);
    QFETCH(const bool, told);
    StoreFixture store;
    for (int round = 0; round < 2; ++round) { // the second replaces the first
        auto writer = must(DerivedWriter::begin(store.connection()));
        for (int i = 0; i < count; ++i) {
            const auto number = static_cast<std::uint32_t>(i);
            writer.nextSession() = {session(number), contextsOf(number)};
            must(writer.sessionFilled());
        }
        if (told) {
            must(writer.endSessions());
            QCOMPARE(store.count("SELECT count(*) FROM session"), std::int64_t {count});
        }
        must(writer.finish(store.connection()));
    }
    auto rows = must(Statement::prepare(store.connection(), kAll));
    int read = 0;
    for (; must(rows.step()); ++read) {
        const auto number = static_cast<std::uint32_t>(read);
        QCOMPARE(rows.string(0), asText(session(number), contextsOf(number)));
    }
    QCOMPARE(read, count);
}

THROUGHLINE_TEST(DerivedWriterTest)

} // namespace throughline

#include "tst_derived_writer.moc"
