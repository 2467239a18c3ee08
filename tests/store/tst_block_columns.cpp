#include "models/base/random.h"
#include "models/codec/compress.h"
#include "models/store/block_columns.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <limits>

namespace throughline {

using namespace store;

namespace {

constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

std::uint32_t word(Random& random)
{
    return static_cast<std::uint32_t>(random.next());
}

std::int64_t number(Random& random)
{
    return random.chance(0.1) ? (random.chance(0.5) ? kSmallest : kLargest)
                              : static_cast<std::int64_t>(random.next());
}

IndexColumns indexOf(std::size_t count)
{
    Random random(count);
    IndexColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.time.push_back(number(random));
        columns.session.push_back(i % 3 == 0 ? kNoOrdinal : word(random));
        columns.user.push_back(word(random));
        columns.account.push_back(word(random));
        columns.name.push_back(random.below(10));
        columns.context.push_back(random.below(3));
        columns.flags.push_back(static_cast<std::uint8_t>(random.below(256)));
    }
    return columns;
}

LinkColumns linkOf(std::size_t count)
{
    Random random(count + 1);
    LinkColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.traceLow.push_back(random.next());
        columns.traceHigh.push_back(random.next());
        columns.duration.push_back(i % 2 == 0 ? -1 : number(random));
        for (std::size_t id = 0; id < i % 3; ++id) {
            columns.ids.push_back(random.next());
        }
    }
    return columns;
}

PlaceColumns placeOf(std::size_t count)
{
    Random random(count + 2);
    PlaceColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.offset.push_back(random.chance(0.2) ? UINT64_MAX : i * 100);
        columns.length.push_back(word(random));
        columns.line.push_back(random.chance(0.2) ? UINT32_MAX : static_cast<std::uint32_t>(i));
        columns.part.push_back(random.below(5));
    }
    return columns;
}

RevenueColumns revenueOf(std::size_t count)
{
    Random random(count + 3);
    RevenueColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.row.push_back(static_cast<std::uint32_t>(i));
        columns.micros.push_back(number(random));
        columns.currency.push_back(random.below(3));
    }
    return columns;
}

GestureColumns gestureOf(std::size_t count)
{
    Random random(count + 4);
    GestureColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.row.push_back(static_cast<std::uint32_t>(i));
        columns.kind.push_back(static_cast<std::uint8_t>(1 + random.below(3)));
        columns.target.push_back(word(random));
        columns.x.push_back(static_cast<std::int32_t>(random.next()));
        columns.y.push_back(static_cast<std::int32_t>(random.next()));
    }
    return columns;
}

template<typename Columns>
bool survives(const Columns& columns)
{
    Columns read;
    return decode(encode(columns), read).ok() && read == columns;
}

/// Damages each byte in turn, and cuts at each: an error or the same values, nothing else.
template<typename Columns>
bool damageIsNoticed(const Columns& columns)
{
    const std::string bytes = encode(columns);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (const int bits : {1, 64, 255}) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ bits);
            Columns read;
            const auto decoded = decode(damaged, read);
            if (decoded.ok() ? !(read == columns) : decoded.error().code != ErrorCode::Store) {
                return false;
            }
        }
        Columns read;
        if (decode(std::string_view(bytes).substr(0, i), read).ok()) {
            return false;
        }
    }
    return true;
}

} // namespace

class BlockColumnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void giveBackWhatTheyTook_data();
    void giveBackWhatTheyTook();
    void noticeDamage();
    void refuseOtherColumns();
    void refuseCountsThatLie();
    void packRisingTimesWell();
};

void BlockColumnsTest::giveBackWhatTheyTook_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 2, 100, 5'000}) {
        QTest::addRow("%d rows", count) << count;
    }
}

void BlockColumnsTest::giveBackWhatTheyTook()
{
    QFETCH(const int, count);
    const auto rows = static_cast<std::size_t>(count);
    QVERIFY(survives(indexOf(rows)));
    QVERIFY(survives(linkOf(rows)));
    QVERIFY(survives(placeOf(rows)));
    QVERIFY(survives(revenueOf(rows)));
    QVERIFY(survives(gestureOf(rows)));
    const std::vector<std::uint64_t> hashes = linkOf(rows).traceLow;
    std::vector<std::uint64_t> read {1, 2, 3};
    QVERIFY(decodeHashes(encodeHashes(hashes), read).ok());
    QVERIFY(read == hashes);
}

void BlockColumnsTest::noticeDamage()
{
    QVERIFY(damageIsNoticed(indexOf(20)));
    QVERIFY(damageIsNoticed(linkOf(20)));
    QVERIFY(damageIsNoticed(placeOf(20)));
    QVERIFY(damageIsNoticed(revenueOf(5)));
    QVERIFY(damageIsNoticed(gestureOf(5)));
}

void BlockColumnsTest::refuseOtherColumns()
{
    LinkColumns link;
    IndexColumns index;
    std::vector<std::uint64_t> hashes;
    QVERIFY(!decode(encode(indexOf(10)), link).ok());
    QVERIFY(!decode(encode(linkOf(10)), index).ok());
    QVERIFY(!decodeHashes(encode(linkOf(10)), hashes).ok());
    QVERIFY(!decode("", link).ok());
}

void BlockColumnsTest::refuseCountsThatLie()
{
    for (const std::string& plain :
         {std::string("\xFF\xFF\xFF\xFF", 4),
          std::string("\xFF\xFF\xFF\x7F"
                      "12345678",
                      12),
          std::string("\1\0\0\0", 4), std::string("\0\0\0\0x", 5), std::string("\0\0", 2)}) {
        std::vector<std::uint64_t> hashes;
        QVERIFY(!decodeHashes(codec::compress(plain), hashes).ok());
        IndexColumns index;
        QVERIFY(!decode(codec::compress(plain), index).ok());
    }
}

void BlockColumnsTest::packRisingTimesWell()
{
    IndexColumns columns;
    for (std::int64_t i = 0; i < 10'000; ++i) {
        columns.time.push_back(1'767'225'600'000'000'000 + i * 1'000'000);
    }
    columns.session.resize(10'000);
    columns.user.resize(10'000);
    columns.account.resize(10'000);
    columns.name.resize(10'000);
    columns.context.resize(10'000);
    columns.flags.resize(10'000);
    QVERIFY(survives(columns));
    QVERIFY(encode(columns).size() < 2'000);
}

THROUGHLINE_TEST(BlockColumnsTest)

} // namespace throughline

#include "tst_block_columns.moc"
