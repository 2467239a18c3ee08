#include "models/base/random.h"
#include "models/filter/decimal.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

class DecimalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNumbersOnly_data();
    void readsNumbersOnly();
    void comparesExactly_data();
    void comparesExactly();
    void agreesWithIntegers();
};

void DecimalTest::readsNumbersOnly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("number");
    QTest::newRow("integer") << QByteArray("12") << true;
    QTest::newRow("signed") << QByteArray("-0.5") << true;
    QTest::newRow("plus sign") << QByteArray("+7") << true;
    QTest::newRow("no digit before the point") << QByteArray(".5") << true;
    QTest::newRow("no digit behind the point") << QByteArray("5.") << true;
    QTest::newRow("exponent") << QByteArray("1.5e-3") << true;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("point alone") << QByteArray(".") << false;
    QTest::newRow("sign alone") << QByteArray("-") << false;
    QTest::newRow("two points") << QByteArray("1.2.3") << false;
    QTest::newRow("word") << QByteArray("abc") << false;
    QTest::newRow("trailing letter") << QByteArray("10ms") << false;
    QTest::newRow("blank inside") << QByteArray("1 0") << false;
    QTest::newRow("exponent without digits") << QByteArray("1e") << false;
    QTest::newRow("exponent too long") << QByteArray("1e9999999999") << false;
    QTest::newRow("infinity") << QByteArray("inf") << false;
    QTest::newRow("hexadecimal") << QByteArray("0x10") << false;
}

void DecimalTest::readsNumbersOnly()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, number);
    QCOMPARE(filter::Decimal::parse(text.toStdString()).has_value(), number);
}

void DecimalTest::comparesExactly_data()
{
    QTest::addColumn<QByteArray>("low");
    QTest::addColumn<QByteArray>("high");
    QTest::addColumn<bool>("equal");
    const auto row = [](const char* name, const char* low, const char* high, bool equal = false) {
        QTest::newRow(name) << QByteArray(low) << QByteArray(high) << equal;
    };
    row("by value, not by text", "9", "10");
    row("negative", "-10", "-9");
    row("across zero", "-1", "1");
    row("zero above negative", "-0.001", "0");
    row("beyond a double", "9007199254740992", "9007199254740993");
    row("many decimals", "0.10000000000000000001", "0.10000000000000000002");
    row("small exponent", "1e-5", "1e-4");
    row("fraction below one", "0.09", "0.1");
    row("trailing zeros", "10.00", "10", true);
    row("leading zeros", "007", "7", true);
    row("exponent form", "1.5e3", "1500", true);
    row("zeros of every kind", "-0.00", "0e5", true);
}

void DecimalTest::comparesExactly()
{
    QFETCH(const QByteArray, low);
    QFETCH(const QByteArray, high);
    QFETCH(const bool, equal);
    const auto a = filter::Decimal::parse(low.toStdString());
    const auto b = filter::Decimal::parse(high.toStdString());
    QVERIFY(a && b);
    QCOMPARE(*a == *b, equal);
    QCOMPARE(*a < *b, !equal);
    QCOMPARE(*b > *a, !equal);
    QVERIFY(!(*b < *a));
}

void DecimalTest::agreesWithIntegers()
{
    Random random(2);
    const auto scaled = [&](std::int64_t value) {
        const std::size_t zeros = random.below(4);
        return filter::Decimal::parse(std::to_string(value) + std::string(zeros, '0') + "e-"
                                      + std::to_string(zeros));
    };
    for (int i = 0; i < 20'000; ++i) {
        const std::int64_t a = static_cast<std::int64_t>(random.below(2'000)) - 1'000;
        const std::int64_t b = random.chance(0.1) ? a : a * 10 + random.below(3);
        const auto left = scaled(a);
        const auto right = scaled(b);
        QVERIFY(left && right);
        QCOMPARE(*left < *right, a < b);
        QCOMPARE(*left == *right, a == b);
    }
}

THROUGHLINE_TEST(DecimalTest)

} // namespace throughline

#include "tst_decimal.moc"
