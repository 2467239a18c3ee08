#include "models/crypto/digest.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

class DigestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reproducesPublishedValues_data();
    void reproducesPublishedValues();
    void doesNotDependOnThePieces();
    void goesOnAfterALook();
    void copiesAreIndependent();
};

// FIPS 180-4 examples.
void DigestTest::reproducesPublishedValues_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("empty")
        << QByteArray()
        << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray(
        "abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("two blocks")
        << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

void DigestTest::reproducesPublishedValues()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    QCOMPARE(crypto::sha256Hex(input.toStdString()), expected.toStdString());
}

void DigestTest::doesNotDependOnThePieces()
{
    const std::string text(1000, 'x');
    crypto::Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += 7) {
        hash.update(std::string_view(text).substr(at, 7));
    }
    QCOMPARE(hash.hex(), crypto::sha256Hex(text));
    QCOMPARE(hash.digest().size(), std::size_t {32});
}

void DigestTest::goesOnAfterALook()
{
    crypto::Sha256 hash;
    hash.update("a");
    QCOMPARE(hash.hex(), crypto::sha256Hex("a"));
    hash.update("bc");
    QCOMPARE(hash.hex(), crypto::sha256Hex("abc"));
}

void DigestTest::copiesAreIndependent()
{
    crypto::Sha256 hash;
    hash.update("a");
    crypto::Sha256 copy = hash;
    copy.update("z");
    hash.update("bc");
    QCOMPARE(hash.hex(), crypto::sha256Hex("abc"));
    QCOMPARE(copy.hex(), crypto::sha256Hex("az"));
    copy = hash;
    QCOMPARE(copy.hex(), hash.hex());
}

THROUGHLINE_TEST(DigestTest)

} // namespace throughline

#include "tst_digest.moc"
