#include "models/base/random.h"
#include "models/store/block_columns.h"
#include "models/store/dictionary.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <map>

namespace throughline {

using namespace store;
using store::test::StoreFixture;

class DictionaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersTextsInOrderOfFirstUse();
    void hasNoNumberForNothing();
    void agreesWithAMap();
    void comesBackFromTheStore();
    void writesOnlyWhatIsNew();
    void keepsKindsApart();
    void keepsOddTexts();
};

void DictionaryTest::numbersTextsInOrderOfFirstUse()
{
    Dictionary dictionary(DictionaryKind::Name);
    QCOMPARE(dictionary.ordinal("b"), 0U);
    QCOMPARE(dictionary.ordinal("a"), 1U);
    QCOMPARE(dictionary.ordinal("b"), 0U);
    QCOMPARE(dictionary.size(), 2U);
    QCOMPARE(dictionary.text(1), std::string_view("a"));
}

void DictionaryTest::hasNoNumberForNothing()
{
    Dictionary dictionary(DictionaryKind::Name);
    QCOMPARE(dictionary.ordinal(""), kNoOrdinal);
    QCOMPARE(dictionary.size(), 0U);
}

void DictionaryTest::agreesWithAMap()
{
    Dictionary dictionary(DictionaryKind::Session);
    std::map<std::string, std::uint32_t> map;
    Random random(5);
    for (int i = 0; i < 50'000; ++i) {
        const std::string text = "s_" + std::to_string(random.below(20'000));
        const auto wanted = map.emplace(text, static_cast<std::uint32_t>(map.size())).first->second;
        QCOMPARE(dictionary.ordinal(text), wanted);
    }
    QCOMPARE(dictionary.size(), static_cast<std::uint32_t>(map.size()));
    for (const auto& [text, ordinal] : map) {
        QCOMPARE(dictionary.text(ordinal), std::string_view(text));
    }
}

void DictionaryTest::comesBackFromTheStore()
{
    StoreFixture store;
    Dictionary dictionary(DictionaryKind::User);
    for (int i = 0; i < 3'000; ++i) {
        dictionary.ordinal("user " + std::to_string(i * 7 % 3'000));
    }
    QVERIFY(dictionary.writeNew(store.connection()).ok());
    Dictionary again(DictionaryKind::User);
    QVERIFY(again.load(store.connection()).ok());
    QCOMPARE(again.size(), 3'000U);
    for (std::uint32_t i = 0; i < again.size(); ++i) {
        QCOMPARE(again.text(i), dictionary.text(i));
        QCOMPARE(again.ordinal(again.text(i)), i);
    }
    const auto texts = readDictionary(store.connection(), DictionaryKind::User);
    QVERIFY(texts.ok());
    QCOMPARE(texts->size(), std::size_t {3'000});
    QCOMPARE(texts->at(1), std::string("user 7"));
    QCOMPARE(findOrdinal(store.connection(), DictionaryKind::User, "user 7").valueOr(0), 1U);
    QCOMPARE(findOrdinal(store.connection(), DictionaryKind::User, "nobody").valueOr(0),
             kNoOrdinal);
}

void DictionaryTest::writesOnlyWhatIsNew()
{
    StoreFixture store;
    Dictionary dictionary(DictionaryKind::Name);
    dictionary.ordinal("a");
    QVERIFY(dictionary.writeNew(store.connection()).ok());
    QVERIFY(dictionary.writeNew(store.connection()).ok());
    dictionary.ordinal("b");
    dictionary.ordinal("a");
    QVERIFY(dictionary.writeNew(store.connection()).ok());
    QCOMPARE(store.count("SELECT count(*) FROM dictionary"), std::int64_t {2});
}

void DictionaryTest::keepsKindsApart()
{
    StoreFixture store;
    for (const auto kind : {DictionaryKind::Session, DictionaryKind::User, DictionaryKind::Account,
                            DictionaryKind::Name, DictionaryKind::Context, DictionaryKind::Currency,
                            DictionaryKind::Target}) {
        Dictionary dictionary(kind);
        QCOMPARE(dictionary.ordinal(toText(kind)), 0U);
        QVERIFY(dictionary.writeNew(store.connection()).ok());
        QCOMPARE(readDictionary(store.connection(), kind)->at(0), std::string(toText(kind)));
    }
    QCOMPARE(store.count("SELECT count(*) FROM dictionary"), std::int64_t {7});
}

void DictionaryTest::keepsOddTexts()
{
    StoreFixture store;
    Dictionary dictionary(DictionaryKind::Session);
    const std::vector<std::string> odd {
        std::string("a\0b", 3), std::string("a\0c", 3),   "'; --", "\x01u:x",
        "\xE2\x80\xAE",         std::string(70'000, 'x'), " "};
    for (const std::string& text : odd) {
        dictionary.ordinal(text);
    }
    QVERIFY(dictionary.writeNew(store.connection()).ok());
    QVERIFY(*readDictionary(store.connection(), DictionaryKind::Session) == odd);
}

THROUGHLINE_TEST(DictionaryTest)

} // namespace throughline

#include "tst_dictionary.moc"
