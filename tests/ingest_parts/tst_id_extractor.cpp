#include "models/base/text.h"
#include "models/ingest/normalize/id_extractor.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

class IdExtractorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsIds_data();
    void findsIds();
    void keepsTheOrderAndDropsRepeats();
    void boundsTheNumber();
    void leavesOutWhatRedactionRemoves_data();
    void leavesOutWhatRedactionRemoves();
};

void IdExtractorTest::findsIds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("session behind the word", "It was session s_12, yesterday.", "session:s_12");
    row("session id with colon", "Session ID: 7f3a-99", "session:7f3a-99");
    row("session id as a key", "sessionId=\"abc123\"", "session:abc123");
    row("our address", "https://app.example.com/sessions/sess_8812?t=35", "session:sess_8812");
    row("our query", "see https://app.example.com/x?a=1&session=s-77.", "session:s-77");
    row("session_id in a query", "?session_id=s77", "session:s77");
    row("a vendor's replay",
        "https://rum.example.com/rum/replay/sessions/5f9d1c0e-77aa-4e1c-9d2b-3f2a1b0c9d8e",
        "session:5f9d1c0e-77aa-4e1c-9d2b-3f2a1b0c9d8e");
    row("replay with 32 digits", "https://x.example.com/replays/4bf92f3577b34da6a3ce929d0e0e4736/",
        "session:4bf92f3577b34da6a3ce929d0e0e4736");
    row("encoded id", "https://x.example.com/session/123%3A456", "session:123%3A456");
    row("prose about sessions", "My session expired, the session was lost 2 times", "");
    row("list page", "https://app.example.com/sessions/list", "");
    row("trace", "trace 4BF92F3577B34DA6A3CE929D0E0E4736 failed",
        "trace:4bf92f3577b34da6a3ce929d0e0e4736");
    row("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "trace:0af7651916cd43dd8448eb211c80319c id:b7ad6b7169203331");
    row("span", "span 8448EB211c80319c.", "id:8448eb211c80319c");
    row("UUID", "ref 5F9D1C0E-77aa-4e1c-9d2b-3f2a1b0c9d8e",
        "id:5F9D1C0E-77aa-4e1c-9d2b-3f2a1b0c9d8e");
    row("decimal", "id 9532127138774266268!", "id:9532127138774266268");
    row("order", "order ord_10293 and req-8a7f2c1b", "id:ord_10293 id:req-8a7f2c1b");
    row("16 digits are an order number or nothing", "4929649583333657", "");
    row("numbers of daily life", "paid 49.90 on 2025-04-24 at 10:32, 404, utf-8, covid-19, v1.2.3",
        "");
    row("no digit", "nothing to see", "");
    row("empty", "", "");
}

void IdExtractorTest::findsIds()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(join(ingest::extractIds(text.toStdString()), " "), expected.toStdString());
}

void IdExtractorTest::keepsTheOrderAndDropsRepeats()
{
    const auto ids =
        ingest::extractIds("ord_10293 then session s_12, ord_10293 and session s_12 again");
    QCOMPARE(join(ids, " "), std::string("id:ord_10293 session:s_12"));
}

void IdExtractorTest::boundsTheNumber()
{
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "ord_" + std::to_string(100'000 + i) + " ";
    }
    QCOMPARE(ingest::extractIds(text).size(), std::size_t {64});
}

void IdExtractorTest::leavesOutWhatRedactionRemoves_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("key") << QByteArray("api_key=4bf92f3577b34da6a3ce929d0e0e4737");
    QTest::newRow("token in an address")
        << QByteArray("https://x/y?token=4bf92f3577b34da6a3ce929d0e0e4737");
    QTest::newRow("card of 19 digits") << QByteArray("my card 6011000000000000001 was declined");
    QTest::newRow("e-mail as session") << QByteArray("https://x/y?session=alice1@example.com");
}

void IdExtractorTest::leavesOutWhatRedactionRemoves()
{
    QFETCH(QByteArray, text);
    QCOMPARE(join(ingest::extractIds(text.toStdString()), " "), std::string());
}

THROUGHLINE_TEST(IdExtractorTest)

} // namespace throughline

#include "tst_id_extractor.moc"
