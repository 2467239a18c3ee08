#include "models/link/content_words.h"
#include "tests/support/test_registry.h"

#include <QStringList>
#include <QTest>

namespace throughline {

using link::contentWords;

class ContentWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void shares_data();
    void shares();
};

void ContentWordsTest::words_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("");
    QTest::newRow("sorted, lower case, once")
        << QByteArray("Payment failed, PAYMENT declined!") << QByteArray("declined failed payment");
    QTest::newRow("common and short words")
        << QByteArray("I can not go to the cart and it is 42") << QByteArray("cart");
    QTest::newRow("codes") << QByteArray("HTTP 502: ERR_CARD_DECLINED (PAY-402)")
                           << QByteArray("402 502 err_card_declined http pay");
    QTest::newRow("placeholders of a masked message")
        << QByteArray("cart <number> of user <uuid> expired") << QByteArray("cart expired user");
    QTest::newRow("angle brackets that are none")
        << QByteArray("a < bigger <open text>") << QByteArray("bigger open text");
    QTest::newRow("bracket at the end") << QByteArray("open <") << QByteArray("open");
    QTest::newRow("beyond ASCII") << QByteArray("Zahlung f\xC3\xBCr Bestellung")
                                  << QByteArray("bestellung f\xC3\xBCr zahlung");
    QTest::newRow("camel case is one word")
        << QByteArray("NullPointerException") << QByteArray("nullpointerexception");
    QTest::newRow("only marks") << QByteArray("___ ... ***") << QByteArray("");
}

void ContentWordsTest::words()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QByteArray found;
    for (const std::string& word : contentWords(text.toStdString())) {
        found += (found.isEmpty() ? "" : " ") + QByteArray::fromStdString(word);
    }
    QCOMPARE(found, expected);
}

void ContentWordsTest::shares_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QByteArray>("whole");
    QTest::addColumn<int>("common");
    QTest::addColumn<double>("share");
    QTest::newRow("both empty") << QByteArray("") << QByteArray("") << 0 << 0.0;
    QTest::newRow("no error words") << QByteArray("") << QByteArray("card declined") << 0 << 0.0;
    QTest::newRow("whole error quoted")
        << QByteArray("card declined") << QByteArray("my card was declined twice") << 2 << 1.0;
    QTest::newRow("half of it") << QByteArray("card declined gateway timeout")
                                << QByteArray("card declined") << 2 << 0.5;
    QTest::newRow("one ordinary word says nothing")
        << QByteArray("payment") << QByteArray("payment trouble") << 1 << 0.0;
    QTest::newRow("one code says something")
        << QByteArray("err_42 gateway") << QByteArray("it says ERR_42") << 1 << 0.5;
    QTest::newRow("nothing in common")
        << QByteArray("card declined") << QByteArray("invoice missing") << 0 << 0.0;
}

void ContentWordsTest::shares()
{
    QFETCH(QByteArray, part);
    QFETCH(QByteArray, whole);
    QFETCH(int, common);
    QFETCH(double, share);
    const auto partWords = contentWords(part.toStdString());
    const auto wholeWords = contentWords(whole.toStdString());
    QCOMPARE(link::commonWords(partWords, wholeWords), static_cast<std::size_t>(common));
    QCOMPARE(link::commonWords(wholeWords, partWords), static_cast<std::size_t>(common));
    QCOMPARE(link::quotedShare(partWords, wholeWords), share);
}

THROUGHLINE_TEST(ContentWordsTest)

} // namespace throughline

#include "tst_content_words.moc"
