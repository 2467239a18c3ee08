#include "models/base/random.h"
#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

namespace {

const filter::KnownKeys kKeys {{"cartsize", "weird key"}, true};

} // namespace

class ExpressionParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesCanonically_data();
    void readsAndWritesCanonically();
    void buildsTheTree();
    void tellsWhereTheMistakeIs_data();
    void tellsWhereTheMistakeIs();
    void errorNamesColumnAndNearestKeys();
    void emptyTextMatchesEverything();
    void refusesWhatIsTooLarge();
    void survivesHostileInput();
};

void ExpressionParserTest::readsAndWritesCanonically_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char* name, const char* text, const char* canonical) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(canonical);
    };
    row("value", "plan.tier:pro", "plan.tier:pro");
    row("event", "event:add_to_cart", "event:add_to_cart");
    row("event by its field", "event.name:add_to_cart", "event:add_to_cart");
    row("view", "view:/checkout*", "view:/checkout*");
    row("alias", "geo.country:DE", "geo.country.iso_code:DE");
    row("negated", "!plan.tier:free", "!plan.tier:free");
    row("terms and blanks", "  plan.tier:pro \t event:x\n", "plan.tier:pro event:x");
    row("list", "plan.tier:[pro,team]", "plan.tier:[pro,team]");
    row("list with blanks", "plan.tier:[ pro , \"a b\" ]", "plan.tier:[pro,\"a b\"]");
    row("list of one", "plan.tier:[pro]", "plan.tier:pro");
    row("negated list", "!plan.tier:[pro,team]", "!plan.tier:[pro,team]");
    row("comma outside a list", "plan.tier:a,b", "plan.tier:\"a,b\"");
    row("greater", "revenue:>10", "revenue:>10");
    row("at least", "revenue:>=10.5", "revenue:>=10.5");
    row("less", "revenue:<-1", "revenue:<-1");
    row("at most", "revenue:<=1e3", "revenue:<=1e3");
    row("compared text in quotes", "app.build:>\"b 1\"", "app.build:>\"b 1\"");
    row("value that begins with =", "app.build:>\"=1\"", "app.build:>\"=1\"");
    row("quoted operator is a value", "app.build:\">10\"", "app.build:\">10\"");
    row("has", "has:ticket", "has:ticket");
    row("has not", "!has:error.group", "!has:error.group");
    row("has alias", "has:geo.country", "has:geo.country.iso_code");
    row("error group", "error.group:E12", "error.group:E12");
    row("error groups", "error.group:[E1,E2]", "error.group:[E1,E2]");
    row("error status", "error.status:[new,regressed]", "error.status:[new,regressed]");
    row("error status, part of it", "!error.status:re*", "!error.status:re*");
    row("quoted value", "event:\"Add to cart\"", "event:\"Add to cart\"");
    row("needless quotes", "event:\"purchase\"", "event:purchase");
    row("colon in a value", "view:http://x", "view:\"http://x\"");
    row("escapes", R"(event:"a\"b\\c\*d")", R"(event:"a\"b\\c\*d")");
    row("wildcard in quotes", "event:\"add *\"", "event:\"add *\"");
    row("two wildcards in a row", "event:a**b", "event:a*b");
    row("any value", "event:*", "event:*");
    row("star itself", R"(event:"\*")", R"(event:"\*")");
    row("backslash", "app.path:C\\x", R"(app.path:"C\\x")");
    row("bare word", "timeout", "timeout");
    row("bare words", "payment timeout", "payment timeout");
    row("phrase", "\"payment failed\"", "\"payment failed\"");
    row("phrase of one word", "\"timeout\"", "timeout");
    row("start of a word", "time*", "time*");
    row("negated word", "!timeout", "!timeout");
    row("word that begins with !", "\"!x\"", "\"!x\"");
    row("the word has", "has", "has");
    row("quoted key", "\"weird key\":1", "\"weird key\":1");
    row("quoted key that needs none", "\"plan.tier\":pro", "plan.tier:pro");
    row("listed attribute", "cartsize:>3", "cartsize:>3");
    row("letters beyond ASCII", "event:gr\xC3\xBC\xC3\x9F", "event:gr\xC3\xBC\xC3\x9F");
}

void ExpressionParserTest::readsAndWritesCanonically()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, canonical);
    const auto parsed = filter::parseExpression(text.toStdString(), kKeys);
    QVERIFY2(parsed.ok(), parsed.ok() ? "" : parsed.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(filter::formatExpression(*parsed)), canonical);
    const auto again = filter::parseExpression(canonical.toStdString(), kKeys);
    QVERIFY(again.ok());
    QVERIFY(*again == *parsed);
}

void ExpressionParserTest::buildsTheTree()
{
    const auto parsed =
        filter::parseExpression("event:a* !revenue:>100 has:ticket \"two words\"", kKeys);
    QVERIFY(parsed.ok());
    QCOMPARE(parsed->terms.size(), std::size_t {4});
    const filter::Term& event = parsed->terms[0];
    QVERIFY(event.kind == filter::TermKind::Match);
    QCOMPARE(event.key, std::string("event.name"));
    QVERIFY(event.values.front().pieces == (std::vector<std::string> {"a", ""}));
    const filter::Term& revenue = parsed->terms[1];
    QVERIFY(revenue.negated && revenue.comparison == filter::Comparison::Greater);
    QVERIFY(revenue.values == std::vector<filter::Value> {filter::exactValue("100")});
    QVERIFY(parsed->terms[2].kind == filter::TermKind::Has && parsed->terms[2].values.empty());
    const filter::Term& text = parsed->terms[3];
    QVERIFY(text.kind == filter::TermKind::Text && text.key.empty());
    QVERIFY(text.values == std::vector<filter::Value> {filter::exactValue("two words")});
}

void ExpressionParserTest::tellsWhereTheMistakeIs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const QByteArray& text, int column, const char* message) {
        QTest::newRow(name) << text << column << QByteArray(message);
    };
    row("unknown key", "plan.tier:pro plna:x", 15, "unknown key \"plna\"");
    row("unknown key behind letters beyond ASCII", "gr\xC3\xBC\xC3\x9F plna:x", 6, "unknown key");
    row("unknown key after has", "has:plna", 5, "unknown key \"plna\"");
    row("negated unknown key", "!plna:x", 2, "unknown key");
    row("no value", "plan.tier:", 11, "no value follows");
    row("no value before the next term", "plan.tier: pro", 11, "no value follows");
    row("empty value", "plan.tier:\"\"", 11, "the value is empty");
    row("no key", ":pro", 1, "no key");
    row("lonely !", "a ! b", 3, "nothing follows the !");
    row("! at the end", "!", 1, "nothing follows the !");
    row("no key after has", "has:", 5, "no key follows");
    row("value after has", "has:plan.tier:pro", 14, "takes a key and no value");
    row("list after has", "has:[a,b]", 5, "unknown key");
    row("wildcard in a key", "plan.*:pro", 1, "a key cannot hold a *");
    row("wildcard after has", "has:plan*", 5, "a key cannot hold a *");
    row("no number to compare", "revenue:>", 10, "no value follows");
    row("not a number to compare", "revenue:>abc", 10, "takes a number");
    row("not a number to equal", "revenue:abc", 9, "takes a number");
    row("wildcard to compare", "app.x:>1*", 8, "cannot hold a *");
    row("order of error groups", "error.group:>E1", 13, "no order");
    row("not an error group", "error.group:17", 13, "is not an error group");
    row("not an error group in a list", "error.group:[E1,x]", 17, "is not an error group");
    row("order of error states", "error.status:>new", 14, "no order");
    row("not an error state", "error.status:fixed", 14, "is not a state of an error group");
    row("open list", "plan.tier:[pro", 11, "the list is not closed");
    row("open list after a comma", "plan.tier:[pro, ", 11, "the list is not closed");
    row("empty list", "plan.tier:[]", 12, "the value is empty");
    row("empty entry", "plan.tier:[a,,b]", 14, "the value is empty");
    row("comma missing", "plan.tier:[a b]", 14, "a comma is missing");
    row("text behind a list", "plan.tier:[a]b", 14, "a blank is missing");
    row("open quote", "event:\"abc", 7, "not closed");
    row("open quote after a backslash", "event:\"abc\\", 11, "unknown escape");
    row("unknown escape", "event:\"a\\n\"", 9, "unknown escape");
    row("text behind a quote", "event:\"a\"b", 10, "a blank is missing");
    row("quote inside a word", "event:a\"b\"", 8, "inside a word");
    row("empty phrase", "\"\"", 1, "nothing to search for");
    row("phrase of blanks", "\"  \"", 1, "nothing to search for");
    row("star alone", "*", 1, "nothing to search for");
    row("star before a word", "*time", 1, "only at the end");
    row("control character", QByteArray("ab\x01", 3), 3, "control character");
    row("zero byte", QByteArray("ab\0cd", 5), 3, "control character");
    row("not UTF-8", "ab\xFF", 1, "not valid UTF-8");
}

void ExpressionParserTest::tellsWhereTheMistakeIs()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, column);
    QFETCH(const QByteArray, message);
    const auto error = filter::findSyntaxError(text.toStdString(), kKeys);
    QVERIFY(error.has_value());
    QVERIFY2(QByteArray::fromStdString(error->message).contains(message), error->message.c_str());
    QCOMPARE(static_cast<int>(error->column), column);
}

void ExpressionParserTest::errorNamesColumnAndNearestKeys()
{
    const auto parsed = filter::parseExpression("plan.tier:pro evnt:x", {{}, false});
    QVERIFY(!parsed.ok());
    QVERIFY(parsed.error().code == ErrorCode::Usage);
    QCOMPARE(parsed.error().message, std::string("column 15: unknown key \"evnt\""));
    QVERIFY2(parsed.error().hint.find("event") != std::string::npos, parsed.error().hint.c_str());
}

void ExpressionParserTest::emptyTextMatchesEverything()
{
    for (const char* text : {"", "   ", "\n"}) {
        const auto parsed = filter::parseExpression(text);
        QVERIFY(parsed.ok());
        QVERIFY(parsed->terms.empty());
    }
}

void ExpressionParserTest::refusesWhatIsTooLarge()
{
    const std::string fits = "event:" + std::string(filter::kMaxExpressionBytes - 6, 'x');
    QVERIFY(filter::parseExpression(fits).ok());
    QVERIFY(!filter::parseExpression(fits + "x").ok());

    std::string terms;
    for (std::size_t i = 0; i < filter::kMaxTerms; ++i) {
        terms += "a ";
    }
    QVERIFY(filter::parseExpression(terms).ok());
    QVERIFY(!filter::parseExpression(terms + "a").ok());

    std::string list = "event:[a";
    for (std::size_t i = 1; i < filter::kMaxValues; ++i) {
        list += ",a";
    }
    QVERIFY(filter::parseExpression(list + "]").ok());
    QVERIFY(!filter::parseExpression(list + ",a]").ok());
    // Of words that are written in quotes: whatever is accepted can be read again.
    constexpr std::size_t kWords = 32;
    bool accepted = false;
    bool refused = false;
    for (std::size_t length = 100; length * kWords < filter::kMaxExpressionBytes; ++length) {
        std::string text;
        for (std::size_t i = 0; i < kWords; ++i) {
            text += "a," + std::string(length - 3, 'x') + ' ';
        }
        const auto parsed = filter::parseExpression(text, kKeys);
        accepted = accepted || parsed.ok();
        refused = refused || !parsed.ok();
        if (parsed.ok()) {
            const std::string written = filter::formatExpression(*parsed);
            QVERIFY(written.size() > text.size());
            QVERIFY(filter::parseExpression(written, kKeys).ok());
        }
    }
    QVERIFY(accepted);
    QVERIFY(refused);
}

void ExpressionParserTest::survivesHostileInput()
{
    const std::string alphabet("ab:![]\",\\*<>= \t\n.\0\xC3\xBC\xFF", 22);
    const char* words[] = {
        "has:", "event:", "error.group:", "revenue:", "E1", "plan.tier:[", "\"", ">=10"};
    Random random(5);
    int accepted = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string text;
        for (std::uint32_t left = random.below(24); left > 0; --left) {
            if (random.chance(0.2)) {
                text += words[random.below(8)];
            } else {
                text += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
            }
        }
        const auto parsed = filter::parseExpression(text, kKeys);
        QCOMPARE(filter::findSyntaxError(text, kKeys).has_value(), !parsed.ok());
        if (!parsed.ok()) {
            QVERIFY(!parsed.error().message.empty());
            continue;
        }
        ++accepted;
        const std::string canonical = filter::formatExpression(*parsed);
        const auto again = filter::parseExpression(canonical, kKeys);
        QVERIFY2(again.ok() && *again == *parsed, canonical.c_str());
        QCOMPARE(filter::formatExpression(*again), canonical);
    }
    QVERIFY(accepted > 5'000);
}

THROUGHLINE_TEST(ExpressionParserTest)

} // namespace throughline

#include "tst_expression_parser.moc"
