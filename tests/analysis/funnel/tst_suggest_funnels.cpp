#include "models/analysis/funnel/suggest_funnels.h"
#include "models/base/embedded.h"
#include "models/base/time_parse.h"
#include "models/filter/step.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

namespace throughline {

using analysis::FunnelPattern;
using analysis::FunnelSuggestion;
using analysis::NameCount;
using analysis::suggestFunnels;

class SuggestFunnelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldsNames_data();
    void foldsNames();
    void patternsOfTheProductAreComplete();
    void findsTheFunnelsOfCommonProducts_data();
    void findsTheFunnelsOfCommonProducts();
    void mostFrequentComesFirst();
    void usesANameOnce();
    void fallsBackToViews();
    void offersNothingWithoutData();
};

namespace {

std::vector<FunnelPattern> productPatterns()
{
    std::vector<FunnelPattern> patterns;
    for (const embedded::File& file : embedded::funnels()) {
        const QByteArray text(file.text.data(), static_cast<qsizetype>(file.text.size()));
        const QJsonObject document = QJsonDocument::fromJson(text).object();
        FunnelPattern pattern;
        pattern.name = document.value(QStringLiteral("name")).toString().toStdString();
        pattern.window =
            parseDuration(document.value(QStringLiteral("window")).toString().toStdString())
                .value_or(Duration());
        for (const QJsonValue& step : document.value(QStringLiteral("steps")).toArray()) {
            analysis::PatternStep made;
            made.role = step[QStringLiteral("role")].toString().toStdString();
            made.optional = step[QStringLiteral("optional")].toBool();
            for (const QJsonValue& name : step[QStringLiteral("names")].toArray()) {
                made.names.push_back(name.toString().toStdString());
            }
            pattern.steps.push_back(made);
        }
        patterns.push_back(pattern);
    }
    return patterns;
}

/// "a 5, b 3" as names with their counts.
std::vector<NameCount> counts(const QByteArray& text)
{
    std::vector<NameCount> names;
    for (const QByteArray& part : text.split(',')) {
        const QByteArray entry = part.trimmed();
        const qsizetype blank = entry.lastIndexOf(' ');
        if (blank > 0) {
            names.push_back(
                {entry.first(blank).toStdString(), entry.sliced(blank + 1).toULongLong()});
        }
    }
    return names;
}

QByteArray inWords(const FunnelSuggestion& suggestion)
{
    QByteArray text = QByteArray::fromStdString(suggestion.definition.name) + ":";
    for (std::size_t i = 0; i < suggestion.counts.size(); ++i) {
        text += " " + QByteArray::fromStdString(suggestion.definition.steps[i]) + "="
            + QByteArray::number(static_cast<qulonglong>(suggestion.counts[i]));
    }
    return text;
}

} // namespace

void SuggestFunnelsTest::foldsNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("folded");
    const auto row = [](const char* name, const char* folded) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(folded);
    };
    row("add_to_cart", "add_to_cart");
    row("Add to cart", "add_to_cart");
    row("AddToCart", "add_to_cart");
    row("addToCart", "add_to_cart");
    row("add-to-cart", "add_to_cart");
    row("shop.cart:Add!", "shop_cart_add");
    row("  order  placed ", "order_placed");
    row("HTTP", "http");
    row("step2Done", "step2_done");
    row("...", "");
}

void SuggestFunnelsTest::foldsNames()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, folded);
    QCOMPARE(QByteArray::fromStdString(analysis::foldedName(name.toStdString())), folded);
}

void SuggestFunnelsTest::patternsOfTheProductAreComplete()
{
    const std::vector<FunnelPattern> patterns = productPatterns();
    QVERIFY(patterns.size() >= 2);
    for (const FunnelPattern& pattern : patterns) {
        QVERIFY(!pattern.name.empty());
        QVERIFY(pattern.window > Duration());
        QVERIFY(pattern.steps.size() >= 2);
        bool required = false;
        for (const analysis::PatternStep& step : pattern.steps) {
            QVERIFY(!step.role.empty() && !step.names.empty());
            required |= !step.optional;
            for (const std::string& name : step.names) {
                // Written as names are folded, or it could never fit.
                QString plain = QString::fromStdString(name).remove(QLatin1Char('*'));
                plain = plain.startsWith(QLatin1Char('_')) ? plain.sliced(1) : plain;
                plain = plain.endsWith(QLatin1Char('_')) ? plain.chopped(1) : plain;
                QCOMPARE(analysis::foldedName(plain.toStdString()), plain.toStdString());
            }
        }
        QVERIFY(required);
    }
}

void SuggestFunnelsTest::findsTheFunnelsOfCommonProducts_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QByteArray>("suggested");
    QTest::newRow("snake case shop")
        << QByteArray("page_view 90, product_view 70, add_to_cart 40, remove_from_cart 5, "
                      "checkout_start 20, payment_submit 15, payment_success 12")
        << QByteArray("checkout: event:product_view=70 event:add_to_cart=40 "
                      "event:checkout_start=20 event:payment_submit=15 event:payment_success=12");
    QTest::newRow("titles")
        << QByteArray("Product Viewed 70, Product Added 40, Checkout Started 20, Order Completed 9")
        << QByteArray("checkout: event:\"Product Viewed\"=70 event:\"Product Added\"=40 "
                      "event:\"Checkout Started\"=20 event:\"Order Completed\"=9");
    QTest::newRow("camel case")
        << QByteArray("viewItem 7, addToCart 5, beginCheckout 3, purchase 2")
        << QByteArray("checkout: event:viewItem=7 event:addToCart=5 event:beginCheckout=3 "
                      "event:purchase=2");
    QTest::newRow("signup") << QByteArray(
        "signup_start 50, signup_complete 30, email_verified 20, project_created 10")
                            << QByteArray("signup: event:signup_start=50 event:signup_complete=30 "
                                          "event:email_verified=20 event:project_created=10");
    QTest::newRow("no success, no funnel")
        << QByteArray("add_to_cart 4, checkout_start 3") << QByteArray();
    QTest::newRow("success alone") << QByteArray("purchase 4, click 30") << QByteArray();
}

void SuggestFunnelsTest::findsTheFunnelsOfCommonProducts()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QByteArray, suggested);
    const auto suggestions = suggestFunnels(productPatterns(), counts(events), {});
    QCOMPARE(suggestions.empty() ? QByteArray() : inWords(suggestions.front()), suggested);
    for (const FunnelSuggestion& suggestion : suggestions) {
        for (const std::string& step : suggestion.definition.steps) {
            QVERIFY2(filter::parseStep(step).ok(), step.c_str());
        }
    }
}

void SuggestFunnelsTest::mostFrequentComesFirst()
{
    const auto suggestions = suggestFunnels(
        productPatterns(),
        counts("signup_start 90, signed_up 10, product_view 70, purchase 20, click 1"), {});
    QCOMPARE(suggestions.size(), std::size_t {2});
    QCOMPARE(suggestions[0].definition.name, std::string("signup"));
    QCOMPARE(suggestions[1].definition.name, std::string("checkout"));
}

void SuggestFunnelsTest::usesANameOnce()
{
    const FunnelPattern pattern {"twice", {{"a", {"x*"}}, {"b", {"x*"}}, {"c", {"x*"}, true}}};
    const auto suggestions = suggestFunnels({pattern}, counts("x1 3, x2 5"), {});
    QCOMPARE(suggestions.size(), std::size_t {1});
    QCOMPARE(inWords(suggestions.front()), QByteArray("twice: event:x2=5 event:x1=3"));
}

void SuggestFunnelsTest::fallsBackToViews()
{
    const auto suggestions = suggestFunnels(productPatterns(), counts("click 9"),
                                            counts("/a b 4, / 50, /cart 9, /pay 0, /list 9, /x 2"));
    QCOMPARE(suggestions.size(), std::size_t {1});
    QCOMPARE(inWords(suggestions.front()),
             QByteArray("views: view:/=50 view:/cart=9 view:/list=9 view:\"/a b\"=4"));
}

void SuggestFunnelsTest::offersNothingWithoutData()
{
    QVERIFY(suggestFunnels(productPatterns(), {}, {}).empty());
    QVERIFY(suggestFunnels({}, counts("purchase 3"), counts("/ 3")).empty());
}

THROUGHLINE_TEST(SuggestFunnelsTest)

} // namespace throughline

#include "tst_suggest_funnels.moc"
