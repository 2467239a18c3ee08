#include "models/filter/step.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

class StepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasAShortName_data();
    void hasAShortName();
    void refusesWhatIsNoStep_data();
    void refusesWhatIsNoStep();
};

void StepTest::hasAShortName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* text, const char* name) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(name);
    };
    row("event:add_to_cart", "add_to_cart");
    row("event.name:add_to_cart", "add_to_cart");
    row("view:/checkout*", "/checkout*");
    row("event:\"Add to cart\"", "Add to cart");
    row("event:[pay,buy]", "pay or buy");
    row("event:[a,b,c]", "a, b or c");
    row("event:purchase revenue:>100", "purchase revenue:>100");
    row("revenue:>100 event:purchase", "purchase revenue:>100");
    row("!event:purchase", "!event:purchase");
    row("plan.tier:pro", "plan.tier:pro");
}

void StepTest::hasAShortName()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, name);
    const auto step = filter::parseStep(text.toStdString());
    QVERIFY(step.ok());
    QCOMPARE(QByteArray::fromStdString(step->name), name);
}

void StepTest::refusesWhatIsNoStep_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("blank") << QByteArray("  ");
    QTest::newRow("error group") << QByteArray("error.group:E1");
    QTest::newRow("error status") << QByteArray("event:a error.status:new");
    QTest::newRow("ticket") << QByteArray("event:a has:ticket");
    QTest::newRow("syntax") << QByteArray("event:");
}

void StepTest::refusesWhatIsNoStep()
{
    QFETCH(const QByteArray, text);
    const auto step = filter::parseStep(text.toStdString());
    QVERIFY(!step.ok());
    QVERIFY(step.error().code == ErrorCode::Usage);
}

THROUGHLINE_TEST(StepTest)

} // namespace throughline

#include "tst_step.moc"
