#include "models/filter/expression_parser.h"
#include "models/index/event_terms.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using index::EventField;
using test::EventRow;

class EventTermsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatItCanDecide();
    void findsNames();
    void findsRevenue_data();
    void findsRevenue();
};

namespace {

filter::Term term(const char* text)
{
    const auto parsed = filter::parseExpression(text);
    Q_ASSERT(parsed.ok() && parsed->terms.size() == 1);
    return parsed->terms.front();
}

index::SessionIndex orders()
{
    const auto order = [](std::int64_t time, std::int64_t micros) {
        return EventRow {.session = "s", .timeNs = time, .name = "buy", .revenueMicros = micros};
    };
    return test::buildIndex({order(0, 10'000'000), order(1, 10'500'000), order(2, -2'000'001),
                             EventRow {.session = "s", .timeNs = 3, .name = "view"}, order(4, 0)})
        .index;
}

} // namespace

void EventTermsTest::knowsWhatItCanDecide()
{
    index::SessionIndex index = orders();
    QVERIFY(index::eventField(index, term("event:buy*")) == EventField::Name);
    QVERIFY(index::eventField(index, term("has:event")) == EventField::Name);
    QVERIFY(index::eventField(index, term("revenue:>1")) == EventField::Revenue);
    QVERIFY(index::eventField(index, term("has:revenue")) == EventField::Revenue);
    QVERIFY(index::eventField(index, term("revenue:1*")) == EventField::Other);
    QVERIFY(index::eventField(index, term("plan.tier:pro")) == EventField::Other);
    QVERIFY(index::eventField(index, term("word")) == EventField::Other);
    index.names.resize(index::SessionIndex::kOtherName);
    QVERIFY(index::eventField(index, term("event:buy*")) == EventField::Other);
}

void EventTermsTest::findsNames()
{
    const index::SessionIndex index = orders();
    QVERIFY(index::matchingNames(index, term("event:BUY")) == (std::vector<std::uint8_t> {1, 0}));
    QVERIFY(index::matchingNames(index, term("event:*")) == (std::vector<std::uint8_t> {1, 1}));
    QVERIFY(index::matchingNames(index, term("event:x")) == (std::vector<std::uint8_t> {0, 0}));
}

void EventTermsTest::findsRevenue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<int>>("events");
    QTest::newRow("equal") << QByteArray("revenue:10") << QList<int> {0};
    QTest::newRow("any of") << QByteArray("revenue:[10.50,0]") << QList<int> {1, 4};
    QTest::newRow("greater") << QByteArray("revenue:>10") << QList<int> {1};
    QTest::newRow("at least") << QByteArray("revenue:>=10") << QList<int> {0, 1};
    QTest::newRow("negative") << QByteArray("revenue:<-2") << QList<int> {2};
    QTest::newRow("negative border") << QByteArray("revenue:<-2.000001") << QList<int> {};
    QTest::newRow("has") << QByteArray("has:revenue") << QList<int> {0, 1, 2, 4};
}

void EventTermsTest::findsRevenue()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QList<int>, events);
    QList<int> found;
    for (const std::uint32_t event : index::matchingRevenue(orders(), term(text.constData()))) {
        found.push_back(static_cast<int>(event));
    }
    QCOMPARE(found, events);
}

THROUGHLINE_TEST(EventTermsTest)

} // namespace throughline

#include "tst_event_terms.moc"
