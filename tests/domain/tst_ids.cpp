#include "models/base/text.h"
#include "models/domain/ids.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

class IdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTraceIds_data();
    void readsTraceIds();
    void readsSpanIds();
    void readsErrorGroupNames();
};

void IdsTest::readsTraceIds_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* hex, const char* expected) {
        QTest::newRow(name) << QByteArray(hex) << QByteArray(expected);
    };
    row("128 bits", "5b8efff798038103d269b633813fc60c", "5b8efff798038103d269b633813fc60c");
    row("upper case", "5B8EFFF798038103D269B633813FC60C", "5b8efff798038103d269b633813fc60c");
    row("64 bits", "8448eb211c80319c", "00000000000000008448eb211c80319c");
    row("leading zeros dropped", "1f", "0000000000000000000000000000001f");
    row("17 digits", "18448eb211c80319c", "00000000000000018448eb211c80319c");
    row("all zero", "00000000000000000000000000000000", "");
    row("empty", "", "");
    row("33 digits", "15b8efff798038103d269b633813fc60c", "");
    row("no hexadecimal digit", "5b8g", "");
}

void IdsTest::readsTraceIds()
{
    QFETCH(QByteArray, hex);
    QFETCH(QByteArray, expected);
    const auto id = domain::traceIdFromHex(hex.toStdString());
    QCOMPARE(id ? toHex(*id) : std::string(), expected.toStdString());
    QVERIFY(domain::traceIdFromHex(toUpperAscii(hex.toStdString())) == id);
}

void IdsTest::readsSpanIds()
{
    QCOMPARE(toHex(*domain::spanIdFromHex("EEE19B7EC3C1B174")), std::string("eee19b7ec3c1b174"));
    QCOMPARE(domain::spanIdFromHex("7")->value, std::uint64_t {7});
    QVERIFY(!domain::spanIdFromHex("0"));
    QVERIFY(!domain::spanIdFromHex("1eee19b7ec3c1b174"));
}

void IdsTest::readsErrorGroupNames()
{
    QCOMPARE(toText(domain::ErrorGroupId(7)), std::string("E7"));
    QVERIFY(domain::errorGroupIdFromText("e7") == domain::ErrorGroupId(7));
    for (const char* wrong : {"", "E", "7", "E0", "E-1", "Ex", "E7x"}) {
        QVERIFY2(!domain::errorGroupIdFromText(wrong), wrong);
    }
}

THROUGHLINE_TEST(IdsTest)

} // namespace throughline

#include "tst_ids.moc"
