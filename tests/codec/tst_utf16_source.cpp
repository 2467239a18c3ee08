#include "models/codec/open_source.h"
#include "models/codec/utf16_source.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;
using namespace codec::test;
using throughline::test::utf16;

class Utf16SourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesUtf8WhateverTheReadSizes();
    void replacesHalvesOfPairs_data();
    void replacesHalvesOfPairs();
    void reportsHalfACharacterAtTheEnd();
    void isReadByItsMark();
    void isReadInsideAPackedFile();
};

void Utf16SourceTest::givesUtf8WhateverTheReadSizes()
{
    std::u16string text;
    for (int i = 0; i < 4000; ++i) {
        text += u"{\"name\":\"Gr\u00FC\u00DFe \u20AC \U0001F600\"}\n";
    }
    const std::string wanted = QString::fromStdU16String(text).toStdString();
    for (const bool bigEndian : {false, true}) {
        const std::string bytes = utf16(text, bigEndian).substr(2);
        const ByteOrder order = bigEndian ? ByteOrder::BigEndian : ByteOrder::LittleEndian;
        for (const std::size_t portion : {1U, 7U, 1U << 20U}) {
            const auto source =
                utf16Source(std::make_unique<ShortReadSource>(bytes, portion), order);
            const ReadResult result = readAll(*source, portion);
            QVERIFY(!result.error);
            QVERIFY(result.bytes == wanted);
        }
    }
}

void Utf16SourceTest::replacesHalvesOfPairs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("high alone") << QByteArray("\xD8\x3D\0x", 4);
    QTest::newRow("low alone") << QByteArray("\xDE\x00\0x", 4);
    QTest::newRow("high before high and low") << QByteArray("\xD8\x3D\xD8\x3D\xDE\x00", 6);
    QTest::newRow("high at the end") << QByteArray("\0x\xD8\x3D", 4);
}

void Utf16SourceTest::replacesHalvesOfPairs()
{
    QFETCH(const QByteArray, bytes);
    const ReadResult result =
        readAll(*utf16Source(memorySource(bytes.toStdString()), ByteOrder::BigEndian));
    QVERIFY(!result.error);
    QCOMPARE(result.bytes.find("\xEF\xBF\xBD") != std::string::npos, true);
    QVERIFY(QString::fromStdString(result.bytes).toStdString() == result.bytes);
}

void Utf16SourceTest::reportsHalfACharacterAtTheEnd()
{
    const auto source = utf16Source(memorySource(std::string("\0x\0", 3)), ByteOrder::BigEndian);
    const ReadResult result = readAll(*source);
    QCOMPARE(result.bytes, std::string("x"));
    QVERIFY(result.error.has_value());
    QVERIFY(result.error->code == ErrorCode::BadInput);
}

void Utf16SourceTest::isReadByItsMark()
{
    for (const bool bigEndian : {false, true}) {
        auto opened = openSource(memorySource(utf16(u"a,b\n1,\u00E9\n", bigEndian)));
        QVERIFY(opened.ok());
        QVERIFY(opened->hadByteOrderMark);
        QCOMPARE(readAll(*opened->text).bytes, std::string("a,b\n1,\xC3\xA9\n"));
    }
}

void Utf16SourceTest::isReadInsideAPackedFile()
{
    auto opened = openSource(memorySource(gzipMember(utf16(u"a,b\n", false))));
    QVERIFY(opened.ok());
    QVERIFY(opened->container == Container::Gzip);
    QCOMPARE(readAll(*opened->text).bytes, std::string("a,b\n"));
}

THROUGHLINE_TEST(Utf16SourceTest)

} // namespace throughline

#include "tst_utf16_source.moc"
