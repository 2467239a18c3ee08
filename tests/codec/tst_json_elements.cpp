#include "models/base/random.h"
#include "models/codec/json_record.h"
#include "models/codec/json_text.h"
#include "tests/codec/random_json.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

constexpr std::string_view kList = "rows";

/// What is asked of the text of a value, by the key it has.
JsonFreedom freedomOf(const JsonNode& node)
{
    return node.key == "fixed" || (node.key == "filled" && node.text.empty()) ? JsonFreedom::Fixed
        : node.key == "filled"                                                ? JsonFreedom::Filled
                                                                              : JsonFreedom::Free;
}

std::uint32_t learn(JsonRecordReader& reader, std::uint32_t node)
{
    std::vector<JsonFreedom> freedoms;
    for (std::uint32_t i = node; i < reader.nodes()[node].next; ++i) {
        freedoms.push_back(freedomOf(reader.nodes()[i]));
    }
    return reader.learnElement(node, freedoms);
}

void learnAll(JsonRecordReader& reader)
{
    for (std::uint32_t i = 0; i < reader.nodes().size(); ++i) {
        if (reader.element(i) != nullptr) {
            learn(reader, i);
        }
    }
}

bool isFolded(const JsonRecordReader& reader, std::uint32_t node)
{
    const JsonElement* const element = reader.element(node);
    return element != nullptr && element->shape != 0;
}

/// All nodes, those of folded elements, too. `shift` nodes come before the reader's first.
std::string tellNodes(const JsonRecordReader& reader, std::uint32_t shift)
{
    std::string text;
    std::vector<std::uint32_t> places; // where each node stands once all is unfolded
    std::uint32_t place = shift;
    std::vector<std::uint32_t> nodesOf;
    for (std::uint32_t i = 0; i < reader.nodes().size(); ++i) {
        std::uint32_t nodes = 1;
        if (isFolded(reader, i)) {
            JsonRecordReader unfolded;
            unfolded.parseCopy(reader.element(i)->text);
            nodes = static_cast<std::uint32_t>(unfolded.nodes().size());
        }
        places.push_back(place);
        nodesOf.push_back(nodes);
        place += nodes;
    }
    places.push_back(place);
    for (std::uint32_t i = 0; i < reader.nodes().size(); ++i) {
        const JsonNode& node = reader.nodes()[i];
        if (nodesOf[i] > 1) {
            JsonRecordReader unfolded;
            unfolded.parseCopy(reader.element(i)->text);
            text += tellNodes(unfolded, places[i]);
            continue;
        }
        text += "\n[" + std::string(node.key) + "] [" + std::string(node.text) + "] "
            + std::to_string(places[node.next]) + ' ' + std::to_string(static_cast<int>(node.kind))
            + ' ' + std::to_string(node.plain);
    }
    return text;
}

QByteArray tell(const JsonRecordReader& reader)
{
    return QByteArray::fromStdString(std::to_string(static_cast<int>(reader.problem())) + '/'
                                     + std::to_string(reader.replacedLoneSurrogate()) + '/'
                                     + std::to_string(reader.repeatsKey()) + tellNodes(reader, 0));
}

/// What a reader that watches nothing tells of the same text.
QByteArray tellAnew(const std::string& json)
{
    JsonRecordReader reader;
    reader.parseCopy(json);
    return tell(reader);
}

/// A batch as programs write them: elements of few shapes, most values new. In the patterns '
/// stands for a quote and # for a number.
std::string batch(Random& random)
{
    static constexpr std::array<std::string_view, 7> kPatterns {
        "{'id':'e#','fixed':'f','filled':'','at': #.5,'ok':true,'tags':['a',{'n':null}]}",
        "{'id':'e#','fixed':'g','filled':'x#','at': #.5,'ok':false,'tags':['a',{'n':null}]}",
        "{'id':'e#','fixed':'f','filled':'x#','at': #.5,'ok':true,'tags':['a',{'n':null}]}",
        "{'id':'','filled':'x', 'fixed':-3,'inner':{'n':-#,'s':'#','rows':[{'id':'#'}]}}",
        "{'id':'#','filled':'x', 'fixed':-4,'inner':{'n':-#,'s':'','rows':[{'id':'#'},{}]}}",
        "{}",
        "'no element'"};
    std::string json = "{'u#':0,'rows':["; // in a shape of its own
    const std::uint32_t elements = random.below(9);
    for (std::uint32_t i = 0; i < elements; ++i) {
        json += i == 0 ? "" : ",";
        json += kPatterns[random.below(random.chance(.05) ? kPatterns.size() : 5)];
    }
    json += random.chance(.5) ? "],'more':{'rows':[{'id':'#'}]}}" : "],'name':'#'}";
    std::string text;
    for (const char c : json) {
        text += c == '#' ? std::to_string(random.below(1'000'000)) : std::string(1, c);
    }
    std::ranges::replace(text, '\'', '"');
    return text;
}

} // namespace

class JsonElementsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldsWhatWasLearnt();
    void doesNotFold_data();
    void doesNotFold();
    void agreesWithAReaderThatWatchesNothing();
    void agreesAboutRandomElements();
    void looksDeepEnough();
    void writesFoldedElements();
    void restsWhereNothingComesBack();
};

void JsonElementsTest::foldsWhatWasLearnt()
{
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    QVERIFY(reader.parseCopy(R"({"rows":[{"a":"x","fixed":"f","b":1},{"a":"y"}]})"));
    QVERIFY(reader.element(0) == nullptr && reader.element(1) == nullptr);
    QCOMPARE(reader.element(2)->text, std::string_view(R"({"a":"x","fixed":"f","b":1})"));
    QCOMPARE(reader.element(2)->shape, 0U);
    QCOMPARE(learn(reader, 2), 1U);
    QCOMPARE(learn(reader, 2), 1U);
    const std::string next =
        R"({"rows":[{"a":"","fixed":"f","b":-2.5}, {"a":"y"},{"a":"z","fixed":"f","b":7}]})";
    QVERIFY(reader.parseCopy(next));
    QCOMPARE(reader.nodes().size(), std::size_t {6});
    QCOMPARE(reader.element(2)->shape, 1U);
    QCOMPARE(reader.element(3)->shape, 0U);
    QCOMPARE(reader.element(5)->shape, 1U);
    QCOMPARE(reader.values(*reader.element(2)).size(), std::size_t {2});
    QCOMPARE(reader.values(*reader.element(2))[0], std::string_view());
    QCOMPARE(reader.values(*reader.element(2))[1], std::string_view("-2.5"));
    QCOMPARE(reader.values(*reader.element(5))[0], std::string_view("z"));
    QCOMPARE(tell(reader), tellAnew(next));
    QCOMPARE(learn(reader, 2), 0U); // its nodes are not there
    QCOMPARE(learn(reader, 3), 2U);
}

void JsonElementsTest::doesNotFold_data()
{
    QTest::addColumn<QByteArray>("element");
    const auto row = [](const char* name, const QByteArray& json) { QTest::newRow(name) << json; };
    row("an escape", R"({"s":"a\n","filled":"f","n":1,"b":true,"z":null,"fixed":"k"})");
    row("an empty text", R"({"s":"a","filled":"","n":1,"b":true,"z":null,"fixed":"k"})");
    row("another text", R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"l"})");
    row("a longer text", R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"kk"})");
    row("an exponent", R"({"s":"a","filled":"f","n":1e3,"b":true,"z":null,"fixed":"k"})");
    row("an exponent beyond all", R"({"s":"a","filled":"f","n":1e999,"b":true,"z":null})");
    row("a leading zero", R"({"s":"a","filled":"f","n":01,"b":true,"z":null,"fixed":"k"})");
    row("a sign alone", R"({"s":"a","filled":"f","n":-,"b":true,"z":null,"fixed":"k"})");
    row("a word with a tail", R"({"s":"a","filled":"f","n":1,"b":truer,"z":null,"fixed":"k"})");
    row("another kind", R"({"s":"a","filled":"f","n":1,"b":0,"z":null,"fixed":"k"})");
    row("a value for null", R"({"s":"a","filled":"f","n":1,"b":true,"z":1,"fixed":"k"})");
    row("a blank more", R"({"s":"a", "filled":"f","n":1,"b":true,"z":null,"fixed":"k"})");
    row("a key more", R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"k","y":1})");
    row("another key", R"({"s":"a","filled":"f","m":1,"b":true,"z":null,"fixed":"k"})");
    row("a brace more", R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"k"}})");
    row("cut", R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"k")");
    row("cut in a string", R"({"s":"a)");
    row("no element", R"("{")");
}

void JsonElementsTest::doesNotFold()
{
    QFETCH(const QByteArray, element);
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    const std::string known = R"({"s":"a","filled":"f","n":1,"b":true,"z":null,"fixed":"k"})";
    QVERIFY(reader.parseCopy("{\"rows\":[" + known + "],\"x\":1}"));
    QCOMPARE(learn(reader, 2), 1U);
    QVERIFY(reader.parseCopy("{\"rows\":[" + known + "],\"x\":[]}"));
    QVERIFY(isFolded(reader, 2));
    const std::string json = "{\"rows\":[" + element.toStdString() + "],\"x\":[]}";
    reader.parseCopy(json);
    QVERIFY(!isFolded(reader, 2) || reader.nodes().empty());
    QCOMPARE(tell(reader), tellAnew(json));
}

void JsonElementsTest::agreesWithAReaderThatWatchesNothing()
{
    Random random(20253);
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    int folded = 0;
    int damaged = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string json = batch(random);
        if (random.chance(0.3)) {
            damage(json, random);
            ++damaged;
        }
        reader.parseCopy(json);
        for (std::uint32_t node = 0; node < reader.nodes().size(); ++node) {
            folded += isFolded(reader, node) ? 1 : 0;
        }
        QCOMPARE(tell(reader), tellAnew(json));
        learnAll(reader);
    }
    QVERIFY2(folded > 20'000, qPrintable(QString::number(folded)));
    QVERIFY(damaged > 5'000);
}

void JsonElementsTest::agreesAboutRandomElements()
{
    RandomJson random(20254);
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    std::vector<std::string> elements;
    for (int i = 0; i < 60; ++i) {
        elements.push_back(random.object());
    }
    int folded = 0;
    for (int i = 0; i < 5'000; ++i) {
        std::string json = "{\"id" + std::to_string(i) + "\":[],\"rows\":[";
        for (std::uint32_t e = random.random().below(5) + 1; e > 0; --e) {
            json += elements[random.random().below(60)] + (e > 1 ? " , " : "]}");
        }
        if (random.random().chance(0.3)) {
            damage(json, random.random());
        }
        reader.parseCopy(json);
        for (std::uint32_t node = 0; node < reader.nodes().size(); ++node) {
            folded += isFolded(reader, node) ? 1 : 0;
        }
        QCOMPARE(tell(reader), tellAnew(json));
        learnAll(reader);
    }
    QVERIFY2(folded > 100, qPrintable(QString::number(folded)));
}

/// An element that was learnt near the root may stand too deep elsewhere.
void JsonElementsTest::looksDeepEnough()
{
    const std::string element = R"({"a":{"b":{"c":["x"]}}})";
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    QVERIFY(reader.parseCopy("{\"rows\":[" + element + ",1]}"));
    QCOMPARE(learn(reader, 2), 1U);
    for (std::size_t depth = 230; depth < 270; ++depth) {
        std::string json;
        for (std::size_t i = 0; i < depth; ++i) {
            json += "[";
        }
        json += "{\"rows\":[" + element + "]}" + std::string(depth, ']');
        reader.parseCopy(json);
        QCOMPARE(tell(reader), tellAnew(json));
    }
}

void JsonElementsTest::writesFoldedElements()
{
    const std::string json = R"({"rows":[{"a": "x","b":{}},{"a": "y","b":{}}]})";
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    QVERIFY(reader.parseCopy(R"({"rows":[{"a": "x","b":{}}],"x":0})"));
    QCOMPARE(learn(reader, 2), 1U);
    QVERIFY(reader.parseCopy(json));
    QVERIFY(isFolded(reader, 2) && isFolded(reader, 3));
    std::string text;
    appendJson(text, reader, 0);
    QCOMPARE(QByteArray::fromStdString(text),
             QByteArray(R"({"rows":[{"a":"x","b":{}},{"a":"y","b":{}}]})"));
}

void JsonElementsTest::restsWhereNothingComesBack()
{
    JsonRecordReader reader;
    reader.watchElementsOf(kList);
    for (int i = 0; i < 1'000; ++i) {
        QVERIFY(reader.parseCopy("{\"rows\":[{\"k" + std::to_string(i) + "\":1}]}"));
        learnAll(reader);
    }
    const std::string known = R"({"rows":[{"a":1}],"x":[]})";
    QVERIFY(reader.parseCopy(known));
    QCOMPARE(learn(reader, 2), 0U);
    int later = 0;
    do {
        // Each document in a shape of its own, so that it is walked.
        QVERIFY(reader.parseCopy(R"({"rows":[{"a":1}],"x)" + std::to_string(later++) + "\":[]}"));
    } while (learn(reader, 2) == 0 && later < 10'000);
    QVERIFY2(later > 1'000 && later < 10'000, qPrintable(QString::number(later)));
    QVERIFY(reader.parseCopy(R"({"rows":[{"a":2}],"y":[]})"));
    QVERIFY(isFolded(reader, 2));
}

THROUGHLINE_TEST(JsonElementsTest)

} // namespace throughline

#include "tst_json_elements.moc"
