#include "models/codec/array_reader.h"
#include "tests/codec/random_json.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

class ArrayReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesElements_data();
    void givesElements();
    void reportsWhatIsWrong_data();
    void reportsWhatIsWrong();
    void reportsEveryTruncation();
    void keepsTheEnvelope();
    void passesOverALongEnvelopeMember();
    void readsSeveralPaths();
    void readsDocumentsInARow();
    void knowsPlacesOfElements();
    void agreesWithAParser();
    void doesNotDependOnReadSizes();
    void goesOnWhereItStood();
    void givesOversizedElementsAsTheirHead();
    void marksElementsThatAreTooDeep();
    void survivesNestedBrackets();
    void holdsAHugeElementInConstantMemory();
    void givesWholeElementsBeforeAnError();
};

namespace {

struct Element
{
    std::string text;
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    std::uint32_t length = 0;
    bool oversized = false;
    bool tooDeep = false;

    bool operator==(const Element&) const = default;
};

struct Reading
{
    std::vector<Element> elements;
    std::string error;
};

Reading rest(ArrayReader& reader)
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
        const Frame& f = **frame;
        reading.elements.push_back(
            {std::string(f.text), f.offset, f.line, f.length, f.oversized, f.tooDeep});
    }
}

Reading read(std::string text, const ArrayReaderOptions& options = {})
{
    const auto source = memorySource(std::move(text), "a.json");
    ArrayReader reader(*source, options);
    return rest(reader);
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

void ArrayReaderTest::givesElements_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArrayList>("elements");
    using L = QByteArrayList;
    const auto row = [](const char* name, const char* json, const char* path, const L& elements) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(path) << elements;
    };
    row("empty stream", "", "$", {});
    row("blank stream", " \n ", "$", {});
    row("empty array", "[]", "$", {});
    row("objects", R"([{"a":1}, {"b":[2]}])", "$", {R"({"a":1})", R"({"b":[2]})"});
    row("scalars", R"([1,-2.5e3,"x",true,null , [] ])", "$",
        {"1", "-2.5e3", "\"x\"", "true", "null", "[]"});
    row("brackets in strings", R"(["]}[{,", {"a\"]":"\\"}])", "$",
        {R"("]}[{,")", R"({"a\"]":"\\"})"});
    row("member", R"({"a":[0],"data":[1,2]})", "data", {"1", "2"});
    row("nested member", R"({"log":{"entries":[{}],"v":1}})", "log.entries", {"{}"});
    row("three levels", R"({"a":{"b":{"x":[9],"c":[1]}}})", "a.b.c", {"1"});
    row("escaped key", R"({"d\u0061ta":[1]})", "data", {"1"});
    row("same key elsewhere", R"({"x":{"data":[1]},"data":[2]})", "data", {"2"});
    row("repeated key", R"({"data":[1],"data":[2]})", "data", {"1", "2"});
    row("not an array", R"({"data":{"a":[1]}})", "data", {});
    row("path missing", R"({"other":[1]})", "data", {});
    row("array where an object was meant", R"([{"data":[1]}])", "data", {});
    row("object where an array was meant", R"({"a":[1]})", "$", {});
    row("scalar document", "12", "$", {});
}

void ArrayReaderTest::givesElements()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, path);
    QFETCH(QByteArrayList, elements);
    const Reading reading = read(json.toStdString(), {.paths = {path.toStdString()}});
    QCOMPARE(reading.error, std::string());
    QCOMPARE(reading.elements.size(), static_cast<std::size_t>(elements.size()));
    for (std::size_t i = 0; i < reading.elements.size(); ++i) {
        QCOMPARE(reading.elements[i].text, elements[static_cast<qsizetype>(i)].toStdString());
    }
}

void ArrayReaderTest::reportsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("elements");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const char* json, int elements, const char* words) {
        QTest::newRow(name) << QByteArray(json) << elements << QByteArray(words);
    };
    row("no comma", "{\"d\":[{}\n{}]}", 1, "line 2 (byte 9): expected a comma or ]");
    row("comma at the end", R"({"d":[1,]})", 1, "expected an element");
    row("comma at the front", R"({"d":[,1]})", 0, "expected an element");
    row("two commas", R"({"d":[1,,2]})", 1, "expected an element");
    row("wrong bracket", R"({"d":[1}})", 1, "expected a comma or ]");
    row("wrong bracket inside", R"({"d":[1,{"a":[2}]})", 1, "expected the other closing bracket");
    row("no colon", R"({"d" [1]})", 0, "expected a colon");
    row("no key", R"({1:[1]})", 0, "expected a key");
    row("no value", R"({"a":,"d":[1]})", 0, "expected a value");
    row("comma behind the last member", R"({"d":[1],})", 1, "expected a key");
    row("no comma between members", R"({"d":[1] "e":2})", 1, "expected a comma or }");
    row("bracket behind the document", R"({"d":[1]}])", 1, "expected a value");
    row("comma behind the document", R"({"d":[1]},)", 1, "expected a value");
}

void ArrayReaderTest::reportsWhatIsWrong()
{
    QFETCH(QByteArray, json);
    QFETCH(int, elements);
    QFETCH(QByteArray, words);
    const auto source = memorySource(json.toStdString(), "a.json");
    ArrayReader reader(*source, {.paths = {"d"}});
    const Reading reading = rest(reader);
    QCOMPARE(reading.elements.size(), static_cast<std::size_t>(elements));
    QVERIFY2(reading.error.find(words.toStdString()) != std::string::npos, reading.error.c_str());
    QVERIFY(reading.error.starts_with("'a.json' is not well-formed JSON at line "));
    QVERIFY(reader.problem() == DocumentProblem::Malformed);
    QVERIFY(!reader.next().ok());
}

void ArrayReaderTest::reportsEveryTruncation()
{
    const std::string json = R"({"m":"]","data":[{"a":"x\"]"}, 12 ,[3,"\\"]],"n":{"o":[1]}})";
    const Reading whole = read(json, {.paths = {"data"}});
    QCOMPARE(whole.elements.size(), std::size_t {3});
    for (std::size_t length = 1; length < json.size(); ++length) {
        const auto source = memorySource(json.substr(0, length), "a.json");
        ArrayReader reader(*source, {.paths = {"data"}});
        const Reading cut = rest(reader);
        QVERIFY(cut.error.starts_with("'a.json' ends in the middle of a JSON document"));
        QVERIFY(reader.problem() == DocumentProblem::Truncated);
        // All elements that were whole, and no other.
        std::size_t expected = 0;
        for (const Element& element : whole.elements) {
            const bool isNumber = element.text == "12";
            expected += element.offset + element.length + (isNumber ? 1 : 0) <= length ? 1 : 0;
        }
        QCOMPARE(cut.elements.size(), expected);
        QVERIFY(std::equal(cut.elements.begin(), cut.elements.end(), whole.elements.begin()));
    }
}

void ArrayReaderTest::keepsTheEnvelope()
{
    const auto source = memorySource("{\"v\":1,\n\"log\":{\"by\": {\"n\":2},\n\"entries\":[1,2],"
                                     "\"end\":[3]},\"next\":null}");
    ArrayReader reader(*source, {.paths = {"log.entries"}});
    QVERIFY(reader.next().ok());
    QCOMPARE(reader.envelope().size(), std::size_t {2});
    QCOMPARE(reader.envelope()[0].path, std::string("v"));
    QCOMPARE(reader.envelope()[0].json, std::string("1"));
    QCOMPARE(reader.envelope()[1].path, std::string("log.by"));
    QCOMPARE(reader.envelope()[1].json, std::string("{\"n\":2}"));
    QCOMPARE(reader.envelope()[1].position.line, 2U);
    QCOMPARE(reader.envelope()[1].position.offset, std::uint64_t {21});
    QVERIFY(rest(reader).error.empty());
    QCOMPARE(reader.envelope().size(), std::size_t {4});
    QCOMPARE(reader.envelope()[2].path, std::string("log.end"));
    QCOMPARE(reader.envelope()[3].path, std::string("next"));
    QCOMPARE(reader.envelope()[3].json, std::string("null"));
    QCOMPARE(reader.arrayCount(), std::uint64_t {1});
}

void ArrayReaderTest::passesOverALongEnvelopeMember()
{
    std::string json = "{\"users\":[\"" + std::string(3'000'000, 'u') + "\"],";
    for (int i = 0; i < 2000; ++i) {
        json += "\"m" + std::to_string(i) + "\":\"" + std::string(5000, 'm') + "\",";
    }
    json += "\"data\":[7]}";
    const auto source = memorySource(json);
    ArrayReader reader(*source, {.paths = {"data"}, .windowBytes = 4096});
    const Reading reading = rest(reader);
    QCOMPARE(reading.elements.size(), std::size_t {1});
    QCOMPARE(reading.elements[0].text, std::string("7"));
    QCOMPARE(reader.envelope().size(), std::size_t {1000});
    QVERIFY(reader.envelope()[0].cut);
    QVERIFY(reader.envelope()[0].json.empty());
    QVERIFY(!reader.envelope()[1].cut);
    QVERIFY(reader.envelope()[999].cut);
}

void ArrayReaderTest::readsSeveralPaths()
{
    const auto source =
        memorySource(R"({"users":[1,2],"x":{"y":[9]},"meta":{"z":[8]},"tickets":[3]})");
    ArrayReader reader(*source, {.paths = {"tickets", "users", "meta.z"}});
    std::vector<std::pair<std::size_t, std::string>> got;
    for (auto frame = reader.next(); frame.ok() && *frame; frame = reader.next()) {
        got.emplace_back(reader.pathIndex(), std::string((*frame)->text));
    }
    const std::vector<std::pair<std::size_t, std::string>> expected = {
        {1, "1"}, {1, "2"}, {2, "8"}, {0, "3"}};
    QVERIFY(got == expected);
    QCOMPARE(reader.arrayCount(), std::uint64_t {3});
}

void ArrayReaderTest::readsDocumentsInARow()
{
    const auto source = memorySource("{\"d\":[1],\"v\":1}{\"d\":[2,3]}\n\x1E{\"d\":[]}\n\n[4]");
    ArrayReader reader(*source, {.paths = {"d", "$"}});
    const Reading reading = rest(reader);
    QCOMPARE(reading.error, std::string());
    QCOMPARE(reading.elements.size(), std::size_t {4});
    QCOMPARE(reading.elements[3].text, std::string("4"));
    QCOMPARE(reader.documentCount(), std::uint64_t {4});
    QVERIFY(reader.envelope().empty());
}

void ArrayReaderTest::knowsPlacesOfElements()
{
    const Reading reading = read("[\n {\n \"a\": 1\n },\r\n\n  2, 3]");
    QCOMPARE(reading.elements.size(), std::size_t {3});
    QVERIFY(reading.elements[0] == (Element {"{\n \"a\": 1\n }", 3, 2, 12, false, false}));
    QVERIFY(reading.elements[1] == (Element {"2", 21, 6, 1, false, false}));
    QVERIFY(reading.elements[2] == (Element {"3", 24, 6, 1, false, false}));
}

void ArrayReaderTest::agreesWithAParser()
{
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        RandomJson random(seed);
        const std::string array = random.array();
        const bool inside = random.random().chance(0.5);
        const std::string json = inside ? "{" + random.space() + "\"before\":" + random.value(3)
                + ",\"data\" :" + random.space() + array + ",\"after\":" + random.value(3)
                + random.space() + "}"
                                        : random.space() + array + random.space();
        const Reading reading = read(json, {.paths = {inside ? "data" : "$"}});
        QCOMPARE(reading.error, std::string());
        const nlohmann::json parsed = nlohmann::json::parse(array);
        QCOMPARE(reading.elements.size(), parsed.size());
        for (std::size_t i = 0; i < parsed.size(); ++i) {
            const Element& element = reading.elements[i];
            QVERIFY(nlohmann::json::parse(element.text) == parsed[i]);
            QVERIFY(json.substr(element.offset, element.length) == element.text);
            const auto lineEnds = std::count(
                json.begin(), json.begin() + static_cast<std::ptrdiff_t>(element.offset), '\n');
            QCOMPARE(std::int64_t {element.line}, std::int64_t {lineEnds} + 1);
        }
    }
}

void ArrayReaderTest::doesNotDependOnReadSizes()
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        RandomJson random(seed);
        std::string json = "{\"v\":" + random.value() + ",\"data\":[0";
        for (int i = 0; i < 20; ++i) {
            json += "," + random.space() + random.value();
        }
        json += "," + nested(400) + "]}" + random.space() + (seed % 5 == 0 ? "}" : "");
        const ArrayReaderOptions options = {.paths = {"data"}, .limitBytes = 60, .windowBytes = 64};
        const Reading whole = read(json, {.paths = {"data"}, .limitBytes = 60});
        ShortReadSource source(json, seed, 1U << seed % 9U);
        ArrayReader reader(source, options);
        Reading pieces = rest(reader);
        QVERIFY(pieces.elements == whole.elements);
        QCOMPARE(pieces.error.empty(), whole.error.empty());
    }
}

void ArrayReaderTest::goesOnWhereItStood()
{
    RandomJson random(11);
    std::string json = "{\"v\":1,\"data\":[0";
    for (int i = 0; i < 40; ++i) {
        json += "," + random.space() + random.value();
    }
    json += "],\"w\":2}";
    const ArrayReaderOptions options = {.paths = {"data"}};
    const Reading whole = read(json, options);
    for (std::size_t done = 0; done <= whole.elements.size(); ++done) {
        const auto first = memorySource(json);
        ArrayReader before(*first, options);
        for (std::size_t i = 0; i < done; ++i) {
            QVERIFY(before.next().ok());
        }
        const auto second = memorySource(json);
        ArrayReader after(*second, options);
        after.startAt(before.position());
        const Reading reading = rest(after);
        QVERIFY(reading.error.empty());
        QVERIFY(reading.elements
                == std::vector<Element>(whole.elements.begin() + static_cast<std::ptrdiff_t>(done),
                                        whole.elements.end()));
        QCOMPARE(after.envelope().size(), std::size_t {2});
    }
    const auto source = memorySource("[1,2]", "a.json");
    ArrayReader reader(*source);
    reader.startAt({100, 1});
    QCOMPARE(rest(reader).error, std::string("'a.json' is shorter than when its import began"));
}

void ArrayReaderTest::givesOversizedElementsAsTheirHead()
{
    const std::string long1 = '"' + std::string(9998, 'x') + '"';
    const std::string long2 = '"' + std::string(9999, 'x') + '"';
    const Reading reading =
        read("[1," + long1 + "," + long2 + ",2]", {.limitBytes = 10'000, .windowBytes = 64});
    QCOMPARE(reading.error, std::string());
    QCOMPARE(reading.elements.size(), std::size_t {4});
    QVERIFY(reading.elements[1].text == long1);
    QVERIFY(!reading.elements[1].oversized);
    QVERIFY(reading.elements[2].oversized);
    QVERIFY(reading.elements[2].text == long2.substr(0, kFrameHeadBytes));
    QCOMPARE(reading.elements[2].length, 10'001U);
    QCOMPARE(reading.elements[3].text, std::string("2"));
}

void ArrayReaderTest::marksElementsThatAreTooDeep()
{
    const Reading reading =
        read("[" + nested(256) + "," + nested(257) + "," + nested(3000) + ",7]");
    QCOMPARE(reading.error, std::string());
    QCOMPARE(reading.elements.size(), std::size_t {4});
    QVERIFY(!reading.elements[0].tooDeep);
    QVERIFY(reading.elements[1].tooDeep);
    QVERIFY(reading.elements[2].tooDeep);
    QVERIFY(!reading.elements[2].oversized);
    QCOMPARE(reading.elements[2].length, 6000U);
    QVERIFY(reading.elements[2].text == nested(3000).substr(0, kFrameHeadBytes));
    QVERIFY(!reading.elements[3].tooDeep);
}

void ArrayReaderTest::survivesNestedBrackets()
{
    const Reading closed = read("[" + nested(200'000) + "]");
    QCOMPARE(closed.error, std::string());
    QCOMPARE(closed.elements.size(), std::size_t {1});
    QVERIFY(closed.elements[0].tooDeep);
    const Reading open = read(std::string(200'000, '['));
    QVERIFY(open.error.find("ends in the middle") != std::string::npos);
    std::string objects;
    for (int i = 0; i < 200'000; ++i) {
        objects += "{\"data\":";
    }
    QVERIFY(!read(objects, {.paths = {"data"}}).error.empty());
}

void ArrayReaderTest::holdsAHugeElementInConstantMemory()
{
    constexpr std::uint64_t kLength = 32U << 20U;
    GeneratorSource source(kLength, [](std::uint64_t at) {
        if (at == 0) {
            return '[';
        }
        return at == 1 || at == kLength - 2 ? '"' : at == kLength - 1 ? ']' : 'x';
    });
    ArrayReader reader(source, {.limitBytes = 1U << 20U, .windowBytes = 64U << 10U});
    const auto element = reader.next();
    QVERIFY(element.ok() && *element);
    QVERIFY((*element)->oversized);
    QCOMPARE((*element)->length, static_cast<std::uint32_t>(kLength - 2));
    QVERIFY(reader.next().ok());
    QVERIFY(source.largestRead() <= std::size_t {4U << 20U});
}

void ArrayReaderTest::givesWholeElementsBeforeAnError()
{
    FailingSource source("[1,{\"a\":2},{\"b\":");
    ArrayReader reader(source);
    const Reading reading = rest(reader);
    QCOMPARE(reading.elements.size(), std::size_t {2});
    QCOMPARE(reading.error, std::string("the disk is gone"));
    QVERIFY(reader.problem() == DocumentProblem::None);
}

THROUGHLINE_TEST(ArrayReaderTest)

} // namespace throughline

#include "tst_array_reader.moc"
