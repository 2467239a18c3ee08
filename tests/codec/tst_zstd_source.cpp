#include "models/codec/zstd_source.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;
using namespace codec::test;

class ZstdSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheTextWhateverTheReadSizes();
    void readsAllFramesAndPassesOverSkippableOnes();
    void acceptsZeroPadding();
    void refusesTrailingBytes();
    void refusesAWindowThatIsTooLarge();
    void reportsEveryTruncation();
    void noticesFlippedBytes();
};

namespace {

ReadResult unpack(std::string packed)
{
    const auto source = zstdSource(memorySource(std::move(packed), "a.zst"));
    return readAll(*source);
}

} // namespace

void ZstdSourceTest::givesTheTextWhateverTheReadSizes()
{
    const std::string text = sampleText(300'000);
    const std::string packed = zstdFrame(text);
    for (const std::size_t portion : {1U, 7U, 4096U, 1U << 20U}) {
        const auto source = zstdSource(std::make_unique<ShortReadSource>(packed, portion, 500));
        const ReadResult result = readAll(*source, portion);
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
        QCOMPARE(source->rawBytesRead(), std::uint64_t {packed.size()});
    }
}

void ZstdSourceTest::readsAllFramesAndPassesOverSkippableOnes()
{
    std::string packed = skippableFrame("first");
    std::string text;
    for (std::uint64_t frame = 0; frame < 100; ++frame) {
        const std::string part = sampleText(frame * 11, frame);
        text += part;
        packed += zstdFrame(part) + (frame % 3 == 0 ? skippableFrame(part) : std::string());
    }
    for (const std::uint32_t longest : {1U, 5U, 3000U}) {
        const auto source = zstdSource(std::make_unique<ShortReadSource>(packed, 3, longest));
        const ReadResult result = readAll(*source);
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
    }
}

void ZstdSourceTest::acceptsZeroPadding()
{
    const ReadResult result = unpack(zstdFrame("text") + std::string(1'000'000, '\0'));
    QVERIFY(!result.error);
    QCOMPARE(result.bytes, std::string("text"));
}

void ZstdSourceTest::refusesTrailingBytes()
{
    for (const std::string_view behind : {"{\"a\":1}\n", "abcd", "\n", "(abcd"}) {
        const ReadResult result = unpack(zstdFrame("text").append(behind));
        QVERIFY(result.error);
        QCOMPARE(result.error->message,
                 std::string("'a.zst' has other data behind its compressed data"));
        QCOMPARE(result.bytes, std::string("text"));
    }
}

void ZstdSourceTest::refusesAWindowThatIsTooLarge()
{
    // A frame header with the window descriptor 0x98: 2 to the power of 29 bytes.
    const ReadResult result = unpack(std::string("\x28\xB5\x2F\xFD\x00\x98\x01\x00\x00", 9));
    QVERIFY(result.error);
    QCOMPARE(result.error->message,
             std::string("'a.zst' needs more than 128 MiB of memory to unpack"));
}

void ZstdSourceTest::reportsEveryTruncation()
{
    const std::string text = sampleText(400'000);
    const std::string packed = zstdFrame(text);
    for (std::size_t i = 0; i < 200; ++i) {
        const ReadResult result = unpack(packed.substr(0, packed.size() * i / 200));
        QVERIFY(result.error);
        QCOMPARE(result.error->message,
                 std::string("'a.zst' ends in the middle of compressed data"));
        QVERIFY(text.starts_with(result.bytes));
    }
    for (std::size_t missing = 1; missing <= 9; ++missing) {
        QVERIFY(unpack(packed.substr(0, packed.size() - missing)).error);
        QVERIFY(unpack(packed + packed.substr(0, missing)).error);
    }
}

void ZstdSourceTest::noticesFlippedBytes()
{
    const std::string text = sampleText(20'000);
    const std::string packed = zstdFrame(text);
    Random random(5);
    for (std::size_t i = 0; i < 500; ++i) {
        std::string flipped = packed;
        const std::size_t at = random.below(static_cast<std::uint32_t>(packed.size()));
        flipped[at] = static_cast<char>(flipped[at] ^ (1U << random.below(8)));
        const ReadResult result = unpack(flipped);
        QVERIFY(result.error || result.bytes == text);
    }
}

THROUGHLINE_TEST(ZstdSourceTest)

} // namespace throughline

#include "tst_zstd_source.moc"
