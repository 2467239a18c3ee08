#include "models/analysis/error/group_decisions.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace throughline {

using namespace analysis;
using domain::ErrorGroupId;
using domain::GroupRule;
using domain::GroupRuleKind;

namespace {

std::size_t below(Random& random, std::size_t limit)
{
    return random.below(static_cast<std::uint32_t>(limit));
}

using Numbers = std::vector<std::int64_t>;

GroupRule rule(GroupRuleKind kind, std::vector<std::int64_t> groups, std::string text = {})
{
    GroupRule made;
    made.kind = kind;
    for (const std::int64_t group : groups) {
        made.groups.emplace_back(group);
    }
    made.text = std::move(text);
    return made;
}

GroupRule splitRule(std::int64_t group, std::string field, std::string keep,
                    std::vector<std::string> only = {})
{
    GroupRule made = rule(GroupRuleKind::Split, {group});
    made.field = std::move(field);
    made.keep = std::move(keep);
    made.only = std::move(only);
    return made;
}

/// Occurrences with their keys and the values of two fields.
struct World
{
    std::vector<ErrorGroupId> keys;
    std::map<std::string, std::vector<std::string>> fields;
    std::map<std::string, std::int64_t> given; ///< numbers of what was split off
    std::int64_t next = 100;

    ErrorGroupId numberOf(const SplitOrigin& origin)
    {
        if (origin.field == kKeyField) {
            return ErrorGroupId(std::stoll(origin.value));
        }
        const std::string name =
            std::to_string(origin.from.value()) + '/' + origin.field + '/' + origin.value;
        const auto [entry, added] = given.try_emplace(name, next);
        next += added ? 1 : 0;
        return ErrorGroupId(entry->second);
    }

    std::string valueOf(const std::string& field, std::uint32_t occurrence) const
    {
        return field == kKeyField ? std::to_string(keys[occurrence].value())
                                  : fields.at(field)[occurrence];
    }

    DecidedGroups decide(const std::vector<GroupRule>& rules)
    {
        DecisionInput input;
        input.keyOf = keys;
        input.rules = rules;
        input.valuesOf =
            [this](std::string_view field,
                   std::span<const std::uint32_t> occurrences) -> Result<std::vector<std::string>> {
            std::vector<std::string> values;
            for (const std::uint32_t occurrence : occurrences) {
                values.push_back(valueOf(std::string(field), occurrence));
            }
            return values;
        };
        input.numberOf = [this](const SplitOrigin& origin) { return numberOf(origin); };
        auto decided = decideGroups(input);
        return decided.ok() ? *std::move(decided) : DecidedGroups();
    }

    /// The same by looking at each occurrence for itself.
    Numbers plainly(const std::vector<GroupRule>& rules)
    {
        Numbers groups;
        for (const ErrorGroupId key : keys) {
            groups.push_back(key.value());
        }
        for (const GroupRule& made : rules) {
            for (std::uint32_t i = 0; i < groups.size(); ++i) {
                groups[i] = behind(made, groups[i], i);
            }
        }
        return groups;
    }

    std::int64_t behind(const GroupRule& made, std::int64_t group, std::uint32_t occurrence)
    {
        if (made.kind == GroupRuleKind::Merge) {
            const bool named =
                std::find(made.groups.begin(), made.groups.end(), ErrorGroupId(group))
                != made.groups.end();
            return named ? made.groups.front().value() : group;
        }
        if (made.kind != GroupRuleKind::Split || group != made.groups.front().value()) {
            return group;
        }
        const std::string value = valueOf(made.field, occurrence);
        const bool goes = made.only.empty()
            ? value != made.keep
            : std::find(made.only.begin(), made.only.end(), value) != made.only.end();
        return goes ? numberOf({ErrorGroupId(group), made.field, value}).value() : group;
    }
};

Numbers numbersOf(const DecidedGroups& decided)
{
    Numbers numbers;
    for (const ErrorGroupId group : decided.groupOf) {
        numbers.push_back(group.value());
    }
    return numbers;
}

World smallWorld()
{
    World world;
    for (const std::int64_t key : {1, 1, 2, 3, 3, 3}) {
        world.keys.emplace_back(key);
    }
    world.fields["version"] = {"1.0", "1.1", "1.0", "1.0", "1.1", ""};
    return world;
}

} // namespace

class GroupDecisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingDecidedIsTheKeys();
    void mergesAndFollowsLaterMerges();
    void splitsByEveryOtherValue();
    void splitsOnlyWhatIsNamed();
    void splitsWithoutAValue();
    void splitByKeyUndoesAMerge();
    void marksStayWithTheirNumber();
    void reopenKeepsNameAndAssignee();
    void unknownGroupsChangeNothing();
    void equalsALookAtEachOccurrence();
};

void GroupDecisionsTest::nothingDecidedIsTheKeys()
{
    World world = smallWorld();
    QVERIFY(numbersOf(world.decide({})) == (Numbers {1, 1, 2, 3, 3, 3}));
    World empty;
    QVERIFY(empty.decide({rule(GroupRuleKind::Merge, {1, 2})}).groupOf.empty());
}

void GroupDecisionsTest::mergesAndFollowsLaterMerges()
{
    World world = smallWorld();
    const auto decided =
        world.decide({rule(GroupRuleKind::Merge, {2, 3}), rule(GroupRuleKind::Merge, {1, 2})});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 1, 1, 1, 1}));
    QCOMPARE(decided.merged.at(ErrorGroupId(3)).into.value(), std::int64_t {1});
    QCOMPARE(decided.merged.at(ErrorGroupId(2)).into.value(), std::int64_t {1});
}

void GroupDecisionsTest::splitsByEveryOtherValue()
{
    World world = smallWorld();
    const auto decided = world.decide({splitRule(3, "version", "1.0")});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 2, 3, 101, 100}));
    QCOMPARE(decided.splitFrom.at(ErrorGroupId(101)).value, std::string("1.1"));
    QCOMPARE(decided.splitFrom.at(ErrorGroupId(101)).from.value(), std::int64_t {3});
}

void GroupDecisionsTest::splitsOnlyWhatIsNamed()
{
    World world = smallWorld();
    const auto decided = world.decide({splitRule(3, "version", "", {"1.1"})});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 2, 3, 100, 3}));
}

void GroupDecisionsTest::splitsWithoutAValue()
{
    World world = smallWorld();
    const auto decided = world.decide({splitRule(3, "version", "", {""})});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 2, 3, 3, 100}));
}

void GroupDecisionsTest::splitByKeyUndoesAMerge()
{
    World world = smallWorld();
    const auto decided = world.decide(
        {rule(GroupRuleKind::Merge, {1, 2, 3}), splitRule(1, std::string(kKeyField), "1")});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 2, 3, 3, 3}));
    QVERIFY(decided.merged.empty());
    QVERIFY(decided.splitFrom.empty());
}

void GroupDecisionsTest::marksStayWithTheirNumber()
{
    World world = smallWorld();
    GroupRule resolve = rule(GroupRuleKind::Resolve, {1});
    resolve.at = Timestamp {42};
    const auto decided =
        world.decide({rule(GroupRuleKind::Rename, {2}, "pay"), resolve,
                      rule(GroupRuleKind::Assign, {1}, "ann"), rule(GroupRuleKind::Merge, {1, 2})});
    QCOMPARE(decided.marks.at(ErrorGroupId(2)).name, std::string("pay"));
    QVERIFY((decided.marks.at(ErrorGroupId(1))
             == GroupMarks {"", "ann", false, true, "", Timestamp {42}}));
}

void GroupDecisionsTest::reopenKeepsNameAndAssignee()
{
    World world = smallWorld();
    const auto decided =
        world.decide({rule(GroupRuleKind::Rename, {1}, "pay"), rule(GroupRuleKind::Ignore, {1}),
                      rule(GroupRuleKind::Reopen, {1})});
    QVERIFY((decided.marks.at(ErrorGroupId(1)) == GroupMarks {"pay", "", false, false, "", {}}));
}

void GroupDecisionsTest::unknownGroupsChangeNothing()
{
    World world = smallWorld();
    const auto decided =
        world.decide({rule(GroupRuleKind::Merge, {1, 77}), splitRule(88, "version", "1.0"),
                      rule(GroupRuleKind::Merge, {})});
    QVERIFY(numbersOf(decided) == (Numbers {1, 1, 2, 3, 3, 3}));
}

/// Random decisions over random occurrences: every occurrence is where it would be were it looked
/// at alone, and taking decisions back one by one leads back through the same states.
void GroupDecisionsTest::equalsALookAtEachOccurrence()
{
    Random random(20261129);
    for (int round = 0; round < 400; ++round) {
        World world;
        const std::size_t count = 1 + below(random, 24);
        for (std::size_t i = 0; i < count; ++i) {
            world.keys.emplace_back(static_cast<std::int64_t>(1 + below(random, 5)));
            world.fields["a"].push_back(std::to_string(below(random, 3)));
            world.fields["b"].push_back(below(random, 4) == 0 ? "" : "x");
        }
        std::vector<GroupRule> rules;
        std::vector<Numbers> states {numbersOf(world.decide(rules))};
        for (std::size_t step = 0; step < 8; ++step) {
            const Numbers& now = states.back();
            const std::int64_t some = now[below(random, now.size())];
            const std::int64_t other = now[below(random, now.size())];
            const std::string field = below(random, 5) == 0 ? std::string(kKeyField)
                : below(random, 2) == 0                     ? "a"
                                                            : "b";
            const std::string value =
                world.valueOf(field, static_cast<std::uint32_t>(below(random, now.size())));
            switch (below(random, 4)) {
            case 0:
                rules.push_back(splitRule(some, field, value));
                break;
            case 1:
                rules.push_back(splitRule(some, field, "", {value}));
                break;
            case 2:
                rules.push_back(rule(GroupRuleKind::Ignore, {some}));
                break;
            default:
                if (some == other) {
                    continue;
                }
                rules.push_back(rule(GroupRuleKind::Merge, {some, other}));
            }
            states.push_back(numbersOf(world.decide(rules)));
            QCOMPARE(states.back().size(), count);
            QVERIFY(states.back() == world.plainly(rules));
        }
        while (!rules.empty()) {
            QVERIFY(numbersOf(world.decide(rules)) == states.back());
            rules.pop_back();
            states.pop_back();
        }
        QVERIFY(numbersOf(world.decide(rules)) == states.front());
    }
}

THROUGHLINE_TEST(GroupDecisionsTest)

} // namespace throughline

#include "tst_group_decisions.moc"
