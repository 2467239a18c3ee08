#include "models/base/random.h"
#include "models/filter/value_match.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>
#include <vector>

namespace throughline {

namespace {

/// The slow, obvious glob.
bool globByRecursion(const std::string& pattern, std::size_t p, const std::string& text,
                     std::size_t t)
{
    if (p == pattern.size()) {
        return t == text.size();
    }
    if (pattern[p] == '*') {
        return globByRecursion(pattern, p + 1, text, t)
            || (t < text.size() && globByRecursion(pattern, p, text, t + 1));
    }
    return t < text.size() && text[t] == pattern[p] && globByRecursion(pattern, p + 1, text, t + 1);
}

std::vector<std::string> piecesOf(const std::string& pattern)
{
    std::vector<std::string> pieces(1);
    for (const char c : pattern) {
        if (c == '*') {
            pieces.emplace_back();
        } else {
            pieces.back() += c;
        }
    }
    return pieces;
}

std::string randomText(Random& random, const std::string& letters, std::uint32_t longest)
{
    std::string text;
    for (std::uint32_t left = random.below(longest + 1); left > 0; --left) {
        text += letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    }
    return text;
}

filter::Term term(const char* key, const char* value,
                  filter::Comparison comparison = filter::Comparison::Equal)
{
    filter::Term made;
    made.key = key;
    made.comparison = comparison;
    filter::Value pattern;
    pattern.pieces = piecesOf(value);
    made.values.push_back(pattern);
    return made;
}

} // namespace

class ValueMatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void globAgreesWithTheObviousOne();
    void globIsLinear();
    void ordersNaturally_data();
    void ordersNaturally();
    void findsWholeWords_data();
    void findsWholeWords();
    void comparesByKindOfField_data();
    void comparesByKindOfField();
    void missingValueMatchesNothing();
};

void ValueMatchTest::globAgreesWithTheObviousOne()
{
    Random random(11);
    int matched = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::string pattern = randomText(random, "ab*", 7);
        const std::string text = randomText(random, "ab", 8);
        const bool expected = globByRecursion(pattern, 0, text, 0);
        matched += expected ? 1 : 0;
        QVERIFY2(filter::matchesGlob(piecesOf(pattern), text) == expected,
                 (pattern + " on " + text).c_str());
    }
    QVERIFY(matched > 5'000);
}

void ValueMatchTest::globIsLinear()
{
    std::string pattern;
    for (int i = 0; i < 500; ++i) {
        pattern += "*" + std::string(6, 'a') + "b";
    }
    const std::string text(2'000'000, 'a');
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!filter::matchesGlob(piecesOf(pattern), text));
    QVERIFY(timer.elapsed() < 2'000);
}

void ValueMatchTest::ordersNaturally_data()
{
    QTest::addColumn<QByteArray>("low");
    QTest::addColumn<QByteArray>("high");
    const auto row = [](const char* name, const char* low, const char* high) {
        QTest::newRow(name) << QByteArray(low) << QByteArray(high);
    };
    row("versions", "4.7.9", "4.7.10");
    row("shorter first", "4.7", "4.7.1");
    row("letters", "abc", "abd");
    row("digits before letters", "a1", "ab");
    row("numbers longer than 64 bits", "v18446744073709551616", "v18446744073709551617");
    row("empty first", "", "a");
}

void ValueMatchTest::ordersNaturally()
{
    QFETCH(const QByteArray, low);
    QFETCH(const QByteArray, high);
    QVERIFY(filter::compareNatural(low.toStdString(), high.toStdString()) < 0);
    QVERIFY(filter::compareNatural(high.toStdString(), low.toStdString()) > 0);
    QVERIFY(filter::compareNatural(low.toStdString(), low.toStdString()) == 0);
}

void ValueMatchTest::findsWholeWords_data()
{
    QTest::addColumn<QByteArray>("phrase");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("found");
    const auto row = [](const char* name, const char* phrase, const char* text, bool found) {
        QTest::newRow(name) << QByteArray(phrase) << QByteArray(text) << found;
    };
    row("word", "timeout", "Gateway timeout after 30 s", true);
    row("case does not count", "TIMEOUT", "gateway Timeout", true);
    row("part of a word", "time", "gateway timeout", false);
    row("start of a word, open", "time*", "gateway timeout", true);
    row("inside a word, open", "out*", "gateway timeout", false);
    row("phrase", "payment failed", "the payment failed twice", true);
    row("words apart", "payment failed", "payment has failed", false);
    row("found behind a near miss", "pay", "repay, then pay", true);
    row("punctuation is a border", "504", "status=504;", true);
    row("letters beyond ASCII belong to the word", "caf", "caf\xC3\xA9", false);
    row("empty text", "a", "", false);
}

void ValueMatchTest::findsWholeWords()
{
    QFETCH(const QByteArray, phrase);
    QFETCH(const QByteArray, text);
    QFETCH(const bool, found);
    filter::Value value;
    value.pieces = piecesOf(phrase.toStdString());
    QCOMPARE(filter::containsWords(value, text.toStdString()), found);
}

void ValueMatchTest::comparesByKindOfField_data()
{
    using filter::Comparison;
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("comparison");
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* name, const char* key, Comparison comparison,
                        const char* wanted, const char* value, bool matches) {
        QTest::newRow(name) << QByteArray(key) << static_cast<int>(comparison) << QByteArray(wanted)
                            << QByteArray(value) << matches;
    };
    row("word without case", "plan.tier", Comparison::Equal, "PRO", "pro", true);
    row("wildcard word without case", "browser.name", Comparison::Equal, "saf*", "Safari", true);
    row("path with case", "url.path", Comparison::Equal, "/Cart", "/cart", false);
    row("id with case", "session.id", Comparison::Equal, "S_1", "s_1", false);
    row("attribute with case", "app.thing", Comparison::Equal, "X", "x", false);
    row("number by value", "revenue", Comparison::Equal, "10", "10.00", true);
    row("number, not as text", "revenue", Comparison::Greater, "9", "10", true);
    row("number at the border", "revenue", Comparison::AtLeast, "10.0", "10", true);
    row("number below the border", "revenue", Comparison::AtMost, "10.0", "10.01", false);
    row("what is no number matches no comparison", "revenue", Comparison::Greater, "9", "free",
        false);
    row("versions", "service.version", Comparison::Greater, "4.7.9", "4.7.10", true);
    row("versions of different length", "service.version", Comparison::Greater, "4.9", "4.10.1",
        true);
    row("attribute as number", "cart.size", Comparison::Less, "10", "9", true);
    row("attribute, number against word", "cart.size", Comparison::Greater, "2", "many", false);
    row("attribute, both words", "app.build", Comparison::Less, "b", "a", true);
}

void ValueMatchTest::comparesByKindOfField()
{
    QFETCH(const QByteArray, key);
    QFETCH(const int, comparison);
    QFETCH(const QByteArray, wanted);
    QFETCH(const QByteArray, value);
    QFETCH(const bool, matches);
    const filter::ValueMatcher matcher(
        term(key.constData(), wanted.constData(), static_cast<filter::Comparison>(comparison)));
    QCOMPARE(matcher.matches(value.toStdString()), matches);
}

void ValueMatchTest::missingValueMatchesNothing()
{
    QVERIFY(!filter::ValueMatcher(term("plan.tier", "*")).matches(""));
    QVERIFY(filter::ValueMatcher(term("plan.tier", "*")).matches("x"));
    filter::Term has;
    has.kind = filter::TermKind::Has;
    has.key = "plan.tier";
    QVERIFY(!filter::ValueMatcher(has).matches(""));
    QVERIFY(filter::ValueMatcher(has).matches("x"));
}

THROUGHLINE_TEST(ValueMatchTest)

} // namespace throughline

#include "tst_value_match.moc"
