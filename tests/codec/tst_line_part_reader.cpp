#include "models/codec/line_part_reader.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>
#include <optional>
#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

/// "a+text": a part of stream a that goes on; "a.text": the last one; all else is of no stream.
std::optional<LinePart> partOf(std::string_view line)
{
    if (line.size() < 2 || (line[1] != '+' && line[1] != '.')) {
        return std::nullopt;
    }
    return LinePart {line.substr(0, 1), {2, line.size()}, {1, 2}, line[1] == '+'};
}

/// "text+a": the text in front of the mark.
std::optional<LinePart> partInFront(std::string_view line)
{
    if (line.size() < 2) {
        return std::nullopt;
    }
    const std::size_t at = line.size() - 2;
    return LinePart {line.substr(at + 1), {0, at}, {at, at + 1}, line[at] == '+'};
}

/// The same, where texts that begin with a blank add to what stands before.
std::optional<LinePart> addingPart(std::string_view line)
{
    auto part = partOf(line);
    if (part) {
        part->addable = true;
        part->adds = line.substr(2).starts_with(' ');
        part->separator = "/";
    }
    return part;
}

struct Record
{
    std::string text;
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    std::uint32_t length = 0;

    bool operator==(const Record&) const = default;
};

std::vector<Record> recordsOf(ByteSource& source, LinePartReader::PartOf parts = partOf,
                              LineReaderOptions options = {})
{
    LinePartReader reader(source, std::move(parts), options);
    std::vector<Record> records;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        const Frame& found = **frame;
        records.push_back({std::string(found.text), found.offset, found.line, found.length});
    }
    return records;
}

std::vector<std::string> textsOf(std::string text, LinePartReader::PartOf parts = partOf)
{
    const auto source = memorySource(std::move(text));
    std::vector<std::string> texts;
    for (Record& record : recordsOf(*source, std::move(parts))) {
        texts.push_back(std::move(record.text));
    }
    return texts;
}

} // namespace

class LinePartReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joins_data();
    void joins();
    void joinsWhatAdds_data();
    void joinsWhatAdds();
    void waitsForWhatAddsNoLongerThanThat();
    void keepsThePlaceOfTheFirstLine();
    void replacesAMarkBehindTheText();
    void doesNotDependOnReadSizes();
    void endsARecordAtTheLimit();
    void givesUpOnARecordThatIsNeverEnded();
    void givesWhatWasBegunBeforeAnError();
    void joinsWhatWasCutAnyhow();
};

void LinePartReaderTest::joins_data()
{
    using Texts = std::vector<std::string>;
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Texts>("records");

    QTest::newRow("nothing") << std::string() << Texts {};
    QTest::newRow("whole lines") << std::string("a.1\na.2\n") << Texts {"a.1", "a.2"};
    QTest::newRow("two parts") << std::string("a+1\na.2\n") << Texts {"a.12"};
    QTest::newRow("three parts and one")
        << std::string("a+1\na+2\na.3\na.4") << Texts {"a.123", "a.4"};
    QTest::newRow("an empty last part") << std::string("a+1\na.\n") << Texts {"a.1"};
    QTest::newRow("an empty first part") << std::string("a+\na.1\n") << Texts {"a.1"};
    QTest::newRow("streams in between") << std::string("a+1\nb.x\na+2\nb+y\nc.z\na.3\nb.y\n")
                                        << Texts {"a.123", "b.x", "b.yy", "c.z"};
    QTest::newRow("a line of no stream in between")
        << std::string("a+1\n\nother\na.2\n") << Texts {"a.12", "", "other"};
    QTest::newRow("never ended") << std::string("a+1\na+2\n") << Texts {"a+12"};
    QTest::newRow("two never ended")
        << std::string("a+1\nb+x\nc.z\n") << Texts {"a+1", "b+x", "c.z"};
    QTest::newRow("CR LF") << std::string("a+1\r\na.2\r\n") << Texts {"a.12"};
}

void LinePartReaderTest::joins()
{
    QFETCH(std::string, text);
    using Texts = std::vector<std::string>;
    QFETCH(Texts, records);
    QCOMPARE(textsOf(text), records);
}

void LinePartReaderTest::joinsWhatAdds_data()
{
    using Texts = std::vector<std::string>;
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Texts>("records");

    QTest::newRow("nothing") << std::string() << Texts {};
    QTest::newRow("one line") << std::string("a.1\n") << Texts {"a.1"};
    QTest::newRow("nothing that adds") << std::string("a.1\na.2\n") << Texts {"a.1", "a.2"};
    QTest::newRow("a stack") << std::string("a.1\na. 2\na. 3\na.4\n") << Texts {"a.1/ 2/ 3", "a.4"};
    QTest::newRow("nothing to add to") << std::string("a. 1\na. 2\n") << Texts {"a. 1/ 2"};
    QTest::newRow("streams in between")
        << std::string("a.1\nb.x\na. 2\nb. y\nb.z\n") << Texts {"a.1/ 2", "b.x/ y", "b.z"};
    QTest::newRow("a part that adds, cut in two")
        << std::string("a.1\na+ 2\na. 3\na. 4\n") << Texts {"a.1/ 2 3/ 4"};
}

void LinePartReaderTest::joinsWhatAdds()
{
    QFETCH(std::string, text);
    using Texts = std::vector<std::string>;
    QFETCH(Texts, records);
    QCOMPARE(textsOf(text, addingPart), records);
}

void LinePartReaderTest::waitsForWhatAddsNoLongerThanThat()
{
    std::string text = "a.1\n";
    for (std::size_t i = 0; i < kMostAddingLines; ++i) {
        text += "b.x\n";
    }
    const std::vector<std::string> texts = textsOf(text + "a. 2\n", addingPart);
    QCOMPARE(texts.size(), kMostAddingLines + 2);
    QCOMPARE(texts.front(), std::string("a.1"));
    QCOMPARE(texts.back(), std::string("a. 2"));
}

void LinePartReaderTest::keepsThePlaceOfTheFirstLine()
{
    const auto source = memorySource("x.0\na+1\na+2\nb.x\na.3\nb.y\n");
    const std::vector<Record> records = recordsOf(*source);
    QCOMPARE(records.size(), std::size_t {4});
    QVERIFY((records[0] == Record {"x.0", 0, 1, 3}));
    QVERIFY((records[1] == Record {"a.123", 4, 2, 7}));
    QVERIFY((records[2] == Record {"b.x", 12, 4, 3}));
    QVERIFY((records[3] == Record {"b.y", 20, 6, 3}));
}

void LinePartReaderTest::replacesAMarkBehindTheText()
{
    const auto source = memorySource("one+a\ntwo+a\nx.b\n.a\n+a\n");
    const std::vector<Record> records = recordsOf(*source, partInFront);
    QCOMPARE(records.size(), std::size_t {3});
    QCOMPARE(records[0].text, std::string("onetwo.a"));
    QCOMPARE(records[1].text, std::string("x.b"));
    QCOMPARE(records[2].text, std::string("+a"));
}

void LinePartReaderTest::doesNotDependOnReadSizes()
{
    const std::string text = "a+1\nb.x\na+22\nb+y\na.333\nb.y\n";
    const auto whole = memorySource(text);
    const std::vector<Record> expected = recordsOf(*whole);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        ShortReadSource reads(text, seed);
        QVERIFY(recordsOf(reads) == expected);
    }
}

void LinePartReaderTest::endsARecordAtTheLimit()
{
    const auto source = memorySource("a+12345\na+67890\na.x\nb.y\n");
    const std::vector<Record> records =
        recordsOf(*source, partOf, {.limitBytes = 14, .windowBytes = 16});
    QCOMPARE(records.size(), std::size_t {3});
    QCOMPARE(records[0].text, std::string("a+1234567890"));
    QCOMPARE(records[1].text, std::string("a.x"));
    QCOMPARE(records[2].text, std::string("b.y"));
}

void LinePartReaderTest::givesUpOnARecordThatIsNeverEnded()
{
    std::string text = "a+1\n";
    for (std::size_t i = 0; i < kMostPartLines; ++i) {
        text += "b.x\n";
    }
    text += "a.2\n";
    const std::vector<std::string> texts = textsOf(text);
    QCOMPARE(texts.size(), kMostPartLines + 2);
    QCOMPARE(texts.front(), std::string("a+1"));
    QCOMPARE(texts.back(), std::string("a.2"));
}

void LinePartReaderTest::givesWhatWasBegunBeforeAnError()
{
    FailingSource source("a+1\nb.x\na+2\nb");
    LinePartReader reader(source, partOf);
    QCOMPARE(std::string((*reader.next())->text), std::string("a+12"));
    QCOMPARE(std::string((*reader.next())->text), std::string("b.x"));
    QVERIFY(!reader.next().ok());
    QVERIFY(!reader.next().ok());
}

/// Against texts that were cut and shuffled by chance.
void LinePartReaderTest::joinsWhatWasCutAnyhow()
{
    Random random(7);
    const auto below = [&random](std::uint32_t end) { return random.below(end); };
    for (int round = 0; round < 200; ++round) {
        std::string text;
        std::vector<std::string> expected;
        std::array<std::optional<std::size_t>, 3>
            begun; // of each stream its record, if one is open
        for (std::size_t i = 0; i < 60; ++i) {
            const std::size_t stream = below(3);
            const std::string part(below(4), static_cast<char>('k' + below(8)));
            const bool goesOn = below(3) == 0;
            const auto name = static_cast<char>('a' + stream);
            if (!begun[stream]) {
                begun[stream] = expected.size();
                expected.push_back(std::string {name, '+'});
            }
            std::string& record = expected[*begun[stream]];
            record += part;
            record[1] = goesOn ? '+' : '.';
            begun[stream] = goesOn ? begun[stream] : std::nullopt;
            text += std::string {name, goesOn ? '+' : '.'} + part + '\n';
        }
        QCOMPARE(textsOf(text), expected);
    }
}

THROUGHLINE_TEST(LinePartReaderTest)

} // namespace throughline

#include "tst_line_part_reader.moc"
