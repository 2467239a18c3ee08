#include "models/base/random.h"
#include "models/codec/json_record.h"
#include "tests/codec/random_json.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <tuple>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

/// Everything that a reader tells of its document, but for the number of its shape.
QByteArray tell(const JsonRecordReader& reader)
{
    std::string text = std::to_string(static_cast<int>(reader.problem())) + '/'
        + std::to_string(reader.replacedLoneSurrogate()) + '/'
        + std::to_string(reader.repeatsKey());
    for (const JsonNode& node : reader.nodes()) {
        text += "\n[" + std::string(node.key) + "] [" + std::string(node.text) + "] "
            + std::to_string(node.next) + ' ' + std::to_string(static_cast<int>(node.kind)) + ' '
            + std::to_string(node.plain);
    }
    return QByteArray::fromStdString(text);
}

/// What a reader that has met nothing before tells of the same text.
QByteArray tellAnew(const std::string& json)
{
    JsonRecordReader reader;
    reader.parseCopy(json);
    return tell(reader);
}

/// Records as programs write them: few shapes, most values new. In the patterns ' stands for a
/// quote and # for a number.
std::string record(Random& random)
{
    static constexpr std::array<std::string_view, 4> kPatterns {
        "{'time':'2025-07-01T00:00:#Z','id':'e#','plan':null,'ok':true,'tags':['a','b#'],'at': "
        "#.#}",
        "{'time':'2025-07-01T00:00:#Z','id':'e#','plan':null,'ok':false,'tags':['a','b#'],'at': "
        "#} ",
        "{'time':'2025-07-01T00:00:#Z','id':'','inner':{'n':-#,'s':'#'},'empty':{}}",
        "{'time':'2025-07-01T00:00:#Z','id':'e#','inner':{'n':#,'s':''},'ok':true}"};
    std::string json;
    for (const char c : kPatterns[random.below(kPatterns.size())]) {
        json += c == '#' ? std::to_string(random.below(1'000'000)) : std::string(1, c);
    }
    std::ranges::replace(json, '\'', '"');
    return json;
}

} // namespace

class JsonShapesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheSecondOfAShape();
    void doesNotFollow_data();
    void doesNotFollow();
    void agreesWithAReaderThatHasMetNothing();
    void agreesAboutRandomDocuments();
    void givesUpWhereNothingComesBack();
    void keepsTheTextsOfOneDocument();
};

void JsonShapesTest::followsTheSecondOfAShape()
{
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(R"({"a":"x","b":1,"c":[true,{}]})"));
    QCOMPARE(reader.shape(), 0U);
    QVERIFY(reader.parseCopy(R"({"a":"","b":-2.50,"c":[false,{}]})"));
    QCOMPARE(reader.shape(), 1U);
    QCOMPARE(tell(reader), tellAnew(R"({"a":"","b":-2.50,"c":[false,{}]})"));
    QVERIFY(reader.parseCopy(R"({"a":"x","b":"1","c":[true,{}]})"));
    QCOMPARE(reader.shape(), 0U);
    QVERIFY(reader.parseCopy("{\"a\":\"\xC3\xA9\",\"b\":\"\",\"c\":[true,{}]}"));
    QCOMPARE(reader.shape(), 2U);
    QVERIFY(reader.parseCopy(R"({"a":"x","b":7,"c":[true,{}]})"));
    QCOMPARE(reader.shape(), 1U);
}

void JsonShapesTest::doesNotFollow_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char* name, const QByteArray& json) { QTest::newRow(name) << json; };
    row("an escape", R"({"s":"a\n","n":1,"b":true,"z":null})");
    row("a raw line end", "{\"s\":\"a\n\",\"n\":1,\"b\":true,\"z\":null}");
    row("bytes that are no letters", "{\"s\":\"\xC3\",\"n\":1,\"b\":true,\"z\":null}");
    row("an exponent", R"({"s":"a","n":1e3,"b":true,"z":null})");
    row("an exponent beyond all", R"({"s":"a","n":1e999,"b":true,"z":null})");
    row("a leading zero", R"({"s":"a","n":01,"b":true,"z":null})");
    row("a point without digits", R"({"s":"a","n":1.,"b":true,"z":null})");
    row("a sign alone", R"({"s":"a","n":-,"b":true,"z":null})");
    row("a word with a tail", R"({"s":"a","n":1,"b":truer,"z":null})");
    row("another kind", R"({"s":"a","n":1,"b":0,"z":null})");
    row("a value for null", R"({"s":"a","n":1,"b":true,"z":1})");
    row("a blank more", R"({"s":"a", "n":1,"b":true,"z":null})");
    row("a key more", R"({"s":"a","n":1,"b":true,"z":null,"y":1})");
    row("another key", R"({"s":"a","m":1,"b":true,"z":null})");
    row("something behind", R"({"s":"a","n":1,"b":true,"z":null}})");
    row("cut", R"({"s":"a","n":1,"b":true,"z":null)");
    row("cut in a string", R"({"s":"a)");
    row("cut in a number", R"({"s":"a","n":1)");
    row("nothing", "");
}

void JsonShapesTest::doesNotFollow()
{
    QFETCH(const QByteArray, json);
    JsonRecordReader reader;
    const std::string known = R"({"s":"a","n":1,"b":true,"z":null})";
    QVERIFY(reader.parseCopy(known) && reader.parseCopy(known));
    QCOMPARE(reader.shape(), 1U);
    reader.parseCopy(json.toStdString());
    QCOMPARE(reader.shape(), 0U);
    QCOMPARE(tell(reader), tellAnew(json.toStdString()));
}

void JsonShapesTest::agreesWithAReaderThatHasMetNothing()
{
    Random random(20251);
    JsonRecordReader reader;
    int followed = 0;
    int damaged = 0;
    for (int i = 0; i < 30'000; ++i) {
        std::string json = record(random);
        if (random.chance(0.3)) {
            damage(json, random);
            ++damaged;
        }
        reader.parseCopy(json);
        followed += reader.shape() > 0 ? 1 : 0;
        QCOMPARE(tell(reader), tellAnew(json));
    }
    QVERIFY2(followed > 20'000, qPrintable(QString::number(followed)));
    QVERIFY(damaged > 8'000);
}

void JsonShapesTest::agreesAboutRandomDocuments()
{
    RandomJson random(20252);
    JsonRecordReader reader;
    std::vector<std::string> documents;
    for (int i = 0; i < 40; ++i) {
        documents.push_back(random.object());
        documents.push_back(random.array());
    }
    for (int i = 0; i < 10'000; ++i) {
        std::string json = documents[random.random().below(80)];
        if (random.random().chance(0.3) && json.size() > 1) {
            damage(json, random.random());
        }
        reader.parseCopy(json);
        QCOMPARE(tell(reader), tellAnew(json));
    }
}

void JsonShapesTest::givesUpWhereNothingComesBack()
{
    JsonRecordReader reader;
    for (int i = 0; i < 1'000; ++i) {
        QVERIFY(reader.parseCopy("{\"k" + std::to_string(i) + "\":1}"));
    }
    const std::string known = R"({"a":1})";
    QVERIFY(reader.parseCopy(known) && reader.parseCopy(known));
    QCOMPARE(reader.shape(), 0U); // shapes rest
    int later = 0;
    for (int i = 0; i < 10'000 && reader.shape() == 0; ++i) {
        QVERIFY(reader.parseCopy(known));
        ++later;
    }
    QVERIFY(reader.shape() > 0); // and then it is again
    QVERIFY(later > 1'000);
}

void JsonShapesTest::keepsTheTextsOfOneDocument()
{
    JsonRecordReader reader;
    const std::string first = R"({"a":"one","b":[1,2]})";
    QVERIFY(reader.parseCopy(first) && reader.parseCopy(first));
    QCOMPARE(reader.nodes()[reader.child(0, "a")].text, std::string_view("one"));
    QVERIFY(!reader.parseCopy(R"({"a":"two","b":[1,2)"));
    QVERIFY(reader.nodes().empty());
    QCOMPARE(reader.child(0, "a"), 0U);
    QVERIFY(reader.parseCopy(R"({"a":"three","b":[3,4]})"));
    QCOMPARE(reader.nodes()[reader.child(0, "a")].text, std::string_view("three"));
    QCOMPARE(reader.nodes()[reader.child(0, "b") + 2].text, std::string_view("4"));
}

THROUGHLINE_TEST(JsonShapesTest)

} // namespace throughline

#include "tst_json_shapes.moc"
