#include "models/codec/line_reader.h"
#include "models/codec/open_source.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <numeric>
#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

class LineReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsLines_data();
    void cutsLines();
    void givesOversizedLinesAsTheirHead_data();
    void givesOversizedLinesAsTheirHead();
    void doesNotDependOnReadSizes();
    void matchesABruteForceSplit();
    void goesOnWhereItStood();
    void refusesToGoOnInAShorterFile();
    void holdsAHugeLineInConstantMemory();
    void readsALineOfTwentyMebibytesAsOversized();
    void countsFromTheByteOrderMark();
    void padsEveryLine();
    void givesWholeLinesBeforeAnError();
};

namespace {

struct Line
{
    std::string text;
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    std::uint32_t length = 0;
    bool oversized = false;
    bool unterminated = false;

    bool operator==(const Line&) const = default;
};

Line copyOf(const Frame& frame)
{
    return {std::string(frame.text), frame.offset,      frame.line, frame.length,
            frame.oversized,         frame.unterminated};
}

std::vector<Line> rest(LineReader& reader)
{
    std::vector<Line> lines;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        lines.push_back(copyOf(**frame));
    }
    return lines;
}

std::vector<Line> linesOf(ByteSource& source, LineReaderOptions options = {})
{
    LineReader reader(source, options);
    return rest(reader);
}

/// The definition, written down without care for speed or memory.
std::vector<Line> bruteForce(const std::string& text, std::size_t limit)
{
    std::vector<Line> lines;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = text.find('\n', begin);
        Line line;
        line.unterminated = end == std::string::npos;
        line.text = text.substr(begin, end == std::string::npos ? end : end - begin);
        if (line.text.ends_with('\r')) {
            line.text.pop_back();
        }
        line.offset = begin;
        line.line = static_cast<std::uint32_t>(lines.size() + 1);
        line.length = static_cast<std::uint32_t>(line.text.size());
        line.oversized = line.text.size() > limit;
        if (line.oversized) {
            line.text = line.text.substr(0, kFrameHeadBytes);
        }
        lines.push_back(line);
        begin = end == std::string::npos ? text.size() : end + 1;
    }
    return lines;
}

/// Lines of all kinds: empty, with CR in odd places, around and far above the limit.
std::string oddLines(std::uint64_t seed, std::size_t limit)
{
    Random random(seed);
    std::string text;
    const std::uint32_t count = 1 + random.below(30);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t around = limit - 2 + random.below(5);
        const std::size_t length = random.chance(0.3) ? around
            : random.chance(0.2)                      ? limit + random.below(9000)
                                                      : random.below(12);
        for (std::size_t k = 0; k < length; ++k) {
            text += random.chance(0.05) ? '\r' : static_cast<char>('a' + random.below(26));
        }
        text += random.chance(0.4) ? "\r\n" : random.chance(0.1) ? "\r\r\n" : "\n";
    }
    return random.chance(0.5) ? text.substr(0, text.size() - 1 - random.below(2)) : text;
}

} // namespace

void LineReaderTest::cutsLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("texts");
    QTest::addColumn<bool>("lastOpen");
    using L = QByteArrayList;
    QTest::newRow("nothing") << QByteArray() << L {} << false;
    QTest::newRow("one line end") << QByteArray("\n") << L {""} << false;
    QTest::newRow("final line end") << QByteArray("a\nb\n") << L {"a", "b"} << false;
    QTest::newRow("no final line end") << QByteArray("a\nb") << L {"a", "b"} << true;
    QTest::newRow("CR LF") << QByteArray("a\r\nb\r\n") << L {"a", "b"} << false;
    QTest::newRow("mixed") << QByteArray("a\r\nb\nc\r\n") << L {"a", "b", "c"} << false;
    QTest::newRow("empty lines") << QByteArray("\n\na\n\n") << L {"", "", "a", ""} << false;
    QTest::newRow("lone CR is text") << QByteArray("a\rb\n") << L {"a\rb"} << false;
    QTest::newRow("only the CR before LF") << QByteArray("a\r\r\n") << L {"a\r"} << false;
    QTest::newRow("cut between CR and LF") << QByteArray("a\r") << L {"a"} << true;
    QTest::newRow("NUL is text") << QByteArray("a\0b\n", 4) << L {QByteArray("a\0b", 3)} << false;
}

void LineReaderTest::cutsLines()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, texts);
    QFETCH(bool, lastOpen);
    const auto source = memorySource(bytes.toStdString());
    const std::vector<Line> lines = linesOf(*source);
    QCOMPARE(lines.size(), static_cast<std::size_t>(texts.size()));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        QCOMPARE(lines[i].text, texts[static_cast<qsizetype>(i)].toStdString());
        QCOMPARE(lines[i].line, static_cast<std::uint32_t>(i + 1));
        QCOMPARE(lines[i].unterminated, lastOpen && i + 1 == lines.size());
    }
}

void LineReaderTest::givesOversizedLinesAsTheirHead_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<QByteArray>("lineEnd");
    QTest::addColumn<bool>("oversized");
    QTest::newRow("at the limit") << 20'000 << QByteArray("\n") << false;
    QTest::newRow("at the limit, CR LF") << 20'000 << QByteArray("\r\n") << false;
    QTest::newRow("at the limit, open") << 20'000 << QByteArray() << false;
    QTest::newRow("one above") << 20'001 << QByteArray("\n") << true;
    QTest::newRow("one above, CR LF") << 20'001 << QByteArray("\r\n") << true;
    QTest::newRow("one above, open") << 20'001 << QByteArray() << true;
    QTest::newRow("far above") << 500'000 << QByteArray("\r\n") << true;
}

void LineReaderTest::givesOversizedLinesAsTheirHead()
{
    QFETCH(int, length);
    QFETCH(QByteArray, lineEnd);
    QFETCH(bool, oversized);
    const std::string text(static_cast<std::size_t>(length), 'x');
    const std::string after = lineEnd.isEmpty() ? "" : "after\n";
    const auto source = memorySource("before\n" + text + lineEnd.toStdString() + after);
    const std::vector<Line> lines = linesOf(*source, {.limitBytes = 20'000, .windowBytes = 256});
    QCOMPARE(lines.size(), std::size_t {lineEnd.isEmpty() ? 2U : 3U});
    QCOMPARE(lines[1].oversized, oversized);
    QCOMPARE(lines[1].length, static_cast<std::uint32_t>(length));
    QCOMPARE(lines[1].offset, std::uint64_t {7});
    QCOMPARE(lines[1].text.size(), oversized ? kFrameHeadBytes : text.size());
    if (!after.empty()) {
        QCOMPARE(lines[2].text, std::string("after"));
        QCOMPARE(lines[2].line, 3U);
        QCOMPARE(lines[2].offset, std::uint64_t {7} + text.size() + std::uint64_t(lineEnd.size()));
    }
}

void LineReaderTest::doesNotDependOnReadSizes()
{
    const std::string text = sampleText(100'000);
    const auto whole = memorySource(text);
    const std::vector<Line> expected = linesOf(*whole);
    QVERIFY(expected.size() > 1000);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        ShortReadSource source(text, seed, 1U << seed % 12U);
        QVERIFY(linesOf(source, {.limitBytes = 16384, .windowBytes = 64U << seed % 8U})
                == expected);
    }
}

void LineReaderTest::matchesABruteForceSplit()
{
    constexpr std::size_t kLimit = 100;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const std::string text = oddLines(seed, kLimit);
        ShortReadSource source(text, seed, 1 + static_cast<std::uint32_t>(seed % 400));
        QVERIFY(linesOf(source, {.limitBytes = kLimit, .windowBytes = 64})
                == bruteForce(text, kLimit));
    }
}

void LineReaderTest::goesOnWhereItStood()
{
    const std::string text = oddLines(7, 300) + sampleText(3000);
    const std::vector<Line> expected = bruteForce(text, 300);
    for (std::size_t done = 0; done <= expected.size(); ++done) {
        const auto first = memorySource(text);
        LineReader before(*first, {.limitBytes = 300});
        for (std::size_t i = 0; i < done; ++i) {
            QVERIFY(before.next().ok());
        }
        ShortReadSource second(text, done, 700);
        LineReader after(second, {.limitBytes = 300, .windowBytes = 128});
        QVERIFY(after.startAt(before.position()).ok());
        QVERIFY(after.position() == before.position());
        QVERIFY(rest(after)
                == std::vector<Line>(expected.begin() + static_cast<std::ptrdiff_t>(done),
                                     expected.end()));
    }
}

void LineReaderTest::refusesToGoOnInAShorterFile()
{
    const auto source = memorySource("a\nb\n", "short.log");
    LineReader reader(*source);
    const Result<void> started = reader.startAt({5, 3});
    QVERIFY(!started.ok());
    QCOMPARE(started.error().message,
             std::string("'short.log' is shorter than when its import began"));
}

void LineReaderTest::holdsAHugeLineInConstantMemory()
{
    constexpr std::uint64_t kLength = 64U << 20U;
    GeneratorSource source(kLength + 3,
                           [](std::uint64_t at) { return at == kLength ? '\n' : 'x'; });
    LineReader reader(source, {.limitBytes = 1U << 20U, .windowBytes = 64U << 10U});
    const auto huge = reader.next();
    QVERIFY(huge.ok() && *huge);
    QVERIFY((*huge)->oversized);
    QCOMPARE((*huge)->length, static_cast<std::uint32_t>(kLength));
    QCOMPARE((*huge)->text.size(), kFrameHeadBytes);
    const auto after = reader.next();
    QVERIFY(after.ok() && *after);
    QCOMPARE(std::string((*after)->text), std::string("xx"));
    QCOMPARE((*after)->offset, kLength + 1);
    QVERIFY(source.largestRead() <= std::size_t {4U << 20U});
}

void LineReaderTest::readsALineOfTwentyMebibytesAsOversized()
{
    const auto source = memorySource(std::string(20U << 20U, 'y') + "\n{}\n");
    const std::vector<Line> lines = linesOf(*source);
    QCOMPARE(lines.size(), std::size_t {2});
    QVERIFY(lines[0].oversized);
    QCOMPARE(lines[0].length, std::uint32_t {20U << 20U});
    QCOMPARE(lines[1].text, std::string("{}"));
}

void LineReaderTest::countsFromTheByteOrderMark()
{
    auto opened = openSource(memorySource("\xEF\xBB\xBF{}\n[]\n"));
    QVERIFY(opened.ok());
    const std::vector<Line> lines = linesOf(*opened->text);
    QCOMPARE(lines.size(), std::size_t {2});
    QCOMPARE(lines[0].text, std::string("{}"));
    QCOMPARE(lines[0].offset, std::uint64_t {3});
    QCOMPARE(lines[1].offset, std::uint64_t {6});
    // A reader that goes on counts the same.
    auto again = openSource(memorySource("\xEF\xBB\xBF{}\n[]\n"));
    LineReader reader(*again->text);
    QVERIFY(reader.startAt({6, 2}).ok());
    QVERIFY(rest(reader) == std::vector<Line> {lines[1]});
}

void LineReaderTest::padsEveryLine()
{
    // Address checks see a read beyond the buffer; the sum keeps the reads alive.
    const std::string text = oddLines(3, 200);
    ShortReadSource source(text, 1, 50);
    LineReader reader(source, {.limitBytes = 200, .windowBytes = 64});
    unsigned sum = 0;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        const char* const end = (*frame)->text.data() + (*frame)->text.size();
        sum = std::accumulate(end, end + kFramePadding, sum, [](unsigned total, char byte) {
            return total + static_cast<unsigned char>(byte);
        });
    }
    QVERIFY(sum > 0);
}

void LineReaderTest::givesWholeLinesBeforeAnError()
{
    FailingSource source("a\nb\nhalf");
    LineReader reader(source);
    QCOMPARE(std::string((*reader.next())->text), std::string("a"));
    QCOMPARE(std::string((*reader.next())->text), std::string("b"));
    QVERIFY(!reader.next().ok());
    const auto again = reader.next();
    QVERIFY(!again.ok());
    QCOMPARE(again.error().message, std::string("the disk is gone"));
}

THROUGHLINE_TEST(LineReaderTest)

} // namespace throughline

#include "tst_line_reader.moc"
