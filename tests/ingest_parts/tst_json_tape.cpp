#include "models/base/random.h"
#include "models/base/utf8.h"
#include "models/ingest/redact/json_tape.h"
#include "models/ingest/redact/unwrap.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using ingest::JsonPlace;
using ingest::JsonType;

class JsonTapeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsThePlaceOfEveryValue();
    void acceptsWholeContainersOnly_data();
    void acceptsWholeContainersOnly();
    void boundsTheDepth();
    void subtreesFollowOneAnother();
    void quotesAndUnquotes_data();
    void quotesAndUnquotes();
    void keepsUnknownEscapes();
    void unwraps_data();
    void unwraps();
    void unwrapKeepsPlaces();
    void foldsInvalidBytesToThemselves();
};

void JsonTapeTest::knowsThePlaceOfEveryValue()
{
    const std::string text = R"( {"a":[1,"x\"y"], "b" : {"c":null}, "d":true} )";
    const auto places = ingest::jsonPlaces(text);
    std::string values;
    for (const JsonPlace& place : places) {
        values += text.substr(place.keyBegin, place.keyEnd - place.keyBegin) + "="
            + text.substr(place.begin, place.end - place.begin) + "|";
    }
    QCOMPARE(
        values,
        std::string(
            R"(={"a":[1,"x\"y"], "b" : {"c":null}, "d":true}|"a"=[1,"x\"y"]|=1|="x\"y"|"b"={"c":null}|"c"=null|"d"=true|)"));
    QCOMPARE(places[1].next, 4U);
    QVERIFY(places[5].type == JsonType::Null);
}

void JsonTapeTest::acceptsWholeContainersOnly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("whole");
    const auto row = [](const char* text, bool whole) {
        QTest::newRow(*text != '\0' ? text : "empty") << QByteArray(text) << whole;
    };
    for (const char* text :
         {"{}", "[]", "[1]", "{\"a\":{}}", " [ ] ", "[-1.5e3,null]", "[[],{}]"}) {
        row(text, true);
    }
    for (const char* text :
         {"",     "1",          "\"a\"",       "{",           "[",     "[1",
          "[1,]", "[,1]",       "{\"a\"}",     "{\"a\":}",    "{a:1}", "[1 2]",
          "[1]x", "{\"a\":1,}", "[note] text", "{note} text", "[\"a]", "{\"a\":1]",
          "]",    "[1,,2]",     "[tru]"}) {
        row(text, false);
    }
}

void JsonTapeTest::acceptsWholeContainersOnly()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, whole);
    QCOMPARE(!ingest::jsonPlaces(text.toStdString()).empty(), whole);
}

void JsonTapeTest::boundsTheDepth()
{
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    QVERIFY(!ingest::jsonPlaces(nested(256)).empty());
    QVERIFY(ingest::jsonPlaces(nested(257)).empty());
    QVERIFY(ingest::jsonPlaces(std::string(1'000'000, '[')).empty());
}

void JsonTapeTest::subtreesFollowOneAnother()
{
    Random random(5);
    for (int i = 0; i < 200; ++i) {
        std::string text;
        const auto write = [&random, &text](const auto& self, int depth) -> void {
            const std::uint32_t kind = random.below(depth > 5 ? 2 : 4);
            if (kind == 0) {
                text += "1";
            } else if (kind == 1) {
                text += "\"a,]}\"";
            } else {
                text += kind == 2 ? "[" : "{";
                for (std::uint32_t n = random.below(4), k = 0; k < n; ++k) {
                    text += (k > 0 ? "," : "") + std::string(kind == 2 ? "" : "\"k\":");
                    self(self, depth + 1);
                }
                text += kind == 2 ? "]" : "}";
            }
        };
        text = "[";
        write(write, 0);
        text += "]";
        const auto places = ingest::jsonPlaces(text);
        QVERIFY2(!places.empty(), text.c_str());
        for (std::size_t n = 0; n < places.size(); ++n) {
            QVERIFY(places[n].next > n && places[n].next <= places.size());
            QVERIFY(places[n].begin < places[n].end);
        }
        QCOMPARE(static_cast<std::size_t>(places[0].next), places.size());
    }
}

void JsonTapeTest::quotesAndUnquotes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("plain") << QByteArray("abc");
    QTest::newRow("signs") << QByteArray("a\"b\\c/d");
    QTest::newRow("controls") << QByteArray("a\nb\tc\x01"
                                            "d\x1f");
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("other scripts") << QByteArray("\xC3\xA9 \xF0\x9F\x98\x80 \xE2\x80\xB9");
}

void JsonTapeTest::quotesAndUnquotes()
{
    QFETCH(QByteArray, text);
    const std::string quoted = ingest::quoteJson(text.toStdString());
    QCOMPARE(ingest::unescapeJson(quoted.substr(1, quoted.size() - 2)), text.toStdString());
    QVERIFY(!ingest::jsonPlaces("[" + quoted + "]").empty());
}

void JsonTapeTest::keepsUnknownEscapes()
{
    QCOMPARE(ingest::unescapeJson(R"(\u0041\u00e9\ud83d\ude00)"),
             std::string("A\xC3\xA9\xF0\x9F\x98\x80"));
    QCOMPARE(ingest::unescapeJson(R"(\ud83dx)"), std::string("\xEF\xBF\xBDx"));
    QCOMPARE(ingest::unescapeJson(R"(\q\u12)"), std::string(R"(\q\u12)"));
    QCOMPARE(ingest::unescapeJson("\\"), std::string("\\"));
}

void JsonTapeTest::unwraps_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("nothing to do", "plain text", "(same)");
    row("percent sign alone", "100% of it, 5%2", "(same)");
    row("accents stay", "caf\xC3\xA9", "(same)");
    row("emoji stay", "\xF0\x9F\x98\x80", "(same)");
    row("percent", "a%40b", "a@b");
    row("percent twice", "a%2540b", "a@b");
    row("percent three times", "a%252540b", "a%40b");
    row("JSON escape", "a\\u0040b", "a@b");
    row("other escapes stay", "a\\u00e9%41", "a\\u00e9A");
    row("fullwidth", "\xEF\xBC\xA1\xEF\xBC\xA0", "A@");
    row("zero width and soft hyphen",
        "a\xE2\x80\x8B"
        "b\xC2\xAD"
        "c\xEF\xBB\xBF",
        "abc");
    row("encoded fullwidth", "a%EF%BC%A0b", "a@b");
    row("mathematical letters", "\xF0\x9D\x90\x80", "A");
}

void JsonTapeTest::unwraps()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto unwrapped = ingest::unwrapEncodings(text.toStdString());
    QCOMPARE(unwrapped ? QByteArray::fromStdString(unwrapped->text) : QByteArray("(same)"),
             expected);
}

void JsonTapeTest::unwrapKeepsPlaces()
{
    const std::string text = "x%40y\xEF\xBC\xA0z%25%34%30";
    const auto unwrapped = ingest::unwrapEncodings(text);
    QVERIFY(unwrapped.has_value());
    QCOMPARE(unwrapped->text, std::string("x@y@z@"));
    const std::vector<std::uint32_t> expected {
        0, 1, 4, 5, 8, 9, static_cast<std::uint32_t>(text.size())};
    QCOMPARE(unwrapped->origin, expected);
}

void JsonTapeTest::foldsInvalidBytesToThemselves()
{
    const std::string text = "a\xFF\xC3(\xE2\x80";
    const FoldedText folded = foldCompatibility(text);
    QCOMPARE(folded.text, text);
    QCOMPARE(folded.origin.size(), text.size() + 1);
    QCOMPARE(foldCompatibility("").origin.size(), std::size_t {1});
}

THROUGHLINE_TEST(JsonTapeTest)

} // namespace throughline

#include "tst_json_tape.moc"
