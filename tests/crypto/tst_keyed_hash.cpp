#include "models/crypto/keyed_hash.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <set>
#include <string>

namespace throughline {

namespace {

crypto::KeyedHash hashWith(std::string_view key)
{
    return crypto::KeyedHash(*crypto::SecretKey::fromBytes(key));
}

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

} // namespace

class KeyedHashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reproducesPublishedValue();
    void reproducesIndependentPseudonyms();
    void separatesDomains();
    void dependsOnTheKey();
    void hasTheShapeOfBase32();
    void isNoPlainHash();
    void survivesAMove();
};

void KeyedHashTest::reproducesPublishedValue()
{
    // RFC 4231, test case 1.
    const crypto::KeyedHash hash = hashWith(std::string(20, '\x0b'));
    QCOMPARE(hash.hex("Hi There"),
             std::string("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
}

void KeyedHashTest::reproducesIndependentPseudonyms()
{
    // Computed with another implementation of HMAC and base32.
    const crypto::KeyedHash hash = hashWith(kKey);
    QCOMPARE(hash.pseudonym("email", "alice@example.com"),
             std::string("fgqe34ees5pcxcfsdl5xbodgpi"));
    QCOMPARE(hash.pseudonym("user", "U-1001"), std::string("e7kkbddnysp4r7tmra7hlqkar4"));
}

void KeyedHashTest::separatesDomains()
{
    const crypto::KeyedHash hash = hashWith(kKey);
    QVERIFY(hash.pseudonym("user", "7") != hash.pseudonym("session", "7"));
    QVERIFY(hash.pseudonym("user", "7") != hash.pseudonym("use", "r7"));
    QVERIFY(hash.pseudonym("user", "U-1") != hash.pseudonym("user", "u-1"));
}

void KeyedHashTest::dependsOnTheKey()
{
    const crypto::KeyedHash one = hashWith(kKey);
    const crypto::KeyedHash other = hashWith("0123456789abcdef0123456789abcdeg");
    QVERIFY(one.pseudonym("user", "7") != other.pseudonym("user", "7"));
    QVERIFY(one.checkValue() != other.checkValue());
    QCOMPARE(one.checkValue(), hashWith(kKey).checkValue());
}

void KeyedHashTest::hasTheShapeOfBase32()
{
    const crypto::KeyedHash hash = hashWith(kKey);
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const std::string pseudonym = hash.pseudonym("user", std::to_string(i));
        QCOMPARE(pseudonym.size(), std::size_t {26});
        QCOMPARE(pseudonym.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"),
                 std::string::npos);
        QVERIFY(seen.insert(pseudonym).second);
    }
}

void KeyedHashTest::isNoPlainHash()
{
    // HMAC with an empty key would be the same in every installation.
    const crypto::KeyedHash hash = hashWith(kKey);
    QVERIFY(hash.hex("") != "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

void KeyedHashTest::survivesAMove()
{
    crypto::KeyedHash hash = hashWith(kKey);
    const std::string before = hash.pseudonym("user", "7");
    const crypto::KeyedHash moved = std::move(hash);
    QCOMPARE(moved.pseudonym("user", "7"), before);
}

THROUGHLINE_TEST(KeyedHashTest)

} // namespace throughline

#include "tst_keyed_hash.moc"
