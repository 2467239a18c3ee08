#include "models/base/random.h"
#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

namespace {

using filter::Comparison;
using filter::Term;
using filter::TermKind;
using filter::Value;

const filter::KnownKeys kKeys {{"has", "weird key", "a:b", "x\"y\\z*"}, true};

std::string randomText(Random& random)
{
    const std::string letters = "aZ09 :,[]\"\\*<>=!_./-";
    std::string text;
    for (std::uint32_t left = 1 + random.below(6); left > 0; --left) {
        text += letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    }
    return text;
}

Value randomValue(Random& random)
{
    Value value;
    const std::uint32_t pieces = 1 + random.below(3);
    value.pieces.clear();
    for (std::uint32_t i = 0; i < pieces; ++i) {
        // An empty piece between two wildcards would be one wildcard.
        const bool edge = i == 0 || i + 1 == pieces;
        value.pieces.push_back(pieces > 1 && edge && random.chance(0.5) ? "" : randomText(random));
    }
    return value;
}

Term randomTerm(Random& random)
{
    const char* keys[] = {"event.name", "url.path",  "plan.tier", "app.thing",
                          "has",        "weird key", "a:b",       "x\"y\\z*"};
    Term term;
    term.negated = random.chance(0.3);
    term.key = keys[random.below(8)];
    switch (random.below(4)) {
    case 0:
        term.kind = TermKind::Has;
        break;
    case 1:
        term.kind = TermKind::Text;
        term.key.clear();
        term.values.push_back(filter::exactValue("w" + randomText(random)));
        if (random.chance(0.3)) {
            term.values.front().pieces.emplace_back();
        }
        break;
    case 2:
        term.comparison = static_cast<Comparison>(1 + random.below(4));
        term.values.push_back(filter::exactValue(randomText(random)));
        break;
    default:
        for (std::uint32_t left = 1 + random.below(3); left > 0; --left) {
            term.values.push_back(randomValue(random));
        }
    }
    return term;
}

} // namespace

class ExpressionFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parserReadsBackEveryTree();
    void filterForMakesAReadableTerm();
};

void ExpressionFormatTest::parserReadsBackEveryTree()
{
    Random random(3);
    for (int i = 0; i < 50'000; ++i) {
        filter::Expression expression;
        for (std::uint32_t left = random.below(4); left > 0; --left) {
            expression.terms.push_back(randomTerm(random));
        }
        const std::string text = filter::formatExpression(expression);
        const auto parsed = filter::parseExpression(text, kKeys);
        QVERIFY2(parsed.ok(), (text + " " + (parsed.ok() ? "" : parsed.error().message)).c_str());
        QVERIFY2(*parsed == expression, text.c_str());
    }
}

void ExpressionFormatTest::filterForMakesAReadableTerm()
{
    QCOMPARE(filter::formatTerm(filter::equalTerm("plan.tier", "pro")),
             std::string("plan.tier:pro"));
    QCOMPARE(filter::formatTerm(filter::equalTerm("event.name", "Sale * 50")),
             std::string("event:\"Sale \\* 50\""));
    QCOMPARE(filter::formatTerm(filter::equalTerm("plan.tier", "")), std::string("!has:plan.tier"));
}

THROUGHLINE_TEST(ExpressionFormatTest)

} // namespace throughline

#include "tst_expression_format.moc"
