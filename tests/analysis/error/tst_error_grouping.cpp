#include "models/analysis/error/error_grouping.h"
#include "models/base/random.h"
#include "tests/analysis/error/stack_fixture.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QtTest>

#include <set>

namespace throughline {

using namespace analysis;

class ErrorGroupingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersLikeGroupKey();
    void otherWordsOfTheSameErrorAreOneGroup_data();
    void otherWordsOfTheSameErrorAreOneGroup();
    void groupsInOrderOfFirstAppearance();
    void groupsManyOccurrencesQuickly();
    void contentHashSeesPartsAndIgnoresEnds();
};

void ErrorGroupingTest::answersLikeGroupKey()
{
    Random random(5);
    ErrorGrouper grouper;
    const std::string stacks[] = {"", test::readStack(QStringLiteral("java_caused_by.txt")),
                                  test::readStack(QStringLiteral("python_chained.txt")),
                                  test::readStack(QStringLiteral("javascript_chrome.txt"))};
    const char* services[] = {"cart", "pay"};
    const char* routes[] = {"GET /a", "GET /b"};
    const std::string_view given[] = {"mine"};
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const std::string message = "order " + std::to_string(random.below(40));
        ErrorInput input {.service = services[random.below(2)],
                          .signal = random.chance(0.5) ? domain::Signal::Log : domain::Signal::Span,
                          .message = message,
                          .stack = stacks[random.below(4)],
                          .statusCode = random.chance(0.5) ? "500" : "502",
                          .operation = routes[random.below(2)]};
        if (random.chance(0.1)) {
            input.fingerprint = given;
        }
        const GroupKey expected = groupKey(input);
        const std::uint32_t place = grouper.add(input);
        QCOMPARE(grouper.groups()[place].fingerprint, expected.fingerprint);
        QCOMPARE(grouper.groups()[place].components, expected.components);
        seen.insert(expected.fingerprint);
    }
    QCOMPARE(grouper.groups().size(), seen.size());
}

void ErrorGroupingTest::otherWordsOfTheSameErrorAreOneGroup_data()
{
    QTest::addColumn<QString>("stack");
    QTest::addColumn<QStringList>("messages");
    const QString java = QStringLiteral("java_caused_by.txt");
    QTest::newRow("a runtime in other languages")
        << java
        << QStringList {QStringLiteral("The process cannot access the file"),
                        QStringLiteral("Der Prozess kann nicht auf die Datei zugreifen"),
                        QStringLiteral("Le processus ne peut pas acc\u00e9der au fichier"),
                        QStringLiteral("\u30d7\u30ed\u30bb\u30b9\u306f\u30d5\u30a1\u30a4"
                                       "\u30eb\u306b\u30a2\u30af\u30bb\u30b9")};
    QTest::newRow("ids and ports") << QString()
                                   << QStringList {QStringLiteral("no answer from 10.0.0.1:5432"),
                                                   QStringLiteral("no answer from 10.0.7.9:6543")};
    QTest::newRow("money as each country writes it")
        << QString()
        << QStringList {QStringLiteral("cart of 1,234.56 refused"),
                        QStringLiteral("cart of 1.234,56 refused"),
                        QStringLiteral("cart of 99,90 refused"),
                        QStringLiteral("cart of 99.90 refused")};
}

/// What a runtime says depends on the user's language; what happened does not.
void ErrorGroupingTest::otherWordsOfTheSameErrorAreOneGroup()
{
    QFETCH(QString, stack);
    QFETCH(QStringList, messages);
    const std::string frames = stack.isEmpty() ? std::string() : test::readStack(stack);
    ErrorGrouper grouper;
    for (const QString& each : messages) {
        const std::string message = each.toStdString();
        QCOMPARE(
            grouper.add(
                {.service = "pay", .type = "IOException", .message = message, .stack = frames}),
            0U);
    }
}

void ErrorGroupingTest::groupsInOrderOfFirstAppearance()
{
    ErrorGrouper grouper;
    QCOMPARE(grouper.add({.message = "a 1"}), 0U);
    QCOMPARE(grouper.add({.message = "b 1"}), 1U);
    QCOMPARE(grouper.add({.message = "a 2"}), 0U);
    QCOMPARE(grouper.add({.message = "a 1"}), 0U);
    QCOMPARE(grouper.groups()[1].title, std::string("b <n>"));
}

void ErrorGroupingTest::groupsManyOccurrencesQuickly()
{
    ErrorGrouper grouper;
    const std::string stack = test::readStack(QStringLiteral("java_caused_by.txt"));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 100'000; ++i) {
        const std::string message = "order " + std::to_string(i) + " was not paid";
        grouper.add(
            {.service = "pay", .type = "PaymentFailed", .message = message, .stack = stack});
    }
    qInfo("100,000 occurrences with distinct messages: %lld ms", timer.elapsed());
    QCOMPARE(grouper.groups().size(), std::size_t {1});
    QVERIFY(timer.elapsed() < 10'000);
}

void ErrorGroupingTest::contentHashSeesPartsAndIgnoresEnds()
{
    QVERIFY(contentHash("A", "b", "c") == contentHash("A ", " b\n", "c\n"));
    QVERIFY(contentHash("A", "b", "c") != contentHash("Ab", "", "c"));
    QVERIFY(contentHash("A", "b", "c") != contentHash("A", "b", "d"));
}

} // namespace throughline

using throughline::ErrorGroupingTest;
THROUGHLINE_TEST(ErrorGroupingTest)
#include "tst_error_grouping.moc"
