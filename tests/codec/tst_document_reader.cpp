#include "models/codec/document_reader.h"
#include "tests/codec/random_json.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

class DocumentReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsDocuments_data();
    void cutsDocuments();
    void reportsWhatIsWrong_data();
    void reportsWhatIsWrong();
    void agreesWithAParserWhateverTheReadSizes();
    void goesOnWhereItStood();
    void givesLongAndDeepDocumentsAsTheirHead();
};

namespace {

struct Reading
{
    std::vector<std::string> texts;
    std::vector<Frame> frames; ///< whose texts are gone
    std::string error;
};

Reading rest(DocumentReader& reader)
{
    Reading reading;
    while (true) {
        const auto frame = reader.next();
        if (!frame.ok()) {
            reading.error = frame.error().message;
            return reading;
        }
        if (!*frame) {
            return reading;
        }
        reading.texts.emplace_back((*frame)->text);
        reading.frames.push_back(**frame);
    }
}

Reading read(std::string text, DocumentReaderOptions options = {})
{
    const auto source = memorySource(std::move(text), "a.json");
    DocumentReader reader(*source, options);
    return rest(reader);
}

} // namespace

void DocumentReaderTest::cutsDocuments_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArrayList>("documents");
    using L = QByteArrayList;
    const auto row = [](const char* name, const char* json, const L& documents) {
        QTest::newRow(name) << QByteArray(json) << documents;
    };
    row("nothing", "", {});
    row("blanks", " \r\n\t", {});
    row("one over many lines", "{\n \"a\": [\n1\n]\n}\n", {"{\n \"a\": [\n1\n]\n}"});
    row("several without blanks", "{}{\"a\":\"}{\"}[]", {"{}", "{\"a\":\"}{\"}", "[]"});
    row("lines", "{\"a\":1}\n{\"a\":2}\n", {"{\"a\":1}", "{\"a\":2}"});
    row("text sequence", "\x1E{\"a\":1}\n\x1E{\"a\":2}\n", {"{\"a\":1}", "{\"a\":2}"});
    row("scalars", "1 \"a\" true\nnull", {"1", "\"a\"", "true", "null"});
    row("number at the end", "12", {"12"});
    row("no JSON", "hello {} w", {"hello", "{}", "w"});
}

void DocumentReaderTest::cutsDocuments()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArrayList, documents);
    const Reading reading = read(json.toStdString());
    QCOMPARE(reading.error, std::string());
    QCOMPARE(reading.texts.size(), static_cast<std::size_t>(documents.size()));
    for (std::size_t i = 0; i < reading.texts.size(); ++i) {
        QCOMPARE(reading.texts[i], documents[static_cast<qsizetype>(i)].toStdString());
    }
}

void DocumentReaderTest::reportsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("cut object") << QByteArray("{}\n{\"a\":1,")
                                << QByteArray("open at line 2 (byte 3)");
    QTest::newRow("cut string") << QByteArray("{}\"abc") << QByteArray("ends in the middle");
    QTest::newRow("cut escape") << QByteArray("{}\"abc\\") << QByteArray("ends in the middle");
    QTest::newRow("wrong bracket")
        << QByteArray("{} {\"a\":[1}") << QByteArray("at line 1 (byte 10)");
    QTest::newRow("stray bracket") << QByteArray("{} ]") << QByteArray("expected a value");
    QTest::newRow("comma between") << QByteArray("{},{}") << QByteArray("expected a value");
}

void DocumentReaderTest::reportsWhatIsWrong()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, words);
    const Reading reading = read(json.toStdString());
    QCOMPARE(reading.texts.size(), std::size_t {1});
    QVERIFY2(reading.error.find(words.toStdString()) != std::string::npos, reading.error.c_str());
}

void DocumentReaderTest::agreesWithAParserWhateverTheReadSizes()
{
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        RandomJson random(seed);
        std::vector<std::string> documents;
        std::string json;
        for (std::uint32_t i = random.random().below(10); i > 0; --i) {
            documents.push_back(random.value());
            json += documents.back() + "\n" + random.space();
        }
        ShortReadSource source(json, seed, 1U << seed % 9U);
        DocumentReader reader(source, {.windowBytes = 64});
        const Reading reading = rest(reader);
        QCOMPARE(reading.error, std::string());
        QVERIFY(reading.texts == documents);
        for (std::size_t i = 0; i < documents.size(); ++i) {
            QVERIFY(nlohmann::json::accept(reading.texts[i]));
            const Frame& frame = reading.frames[i];
            QVERIFY(json.substr(frame.offset, frame.length) == documents[i]);
        }
    }
}

void DocumentReaderTest::goesOnWhereItStood()
{
    const std::string json = "{\n}\n{\"a\":\n1}{\"b\":2}\n\n[3]\n";
    const Reading whole = read(json);
    QCOMPARE(whole.frames.size(), std::size_t {4});
    for (std::size_t done = 0; done <= whole.frames.size(); ++done) {
        const auto first = memorySource(json);
        DocumentReader before(*first);
        for (std::size_t i = 0; i < done; ++i) {
            QVERIFY(before.next().ok());
        }
        const auto second = memorySource(json);
        DocumentReader after(*second);
        QVERIFY(after.startAt(before.position()).ok());
        const Reading reading = rest(after);
        QCOMPARE(reading.frames.size(), whole.frames.size() - done);
        for (std::size_t i = 0; i < reading.frames.size(); ++i) {
            QCOMPARE(reading.texts[i], whole.texts[i + done]);
            QCOMPARE(reading.frames[i].offset, whole.frames[i + done].offset);
            QCOMPARE(reading.frames[i].line, whole.frames[i + done].line);
        }
    }
}

void DocumentReaderTest::givesLongAndDeepDocumentsAsTheirHead()
{
    const std::string deep(200'000, '[');
    const std::string closed = deep + std::string(200'000, ']');
    const std::string large = '"' + std::string(50'000, 'x') + '"';
    const Reading reading = read(closed + "{}" + large + "1", {.limitBytes = 500'000});
    QCOMPARE(reading.texts.size(), std::size_t {4});
    QVERIFY(reading.frames[0].tooDeep);
    QCOMPARE(reading.frames[0].length, 400'000U);
    QCOMPARE(reading.texts[0].size(), kFrameHeadBytes);
    QVERIFY(reading.texts[2] == large);
    const Reading limited = read("{}" + large + " 1", {.limitBytes = 40'000, .windowBytes = 64});
    QCOMPARE(limited.texts.size(), std::size_t {3});
    QVERIFY(limited.frames[1].oversized);
    QCOMPARE(limited.frames[1].length, 50'002U);
    QCOMPARE(limited.texts[2], std::string("1"));
    QVERIFY(!read(deep).error.empty());
}

THROUGHLINE_TEST(DocumentReaderTest)

} // namespace throughline

#include "tst_document_reader.moc"
