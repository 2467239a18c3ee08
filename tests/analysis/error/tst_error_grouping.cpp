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
