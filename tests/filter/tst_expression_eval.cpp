#include "models/base/text.h"
#include "models/filter/expression_eval.h"
#include "models/filter/expression_parser.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

namespace {

/// key=value lines; a value of ~ is JSON's null.
domain::Record recordOf(std::string_view text)
{
    domain::Record record;
    record.signal = domain::Signal::Event;
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t sign = line.find('=');
        const std::string_view value = line.substr(sign + 1);
        record.fields.push_back({line.substr(0, sign), value,
                                 value == "~" ? domain::ValueKind::Null : domain::ValueKind::Text});
    }
    return record;
}

constexpr std::string_view kPurchase = "event.name=purchase\n"
                                       "session.id=s_1\n"
                                       "plan.tier=Pro\n"
                                       "url.path=/checkout/pay\n"
                                       "revenue=129.50\n"
                                       "app.note=Payment failed: timeout\n"
                                       "app.empty=\n"
                                       "app.nothing=~";

} // namespace

class ExpressionEvalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersForARecord_data();
    void answersForARecord();
};

void ExpressionEvalTest::answersForARecord_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* expression, bool matches) {
        QTest::newRow(expression) << QByteArray(expression) << matches;
    };
    row("", true);
    row("event:purchase", true);
    row("event:PURCHASE", true);
    row("event:purchas", false);
    row("event:purch*", true);
    row("!event:purchase", false);
    row("!event:other", true);
    row("plan.tier:[free,pro]", true);
    row("!plan.tier:[free,pro]", false);
    row("view:/checkout*", true);
    row("view:/Checkout*", false);
    row("revenue:>100", true);
    row("revenue:>129.5", false);
    row("revenue:>=129.5", true);
    row("revenue:129.5", true);
    row("event:purchase revenue:>100", true);
    row("event:purchase revenue:<100", false);
    row("has:revenue", true);
    row("has:user.id", false);
    row("!has:user.id", true);
    row("!user.id:u_1", true);
    row("has:app.empty", false);
    row("has:app.nothing", false);
    row("app.empty:*", false);
    row("timeout", true);
    row("\"payment failed\"", true);
    row("\"failed payment\"", false);
    row("time*", true);
    row("!timeout", false);
    row("refund", false);
}

void ExpressionEvalTest::answersForARecord()
{
    QFETCH(const QByteArray, expression);
    QFETCH(const bool, matches);
    const auto parsed = filter::parseExpression(expression.toStdString());
    QVERIFY(parsed.ok());
    QCOMPARE(filter::matches(*parsed, recordOf(kPurchase)), matches);
}

THROUGHLINE_TEST(ExpressionEvalTest)

} // namespace throughline

#include "tst_expression_eval.moc"
