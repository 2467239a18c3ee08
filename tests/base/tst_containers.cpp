#include "models/base/byte_pack.h"
#include "models/base/hash.h"
#include "models/base/id_set.h"
#include "models/base/known_names.h"
#include "models/base/random.h"
#include "models/base/stream_hash.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace throughline {

class ContainersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hashesAreThoseOfTheFormat();
    void idSetsBehaveLikeSets();
    void hashSumsDoNotDependOnOrder();
    void hashOfPiecesIsThatOfTheWhole();
    void namesAreDescribedOnce();
    void packsInPiecesWhatItPacksWhole();
    void randomIsTheSameEverywhere();
};

void ContainersTest::idSetsBehaveLikeSets()
{
    Random random(7);
    for (int round = 0; round < 50; ++round) {
        std::set<std::uint32_t> a;
        std::set<std::uint32_t> b;
        for (int i = 0; i < 200; ++i) {
            a.insert(random.below(300));
            b.insert(random.below(300));
        }
        IdSet x(std::vector<std::uint32_t>(a.begin(), a.end()));
        const IdSet y(std::vector<std::uint32_t>(b.begin(), b.end()));
        IdSet both = x;
        both &= y;
        IdSet less = x;
        less -= y;
        QCOMPARE(both.size() + less.size(), a.size());
        for (std::uint32_t id = 0; id < 300; ++id) {
            QCOMPARE(both.contains(id), a.contains(id) && b.contains(id));
            QCOMPARE(less.contains(id), a.contains(id) && !b.contains(id));
        }
        x |= y;
        QCOMPARE(x.size(), less.size() + y.size());
    }
    QCOMPARE(IdSet::firstIds(3).toVector(), (std::vector<std::uint32_t> {0, 1, 2}));
    QVERIFY(IdSet().empty());
}

void ContainersTest::hashSumsDoNotDependOnOrder()
{
    Hash128 forward;
    Hash128 backward;
    for (int i = 0; i < 100; ++i) {
        forward += hash128(std::to_string(i));
        backward += hash128(std::to_string(99 - i));
    }
    QCOMPARE(forward, backward);
    QCOMPARE(toHex(Hash128 {1, 0}), std::string("00000000000000000000000000000001"));
    Hash128 carry {UINT64_MAX, 0};
    carry += Hash128 {1, 0};
    QCOMPARE(carry, (Hash128 {0, 1}));
}

void ContainersTest::hashOfPiecesIsThatOfTheWhole()
{
    std::string whole;
    StreamHash pieces;
    QCOMPARE(pieces.value(), hash128(whole));
    for (int i = 0; i < 300; ++i) {
        const std::string piece(static_cast<std::size_t>(i * 7 % 400),
                                static_cast<char>('a' + i % 26));
        whole += piece;
        pieces.add(piece);
        QCOMPARE(pieces.value(), hash128(whole));
    }
}

void ContainersTest::namesAreDescribedOnce()
{
    KnownNames<int> names;
    QVERIFY(names.find("a") == nullptr);
    QVERIFY(names.find("a", 7) == nullptr);
    // More than any of its caches has places for.
    for (int i = 0; i < 5000; ++i) {
        names.add("name" + std::to_string(i), static_cast<std::uint32_t>(i)) = i;
    }
    for (int i = 0; i < 5000; ++i) {
        const std::string name = "name" + std::to_string(i);
        QCOMPARE(*names.find(name), i);
        QCOMPARE(*names.find(name, static_cast<std::uint32_t>(i)), i);
        QVERIFY(names.find(name) == names.find(name));
    }
    int sum = 0;
    names.forEach([&sum](int value) { sum += value; });
    QCOMPARE(sum, 5000 * 4999 / 2);
    names.clear();
    QVERIFY(names.find("name1", 1) == nullptr && names.size() == 0);
}

void ContainersTest::packsInPiecesWhatItPacksWhole()
{
    const std::vector<std::string> texts(1000, std::string(300, 'x'));
    const std::vector<std::uint64_t> numbers(100'000, 5);
    BytePacker whole;
    std::string joined;
    std::size_t largest = 0;
    BytePacker pieces([&](std::string_view piece) {
        joined += piece;
        largest = std::max(largest, piece.size());
    });
    for (BytePacker* packer : {&whole, &pieces}) {
        (*packer)(texts);
        (*packer)(numbers);
        (*packer)(std::string("end"));
    }
    pieces.finish();
    QVERIFY(joined == whole.bytes());
    QVERIFY(largest >= numbers.size() * 8);
    QVERIFY(pieces.bytes().empty());
}

void ContainersTest::randomIsTheSameEverywhere()
{
    Random random(42);
    QCOMPARE(random.next(), std::uint64_t {13679457532755275413ULL});
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(random.below(10) < 10);
        const double u = random.uniform();
        QVERIFY(u >= 0 && u < 1);
    }
}

/// As the library's own tool gives them for these bytes; short ones, and those that the processor's
/// widest registers take part in.
void ContainersTest::hashesAreThoseOfTheFormat()
{
    std::string bytes;
    for (int i = 0; i < 5'000; ++i) {
        bytes += static_cast<char>(i * 7 + i / 256);
    }
    const auto hex = [&bytes](std::size_t size) {
        return toHex(hash128(std::string_view(bytes).substr(0, size)));
    };
    QCOMPARE(hex(0), std::string("99aa06d3014798d86001c324468d497f"));
    QCOMPARE(hex(16), std::string("ddf6c1254d70f76794eaa17b20756f46"));
    QCOMPARE(hex(240), std::string("89e3a0a2ee355d25d10beb4e0599e4b3"));
    QCOMPARE(hex(241), std::string("75f4da43f23cce5a541b19226f0052e8"));
    QCOMPARE(hex(450), std::string("98b9fa52524b11a08c071ec222443e76"));
    QCOMPARE(hex(1'024), std::string("a3da96fbd688736171bee625238addb4"));
    QCOMPARE(hex(5'000), std::string("e814573b3db786c4ed0146266d138bd8"));
    QCOMPARE(hash64(std::string_view(bytes).substr(0, 17)), 0xF34C'3C9C'F5A1'12D1ULL);
    QCOMPARE(hash64(std::string_view(bytes).substr(0, 241)), 0x541B'1922'6F00'52E8ULL);
    QCOMPARE(hash64(bytes), 0xED01'4626'6D13'8BD8ULL);
}

THROUGHLINE_TEST(ContainersTest)

} // namespace throughline

#include "tst_containers.moc"
