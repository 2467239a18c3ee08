#include "models/filter/known_keys.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

class KnownKeysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resolvesWhatIsWritten_data();
    void resolvesWhatIsWritten();
    void knowsOnlyListedAttributesWhenTheListIsComplete();
    void writesTheWordsOfTheLanguage();
    void offersTheNearest();
    void listsEveryKeyOnce();
};

void KnownKeysTest::resolvesWhatIsWritten_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("canonical"); // empty: unknown
    QTest::newRow("canonical") << QByteArray("plan.tier") << QByteArray("plan.tier");
    QTest::newRow("event") << QByteArray("event") << QByteArray("event.name");
    QTest::newRow("view") << QByteArray("view") << QByteArray("url.path");
    QTest::newRow("error group") << QByteArray("error.group") << QByteArray("error.group");
    QTest::newRow("error status") << QByteArray("error.status") << QByteArray("error.status");
    QTest::newRow("ticket") << QByteArray("ticket") << QByteArray("ticket");
    QTest::newRow("alias") << QByteArray("geo.country") << QByteArray("geo.country.iso_code");
    QTest::newRow("dotted attribute") << QByteArray("app.thing") << QByteArray("app.thing");
    QTest::newRow("listed attribute") << QByteArray("cartsize") << QByteArray("cartsize");
    QTest::newRow("unknown word") << QByteArray("plna") << QByteArray();
    QTest::newRow("dot at the end") << QByteArray("plna.") << QByteArray();
    QTest::newRow("dot at the start") << QByteArray(".plna") << QByteArray();
    QTest::newRow("empty") << QByteArray("") << QByteArray();
}

void KnownKeysTest::resolvesWhatIsWritten()
{
    QFETCH(const QByteArray, written);
    QFETCH(const QByteArray, canonical);
    const auto key = filter::resolveKey(written.toStdString(), {{"cartsize"}, true});
    QCOMPARE(QByteArray::fromStdString(key.value_or("")), canonical);
}

void KnownKeysTest::knowsOnlyListedAttributesWhenTheListIsComplete()
{
    const filter::KnownKeys keys {{"app.thing"}, false};
    QVERIFY(filter::resolveKey("app.thing", keys).has_value());
    QVERIFY(!filter::resolveKey("app.thign", keys).has_value());
    QVERIFY(filter::resolveKey("plan.tier", keys).has_value());
}

void KnownKeysTest::writesTheWordsOfTheLanguage()
{
    QVERIFY(filter::writtenKey("event.name") == "event");
    QVERIFY(filter::writtenKey("url.path") == "view");
    QVERIFY(filter::writtenKey("plan.tier") == "plan.tier");
}

void KnownKeysTest::offersTheNearest()
{
    const filter::KnownKeys keys {{"cartsize"}, false};
    const auto first = [&](const char* written) {
        const std::vector<std::string> nearest = filter::nearestKeys(written, keys);
        return nearest.empty() ? std::string() : nearest.front();
    };
    QCOMPARE(first("evnt"), std::string("event"));
    QCOMPARE(first("plan.teir"), std::string("plan.tier"));
    QCOMPARE(first("teir"), std::string("plan.tier"));
    QCOMPARE(first("cartsise"), std::string("cartsize"));
    QVERIFY(filter::nearestKeys("zzzzqqqq", keys).empty());
    QVERIFY(filter::nearestKeys("name", keys).size() <= 3);
}

void KnownKeysTest::listsEveryKeyOnce()
{
    const std::vector<std::string> all = filter::allKeys({{"cartsize", "plan.tier"}, true});
    QVERIFY(std::is_sorted(all.begin(), all.end()));
    QVERIFY(std::adjacent_find(all.begin(), all.end()) == all.end());
    for (const char* key : {"event", "view", "ticket", "error.group", "plan.tier", "cartsize"}) {
        QVERIFY2(std::find(all.begin(), all.end(), key) != all.end(), key);
    }
}

THROUGHLINE_TEST(KnownKeysTest)

} // namespace throughline

#include "tst_known_keys.moc"
