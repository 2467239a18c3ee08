#include "models/analysis/error/error_grouping.h"
#include "models/analysis/error/grouping_rules.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <memory>
#include <string>

namespace throughline {

using namespace analysis;

namespace {

GroupKey keyOf(const GroupingRules& rules, const ErrorInput& input)
{
    ErrorGrouper grouper(rules);
    return grouper.groups()[grouper.add(input)];
}

ErrorInput input(std::string_view message, std::string_view stack = {})
{
    ErrorInput made;
    made.service = "shop";
    made.type = "Boom";
    made.message = message;
    made.stack = stack;
    return made;
}

/// Knows one script: its lines are functions of pay.ts, and what they call is f and their number.
class OneScript : public FrameResolver
{
public:
    std::optional<OriginalCall> resolve(const domain::StackFrame& frame,
                                        const RunningCode& code) const override
    {
        if (frame.file.find("main.js") == std::string::npos || code.version != "2.0") {
            return std::nullopt;
        }
        return OriginalCall {"src/pay.ts", frame.line + 100, 1,
                             "call" + std::to_string(frame.line)};
    }
};

constexpr std::string_view kMinified = "Boom: x\n"
                                       "    at a (https://shop.example/main.js:1:10)\n"
                                       "    at b (https://shop.example/main.js:2:20)\n";

} // namespace

class GroupingRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAdditionsNothingChanges();
    void namesItselfInTheRuleSet();
    void marksFramesByTheLongestBegin();
    void masksMessages();
    void usersFingerprintWins();
    void resolvesFramesOfTheVersion();
    void namesFunctionsByTheirCallers();
};

void GroupingRulesTest::withoutAdditionsNothingChanges()
{
    const ErrorInput error = input("no order 42", kMinified);
    QVERIFY(keyOf({}, error) == groupKey(error));
}

void GroupingRulesTest::namesItselfInTheRuleSet()
{
    GroupingRules rules;
    QCOMPARE(rules.ruleSet(), std::string("TL-1"));
    rules.label = "3fa9";
    QCOMPARE(keyOf(rules, input("x")).ruleSet, std::string("TL-1+3fa9"));
    // A group that the document says nothing about stays the same.
    QCOMPARE(keyOf(rules, input("x")).fingerprint, keyOf({}, input("x")).fingerprint);
}

void GroupingRulesTest::marksFramesByTheLongestBegin()
{
    constexpr std::string_view kStack = "Boom: x\n"
                                        "\tat com.acme.pay.Charge.run(Charge.java:7)\n"
                                        "\tat com.acme.vendored.Retry.call(Retry.java:9)\n"
                                        "\tat org.apache.Shop.main(Shop.java:1)\n";
    GroupingRules rules;
    rules.notInApp = {"com.acme.vendored."};
    rules.inApp = {"org.apache.Shop", "com.acme."};
    const GroupKey key = keyOf(rules, input("x", kStack));
    const std::vector<std::string> wanted {"service: shop", "type: Boom",
                                           "frame: com.acme.pay.Charge run",
                                           "frame: org.apache.Shop main"};
    QVERIFY(key.components == wanted);
}

void GroupingRulesTest::masksMessages()
{
    GroupingRules rules;
    rules.masks.push_back({Pattern("cart [a-z]+"), "cart <cart>"});
    QCOMPARE(keyOf(rules, input("no cart blue")).fingerprint,
             keyOf(rules, input("no cart green")).fingerprint);
    QVERIFY(keyOf({}, input("no cart blue")).fingerprint
            != keyOf({}, input("no cart green")).fingerprint);
    QCOMPARE(keyOf(rules, input("no cart blue")).title, std::string("no cart <cart>"));
    // In the messages of a stack, too, where they decide.
    QCOMPARE(keyOf(rules, input("", "Boom: no cart blue\n    at <anonymous>:1:1\n")).fingerprint,
             keyOf(rules, input("", "Boom: no cart red\n    at <anonymous>:1:1\n")).fingerprint);
}

void GroupingRulesTest::usersFingerprintWins()
{
    GroupingRules rules;
    FingerprintRule rule;
    rule.type = Pattern("^Boom$");
    rule.message = Pattern("gateway");
    rule.fingerprint = {"gateway", "{{default}}"};
    rules.fingerprints.push_back(rule);
    const std::string_view given[] = {"clients"};
    ErrorInput error = input("gateway is away");
    error.fingerprint = given;
    const GroupKey key = keyOf(rules, error);
    QCOMPARE(key.components[1], std::string("given: gateway"));
    QVERIFY(key.components.size() > 2);
    ErrorInput other = input("disk is full");
    other.fingerprint = given;
    QCOMPARE(keyOf(rules, other).components.back(), std::string("given: clients"));
}

void GroupingRulesTest::resolvesFramesOfTheVersion()
{
    GroupingRules rules;
    rules.frames = std::make_shared<const OneScript>();
    ErrorInput error = input("x", kMinified);
    error.code.version = "2.0";
    const GroupKey resolved = keyOf(rules, error);
    QCOMPARE(resolved.components[2], std::string("frame: src/pay.ts call2"));
    error.code.version = "1.0";
    QVERIFY(keyOf(rules, error).components == groupKey(error).components);
    // The same text in two versions is two stacks for one grouper, too.
    ErrorGrouper grouper(rules);
    error.code.version = "2.0";
    const auto first = grouper.add(error);
    error.code.version = "1.0";
    QVERIFY(grouper.add(error) != first);
}

void GroupingRulesTest::namesFunctionsByTheirCallers()
{
    GroupingRules rules;
    rules.frames = std::make_shared<const OneScript>();
    ParsedStack stack = parseStack(kMinified);
    adapt(stack, rules, {.version = "2.0"});
    const auto& frames = stack.chain[0].frames;
    QCOMPARE(frames[0].function, std::string("call2"));
    QCOMPARE(frames[1].function, std::string()); // nobody calls it, and a minifier named it
    QCOMPARE(frames[0].line, std::uint32_t {101});
    QVERIFY(frames[0].inApp);
}

THROUGHLINE_TEST(GroupingRulesTest)

} // namespace throughline

#include "tst_grouping_rules.moc"
