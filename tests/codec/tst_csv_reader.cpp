#include "models/base/text.h"
#include "models/codec/csv_reader.h"
#include "models/codec/csv_writer.h"
#include "tests/codec/test_sources.h"
#include "tests/support/temp_workspace.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace fs = std::filesystem;

namespace {

using Fields = std::vector<std::string>;

/// A row as the reader gives it, and its fields; none where it is not well-formed.
struct Row
{
    std::string text;
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    Fields fields;

    bool operator==(const Row&) const = default;
};

std::vector<Row> rowsOf(ByteSource& source, CsvReaderOptions options = {})
{
    CsvReader reader(source, options);
    CsvRow row(options.dialect);
    std::vector<Row> rows;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        const Frame& found = **frame;
        Row& each = rows.emplace_back();
        each.text = found.text;
        each.offset = found.offset;
        each.line = found.line;
        if (row.parse(found.text)) {
            each.fields.assign(row.fields().begin(), row.fields().end());
        }
    }
    return rows;
}

std::vector<Fields> fieldsOf(const std::string& text, CsvDialect dialect = {})
{
    const auto source = memorySource(text);
    std::vector<Fields> all;
    for (const Row& row : rowsOf(*source, {.dialect = dialect})) {
        all.push_back(row.fields);
    }
    return all;
}

/// The definition, written down byte by byte; for text whose quotes are all in place.
std::vector<Fields> bruteForce(const std::string& text)
{
    std::vector<Fields> rows;
    Fields row;
    std::string field;
    bool quoted = false;
    bool begun = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        begun = true;
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            field += c;
            ++i;
        } else if (c == '"' && (quoted || field.empty())) {
            quoted = !quoted;
        } else if (quoted) {
            field += c;
        } else if (c == ',' || c == '\n') {
            if (c == '\n' && field.ends_with('\r')) {
                field.pop_back();
            }
            row.push_back(field);
            field.clear();
            if (c == '\n') {
                rows.push_back(row);
                row.clear();
                begun = false;
            }
        } else {
            field += c;
        }
    }
    if (begun) {
        row.push_back(field);
        rows.push_back(row);
    }
    return rows;
}

/// A table that is well-formed and as odd as that allows.
std::string randomTable(Random& random)
{
    static const std::vector<std::string> kPieces {"a", "\"\"", ",", "\n", "\r\n", " ", "b\"\"c"};
    static const std::vector<std::string> kPlain {"a", " ", "xyz", "b\"c", "1.5"};
    std::string text;
    const std::uint64_t rows = random.below(6);
    for (std::uint64_t r = 0; r < rows; ++r) {
        const std::uint64_t columns = 1 + random.below(4);
        for (std::uint64_t c = 0; c < columns; ++c) {
            text += c > 0 ? "," : "";
            const bool quoted = random.below(2) == 0;
            const auto& pieces = quoted ? kPieces : kPlain;
            text += quoted ? "\"" : "";
            for (std::uint64_t i = random.below(4); i > 0; --i) {
                text += pieces[random.below(static_cast<std::uint32_t>(pieces.size()))];
            }
            text += quoted ? "\"" : "";
        }
        text += r + 1 == rows && random.below(2) == 0 ? "" : random.below(2) == 0 ? "\n" : "\r\n";
    }
    return text;
}

} // namespace

class CsvReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsFields_data();
    void readsFields();
    void tellsWhereRowsStand();
    void refusesRowsWithBadQuotes_data();
    void refusesRowsWithBadQuotes();
    void losesOneRowToAStrayQuote();
    void cutsRowsBeyondTheLimit();
    void matchesTheDefinition();
    void readsWhatTheWriterWrote();
    void holdsABigTableInConstantMemory();
    void givesWholeRowsBeforeAnError();
    void readsTheSpectrum();
};

void CsvReaderTest::readsFields_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("rows"); // fields in angle brackets, rows in lines
    const auto row = [](const char* name, QByteArray text, QByteArray rows) {
        QTest::newRow(name) << text << rows;
    };
    row("nothing", "", "");
    row("one field", "a", "<a>");
    row("an empty line", "\n", "<>");
    row("empty fields", ",,\n", "<><><>");
    row("without a final line end", "a,b\nc,d", "<a><b>\n<c><d>");
    row("with CR LF", "a,b\r\nc,d\r\n", "<a><b>\n<c><d>");
    row("a comma in quotes", "\"a,b\",c", "<a,b><c>");
    row("empty quotes", "\"\",\"\"", "<><>");
    row("doubled quotes", "\"a \"\"b\"\" c\",\"\"\"\"", "<a \"b\" c><\">");
    row("a line end in quotes", "\"a\nb\",c\nd,e", "<a\nb><c>\n<d><e>");
    row("CR LF in quotes", "\"a\r\nb\"\r\nd", "<a\r\nb>\n<d>");
    row("a quote inside a plain field", "5\" pipe,a \"b\" c", "<5\" pipe><a \"b\" c>");
    row("blanks stay", " a , b ", "< a >< b >");
    row("bytes beyond ASCII", "\xc3\xa9,\xe6\xbc\xa2", "<\xc3\xa9><\xe6\xbc\xa2>");
    row("a CR inside a field", "a\rb,c", "<a\rb><c>");
}

void CsvReaderTest::readsFields()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, rows);
    for (std::uint64_t seed = 1; seed < 5; ++seed) {
        ShortReadSource source(text.toStdString(), seed, 3);
        QByteArray got;
        for (const Row& row : rowsOf(source, {.windowBytes = 4})) {
            got += got.isEmpty() ? "" : "\n";
            for (const std::string& field : row.fields) {
                got += '<' + QByteArray::fromStdString(field) + '>';
            }
        }
        QCOMPARE(got, rows);
    }
}

void CsvReaderTest::tellsWhereRowsStand()
{
    const auto source = memorySource("a,b\r\n\"x\ny\",1\nlast,2");
    const std::vector<Row> rows = rowsOf(*source);
    QCOMPARE(rows.size(), std::size_t {3});
    QVERIFY((rows[1] == Row {"\"x\ny\",1", 5, 2, {"x\ny", "1"}}));
    QVERIFY((rows[2] == Row {"last,2", 13, 4, {"last", "2"}}));
}

void CsvReaderTest::refusesRowsWithBadQuotes_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::newRow("text behind a closing quote") << QByteArray("\"a\"b,c");
    QTest::newRow("a blank behind a closing quote") << QByteArray("\"a\" ,c");
    QTest::newRow("an open quote") << QByteArray("a,\"b");
    QTest::newRow("an open quote behind a doubled one") << QByteArray("\"a\"\"");
    QTest::newRow("a quote alone") << QByteArray("\"");
}

void CsvReaderTest::refusesRowsWithBadQuotes()
{
    QFETCH(const QByteArray, row);
    CsvRow fields;
    QVERIFY(!fields.parse(row.toStdString()));
    QVERIFY(fields.parse("a,b"));
    QCOMPARE(fields.fields().size(), std::size_t {2});
}

void CsvReaderTest::losesOneRowToAStrayQuote()
{
    QVERIFY((fieldsOf("a,b\n\"open,1\nc,d\ne,f\n")
             == std::vector<Fields> {{"a", "b"}, {}, {"c", "d"}, {"e", "f"}}));
    QVERIFY((fieldsOf("a,b\nc,\"cut off") == std::vector<Fields> {{"a", "b"}, {}}));
    // The same where the end is far away.
    std::string text = "\"open\n";
    for (int i = 0; i < 100; ++i) {
        text += "row," + std::to_string(i) + "\n";
    }
    const auto source = memorySource(text);
    const std::vector<Row> rows = rowsOf(*source, {.limitBytes = 64, .windowBytes = 16});
    QCOMPARE(rows.size(), std::size_t {101});
    QVERIFY(rows[0].fields.empty());
    QVERIFY((rows[100] == Row {"row,99", text.size() - 7, 101, {"row", "99"}}));
}

void CsvReaderTest::cutsRowsBeyondTheLimit()
{
    const std::string longRow = std::string(40'000, 'x') + ",1";
    const auto source = memorySource("a,b\r\n" + longRow + "\r\nc,d\r\n" + longRow);
    CsvReader reader(*source, {.limitBytes = 20'000, .windowBytes = 1'000});
    QVERIFY(!(**reader.next()).oversized);
    const Frame big = **reader.next();
    QVERIFY(big.oversized);
    QCOMPARE(big.text.size(), kFrameHeadBytes);
    QCOMPARE(std::size_t {big.length}, longRow.size());
    QCOMPARE((**reader.next()).line, 3U);
    const Frame last = **reader.next();
    QVERIFY(last.oversized && last.unterminated);
    QCOMPARE(std::size_t {last.length}, longRow.size());
    QVERIFY(!*reader.next());
}

void CsvReaderTest::matchesTheDefinition()
{
    Random random(7);
    for (int i = 0; i < 3'000; ++i) {
        const std::string text = randomTable(random);
        ShortReadSource source(text, static_cast<std::uint64_t>(i), 5);
        std::vector<Fields> got;
        for (const Row& row : rowsOf(source, {.windowBytes = 8})) {
            QCOMPARE(text.substr(row.offset, row.text.size()), row.text);
            got.push_back(row.fields);
        }
        QVERIFY2(got == bruteForce(text), text.c_str());
    }
}

void CsvReaderTest::readsWhatTheWriterWrote()
{
    Random random(3);
    for (int i = 0; i < 200; ++i) {
        Fields fields;
        for (std::uint64_t f = 0; f < 4; ++f) {
            std::string field = "x"; // the writer guards what may begin a formula
            for (std::uint64_t n = random.below(6); n > 0; --n) {
                field += std::string("ab\",\n;")[random.below(6)];
            }
            fields.push_back(field);
        }
        CsvWriter writer;
        for (const std::string& field : fields) {
            writer.text(field);
        }
        const std::string text = writer.endRow().takeText();
        QVERIFY2(fieldsOf(text) == std::vector<Fields> {fields}, text.c_str());
    }
}

void CsvReaderTest::holdsABigTableInConstantMemory()
{
    static constexpr std::string_view kRow = "12,\"a,b\",\"x\ny\",\"\"\"q\"\"\"\n";
    GeneratorSource source(kRow.size() * 200'000,
                           [](std::uint64_t at) { return kRow[at % kRow.size()]; });
    CsvReader reader(source);
    CsvRow row;
    std::uint64_t rows = 0;
    for (auto frame = reader.next(); *frame; frame = reader.next()) {
        QVERIFY(row.parse((**frame).text));
        QCOMPARE(row.fields().size(), std::size_t {4});
        ++rows;
    }
    QCOMPARE(rows, std::uint64_t {200'000});
    QVERIFY(source.largestRead() <= 2 * kWindowBytes);
}

void CsvReaderTest::givesWholeRowsBeforeAnError()
{
    FailingSource source("a,b\nc,d\nbegun");
    CsvReader reader(source);
    QVERIFY(*reader.next());
    QVERIFY(*reader.next());
    QCOMPARE(reader.next().error().code, ErrorCode::Environment);
    QCOMPARE(reader.next().error().code, ErrorCode::Environment);
}

void CsvReaderTest::readsTheSpectrum()
{
    const fs::path folder = fs::path(THROUGHLINE_SHARED_SAMPLES) / "csv";
    if (!fs::exists(folder)) {
        qInfo("no sample tables here");
        return;
    }
    int tables = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".csv") {
            continue;
        }
        std::string text = throughline::test::readBytes(entry.path());
        const bool lostReturns =
            entry.path().stem().string().ends_with("_crlf") && text.find('\r') == std::string::npos;
        if (lostReturns) {
            // What the name and the records beside it tell of was lost on the way to that folder.
            text = replaceAll(text, "\n", "\r\n");
        }
        const auto rows = fieldsOf(text);
        nlohmann::json got = nlohmann::json::array();
        for (std::size_t r = 1; r < rows.size(); ++r) {
            nlohmann::json record = nlohmann::json::object();
            QCOMPARE(rows[r].size(), rows[0].size());
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                record[rows[0][c]] = rows[r][c];
            }
            got.push_back(record);
        }
        fs::path expected = entry.path();
        expected.replace_extension(".json");
        QVERIFY2(got == nlohmann::json::parse(throughline::test::readBytes(expected)),
                 entry.path().c_str());
        ++tables;
    }
    QCOMPARE(tables, 11);
}

THROUGHLINE_TEST(CsvReaderTest)

} // namespace throughline

#include "tst_csv_reader.moc"
