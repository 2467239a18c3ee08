#include "models/codec/json_writer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace throughline {

using namespace codec;

class JsonWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesValuesAndCommas();
    void indentsOneMemberPerLine();
    void keepsNumbersExact();
    void writesNullForWhatIsNoNumber();
    void writesNullForWhatIsMissing();
    void escapes_data();
    void escapes();
    void everyByteSurvives();
    void repairsWhatIsNotUtf8();
    void isReadByAnotherParser();
};

void JsonWriterTest::writesValuesAndCommas()
{
    JsonWriter json;
    json.beginObject().member("a", 1).member("b", "x").key("c").beginArray();
    json.value(true).value(false).null().beginObject().endObject().beginArray().endArray();
    json.endArray().member("d", std::vector<std::string> {"p", "q"}).key("e").raw("{\"f\":2}");
    json.member("g", 7U).endObject();
    QCOMPARE(json.text(),
             std::string(
                 R"({"a":1,"b":"x","c":[true,false,null,{},[]],"d":["p","q"],"e":{"f":2},"g":7})"));
}

void JsonWriterTest::indentsOneMemberPerLine()
{
    JsonWriter json(2);
    json.beginObject().member("a", 1).key("b").beginArray().value(1).value(2).endArray();
    json.key("c").beginObject().endObject().key("d").beginArray().endArray().endObject();
    QCOMPARE(json.text(),
             std::string(
                 "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {},\n  \"d\": []\n}"));
}

void JsonWriterTest::keepsNumbersExact()
{
    JsonWriter json;
    json.beginArray().value(std::numeric_limits<std::int64_t>::min());
    json.value(std::numeric_limits<std::uint64_t>::max()).value(0.1).value(-0.25).value(1e300);
    json.value(1.0 / 3.0).value(5.0).endArray();
    const auto tree = nlohmann::json::parse(json.text());
    QCOMPARE(json.text().substr(0, 43), std::string("[-9223372036854775808,18446744073709551615,"));
    QCOMPARE(tree[2].get<double>(), 0.1);
    QCOMPARE(tree[3].get<double>(), -0.25);
    QCOMPARE(tree[4].get<double>(), 1e300);
    QVERIFY(tree[5].get<double>() == 1.0 / 3.0);
    QCOMPARE(tree[6].get<double>(), 5.0);
}

void JsonWriterTest::writesNullForWhatIsNoNumber()
{
    JsonWriter json;
    json.beginArray().value(std::nan("")).value(HUGE_VAL).value(-HUGE_VAL).endArray();
    QCOMPARE(json.text(), std::string("[null,null,null]"));
}

void JsonWriterTest::writesNullForWhatIsMissing()
{
    JsonWriter json;
    json.beginObject().member("a", std::optional<std::int64_t>()).member("b", std::optional(3));
    json.textOrNull("c", "").textOrNull("d", "x").endObject();
    QCOMPARE(json.text(), std::string(R"({"a":null,"b":3,"c":null,"d":"x"})"));
}

void JsonWriterTest::escapes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char* name, QByteArray text, const char* json) {
        QTest::newRow(name) << text << QByteArray(json);
    };
    row("empty", "", R"("")");
    row("quote and backslash", "a\"b\\c", R"("a\"b\\c")");
    row("line ends", "a\nb\r\tc", R"("a\nb\r\tc")");
    row("NUL", QByteArray("\0x", 2), R"("\u0000x")");
    row("escape and delete", "\x1b[31m\x7f", R"("\u001b[31m\u007f")");
    row("letters beyond ASCII", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    row("slash", "</script>", R"("</script>")");
}

void JsonWriterTest::escapes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, json);
    std::string written;
    appendJsonString(written, text.toStdString());
    QCOMPARE(QByteArray::fromStdString(written), json);
    JsonWriter keyed;
    keyed.beginObject().member(text.toStdString(), 1).endObject();
    QCOMPARE(QByteArray::fromStdString(keyed.text()), "{" + json + ":1}");
}

void JsonWriterTest::everyByteSurvives()
{
    std::string all;
    for (int c = 0; c < 128; ++c) {
        all += static_cast<char>(c);
    }
    std::string written;
    appendJsonString(written, all);
    QCOMPARE(nlohmann::json::parse(written).get<std::string>(), all);
}

void JsonWriterTest::repairsWhatIsNotUtf8()
{
    JsonWriter json;
    json.beginArray()
        .value("a\xff"
               "b")
        .value(std::vector<std::string> {"\xed\xa0\x80"})
        .endArray();
    const auto tree = nlohmann::json::parse(json.text());
    QCOMPARE(tree[0].get<std::string>(),
             std::string("a\xEF\xBF\xBD"
                         "b"));
}

void JsonWriterTest::isReadByAnotherParser()
{
    for (const int indent : {0, 1, 4}) {
        JsonWriter json(indent);
        json.beginArray();
        for (int i = 0; i < 3; ++i) {
            json.beginObject().key("list").beginArray();
            for (int j = 0; j < i; ++j) {
                json.beginObject().member("j", j).key("deep").beginArray().value("x").endArray();
                json.endObject();
            }
            json.endArray().member("i", i).endObject();
        }
        json.endArray();
        const auto tree = nlohmann::json::parse(json.text());
        QCOMPARE(tree.size(), std::size_t {3});
        QCOMPARE(tree[2]["list"][1]["j"].get<int>(), 1);
        QCOMPARE(tree[2]["list"][1]["deep"][0].get<std::string>(), std::string("x"));
    }
}

THROUGHLINE_TEST(JsonWriterTest)

} // namespace throughline

#include "tst_json_writer.moc"
