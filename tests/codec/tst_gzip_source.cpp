#include "models/codec/gzip_source.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;
using namespace codec::test;

class GzipSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheTextWhateverTheReadSizes();
    void readsAllMembers();
    void readsAnEmptyMember();
    void acceptsZeroPadding();
    void refusesTrailingBytes_data();
    void refusesTrailingBytes();
    void reportsEveryTruncation();
    void agreesWithZlibOnFlippedBytes();
    void reportsTheSourcesError();
    void keepsItsError();
};

namespace {

ReadResult unpack(std::string packed, std::size_t portion = 65536)
{
    const auto source = gzipSource(memorySource(std::move(packed), "a.gz"));
    return readAll(*source, portion);
}

} // namespace

void GzipSourceTest::givesTheTextWhateverTheReadSizes()
{
    const std::string text = sampleText(50'000);
    const std::string packed = gzipMember(text);
    for (const std::size_t portion : {1U, 7U, 4096U, 1U << 20U}) {
        const auto source = gzipSource(std::make_unique<ShortReadSource>(packed, portion));
        const ReadResult result = readAll(*source, portion);
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
        QCOMPARE(source->rawBytesRead(), std::uint64_t {packed.size()});
        QCOMPARE(source->name(), std::string("short reads"));
    }
}

void GzipSourceTest::readsAllMembers()
{
    std::string packed;
    std::string text;
    for (std::uint64_t member = 0; member < 200; ++member) {
        const std::string part = sampleText(member * 7, member);
        text += part;
        packed += gzipMember(part);
    }
    for (const std::uint32_t longest : {1U, 5U, 3000U}) {
        const auto source = gzipSource(std::make_unique<ShortReadSource>(packed, 3, longest));
        const ReadResult result = readAll(*source);
        QVERIFY(!result.error);
        QVERIFY(result.bytes == text);
    }
}

void GzipSourceTest::readsAnEmptyMember()
{
    const ReadResult result = unpack(gzipMember("") + gzipMember("a") + gzipMember(""));
    QVERIFY(!result.error);
    QCOMPARE(result.bytes, std::string("a"));
}

void GzipSourceTest::acceptsZeroPadding()
{
    const ReadResult result = unpack(gzipMember("text") + std::string(1'000'000, '\0'));
    QVERIFY(!result.error);
    QCOMPARE(result.bytes, std::string("text"));
}

void GzipSourceTest::refusesTrailingBytes_data()
{
    QTest::addColumn<QByteArray>("behind");
    QTest::newRow("text") << QByteArray("{\"a\":1}\n");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("line end") << QByteArray("\n");
    QTest::newRow("zeros, then text") << QByteArray(70'000, '\0') + "x";
    QTest::newRow("half a magic number") << QByteArray("\x1F\x8A", 2);
}

void GzipSourceTest::refusesTrailingBytes()
{
    QFETCH(QByteArray, behind);
    const ReadResult result = unpack(gzipMember("text") + behind.toStdString());
    QVERIFY(result.error);
    QVERIFY(result.error->code == ErrorCode::BadInput);
    QCOMPARE(result.error->message,
             std::string("'a.gz' has other data behind its compressed data"));
    QCOMPARE(result.bytes, std::string("text"));
}

void GzipSourceTest::reportsEveryTruncation()
{
    const std::string text = sampleText(40'000);
    const std::string packed = gzipMember(text) + gzipMember(text);
    const std::size_t border = packed.size() / 2;
    for (std::size_t i = 0; i < 200; ++i) {
        const std::size_t length = packed.size() * i / 200;
        if (length == border) {
            continue;
        }
        const ReadResult result = unpack(packed.substr(0, length));
        QVERIFY(result.error);
        QCOMPARE(result.error->message,
                 std::string("'a.gz' ends in the middle of compressed data"));
        QVERIFY((text + text).starts_with(result.bytes));
    }
    for (std::size_t missing = 1; missing <= 9; ++missing) {
        QVERIFY(unpack(packed.substr(0, packed.size() - missing)).error);
    }
}

void GzipSourceTest::agreesWithZlibOnFlippedBytes()
{
    const std::string text = sampleText(20'000);
    const std::string packed = gzipMember(text);
    Random random(5);
    int refused = 0;
    for (std::size_t i = 0; i < 500; ++i) {
        std::string flipped = packed;
        // Header and trailer bit by bit, the rest at random places.
        const std::size_t at = i < 18 ? (i < 10 ? i : packed.size() - (i - 9))
                                      : random.below(static_cast<std::uint32_t>(packed.size()));
        flipped[at] = static_cast<char>(flipped[at] ^ (1U << random.below(8)));
        const ZlibVerdict verdict = zlibVerdict(flipped);
        const ReadResult result = unpack(flipped);
        QCOMPARE(!result.error, verdict.sound);
        QVERIFY(result.error || result.bytes == text);
        refused += result.error ? 1 : 0;
    }
    QVERIFY(refused > 450);
}

void GzipSourceTest::reportsTheSourcesError()
{
    const std::string packed = gzipMember(sampleText(40'000));
    const auto source = gzipSource(std::make_unique<FailingSource>(packed.substr(0, 3000)));
    const ReadResult result = readAll(*source);
    QVERIFY(!result.bytes.empty());
    QVERIFY(result.error);
    QCOMPARE(result.error->message, std::string("the disk is gone"));
}

void GzipSourceTest::keepsItsError()
{
    const auto source = gzipSource(memorySource("\x1F\x8B", "a.gz"));
    QVERIFY(readAll(*source).error);
    QVERIFY(readAll(*source).error);
}

THROUGHLINE_TEST(GzipSourceTest)

} // namespace throughline

#include "tst_gzip_source.moc"
