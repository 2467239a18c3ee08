#include "models/base/digits.h"
#include "models/base/text.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <random>
#include <string>

namespace throughline {

namespace {

/// The same, letter by letter.
std::optional<std::uint64_t> slowHex(std::string_view text)
{
    std::uint64_t value = 0;
    for (const char c : text) {
        if (hexDigitValue(c) < 0) {
            return std::nullopt;
        }
        value = value << 4U | static_cast<std::uint64_t>(hexDigitValue(c));
    }
    return value;
}

} // namespace

class DigitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyByteAtEveryPlaceIsReadOrRefused();
    void numbersComeBack();
    void refusesWhatIsNoNumber_data();
    void refusesWhatIsNoNumber();
};

void DigitsTest::everyByteAtEveryPlaceIsReadOrRefused()
{
    for (std::size_t place = 0; place < 16; ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string hex = "0123456789abcDEF";
            hex[place] = static_cast<char>(byte);
            QCOMPARE(parseHex16(hex.data()), slowHex(hex));
            std::string number = "8765432109876543";
            number[place] = static_cast<char>(byte);
            const bool digit = isAsciiDigit(static_cast<char>(byte));
            QCOMPARE(parseDigits(number).has_value(), digit);
            if (digit) {
                QCOMPARE(parseDigits(number), parseUnsigned(number));
            }
            const std::uint64_t eight = digits::load(hex.data() + place / 8 * 8);
            const auto lower = [](char c) {
                return hexDigitValue(c) >= 0 && !(c >= 'A' && c <= 'F');
            };
            const std::string_view half = std::string_view(hex).substr(place / 8 * 8, 8);
            QCOMPARE(digits::areLowerHex(eight), std::all_of(half.begin(), half.end(), lower));
        }
    }
}

void DigitsTest::numbersComeBack()
{
    std::mt19937_64 random(11);
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t value = random() >> (random() % 64);
        const std::string text = std::to_string(value);
        if (text.size() <= 19) {
            QCOMPARE(parseDigits(text), std::optional(value));
        }
    }
    QCOMPARE(parseDigits("9999999999999999999"), std::optional(9'999'999'999'999'999'999ULL));
    QCOMPARE(parseDigits("0000000000000000001"), std::optional(std::uint64_t {1}));
}

void DigitsTest::refusesWhatIsNoNumber_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a sign") << QByteArray("-1");
    QTest::newRow("a plus") << QByteArray("+1");
    QTest::newRow("a blank") << QByteArray(" 1234567890");
    QTest::newRow("a dot") << QByteArray("1234567890.5");
    QTest::newRow("too long") << QByteArray("10000000000000000000");
    QTest::newRow("hexadecimal") << QByteArray("123456789a");
}

void DigitsTest::refusesWhatIsNoNumber()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseDigits(text.toStdString()));
}

THROUGHLINE_TEST(DigitsTest)

} // namespace throughline

#include "tst_digits.moc"
