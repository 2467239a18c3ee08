#include "models/base/random.h"
#include "models/codec/compress.h"
#include "models/store/block_columns.h"
#include "models/store/column_reader.h"
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
    void packWhatSessionsShareOnce();
    void readOlderLayouts();
    void refuseNumbersThatPointNowhere();
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

void BlockColumnsTest::packWhatSessionsShareOnce()
{
    Random random(5);
    IndexColumns columns;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        const std::uint32_t session = random.below(50);
        columns.time.push_back(1'767'225'600'000'000'000 + std::int64_t {i} * 1'000'000);
        columns.session.push_back(7'000'000 + session * 3'571);
        columns.user.push_back(session % 7 == 0 ? kNoOrdinal : session * 101);
        columns.account.push_back(session / 2);
        columns.name.push_back(1);
        columns.context.push_back(session * 33);
        columns.flags.push_back(0);
    }
    QVERIFY(survives(columns));
    // A byte per row says whose it is, and that is noise of less than six bits.
    QVERIFY2(encode(columns).size() < 9'000, qPrintable(QString::number(encode(columns).size())));

    // A trace per row is noise of 16 bytes; which row has which takes next to nothing.
    LinkColumns link;
    for (std::size_t i = 0; i < 1'000; ++i) {
        link.traceLow.push_back(i % 2 == 0 ? random.next() : link.traceLow.back());
        link.traceHigh.push_back(i % 2 == 0 ? random.next() : link.traceHigh.back());
        link.duration.push_back(-1);
    }
    QVERIFY(survives(link));
    QVERIFY(encode(link).size() < 500 * 16 + 100);
    link.traceHigh[1] ^= 1; // of its own, though it shares a half
    QVERIFY(survives(link));
}

/// As stores up to now hold them: the values of all columns in full.
void BlockColumnsTest::readOlderLayouts()
{
    const IndexColumns index = indexOf(100);
    std::string bytes = startColumns(100);
    putDifferences(bytes, index.time);
    for (const auto* ordinals :
         {&index.session, &index.user, &index.account, &index.name, &index.context}) {
        putPlanes(bytes, *ordinals);
    }
    putPlanes(bytes, index.flags);
    IndexColumns readIndex;
    QVERIFY(decode(codec::compress(bytes), readIndex).ok());
    QVERIFY(readIndex == index);

    const LinkColumns link = linkOf(100);
    bytes = startColumns(100, 0);
    putPlain(bytes, link.traceLow);
    putPlain(bytes, link.traceHigh);
    putPlain(bytes, link.duration);
    bytes += startColumns(link.ids.size(), 0);
    putPlain(bytes, link.ids);
    LinkColumns readLink;
    QVERIFY(decode(codec::compress(bytes, codec::Effort::Least), readLink).ok());
    QVERIFY(readLink == link);

    const PlaceColumns place = placeOf(100);
    bytes = startColumns(100);
    putDifferences(bytes, place.offset);
    putPlanes(bytes, place.length);
    putDifferences(bytes, place.line);
    putPlanes(bytes, place.part);
    PlaceColumns readPlace;
    QVERIFY(decode(codec::compress(bytes), readPlace).ok());
    QVERIFY(readPlace == place);

    const RevenueColumns revenue = revenueOf(100);
    bytes = startColumns(100);
    putPlanes(bytes, revenue.row);
    putPlanes(bytes, revenue.micros);
    putPlanes(bytes, revenue.currency);
    RevenueColumns readRevenue;
    QVERIFY(decode(codec::compress(bytes), readRevenue).ok());
    QVERIFY(readRevenue == revenue);

    const GestureColumns gesture = gestureOf(100);
    bytes = startColumns(100);
    putPlanes(bytes, gesture.row);
    putPlanes(bytes, gesture.kind);
    putPlanes(bytes, gesture.target);
    putPlanes(bytes, gesture.x);
    putPlanes(bytes, gesture.y);
    GestureColumns readGesture;
    QVERIFY(decode(codec::compress(bytes), readGesture).ok());
    QVERIFY(readGesture == gesture);

    bytes = startColumns(100, 0);
    putPlain(bytes, link.traceLow);
    std::vector<std::uint64_t> hashes;
    QVERIFY(decodeHashes(codec::compress(bytes, codec::Effort::Least), hashes).ok());
    QVERIFY(hashes == link.traceLow);
}

void BlockColumnsTest::refuseNumbersThatPointNowhere()
{
    constexpr std::uint32_t kLayout = kInPlanes | kThin;
    const auto index = [](std::uint32_t actor) {
        std::string bytes = startColumns(1, kLayout);
        putTimes(bytes, {5});
        putThin(bytes, std::vector<std::uint32_t> {actor});
        putThin(bytes, std::vector<std::uint32_t> {1});
        putThin(bytes, std::vector<std::uint8_t> {0});
        bytes += startColumns(1, kLayout);
        for (int part = 0; part < 4; ++part) {
            putSteps(bytes, std::vector<std::uint32_t> {3});
        }
        return codec::compress(bytes);
    };
    IndexColumns read;
    QVERIFY(decode(index(0), read).ok());
    QCOMPARE(read.context, std::vector<std::uint32_t> {2});
    QVERIFY(!decode(index(1), read).ok());

    const auto link = [](const std::vector<std::uint32_t>& traces) {
        std::string bytes = startColumns(1, kApart);
        putPlain(bytes, std::vector<std::uint64_t> {8, 9});
        std::string rest = startColumns(traces.size(), kLayout);
        putThin(rest, traces);
        putThin(rest, std::vector<std::uint64_t>(traces.size(), 0));
        return codec::compress(bytes + codec::compress(rest), codec::Effort::None);
    };
    LinkColumns readLink;
    QVERIFY(decode(link({0, 1, 2}), readLink).ok());
    QCOMPARE(readLink.traceLow, (std::vector<std::uint64_t> {0, 8, 8}));
    QVERIFY(!decode(link({2}), readLink).ok()); // before the first
    QVERIFY(!decode(link({1, 3}), readLink).ok());
    QVERIFY(!decode(link({1, 1}), readLink).ok()); // there is but one
    QVERIFY(!decode(link({0}), readLink).ok()); // nobody has it
}

THROUGHLINE_TEST(BlockColumnsTest)

} // namespace throughline

#include "tst_block_columns.moc"
