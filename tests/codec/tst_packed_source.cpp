#include "models/codec/bzip2_source.h"
#include "models/codec/xz_source.h"
#include "tests/codec/test_sources.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;
using namespace codec::test;

/// xz and bzip2, which are to behave as gzip does.
class PackedSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void givesTheTextWhateverTheReadSizes_data() { kinds(); }

    void givesTheTextWhateverTheReadSizes();

    void readsAllStreams_data() { kinds(); }

    void readsAllStreams();

    void acceptsZeroPadding_data() { kinds(); }

    void acceptsZeroPadding();

    void refusesTrailingBytes_data() { kinds(); }

    void refusesTrailingBytes();

    void reportsEveryTruncation_data() { kinds(); }

    void reportsEveryTruncation();

    void reportsEveryFlippedByte_data() { kinds(); }

    void reportsEveryFlippedByte();

    void keepsItsError_data() { kinds(); }

    void keepsItsError();

private:
    static void kinds()
    {
        QTest::addColumn<bool>("xz");
        QTest::newRow("xz") << true;
        QTest::newRow("bzip2") << false;
    }

    static std::string pack(std::string_view text)
    {
        QFETCH(const bool, xz);
        return xz ? throughline::test::xzStream(text) : throughline::test::bzip2Stream(text);
    }

    static std::unique_ptr<ByteSource> source(std::unique_ptr<ByteSource> packed)
    {
        QFETCH(const bool, xz);
        return xz ? xzSource(std::move(packed)) : bzip2Source(std::move(packed));
    }

    static ReadResult unpack(std::string packed)
    {
        return readAll(*source(memorySource(std::move(packed), "a.packed")));
    }
};

void PackedSourceTest::givesTheTextWhateverTheReadSizes()
{
    const std::string text = sampleText(50'000);
    const std::string packed = pack(text);
    for (const std::size_t portion : {1U, 7U, 4096U, 1U << 20U}) {
        const auto unpacking = source(std::make_unique<ShortReadSource>(packed, portion));
        const ReadResult result = readAll(*unpacking, portion);
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
        QCOMPARE(unpacking->rawBytesRead(), std::uint64_t {packed.size()});
        QCOMPARE(unpacking->name(), std::string("short reads"));
    }
}

void PackedSourceTest::readsAllStreams()
{
    std::string packed;
    std::string text;
    for (std::uint64_t stream = 0; stream < 40; ++stream) {
        const std::string part = sampleText(stream * 7, stream);
        text += part;
        packed += pack(part);
    }
    for (const std::uint32_t longest : {1U, 5U, 3000U}) {
        const ReadResult result =
            readAll(*source(std::make_unique<ShortReadSource>(packed, 3, longest)));
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
    }
}

void PackedSourceTest::acceptsZeroPadding()
{
    const ReadResult result = unpack(pack("text") + std::string(1'000'000, '\0'));
    QVERIFY(!result.error);
    QCOMPARE(result.bytes, std::string("text"));
}

void PackedSourceTest::refusesTrailingBytes()
{
    for (const std::string& behind :
         {std::string("{\"a\":1}\n"), std::string("x"), std::string("\n"), std::string("Bx"),
          std::string("BZh9 is how this goes on"), std::string("\xFD is how this goes on")}) {
        const ReadResult result = unpack(pack("text") + behind);
        QVERIFY2(result.error, behind.c_str());
        QVERIFY(result.error->code == ErrorCode::BadInput);
        QCOMPARE(result.bytes, std::string("text"));
    }
    QCOMPARE(unpack(pack("text") + "x").error->message,
             std::string("'a.packed' has other data behind its compressed data"));
}

void PackedSourceTest::reportsEveryTruncation()
{
    const std::string text = sampleText(4'000);
    const std::string packed = pack(text);
    for (std::size_t length = 1; length < packed.size(); length += 3) {
        const ReadResult result = unpack(packed.substr(0, length));
        QVERIFY(result.error);
        QCOMPARE(result.error->message,
                 std::string("'a.packed' ends in the middle of compressed data"));
        QVERIFY(text.starts_with(result.bytes));
    }
}

void PackedSourceTest::reportsEveryFlippedByte()
{
    const std::string text = sampleText(3'000);
    const std::string packed = pack(text);
    for (std::size_t place = 0; place < packed.size(); ++place) {
        std::string flipped = packed;
        flipped[place] = static_cast<char>(flipped[place] ^ 0x10);
        const ReadResult result = unpack(flipped);
        // A few bits carry nothing.
        QVERIFY2(result.error || result.bytes == text, std::to_string(place).c_str());
        QVERIFY(!result.error || result.error->code == ErrorCode::BadInput);
    }
}

void PackedSourceTest::keepsItsError()
{
    const auto unpacking = source(memorySource(pack(sampleText(500)).substr(0, 60), "a"));
    const ReadResult first = readAll(*unpacking);
    const ReadResult second = readAll(*unpacking);
    QVERIFY(first.error && second.error && *first.error == *second.error);
    QVERIFY(second.bytes.empty());
}

THROUGHLINE_TEST(PackedSourceTest)

} // namespace throughline

#include "tst_packed_source.moc"
