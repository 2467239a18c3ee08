#include "models/base/error.h"
#include "models/base/pattern.h"
#include "models/base/result.h"
#include "models/base/text.h"
#include "models/base/utf8.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

class TextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreWholeOrNothing();
    void fixedNeverShowsMinusZero();
    void groupsDigits();
    void nearestNamesAreNear();
    void listsInWords();
    void utf8_data();
    void utf8();
    void cutsBetweenCodePoints();
    void errorsDescribeThemselves();
    void macrosPassErrorsOn();
    void patternsFindFromAPlace();
};

void TextTest::numbersAreWholeOrNothing()
{
    QCOMPARE(parseInteger("9223372036854775807"), std::optional<std::int64_t>(INT64_MAX));
    QVERIFY(!parseInteger("9223372036854775808"));
    QVERIFY(!parseInteger("12x"));
    QVERIFY(!parseInteger(""));
    QVERIFY(!parseInteger("+-1"));
    QCOMPARE(parseUnsigned("18446744073709551615"), std::optional<std::uint64_t>(UINT64_MAX));
    QVERIFY(!parseUnsigned("-1"));
    QCOMPARE(parseDouble("637.704"), std::optional<double>(637.704));
    QVERIFY(!parseDouble("nan"));
    QVERIFY(!parseDouble("1e999"));
    QVERIFY(!parseDouble("1,5"));
}

void TextTest::fixedNeverShowsMinusZero()
{
    QCOMPARE(formatFixed(-0.04, 1), std::string("0.0"));
    QCOMPARE(formatFixed(-0.05, 1), std::string("-0.1"));
    QCOMPARE(formatFixed(2.5, 0), std::string("3"));
}

void TextTest::groupsDigits()
{
    QCOMPARE(groupDigits(0), std::string("0"));
    QCOMPARE(groupDigits(999), std::string("999"));
    QCOMPARE(groupDigits(11'024), std::string("11,024"));
    QCOMPARE(groupDigits(-1'234'567), std::string("-1,234,567"));
}

void TextTest::nearestNamesAreNear()
{
    const std::vector<std::string> names {"import", "info", "errors", "error", "export"};
    QCOMPARE(nearestNames("imprt", names).front(), std::string("import"));
    QVERIFY(nearestNames("zzzzzzzz", names).empty());
    QVERIFY(nearestNames("err", names).size() <= 3);
}

void TextTest::listsInWords()
{
    QCOMPARE(listInWords({}), std::string());
    QCOMPARE(listInWords({"a"}), std::string("a"));
    QCOMPARE(listInWords({"a", "b"}), std::string("a and b"));
    QCOMPARE(listInWords({"a", "b", "c"}, "or"), std::string("a, b or c"));
}

void TextTest::utf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("ASCII") << QByteArray("plain") << true;
    QTest::newRow("four bytes") << QByteArray("\xF0\x9F\x98\x80") << true;
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << false;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
    QTest::newRow("beyond the last") << QByteArray("\xF4\x90\x80\x80") << false;
    QTest::newRow("cut") << QByteArray("a\xE2\x82") << false;
    QTest::newRow("lone continuation") << QByteArray("\x80") << false;
}

void TextTest::utf8()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, valid);
    const std::string text = bytes.toStdString();
    QCOMPARE(isValidUtf8(text), valid);
    QVERIFY(isValidUtf8(repairUtf8(text)));
    if (valid) {
        QCOMPARE(repairUtf8(text), text);
    }
}

void TextTest::cutsBetweenCodePoints()
{
    const std::string text = "a\xE2\x82\xAC";
    QCOMPARE(cutUtf8(text, 3), std::string_view("a"));
    QCOMPARE(cutUtf8(text, 4), std::string_view(text));
    QCOMPARE(cutUtf8(text, 0), std::string_view());
}

void TextTest::errorsDescribeThemselves()
{
    const Error error = inContext(badInputError("Line 3 is cut", "Export again"), "a.json");
    QCOMPARE(describe(error), std::string("a.json: Line 3 is cut. Export again."));
    QCOMPARE(exitStatus(ErrorCode::Usage), 2);
    QCOMPARE(exitStatus(ErrorCode::BadInput), 4);
    QCOMPARE(exitStatus(ErrorCode::Store), 5);
    QCOMPARE(exitStatus(ErrorCode::Environment), 6);
    QCOMPARE(exitStatus(ErrorCode::Busy), 7);
    QCOMPARE(exitStatus(ErrorCode::Cancelled), 8);
}

void TextTest::macrosPassErrorsOn()
{
    const auto half = [](int number) -> Result<int> {
        return number % 2 == 0 ? Result<int>(number / 2) : Result<int>(usageError("odd"));
    };
    const auto quarter = [&half](int number) -> Result<int> {
        TL_ASSIGN(const int once, half(number));
        TL_TRY(half(once));
        return half(once);
    };
    QCOMPARE(*quarter(8), 2);
    QVERIFY(!quarter(6).ok());
    QVERIFY(!quarter(7).ok());
}

void TextTest::patternsFindFromAPlace()
{
    const Pattern digits("([0-9])([0-9]*)");
    const auto second = digits.find("a12b345", 3);
    QVERIFY(second.has_value());
    QCOMPARE(second->offset, std::size_t {4});
    QCOMPARE(second->group[1], std::string_view("3"));
    QCOMPARE(digits.replaceAll("a12b345", "<\\1>"), std::string("a<1>b<3>"));
    QVERIFY(!digits.find("a12", 9));
}

THROUGHLINE_TEST(TextTest)

} // namespace throughline

#include "tst_text.moc"
