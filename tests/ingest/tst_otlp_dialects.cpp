#include "models/ingest/formats/otlp_dialects.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using namespace ingest;

class OtlpDialectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsIds_data();
    void readsIds();
    void knowsBothSpellings();
    void knowsBinaryRequests();
};

void OtlpDialectsTest::readsIds_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("hex");
    const auto row = [](const char* name, const char* id, const char* hex) {
        QTest::newRow(name) << QString::fromLatin1(id) << QString::fromLatin1(hex);
    };
    row("a trace in base64", "CvdlGRbNQ92ESOshHIAxnA==", "0af7651916cd43dd8448eb211c80319c");
    row("without padding it stays", "CvdlGRbNQ92ESOshHIAxnA", "CvdlGRbNQ92ESOshHIAxnA");
    row("a span in base64", "t61rcWkgMzE=", "b7ad6b7169203331");
    row("all bits set", "/////////////////////w==", "ffffffffffffffffffffffffffffffff");
    row("for addresses", "_____________________w==", "ffffffffffffffffffffffffffffffff");
    row("hexadecimal", "0af7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319c");
    row("a hexadecimal span", "b7ad6b7169203331", "b7ad6b7169203331");
    row("no digit of base64", "t61rcWk!MzE=", "t61rcWk!MzE=");
    row("nothing", "", "");
}

void OtlpDialectsTest::readsIds()
{
    QFETCH(const QString, id);
    QFETCH(const QString, hex);
    TextArena arena;
    const std::string text = id.toStdString();
    QCOMPARE(QString::fromStdString(std::string(otlpId(text, arena))), hex);
}

void OtlpDialectsTest::knowsBothSpellings()
{
    QCOMPARE(otlpName("trace_id"), std::string_view("traceId"));
    QCOMPARE(otlpSnakeName("traceId"), std::string_view("trace_id"));
    QCOMPARE(otlpName("my_own"), std::string_view("my_own"));
    QCOMPARE(otlpSnakeName("name"), std::string_view("name"));
}

void OtlpDialectsTest::knowsBinaryRequests()
{
    const std::string inner = "\x0a\x06\x0a\x04shop";
    const std::string request = std::string("\x0a") + static_cast<char>(inner.size()) + inner;
    QVERIFY(looksLikeOtlpProtobuf(request));
    QVERIFY(looksLikeOtlpProtobuf(std::string("\0\0\0\x0a", 4) + request));
    QVERIFY(!looksLikeOtlpProtobuf("{\"resourceSpans\":[]}"));
    QVERIFY(!looksLikeOtlpProtobuf("\n\n{\"ts\":1}\n"));
    QVERIFY(!looksLikeOtlpProtobuf("\ntext\n"));
    QVERIFY(!looksLikeOtlpProtobuf(""));
    QVERIFY(!looksLikeOtlpProtobuf("\x0a"));
    QVERIFY(!looksLikeOtlpProtobuf("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
}

THROUGHLINE_TEST(OtlpDialectsTest)

} // namespace throughline

#include "tst_otlp_dialects.moc"
