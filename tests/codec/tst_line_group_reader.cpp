#include "models/codec/line_group_reader.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

struct Record
{
    std::string text;
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    std::uint32_t length = 0;
    bool unterminated = false;

    bool operator==(const Record&) const = default;
};

bool beginsWithHash(std::string_view line)
{
    return line.starts_with('#');
}

std::vector<Record> recordsOf(ByteSource& source, LineReaderOptions options = {})
{
    LineGroupReader reader(source, beginsWithHash, options);
    std::vector<Record> records;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        const Frame& found = **frame;
        records.push_back(
            {std::string(found.text), found.offset, found.line, found.length, found.unterminated});
    }
    return records;
}

} // namespace

class LineGroupReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsLines();
    void keepsLinesBeforeTheFirstRecordApart();
    void keepsTheLengthInTheStream();
    void doesNotDependOnReadSizes();
    void cutsHugeRecordsBetweenLines();
    void givesTheOpenRecordBeforeAnError();
};

void LineGroupReaderTest::joinsLines()
{
    const auto source = memorySource("#1\n at a\n at b\n#2\n#3\n\n at c");
    const std::vector<Record> records = recordsOf(*source);
    QCOMPARE(records.size(), std::size_t {3});
    QVERIFY((records[0] == Record {"#1\n at a\n at b", 0, 1, 14, false}));
    QVERIFY((records[1] == Record {"#2", 15, 4, 2, false}));
    QVERIFY((records[2] == Record {"#3\n\n at c", 18, 5, 9, true}));
}

void LineGroupReaderTest::keepsLinesBeforeTheFirstRecordApart()
{
    const auto source = memorySource(" at x\n at y\n#1\n at a\n");
    const std::vector<Record> records = recordsOf(*source);
    QCOMPARE(records.size(), std::size_t {3});
    QCOMPARE(records[1].text, std::string(" at y"));
    QCOMPARE(records[2].text, std::string("#1\n at a"));
}

void LineGroupReaderTest::keepsTheLengthInTheStream()
{
    const auto source = memorySource("#1\r\n at a\r\n#2\r\n");
    const std::vector<Record> records = recordsOf(*source);
    QCOMPARE(records.size(), std::size_t {2});
    QVERIFY((records[0] == Record {"#1\n at a", 0, 1, 9, false}));
    QVERIFY((records[1] == Record {"#2", 11, 3, 2, false}));
}

void LineGroupReaderTest::doesNotDependOnReadSizes()
{
    Random random(5);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        std::string text;
        for (std::uint64_t i = random.below(20); i > 0; --i) {
            text += random.below(3) == 0 ? "#" : " ";
            text.append(random.below(20), 'x');
            text += "\n";
        }
        const auto whole = memorySource(text);
        ShortReadSource pieces(text, seed, 4);
        QVERIFY(recordsOf(*whole) == recordsOf(pieces, {.windowBytes = 8}));
    }
}

void LineGroupReaderTest::cutsHugeRecordsBetweenLines()
{
    std::string text = "#1\n";
    for (int i = 0; i < 10; ++i) {
        text += " at " + std::string(20, 'x') + "\n";
    }
    text += "#2\n";
    const auto source = memorySource(text);
    const std::vector<Record> records = recordsOf(*source, {.limitBytes = 100});
    QVERIFY(records.size() > 3);
    QVERIFY(records[0].text.size() <= 100 && records[0].text.starts_with("#1\n at"));
    QVERIFY(records[1].text.starts_with(" at"));
    QCOMPARE(records.back().text, std::string("#2"));
}

void LineGroupReaderTest::givesTheOpenRecordBeforeAnError()
{
    FailingSource source("#1\n at a\n");
    LineGroupReader reader(source, beginsWithHash);
    const auto record = reader.next();
    QVERIFY(record.ok() && *record);
    QCOMPARE((**record).text, std::string_view("#1\n at a"));
    QVERIFY(!reader.next().ok());
    QVERIFY(!reader.next().ok());
}

THROUGHLINE_TEST(LineGroupReaderTest)

} // namespace throughline

#include "tst_line_group_reader.moc"
