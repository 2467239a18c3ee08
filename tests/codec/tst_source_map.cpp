#include "models/base/random.h"
#include "models/codec/source_map.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace throughline {

using namespace codec;

namespace {

/// JSON with its quotes written as apostrophes.
std::string asJson(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

std::size_t below(Random& random, std::size_t limit)
{
    return random.below(static_cast<std::uint32_t>(limit));
}

/// As the format's own text says: five bits a digit, the lowest first, the sign in the last.
std::string encoded(std::int64_t number)
{
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::uint64_t bits = number < 0 ? (static_cast<std::uint64_t>(-number) << 1U) | 1U
                                    : static_cast<std::uint64_t>(number) << 1U;
    std::string text;
    do {
        const std::uint64_t digit = bits & 31U;
        bits >>= 5U;
        text += kDigits[digit | (bits != 0 ? 32U : 0U)];
    } while (bits != 0);
    return text;
}

std::string mapWith(const std::string& mappings, const std::string& more = {})
{
    return asJson("{'version':3,'file':'main.js','sourceRoot':'src','sources':['a.ts',"
                  "'b.ts'],'names':['charge','refund'],'mappings':'")
        + mappings + "\"" + more + "}";
}

std::string placeText(const std::optional<OriginalPlace>& place)
{
    if (!place) {
        return "-";
    }
    return std::string(place->source) + ':' + std::to_string(place->line) + ':'
        + std::to_string(place->column) + ' ' + std::string(place->name);
}

} // namespace

class SourceMapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsThePlaceBefore_data();
    void findsThePlaceBefore();
    void readsSectionsAsOne();
    void equalsASearchThroughAll();
    void refuses_data();
    void refuses();
    void leavesOutTheText();
    void knowsDebugIds_data();
    void knowsDebugIds();
    void knowsDebugIdsOfScripts_data();
    void knowsDebugIdsOfScripts();
};

void SourceMapTest::findsThePlaceBefore_data()
{
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("place");
    QTest::newRow("the first place") << 1 << 1 << QByteArray("src/a.ts:1:1 ");
    QTest::newRow("between two") << 1 << 9 << QByteArray("src/a.ts:1:1 ");
    QTest::newRow("with a name") << 1 << 11 << QByteArray("src/b.ts:5:3 charge");
    QTest::newRow("behind the last") << 1 << 999 << QByteArray("src/b.ts:5:3 charge");
    QTest::newRow("nobody's code") << 2 << 7 << QByteArray("-");
    QTest::newRow("before the first of its line") << 2 << 1 << QByteArray("-");
    QTest::newRow("a line without places") << 3 << 1 << QByteArray("-");
    QTest::newRow("back in the sources") << 4 << 2 << QByteArray("src/a.ts:2:1 refund");
    QTest::newRow("no place") << 0 << 0 << QByteArray("-");
}

void SourceMapTest::findsThePlaceBefore()
{
    QFETCH(const int, line);
    QFETCH(const int, column);
    // 1:1 a.ts 1:1 | 1:11 b.ts 5:3 charge | 2:5 of nobody | 4:1 a.ts 2:1 refund
    const std::string mappings = "AAAA,UCIEA;I;;ADHFC";
    const auto map = SourceMap::parse(mapWith(mappings));
    QVERIFY2(map.ok(), map.ok() ? "" : map.error().message.c_str());
    QCOMPARE(map->file(), std::string("main.js"));
    QCOMPARE(map->placeCount(), std::size_t {4});
    const auto place =
        map->find(static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column));
    QTEST(QByteArray::fromStdString(placeText(place)), "place");
}

void SourceMapTest::readsSectionsAsOne()
{
    const std::string text =
        asJson("{'version':3,'sections':[{'offset':{'line':0,'column':0},'map':") + mapWith("AAAA")
        + asJson("},{'offset':{'line':1,'column':4},'map':") + mapWith("AACA;AACA") + "}]}";
    const auto map = SourceMap::parse(text);
    QVERIFY(map.ok());
    QCOMPARE(placeText(map->find(1, 1)), std::string("src/a.ts:1:1 "));
    QCOMPARE(placeText(map->find(2, 4)), std::string("-"));
    QCOMPARE(placeText(map->find(2, 5)), std::string("src/a.ts:2:1 "));
    QCOMPARE(placeText(map->find(3, 1)), std::string("src/a.ts:3:1 "));
}

void SourceMapTest::equalsASearchThroughAll()
{
    struct Place
    {
        std::int64_t line = 0;
        std::int64_t column = 0;
        std::int64_t source = 0;
        std::int64_t sourceLine = 0;
    };

    Random random(3);
    for (int round = 0; round < 60; ++round) {
        std::vector<Place> places;
        std::string mappings;
        std::int64_t lastSource = 0;
        std::int64_t lastLine = 0;
        for (std::int64_t line = 0; line < 6; ++line) {
            std::int64_t column = 0;
            for (std::size_t i = below(random, 5); i > 0; --i) {
                const Place place {line, column + static_cast<std::int64_t>(1 + below(random, 900)),
                                   static_cast<std::int64_t>(below(random, 2)),
                                   static_cast<std::int64_t>(below(random, 100'000))};
                mappings += encoded(place.column - column) + encoded(place.source - lastSource)
                    + encoded(place.sourceLine - lastLine) + encoded(0) + ',';
                column = place.column;
                lastSource = place.source;
                lastLine = place.sourceLine;
                places.push_back(place);
            }
            mappings += ';';
        }
        const auto map = SourceMap::parse(mapWith(mappings));
        QVERIFY(map.ok());
        for (int ask = 0; ask < 40; ++ask) {
            const auto line = static_cast<std::int64_t>(below(random, 7));
            const auto column = static_cast<std::int64_t>(below(random, 3000));
            std::string wanted = "-";
            for (const Place& place : places) {
                if (place.line == line && place.column <= column) {
                    wanted = std::string(place.source == 0 ? "src/a.ts:" : "src/b.ts:")
                        + std::to_string(place.sourceLine + 1) + ":1 ";
                }
            }
            QCOMPARE(placeText(map->find(static_cast<std::uint32_t>(line + 1),
                                         static_cast<std::uint32_t>(column + 1))),
                     wanted);
        }
    }
}

void SourceMapTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no mappings") << QByteArray::fromStdString(asJson("{'version':3,'sources':[]}"));
    QTest::newRow("a letter that is no digit") << QByteArray::fromStdString(mapWith("A?AA"));
    QTest::newRow("a number without an end") << QByteArray::fromStdString(mapWith("ggggggggg"));
    QTest::newRow("two numbers") << QByteArray::fromStdString(mapWith("AA"));
    QTest::newRow("six numbers") << QByteArray::fromStdString(mapWith("AAAAAA"));
    QTest::newRow("a source that is not listed") << QByteArray::fromStdString(mapWith("AEAA"));
    QTest::newRow("a name that is not listed") << QByteArray::fromStdString(mapWith("AAAAE"));
    QTest::newRow("before the begin") << QByteArray::fromStdString(mapWith("DAAA"));
    QTest::newRow("a section without a map")
        << QByteArray::fromStdString(asJson("{'sections':[{'offset':{'line':0,'column':0}}]}"));
}

void SourceMapTest::refuses()
{
    QFETCH(const QByteArray, text);
    const auto map = SourceMap::parse(text.toStdString());
    QVERIFY(!map.ok());
    QCOMPARE(map.error().code, ErrorCode::BadInput);
    QVERIFY(!map.error().message.empty());
}

void SourceMapTest::leavesOutTheText()
{
    const auto lean = withoutSourceText(
        ")]}'\n" + mapWith("AAAA", asJson(",'sourcesContent':['secret words',null]")));
    QVERIFY(lean.ok());
    QVERIFY(lean->find("secret") == std::string::npos);
    const auto map = SourceMap::parse(*lean);
    QVERIFY(map.ok());
    QCOMPARE(placeText(map->find(1, 1)), std::string("src/a.ts:1:1 "));
    QVERIFY(!withoutSourceText("{").ok());
}

void SourceMapTest::knowsDebugIds_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("debugId");
    const QByteArray plain("0a1b2c3d000040008000000000000042");
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("the standard's name")
        << QByteArray(",'debugId':'0a1b2c3d-0000-4000-8000-000000000042'") << plain;
    QTest::newRow("the older name") << QByteArray(",'debug_id':'" + plain + "'") << plain;
    QTest::newRow("both") << QByteArray(",'debug_id':'11111111111111111111111111111111','debugId':'"
                                        + plain + "'")
                          << plain;
    QTest::newRow("in capitals") << QByteArray(",'debugId':'0A1B2C3D-0000-4000-8000-000000000042'")
                                 << plain;
    QTest::newRow("too short") << QByteArray(",'debugId':'0a1b2c3d'") << QByteArray();
    QTest::newRow("too long") << QByteArray(",'debugId':'" + plain + "0'") << QByteArray();
    QTest::newRow("no digits") << QByteArray(",'debugId':'" + plain.left(31) + "x'")
                               << QByteArray();
    QTest::newRow("a number") << QByteArray(",'debugId':17") << QByteArray();
}

void SourceMapTest::knowsDebugIds()
{
    QFETCH(const QByteArray, members);
    const auto map = SourceMap::parse(mapWith("AAAA", asJson(members.toStdString())));
    QVERIFY(map.ok());
    QTEST(QByteArray::fromStdString(map->debugId()), "debugId");
    // It stays when the text of the sources goes.
    const auto lean = withoutSourceText(mapWith("AAAA", asJson(members.toStdString())));
    QTEST(QByteArray::fromStdString(SourceMap::parse(lean.value())->debugId()), "debugId");
}

void SourceMapTest::knowsDebugIdsOfScripts_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("debugId");
    const QByteArray plain("0a1b2c3d000040008000000000000042");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
    QTest::newRow("no comment") << QByteArray("f();\n") << QByteArray();
    QTest::newRow("the last line") << QByteArray("f();\n//# debugId=" + plain) << plain;
    QTest::newRow("of several the last")
        << QByteArray("//# debugId=11111111111111111111111111111111\nf();\r\n//# debugId=" + plain
                      + "\r\n//# sourceMappingURL=a.map\r\n")
        << plain;
    QTest::newRow("no id") << QByteArray("//# debugId=later\n") << QByteArray();
}

void SourceMapTest::knowsDebugIdsOfScripts()
{
    QFETCH(const QByteArray, script);
    QTEST(QByteArray::fromStdString(debugIdOfScript(script.toStdString())), "debugId");
}

THROUGHLINE_TEST(SourceMapTest)

} // namespace throughline

#include "tst_source_map.moc"
