#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_text.h"
#include "tests/codec/random_json.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cstring>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

/// The document of a reader as a tree that keeps the last of repeated keys.
nlohmann::json treeOf(const JsonRecordReader& reader, std::uint32_t at = 0)
{
    const JsonNode& node = reader.nodes()[at];
    switch (node.kind) {
    case JsonKind::Null:
        return nullptr;
    case JsonKind::Boolean:
        return node.text == "true";
    case JsonKind::Number:
        return nlohmann::json::parse(node.text);
    case JsonKind::String:
        return std::string(node.text);
    case JsonKind::Array:
    case JsonKind::Object:
        break;
    }
    nlohmann::json tree =
        node.kind == JsonKind::Array ? nlohmann::json::array() : nlohmann::json::object();
    for (std::uint32_t i = at + 1; i < node.next; i = reader.nodes()[i].next) {
        if (node.kind == JsonKind::Array) {
            tree.push_back(treeOf(reader, i));
        } else {
            tree[std::string(reader.nodes()[i].key)] = treeOf(reader, i);
        }
    }
    return tree;
}

/// A text with bytes behind it that would make a cut document whole, were they looked at.
class Padded
{
public:
    Padded(std::string_view text, char behind)
        : m_bytes(text)
        , m_size(text.size())
    {
        m_bytes.append(JsonRecordReader::kPadding, behind);
    }

    [[nodiscard]] std::string_view view() const { return {m_bytes.data(), m_size}; }

private:
    std::string m_bytes;
    std::size_t m_size;
};

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + '1' + std::string(depth, ']');
}

QString word(JsonProblem problem)
{
    switch (problem) {
    case JsonProblem::None:
        return QStringLiteral("none");
    case JsonProblem::Syntax:
        return QStringLiteral("syntax");
    case JsonProblem::Utf8:
        return QStringLiteral("utf8");
    case JsonProblem::TooDeep:
        return QStringLiteral("too deep");
    case JsonProblem::BadNumber:
        return QStringLiteral("bad number");
    case JsonProblem::TooManyValues:
        return QStringLiteral("too many values");
    }
    return {};
}

} // namespace

class JsonRecordTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsNumbersAsWritten_data();
    void keepsNumbersAsWritten();
    void refuses_data();
    void refuses();
    void refusesTextBehindScalars_data();
    void refusesTextBehindScalars();
    void unescapesStrings_data();
    void unescapesStrings();
    void tellsOfLoneSurrogates();
    void looksAtEveryValue();
    void allows256Levels();
    void refuses257Levels();
    void refusesManyBrackets();
    void givesTheLastOfRepeatedKeys();
    void tellsOfRepeatedKeys_data();
    void tellsOfRepeatedKeys();
    void doesNotLookBehindTheText();
    void isReadyAgainAfterAnError();
    void agreesWithAnotherParser();
    void agreesAboutDamagedText();
    void writesWhatItRead();
};

void JsonRecordTest::keepsNumbersAsWritten_data()
{
    QTest::addColumn<QByteArray>("number");
    const std::vector<const char*> numbers {"0",
                                            "-0",
                                            "1",
                                            "9007199254740993",
                                            "9223372036854775807",
                                            "1e2",
                                            "-0.0e5",
                                            "1E+2",
                                            "1e-7",
                                            "18446744073709551615",
                                            "0.10",
                                            "637.704",
                                            "1e308",
                                            "-9223372036854775808",
                                            "123456789012345678901234567890",
                                            "1544712660000000000",
                                            "0.1000000000000000055511151231"};
    for (const char* number : numbers) {
        QTest::newRow(number) << QByteArray(number);
    }
}

void JsonRecordTest::keepsNumbersAsWritten()
{
    QFETCH(const QByteArray, number);
    JsonRecordReader reader;
    const std::string json =
        "{\"a\":" + number.toStdString() + ",\"b\":[" + number.toStdString() + " ]}";
    QVERIFY(reader.parseCopy(json));
    const JsonNode& member = reader.nodes()[reader.child(0, "a")];
    QCOMPARE(member.kind, JsonKind::Number);
    QCOMPARE(member.text, number.toStdString());
    QCOMPARE(reader.nodes()[reader.child(0, "b") + 1].text, number.toStdString());
    QVERIFY(reader.parseCopy(number.toStdString()));
    QCOMPARE(reader.nodes()[0].text, number.toStdString());
}

void JsonRecordTest::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, QByteArray json, const char* problem) {
        QTest::newRow(name) << json << QString::fromLatin1(problem);
    };
    row("nothing", "", "syntax");
    row("blanks", " \n\t", "syntax");
    row("leading zero", "{\"a\":01}", "bad number");
    row("negative leading zero", "{\"a\":-01}", "bad number");
    row("not a number", "{\"a\":NaN}", "bad number");
    row("plus sign", "{\"a\":+1}", "bad number");
    row("infinity", "{\"a\":Infinity}", "bad number");
    row("negative infinity", "{\"a\":-Infinity}", "bad number");
    row("beyond every double", "{\"a\":1e999}", "bad number");
    row("no digit behind the point", "{\"a\":1.}", "bad number");
    row("no digit before the point", "{\"a\":.5}", "syntax");
    row("no exponent", "{\"a\":1e}", "bad number");
    row("hexadecimal", "{\"a\":0x10}", "bad number");
    row("minus alone", "{\"a\":-}", "bad number");
    row("two numbers", "{\"a\":1 2}", "syntax");
    row("misspelt word", "{\"a\":tru}", "syntax");
    row("word with a tail", "{\"a\":nullx}", "syntax");
    row("vertical tab behind a number", "{\"a\":1\v}", "bad number");
    row("form feed behind a word", "{\"a\":true\f}", "syntax");
    row("trailing comma", "{\"a\":1,}", "syntax");
    row("trailing comma in an array", "[1,]", "syntax");
    row("comma first", "{,\"a\":1}", "syntax");
    row("no value", "{\"a\":}", "syntax");
    row("no colon", "{\"a\" 1}", "syntax");
    row("key without quotes", "{a:1}", "syntax");
    row("number as key", "{1:1}", "syntax");
    row("single quotes", "{'a':1}", "syntax");
    row("comment", "{\"a\":1/*x*/}", "bad number");
    row("open string", "{\"a\":\"x", "syntax");
    row("cut object", "{\"a\":1", "syntax");
    row("cut inner object", "{\"a\":{\"b\":2}", "syntax");
    row("cut array", "[1,2", "syntax");
    row("two objects", "{} {}", "syntax");
    row("one bracket too many", "{\"a\":1}}", "syntax");
    row("trailing word", "{\"a\":1} x", "syntax");
    row("wrong bracket", "[1}", "syntax");
    row("wrong inner bracket", "{\"a\":[1}]", "syntax");
    row("unknown escape", "{\"a\":\"\\x41\"}", "syntax");
    row("short escape", "{\"a\":\"\\u12\"}", "syntax");
    row("escape that is no number", "{\"a\":\"\\u12g4\"}", "syntax");
    row("unknown escape in a key", "{\"\\q\":1}", "syntax");
    row("line end in a string", "{\"a\":\"x\ny\"}", "syntax");
    row("tab in a string", "{\"a\":\"x\ty\"}", "syntax");
    row("NUL in a string", QByteArray("{\"a\":\"x\0y\"}", 11), "syntax");
    row("NUL between values", QByteArray("{\"a\":1\0}", 8), "bad number");
    row("NUL behind", QByteArray("{\"a\":1}\0", 8), "syntax");
    row("byte order mark", "\xEF\xBB\xBF{}", "syntax");
    row("overlong slash", "{\"a\":\"\xC0\xAF\"}", "utf8");
    row("raw surrogate", "{\"a\":\"\xED\xA0\x80\"}", "utf8");
    row("cut letter", "{\"a\":\"\xC3\"}", "utf8");
    row("Latin-1", "{\"a\":\"caf\xE9\"}", "utf8");
    row("invalid in a key", "{\"\xFF\":1}", "utf8");
}

void JsonRecordTest::refuses()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, problem);
    JsonRecordReader reader;
    QVERIFY(!reader.parseCopy(json.toStdString()));
    QCOMPARE(word(reader.problem()), problem);
    QVERIFY(reader.nodes().empty());
}

void JsonRecordTest::refusesTextBehindScalars_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char* json : {"1 2", "\"a\" \"b\"", "null null", "true,", "1]", "\"a\"}", "0 {}"}) {
        QTest::newRow(json) << QByteArray(json);
    }
}

void JsonRecordTest::refusesTextBehindScalars()
{
    QFETCH(const QByteArray, json);
    JsonRecordReader reader;
    QVERIFY(!reader.parseCopy(json.toStdString()));
    QVERIFY(reader.parseCopy(" \n" + json.toStdString().substr(0, 1) + " ")
            == (json[0] == '1' || json[0] == '0'));
}

void JsonRecordTest::unescapesStrings_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* json, QByteArray text) {
        QTest::newRow(name) << QByteArray(json) << text;
    };
    row("empty", "", "");
    row("all short escapes", R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t");
    row("code points", R"(\u0041\u00e9\u20AC)", "A\xC3\xA9\xE2\x82\xAC");
    row("pair", R"(\ud83d\ude00)", "\xF0\x9F\x98\x80");
    row("NUL", R"(a\u0000b)", QByteArray("a\0b", 3));
    row("backslashes", R"(\\\\\\)", R"(\\\)");
    row("backslash and u", R"(\\u0041)", R"(\u0041)");
    row("lone first half", R"(a\ud800b)",
        "a\xEF\xBF\xBD"
        "b");
    row("lone second half", R"(\udc00)", "\xEF\xBF\xBD");
    row("two first halves", R"(\ud800\ud83d\ude00)", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    row("half and letter", R"(\ud800\u0041)",
        "\xEF\xBF\xBD"
        "A");
    row("half at the end", R"(x\ud800)", "x\xEF\xBF\xBD");
}

void JsonRecordTest::unescapesStrings()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, text);
    JsonRecordReader reader;
    const std::string quoted = '"' + json.toStdString() + '"';
    QVERIFY(reader.parseCopy("{" + quoted + ":" + quoted + "}"));
    QCOMPARE(QByteArray::fromStdString(std::string(reader.nodes()[1].key)), text);
    QCOMPARE(QByteArray::fromStdString(std::string(reader.nodes()[1].text)), text);
    QVERIFY(reader.parseCopy(quoted));
    QCOMPARE(QByteArray::fromStdString(std::string(reader.nodes()[0].text)), text);
}

void JsonRecordTest::tellsOfLoneSurrogates()
{
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(R"({"a":"\ud83d\ude00"})"));
    QVERIFY(!reader.replacedLoneSurrogate());
    QVERIFY(reader.parseCopy(R"({"a":"\ud83d"})"));
    QVERIFY(reader.replacedLoneSurrogate());
    QVERIFY(reader.parseCopy(R"({"a":1})"));
    QVERIFY(!reader.replacedLoneSurrogate());
}

void JsonRecordTest::looksAtEveryValue()
{
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(R"( {"a":[1,{"b":null}],"c":{},"d":[],"e":false} )"));
    const auto nodes = reader.nodes();
    QCOMPARE(nodes.size(), std::size_t {8});
    QCOMPARE(nodes[0].next, 8U);
    QCOMPARE(nodes[reader.child(0, "a")].next, 5U);
    QCOMPARE(reader.child(0, "b"), 0U);
    QCOMPARE(reader.child(3, "b"), 4U);
    QCOMPARE(nodes[reader.child(0, "c")].kind, JsonKind::Object);
    QCOMPARE(nodes[reader.child(0, "d")].kind, JsonKind::Array);
    QCOMPARE(nodes[reader.child(0, "e")].text, std::string_view("false"));
}

void JsonRecordTest::allows256Levels()
{
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(nested(256)));
    QCOMPARE(reader.nodes().size(), std::size_t {257});
    std::string objects;
    for (int i = 0; i < 256; ++i) {
        objects += "{\"a\":";
    }
    QVERIFY(reader.parseCopy(objects + "1" + std::string(256, '}')));
}

void JsonRecordTest::refuses257Levels()
{
    JsonRecordReader reader;
    QVERIFY(!reader.parseCopy(nested(257)));
    QCOMPARE(reader.problem(), JsonProblem::TooDeep);
    QVERIFY(!reader.parseCopy(std::string(257, '[') + std::string(257, ']')));
    QCOMPARE(reader.problem(), JsonProblem::TooDeep);
}

void JsonRecordTest::refusesManyBrackets()
{
    JsonRecordReader reader;
    QVERIFY(!reader.parseCopy(nested(200'000)));
    QCOMPARE(reader.problem(), JsonProblem::TooDeep);
    QVERIFY(!reader.parseCopy("{\"a\":" + std::string(200'000, '[') + "}"));
    QVERIFY(reader.problem() != JsonProblem::None);
    QVERIFY(!reader.parseCopy(std::string(200'000, '[')));
    QVERIFY(reader.problem() != JsonProblem::None);
}

void JsonRecordTest::givesTheLastOfRepeatedKeys()
{
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(R"({"a":1,"b":2,"\u0061":3})"));
    QCOMPARE(reader.nodes()[reader.child(0, "a")].text, std::string_view("3"));
}

void JsonRecordTest::tellsOfRepeatedKeys_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("repeats");
    const auto row = [](const char* name, const char* json, bool repeats) {
        QTest::newRow(name) << QByteArray(json) << repeats;
    };
    row("none", R"({"a":1,"b":2})", false);
    row("side by side", R"({"a":1,"a":1})", true);
    row("far apart", R"({"a":1,"b":{"c":1},"d":[2],"a":3})", true);
    row("written differently", R"({"a":1,"\u0061":2})", true);
    row("in an inner object", R"({"a":{"x":1,"y":{},"x":2}})", true);
    row("in an array", R"([{"k":1},{"k":2},{"k":3,"k":4}])", true);
    row("in different objects", R"({"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]})", false);
    row("alike but not the same", R"({"ab":1,"ba":2,"aab":3,"abb":4})", false);
    row("empty keys", R"({"":1,"":2})", true);
}

void JsonRecordTest::tellsOfRepeatedKeys()
{
    QFETCH(const QByteArray, json);
    QFETCH(const bool, repeats);
    JsonRecordReader reader;
    QVERIFY(reader.parseCopy(json.toStdString()));
    QCOMPARE(reader.repeatsKey(), repeats);
}

void JsonRecordTest::doesNotLookBehindTheText()
{
    JsonRecordReader reader;
    for (const char behind : {'}', ']', '"', '1', ',', 'l', '\0'}) {
        for (const char* cut : {"{\"a\":{\"b\":2}", "{\"a\":1", "[[1]", "\"ab", "{\"a\":\"b\"",
                                "nul", "{\"a\":[]", "{\"a\":{", "{"}) {
            const Padded text(cut, behind);
            QVERIFY2(!reader.parse(text.view()), cut);
        }
        const Padded number("12", behind);
        QVERIFY(reader.parse(number.view()));
        QCOMPARE(reader.nodes()[0].text, std::string_view("12"));
        const Padded whole("{\"a\":[1,\"x\"]}", behind);
        QVERIFY(reader.parse(whole.view()));
    }
}

void JsonRecordTest::isReadyAgainAfterAnError()
{
    JsonRecordReader reader;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!reader.parseCopy("{\"a\":[1,{\"b\":"));
        QVERIFY(!reader.parseCopy(nested(1'000)));
        QVERIFY(!reader.parseCopy("\xFF"));
        QVERIFY(reader.parseCopy("{\"a\":[1]}"));
        QCOMPARE(reader.problem(), JsonProblem::None);
        QCOMPARE(reader.nodes().size(), std::size_t {3});
    }
}

void JsonRecordTest::agreesWithAnotherParser()
{
    JsonRecordReader reader;
    RandomJson random(7);
    for (int i = 0; i < 5'000; ++i) {
        const std::string json = random.space() + random.value() + random.space();
        QVERIFY2(reader.parseCopy(json), json.c_str());
        QVERIFY2(treeOf(reader) == nlohmann::json::parse(json), json.c_str());
    }
}

void JsonRecordTest::agreesAboutDamagedText()
{
    JsonRecordReader reader;
    RandomJson random(11);
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string json = random.random().chance(0.5) ? random.object() : random.array();
        for (std::uint32_t changes = 1 + random.random().below(2); changes > 0; --changes) {
            const std::uint32_t at = random.random().below(static_cast<std::uint32_t>(json.size()));
            static constexpr std::string_view kBytes = "{}[]\":,\\ 019.-eEtfnu\n\x01\x80\xC3\xA9";
            const char byte = kBytes[random.random().below(kBytes.size())];
            switch (random.random().below(3)) {
            case 0:
                json[at] = byte;
                break;
            case 1:
                json.insert(at, 1, byte);
                break;
            default:
                json.erase(at, 1);
            }
            json += json.empty() ? "1" : "";
        }
        nlohmann::json tree = nlohmann::json::parse(json, nullptr, false);
        // The one difference: half a surrogate pair is a repair here, an error there.
        const bool good = reader.parseCopy(json);
        if (good && reader.replacedLoneSurrogate()) {
            continue;
        }
        QVERIFY2(good != tree.is_discarded(), json.c_str());
        QVERIFY2(!good || treeOf(reader) == tree, json.c_str());
        refused += good ? 0 : 1;
    }
    QVERIFY(refused > 5'000 && refused < 19'000);
}

void JsonRecordTest::writesWhatItRead()
{
    JsonRecordReader reader;
    JsonRecordReader again;
    RandomJson random(13);
    for (int i = 0; i < 2'000; ++i) {
        const std::string json = random.value();
        QVERIFY(reader.parseCopy(json));
        std::string written;
        appendJson(written, reader, 0);
        QVERIFY(nlohmann::json::parse(written) == nlohmann::json::parse(json));
        QVERIFY(again.parseCopy(written));
        std::string twice;
        appendJson(twice, again, 0);
        QCOMPARE(twice, written);
    }
}

THROUGHLINE_TEST(JsonRecordTest)

} // namespace throughline

#include "tst_json_record.moc"
