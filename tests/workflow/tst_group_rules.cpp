#include "models/base/random.h"
#include "models/store/queries/group_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/snapshot.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/group_fixture.h"

#include <QtTest>

#include <algorithm>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::GroupRuleKind;

namespace {

using Texts = std::vector<std::string>;

constexpr int kDay = 86'400;

/// Boom in two versions and two routes, Bang and Crash, over twelve days.
std::string errors()
{
    std::string text = eventLine("s1", 0) + eventLine("s2", 12 * kDay);
    for (int i = 0; i < 4; ++i) {
        text += toLine({.second = i * 3 * kDay + 10,
                        .version = i < 3 ? "1.0" : "1.1",
                        .session = i < 2 ? "s1" : "s2",
                        .route = i % 2 == 0 ? "/pay" : "/cart"});
    }
    return text + toLine({.second = 20, .type = "Bang", .message = "other"})
        + toLine({.second = 30, .type = "Bang", .message = "other"})
        + toLine({.second = 40, .type = "Crash", .message = "third"});
}

std::uint64_t generation(const GroupFixture& fixture)
{
    const auto file = store::StoreFile::find(fixture.store());
    const auto connection = file->openReader();
    return *store::storeGeneration(*connection);
}

} // namespace

class GroupRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void mergesAndTakesItBack();
    void mergedSessionsAreUnited();
    void survivesAnImport();
    void splitsByAColumn();
    void splitsByAnAttributeOfRecords();
    void splitsByKeyWhatWasMerged();
    void offersWaysToSplit();
    void saysWhatPeopleCallIt();
    void ignoredUntilReopened();
    void resolvedAsOfNow();
    void resolvedInAVersion();
    void filtersSessionsByState();
    void refusesWhatMeansNothing_data();
    void refusesWhatMeansNothing();
    void aNewDecisionForgetsWhatWasTakenBack();
    void tellsWhyTwoAreApart();
    void randomDecisionsLoseNothing();
    void everyDecisionRaisesTheGeneration();

private:
    std::unique_ptr<GroupFixture> m_store;
};

void GroupRulesTest::init()
{
    m_store = std::make_unique<GroupFixture>();
    m_store->import({m_store->write("errors.ndjson", errors())});
    // Two routes of Boom are two keys, as there is no stack: E1 /pay, E2 Bang, E3 Crash, E4 /cart.
    QCOMPARE(m_store->groups().size(), std::size_t {4});
}

void GroupRulesTest::mergesAndTakesItBack()
{
    const std::string before = m_store->derived();
    const RuleOutcome outcome = m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    QCOMPARE(outcome.change.moved, std::uint64_t {2});
    QCOMPARE(outcome.change.groupsAfter, std::uint64_t {3});
    QCOMPARE(m_store->group(1).count, std::uint64_t {4});
    QCOMPARE(m_store->group(4).id.value(), std::int64_t {0});
    const std::string merged = m_store->derived();
    QVERIFY(merged != before);
    m_store->undo();
    QCOMPARE(m_store->derived(), before);
    m_store->redo();
    QCOMPARE(m_store->derived(), merged);
    QCOMPARE(m_store->damage(), std::string());
}

void GroupRulesTest::mergedSessionsAreUnited()
{
    QCOMPARE(m_store->group(1).sessions, std::uint64_t {2});
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    QCOMPARE(m_store->group(1).sessions, std::uint64_t {2}); // both met both
    const auto snapshot = loadSnapshot(m_store->workspace(), {});
    QVERIFY(snapshot.ok());
    QVERIFY((*snapshot)->exposureOf(domain::ErrorGroupId(1)) != nullptr);
    QVERIFY((*snapshot)->exposureOf(domain::ErrorGroupId(4)) == nullptr);
}

/// A session has the state of every group it met, as decisions leave it.
void GroupRulesTest::filtersSessionsByState()
{
    const auto snapshot = loadSnapshot(m_store->workspace(), {});
    QVERIFY(snapshot.ok());
    const auto count = [&](const std::string& where) {
        domain::Scope scope;
        scope.where = where;
        const auto found = sessionsInScope(m_store->workspace(), **snapshot, scope, {});
        return found.ok() ? static_cast<int>(found->size()) : -1;
    };
    std::map<std::string, std::set<std::uint32_t>> expected;
    const auto expect = [&] {
        expected.clear();
        for (const index::ExposureSet& set : (*snapshot)->exposures) {
            const domain::ErrorGroup group = m_store->group(set.group.value());
            for (const index::Exposure& met : set.first) {
                expected[std::string(domain::toText(group.status))].insert(met.session);
            }
        }
    };
    for (const bool ignored : {false, true}) {
        if (ignored) {
            m_store->decide(ruleOf(GroupRuleKind::Ignore, {1}));
        }
        expect();
        for (const char* state : {"new", "ongoing", "resolved", "regressed", "ignored"}) {
            QCOMPARE(count(std::string("error.status:") + state),
                     static_cast<int>(expected[state].size()));
        }
        QCOMPARE(count("has:error.status"), count("has:error.group"));
        QCOMPARE(count("error.status:i*"), ignored ? 2 : 0);
        QCOMPARE(count("!error.status:ignored"), ignored ? 0 : 2);
    }
    QCOMPARE(count("error.status:mended"), -1);
}

/// What is imported later goes where it was decided, and deriving anew is what was applied.
void GroupRulesTest::survivesAnImport()
{
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    m_store->decide(splitBy(1, "service.version"));
    m_store->decide(ruleOf(GroupRuleKind::Rename, {2}, "the other one"));
    const std::string applied = m_store->derived();
    m_store->import({m_store->write("nothing.ndjson", eventLine("s1", 1))});
    std::string again = m_store->derived();
    QCOMPARE(again.substr(0, again.find("session\n")),
             applied.substr(0, applied.find("session\n")));
    m_store->import(
        {m_store->write("more.ndjson",
                        toLine({.second = 50, .version = "1.1", .session = "s2", .route = "/cart"})
                            + toLine({.second = 51, .version = "1.0"}))});
    // The first goes to what was split from E1; without a route it is a group of its own.
    QCOMPARE(m_store->groups().size(), std::size_t {5});
    QCOMPARE(m_store->group(1).count, std::uint64_t {3});
    QCOMPARE(m_store->group(5).count, std::uint64_t {2});
    QCOMPARE(m_store->group(6).count, std::uint64_t {1});
    QCOMPARE(m_store->group(2).name, std::string("the other one"));
    // Taken back after the import, all that is left is what the rule set makes.
    m_store->undo();
    m_store->undo();
    m_store->undo();
    QCOMPARE(m_store->group(4).count, std::uint64_t {3});
    QCOMPARE(m_store->group(5).id.value(), std::int64_t {0});
    QCOMPARE(m_store->group(2).name, std::string());
}

void GroupRulesTest::splitsByAColumn()
{
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    const std::string merged = m_store->derived();
    const RuleOutcome outcome = m_store->decide(splitBy(1, "service.version"));
    QCOMPARE(outcome.rule.keep, std::string("1.0"));
    QCOMPARE(m_store->group(1).count, std::uint64_t {3});
    const domain::ErrorGroup split = m_store->group(5);
    QCOMPARE(split.count, std::uint64_t {1});
    QCOMPARE(split.fingerprint.size(), std::size_t {32});
    QCOMPARE(split.components.back(), std::string("split: service.version = 1.1"));
    m_store->undo();
    QCOMPARE(m_store->derived(), merged);
    // The same decision gives the same number again.
    m_store->decide(splitBy(1, "service.version", {"1.1"}));
    QCOMPARE(m_store->group(5).fingerprint, split.fingerprint);
}

void GroupRulesTest::splitsByAnAttributeOfRecords()
{
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    m_store->decide(splitBy(1, "http.route", {"/cart"}));
    QCOMPARE(m_store->group(1).count, std::uint64_t {2});
    QCOMPARE(m_store->group(5).count, std::uint64_t {2});
}

void GroupRulesTest::splitsByKeyWhatWasMerged()
{
    const std::string before = m_store->derived();
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4, 2}));
    m_store->decide(splitBy(1, "fingerprint"));
    QCOMPARE(m_store->derived(), before);
}

void GroupRulesTest::offersWaysToSplit()
{
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    const auto choices = splitChoices(m_store->workspace(), domain::ErrorGroupId(1), {});
    QVERIFY(choices.ok());
    std::vector<std::string> fields;
    for (const SplitChoice& choice : *choices) {
        fields.push_back(choice.field);
        std::uint64_t all = 0;
        for (const auto& value : choice.values) {
            all += value.occurrences;
        }
        QCOMPARE(all, std::uint64_t {4});
    }
    QVERIFY((fields == Texts {"fingerprint", "operation", "service.version", "http.route"}));
    QVERIFY(splitChoices(m_store->workspace(), domain::ErrorGroupId(3), {})->empty());
    QVERIFY(!splitChoices(m_store->workspace(), domain::ErrorGroupId(99), {}).ok());
}

void GroupRulesTest::saysWhatPeopleCallIt()
{
    m_store->decide(ruleOf(GroupRuleKind::Rename, {2}, "gateway"));
    m_store->decide(ruleOf(GroupRuleKind::Assign, {2}, "ann"));
    QCOMPARE(m_store->group(2).name, std::string("gateway"));
    QCOMPARE(m_store->group(2).assignee, std::string("ann"));
    QCOMPARE(m_store->group(2).title, std::string("other"));
    m_store->decide(ruleOf(GroupRuleKind::Rename, {2}));
    QCOMPARE(m_store->group(2).name, std::string());
    const auto rules = listGroupRules(m_store->workspace());
    QCOMPARE(rules->size(), std::size_t {3});
    QVERIFY(rules->front().created == kNow);
}

void GroupRulesTest::ignoredUntilReopened()
{
    const domain::ErrorStatus before = m_store->group(3).status;
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {3}));
    QCOMPARE(m_store->group(3).status, domain::ErrorStatus::Ignored);
    m_store->decide(ruleOf(GroupRuleKind::Reopen, {3}));
    QCOMPARE(m_store->group(3).status, before);
}

void GroupRulesTest::resolvedAsOfNow()
{
    m_store->decide(ruleOf(GroupRuleKind::Resolve, {4}));
    QCOMPARE(m_store->group(4).status, domain::ErrorStatus::Resolved);
    m_store->import({m_store->write(
        "later.ndjson", toLine({.second = 13 * kDay, .session = "s2", .route = "/cart"}))});
    QCOMPARE(m_store->group(4).status, domain::ErrorStatus::Regressed);
}

void GroupRulesTest::resolvedInAVersion()
{
    m_store->decide(ruleOf(GroupRuleKind::Resolve, {4}, "1.2"));
    QCOMPARE(m_store->group(4).status, domain::ErrorStatus::Resolved); // 1.0 and 1.1 are older
    m_store->import({m_store->write(
        "old.ndjson",
        toLine({.second = 13 * kDay, .version = "1.1", .session = "s2", .route = "/cart"}))});
    QCOMPARE(m_store->group(4).status, domain::ErrorStatus::Resolved);
    m_store->import({m_store->write(
        "new.ndjson",
        toLine({.second = 14 * kDay, .version = "1.10", .session = "s2", .route = "/cart"}))});
    QCOMPARE(m_store->group(4).status, domain::ErrorStatus::Regressed);
}

void GroupRulesTest::refusesWhatMeansNothing_data()
{
    QTest::addColumn<domain::GroupRule>("rule");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("one group") << ruleOf(GroupRuleKind::Merge, {1}) << QByteArray("two different");
    QTest::newRow("with itself") << ruleOf(GroupRuleKind::Merge, {1, 1})
                                 << QByteArray("two different");
    QTest::newRow("an unknown group")
        << ruleOf(GroupRuleKind::Merge, {1, 99}) << QByteArray("no error group E99");
    QTest::newRow("ignore an unknown group")
        << ruleOf(GroupRuleKind::Ignore, {77}) << QByteArray("no error group E77");
    QTest::newRow("split by what is the same")
        << splitBy(2, "service.version") << QByteArray("All occurrences of E2 have '1.0'");
    QTest::newRow("split by what nobody has")
        << splitBy(1, "nonsense") << QByteArray("have no value in nonsense");
    QTest::newRow("split by nothing") << splitBy(1, "") << QByteArray("not said by what");
    QTest::newRow("split off a value nobody has")
        << splitBy(4, "service.version", {"9"}) << QByteArray("No occurrence of E4");
    QTest::newRow("split off everything")
        << splitBy(4, "service.version", {"1.0", "1.1"}) << QByteArray("Nothing would stay in E4");
}

void GroupRulesTest::refusesWhatMeansNothing()
{
    QFETCH(const domain::GroupRule, rule);
    QFETCH(const QByteArray, says);
    const std::string before = m_store->derived();
    const std::string refusal = m_store->refusal(rule);
    QVERIFY2(refusal.find(says.toStdString()) != std::string::npos, refusal.c_str());
    QCOMPARE(m_store->derived(), before);
    QVERIFY(listGroupRules(m_store->workspace())->empty());
    QVERIFY(!undoGroupRule(m_store->workspace(), {}).ok());
    QVERIFY(!redoGroupRule(m_store->workspace(), {}).ok());
}

void GroupRulesTest::aNewDecisionForgetsWhatWasTakenBack()
{
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {1}));
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {2}));
    m_store->undo();
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {3}));
    QVERIFY(!redoGroupRule(m_store->workspace(), {}).ok());
    const auto rules = listGroupRules(m_store->workspace());
    QCOMPARE(rules->size(), std::size_t {2});
    QCOMPARE(rules->back().groups.front().value(), std::int64_t {3});
}

void GroupRulesTest::tellsWhyTwoAreApart()
{
    const Workspace workspace = m_store->workspace();
    using Id = domain::ErrorGroupId;
    const auto routes = whyApart(workspace, Id(1), Id(4));
    QCOMPARE(routes->difference->component, std::string("operation"));
    QCOMPARE(*routes->difference->second, std::string("/cart"));
    const auto types = whyApart(workspace, Id(2), Id(3));
    QCOMPARE(types->difference->component, std::string("type"));
    m_store->decide(ruleOf(GroupRuleKind::Merge, {1, 4}));
    QCOMPARE(whyApart(workspace, Id(1), Id(4))->together->value(), std::int64_t {1});
    m_store->decide(splitBy(1, "service.version"));
    QCOMPARE(whyApart(workspace, Id(1), Id(5))->difference->component, std::string("split"));
    QVERIFY(!whyApart(workspace, Id(1), Id(99)).ok());
}

/// Decisions, as they come: no occurrence is lost, counts add up, what a decision changes is what
/// deriving everything anew would make of it, and taking all of them back gives every id again.
void GroupRulesTest::randomDecisionsLoseNothing()
{
    Random random(29);
    const std::string before = m_store->derived();
    for (int round = 0; round < 4; ++round) {
        std::vector<std::string> states {before};
        for (int step = 0; step < 8; ++step) {
            std::vector<std::int64_t> numbers;
            std::uint64_t occurrences = 0;
            for (const std::string& text : m_store->groups()) {
                numbers.push_back(std::stoll(text.substr(1)));
                occurrences += m_store->group(numbers.back()).count;
            }
            QCOMPARE(occurrences, std::uint64_t {7});
            const auto some = numbers[random.below(static_cast<std::uint32_t>(numbers.size()))];
            const auto other = numbers[random.below(static_cast<std::uint32_t>(numbers.size()))];
            const char* const fields[] = {"service.version", "http.route", "fingerprint"};
            const GroupRuleKind marks[] = {GroupRuleKind::Rename, GroupRuleKind::Ignore,
                                           GroupRuleKind::Resolve};
            const std::uint32_t kind = random.below(5);
            const domain::GroupRule rule = kind < 2 ? splitBy(some, fields[random.below(3)])
                : kind < 4                          ? ruleOf(GroupRuleKind::Merge, {some, other})
                                                    : ruleOf(marks[random.below(3)], {some}, "1.0");
            if (m_store->refusal(rule).empty()) {
                states.push_back(m_store->derived());
                QCOMPARE(states.back(), m_store->derivedAnew());
            }
        }
        while (states.size() > 1) {
            QCOMPARE(m_store->derived(), states.back());
            states.pop_back();
            m_store->undo();
        }
        QCOMPARE(m_store->derived(), before);
    }
}

void GroupRulesTest::everyDecisionRaisesTheGeneration()
{
    const std::uint64_t before = generation(*m_store);
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {1}));
    m_store->undo();
    m_store->redo();
    QCOMPARE(generation(*m_store), before + 3);
    m_store->import({m_store->write("nothing.ndjson", eventLine("s1", 1))});
    QCOMPARE(generation(*m_store), before + 4);
}

THROUGHLINE_TEST(GroupRulesTest)

} // namespace throughline

#include "tst_group_rules.moc"
