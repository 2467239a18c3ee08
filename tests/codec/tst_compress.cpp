#include "models/codec/compress.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <thread>
#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

class CompressTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatItTook();
    void keepsToTheLimit();
    void noticesEveryFlippedByte();
    void noticesEveryCut();
    void refusesWhatIsNoFrame();
    void refusesFramesWithoutASize();
    void keepsNoiseAsItIs();
    void worksInManyThreads();
};

void CompressTest::givesBackWhatItTook()
{
    for (const std::size_t size : {0U, 1U, 100U, 262'144U, 3'000'000U}) {
        const std::string text = sampleText(size).substr(0, size);
        const auto plain = decompress(compress(text), size);
        QVERIFY(plain.has_value());
        QVERIFY(*plain == text);
    }
}

void CompressTest::keepsToTheLimit()
{
    const std::string packed = compress(std::string(1'000'000, 'a'));
    QVERIFY(packed.size() < 1'000);
    QVERIFY(!decompress(packed, 999'999).has_value());
    QVERIFY(decompress(packed, 1'000'000).has_value());
    std::string into = "kept";
    QVERIFY(!decompressInto(packed, 10, into));
}

void CompressTest::noticesEveryFlippedByte()
{
    const std::string text = sampleText(600);
    const std::string packed = compress(text);
    for (std::size_t i = 0; i < packed.size(); ++i) {
        for (const int bit : {1, 16, 128}) {
            std::string damaged = packed;
            damaged[i] = static_cast<char>(damaged[i] ^ bit);
            const auto plain = decompress(damaged, 1 << 20);
            QVERIFY2(!plain || *plain == text, std::to_string(i).c_str());
        }
    }
}

void CompressTest::noticesEveryCut()
{
    const std::string packed = compress(sampleText(600));
    for (std::size_t size = 0; size < packed.size(); ++size) {
        QVERIFY(!decompress(std::string_view(packed).substr(0, size), 1 << 20));
    }
    QVERIFY(!decompress(packed + "x", 1 << 20));
}

void CompressTest::refusesWhatIsNoFrame()
{
    QVERIFY(!decompress("", 100));
    QVERIFY(!decompress("not zstd at all", 100));
    QVERIFY(!decompress(gzipMember("text"), 100));
}

void CompressTest::refusesFramesWithoutASize()
{
    // A frame header (RFC 8878, section 3.1.1.1) that gives a window but no content size.
    const std::string header("\x28\xB5\x2F\xFD\x00\x58", 6);
    const std::string emptyLastBlock("\x01\x00\x00", 3);
    QVERIFY(!decompress(header + emptyLastBlock, 100));
}

void CompressTest::keepsNoiseAsItIs()
{
    for (const std::size_t size : {0U, 1U, 600U, 300'000U}) {
        const std::string text = sampleText(size).substr(0, size);
        const std::string kept = compress(text, Effort::None);
        QVERIFY(kept.size() < size + 16);
        QVERIFY(kept.find(text) != std::string::npos);
        QVERIFY(decompress(kept, size) == text);
        QVERIFY(size == 0 || !decompress(kept, size - 1));
    }
    const std::string kept = compress(sampleText(600), Effort::None);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        QVERIFY(!decompress(std::string_view(kept).substr(0, i), 1 << 20));
        for (const int bit : {1, 16, 128}) {
            std::string damaged = kept;
            damaged[i] = static_cast<char>(damaged[i] ^ bit);
            QVERIFY(!decompress(damaged, 1 << 20));
        }
    }
    QVERIFY(!decompress(kept + 'x', 1 << 20));
}

void CompressTest::worksInManyThreads()
{
    std::vector<std::thread> threads;
    std::vector<int> good(4);
    for (std::size_t t = 0; t < good.size(); ++t) {
        threads.emplace_back([&good, t] {
            for (std::uint64_t i = 0; i < 50; ++i) {
                const std::string text = sampleText(10'000, t * 100 + i);
                good[t] += decompress(compress(text), 1 << 20) == text ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QCOMPARE(good, (std::vector<int> {50, 50, 50, 50}));
}

THROUGHLINE_TEST(CompressTest)

} // namespace throughline

#include "tst_compress.moc"
