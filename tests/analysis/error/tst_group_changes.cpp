#include "models/analysis/error/group_difference.h"
#include "models/analysis/error/group_heirs.h"
#include "models/analysis/error/group_state.h"
#include "models/analysis/error/regroup_change.h"
#include "models/analysis/error/version_order.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace throughline {

using namespace analysis;
using domain::ErrorGroupId;

namespace {

std::size_t below(Random& random, std::size_t limit)
{
    return random.below(static_cast<std::uint32_t>(limit));
}

std::vector<ErrorGroupId> ids(const std::vector<std::int64_t>& numbers)
{
    return {numbers.begin(), numbers.end()};
}

QString orderText(const std::optional<std::strong_ordering>& order)
{
    if (!order) {
        return QStringLiteral("?");
    }
    return *order == std::strong_ordering::less ? QStringLiteral("<")
        : *order == std::strong_ordering::equal ? QStringLiteral("=")
                                                : QStringLiteral(">");
}

} // namespace

/// What tells groups apart, what a change of grouping does, and which versions come later.
class GroupChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheFirstDifference_data();
    void findsTheFirstDifference();
    void sameComponentsDoNotDiffer();
    void aRenamedKeyKeepsItsNumber();
    void theLargestPartInherits();
    void theLargestOfJoinedKeysGivesItsNumber();
    void numbersAreNeverShared();
    void comparesGroupings();
    void flowsAddUp();
    void ordersVersions_data();
    void ordersVersions();
    void resolvedInAVersionLooksAtVersions();
};

void GroupChangesTest::findsTheFirstDifference_data()
{
    using List = QList<QByteArray>;
    QTest::addColumn<List>("first");
    QTest::addColumn<List>("second");
    QTest::addColumn<QByteArray>("component");
    QTest::addColumn<int>("place");
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("another service")
        << List {"service: a", "type: T"} << List {"service: b", "type: T"} << QByteArray("service")
        << 1 << QByteArray("a") << QByteArray("b");
    QTest::newRow("the second frame")
        << List {"type: T", "frame: x", "frame: y"} << List {"type: T", "frame: x", "frame: z"}
        << QByteArray("frame") << 2 << QByteArray("y") << QByteArray("z");
    QTest::newRow("a frame more") << List {"type: T", "frame: x"}
                                  << List {"type: T", "frame: x", "frame: z"} << QByteArray("frame")
                                  << 2 << QByteArray("-") << QByteArray("z");
    QTest::newRow("a service in one only")
        << List {"service: a", "type: T"} << List {"type: T"} << QByteArray("service") << 1
        << QByteArray("a") << QByteArray("-");
    QTest::newRow("frames against a message")
        << List {"type: T", "message: m"} << List {"type: T", "frame: x"} << QByteArray("frame")
        << 1 << QByteArray("-") << QByteArray("x");
    QTest::newRow("a value with a colon")
        << List {"message: a: b"} << List {"message: a: c"} << QByteArray("message") << 1
        << QByteArray("a: b") << QByteArray("a: c");
    QTest::newRow("nothing against something") << List {} << List {"type: T"} << QByteArray("type")
                                               << 1 << QByteArray("-") << QByteArray("T");
    QTest::newRow("split off") << List {"type: T"} << List {"type: T", "split: version = 1"}
                               << QByteArray("split") << 1 << QByteArray("-")
                               << QByteArray("version = 1");
}

void GroupChangesTest::findsTheFirstDifference()
{
    QFETCH(const QList<QByteArray>, first);
    QFETCH(const QList<QByteArray>, second);
    const auto list = [](const QList<QByteArray>& texts) {
        std::vector<std::string> components;
        for (const QByteArray& text : texts) {
            components.push_back(text.toStdString());
        }
        return components;
    };
    const auto difference = firstDifference(list(first), list(second));
    QVERIFY(difference.has_value());
    QTEST(QByteArray::fromStdString(difference->component), "component");
    QTEST(static_cast<int>(difference->place), "place");
    QTEST(QByteArray::fromStdString(difference->first.value_or("-")), "one");
    QTEST(QByteArray::fromStdString(difference->second.value_or("-")), "other");
    // The other way round the sides are exchanged and nothing else.
    const auto back = firstDifference(list(second), list(first));
    QVERIFY(back && back->component == difference->component && back->first == difference->second
            && back->second == difference->first);
}

void GroupChangesTest::sameComponentsDoNotDiffer()
{
    const std::vector<std::string> components {"service: a", "type: T"};
    QVERIFY(!firstDifference(components, components));
    QVERIFY(!firstDifference({}, {}));
}

void GroupChangesTest::aRenamedKeyKeepsItsNumber()
{
    const std::vector<Rekeyed> occurrences {{ErrorGroupId(5), 0}, {ErrorGroupId(5), 0}};
    QVERIFY(heirsOf(occurrences, ids({0})) == ids({5}));
}

void GroupChangesTest::theLargestPartInherits()
{
    const std::vector<Rekeyed> occurrences {
        {ErrorGroupId(5), 0}, {ErrorGroupId(5), 1}, {ErrorGroupId(5), 1}};
    QVERIFY(heirsOf(occurrences, ids({0, 0})) == ids({0, 5}));
    // What is still called as before keeps its number, however small it has become.
    QVERIFY(heirsOf(occurrences, ids({5, 0})) == ids({5, 0}));
}

void GroupChangesTest::theLargestOfJoinedKeysGivesItsNumber()
{
    const std::vector<Rekeyed> occurrences {
        {ErrorGroupId(5), 0}, {ErrorGroupId(2), 0}, {ErrorGroupId(5), 0}};
    QVERIFY(heirsOf(occurrences, ids({0})) == ids({5}));
    const std::vector<Rekeyed> even {{ErrorGroupId(5), 0}, {ErrorGroupId(2), 0}};
    QVERIFY(heirsOf(even, ids({0})) == ids({2}));
}

void GroupChangesTest::numbersAreNeverShared()
{
    Random random(7);
    for (int round = 0; round < 500; ++round) {
        const std::size_t keys = 1 + below(random, 6);
        std::vector<ErrorGroupId> keeps(keys);
        std::set<std::int64_t> kept;
        for (ErrorGroupId& number : keeps) {
            const auto wanted = static_cast<std::int64_t>(below(random, 8));
            if (wanted > 0 && kept.insert(wanted).second) {
                number = ErrorGroupId(wanted);
            }
        }
        std::vector<Rekeyed> occurrences;
        for (std::size_t i = 0; i < 20; ++i) {
            occurrences.push_back({ErrorGroupId(static_cast<std::int64_t>(1 + below(random, 7))),
                                   static_cast<std::uint32_t>(below(random, keys))});
        }
        const auto heirs = heirsOf(occurrences, keeps);
        std::set<std::int64_t> seen;
        for (std::size_t k = 0; k < keys; ++k) {
            QVERIFY(keeps[k].value() == 0 || heirs[k] == keeps[k]);
            QVERIFY(heirs[k].value() == 0 || seen.insert(heirs[k].value()).second);
        }
    }
}

void GroupChangesTest::comparesGroupings()
{
    const RegroupChange change = compareGroupings(ids({1, 1, 2, 3, 3, 4}), ids({1, 1, 1, 3, 9, 4}));
    QCOMPARE(change.moved, std::uint64_t {2});
    QCOMPARE(change.groupsBefore, std::uint64_t {4});
    QCOMPARE(change.groupsAfter, std::uint64_t {4});
    QVERIFY(change.merged == ids({1}));
    QVERIFY(change.split == ids({3}));
    QVERIFY(change.gone == ids({2}));
    QVERIFY(change.added == ids({9}));
    QVERIFY(compareGroupings({}, {}).empty());
}

void GroupChangesTest::flowsAddUp()
{
    Random random(11);
    for (int round = 0; round < 200; ++round) {
        std::vector<ErrorGroupId> before;
        std::vector<ErrorGroupId> after;
        std::uint64_t moved = 0;
        for (std::size_t i = 0; i < 30; ++i) {
            before.emplace_back(static_cast<std::int64_t>(1 + below(random, 4)));
            after.emplace_back(static_cast<std::int64_t>(1 + below(random, 5)));
            moved += before.back() == after.back() ? 0 : 1;
        }
        const RegroupChange change = compareGroupings(before, after);
        std::uint64_t flowing = 0;
        for (const GroupFlow& flow : change.flows) {
            QVERIFY(flow.from != flow.to && flow.occurrences > 0);
            flowing += flow.occurrences;
        }
        QCOMPARE(flowing, moved);
        QCOMPARE(change.moved, moved);
        QCOMPARE(change.groupsAfter,
                 change.groupsBefore - change.gone.size() + change.added.size());
        const RegroupChange back = compareGroupings(after, before);
        QVERIFY(back.gone == change.added && back.merged == change.split);
    }
}

void GroupChangesTest::ordersVersions_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QString>("order");
    const auto row = [](const char* a, const char* b, const char* order) {
        QTest::addRow("%s against %s", a, b)
            << QByteArray(a) << QByteArray(b) << QString::fromLatin1(order);
    };
    row("1.9.0", "1.10.0", "<");
    row("2.0", "2.0.0", "=");
    row("v1.2", "1.2", "=");
    row("shop@2.3.1", "shop@2.3.0", ">");
    row("1.0.0-rc.1", "1.0.0", "<");
    row("1.0.0-alpha", "1.0.0-alpha.1", "<");
    row("1.0.0-alpha.1", "1.0.0-alpha.beta", "<");
    row("1.0.0-beta.2", "1.0.0-beta.11", "<");
    row("1.0.0-beta.11", "1.0.0-rc.1", "<");
    row("1.0.0+build7", "1.0.0+build9", "=");
    row("2026.06.20", "2026.6.20", "=");
    row("99999999999999999999.0", "99999999999999999998.9", ">");
    row("8a7b6c5d", "1.0", "?");
    row("", "1.0", "?");
    row("main", "main", "?");
}

void GroupChangesTest::ordersVersions()
{
    QFETCH(const QByteArray, a);
    QFETCH(const QByteArray, b);
    QFETCH(const QString, order);
    QCOMPARE(orderText(compareVersions(a.toStdString(), b.toStdString())), order);
    const QString back = orderText(compareVersions(b.toStdString(), a.toStdString()));
    QCOMPARE(back,
             order == QStringLiteral("<")       ? QStringLiteral(">")
                 : order == QStringLiteral(">") ? QStringLiteral("<")
                                                : order);
}

void GroupChangesTest::resolvedInAVersionLooksAtVersions()
{
    using enum domain::ErrorStatus;
    const std::vector<Timestamp> times {Timestamp {Duration::days(10).ns}};
    const TimeRange data {Timestamp {0}, Timestamp {Duration::days(10).ns + 1}};
    GroupDecision decision;
    decision.seenInFixedVersion = false;
    QVERIFY(groupStatus(times, data, decision) == Resolved);
    decision.seenInFixedVersion = true;
    QVERIFY(groupStatus(times, data, decision) == Regressed);
    decision.ignored = true;
    QVERIFY(groupStatus(times, data, decision) == Ignored);
}

THROUGHLINE_TEST(GroupChangesTest)

} // namespace throughline

#include "tst_group_changes.moc"
