#include "models/workflow/error_workflow.h"
#include "models/workflow/grouping_document.h"
#include "models/workflow/regroup_workflow.h"
#include "models/workflow/source_map_frames.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/group_fixture.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::GroupRuleKind;

namespace {

/// JSON with its quotes written as apostrophes.
std::string asJson(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

std::string minified(const char* function, int line, int column)
{
    return "Boom: it failed\n    at " + std::string(function) + " (https://shop.example/static/"
        + "main.8a7b6c5d.js:" + std::to_string(line) + ":" + std::to_string(column) + ")\n"
        + "    at n (https://shop.example/static/main.8a7b6c5d.js:1:90)\n";
}

/// Three carts that differ in their message, and two errors of minified code.
std::string errors()
{
    std::string text = eventLine("s1", 0);
    text += toLine({.second = 1, .message = "no cart blue"});
    text += toLine({.second = 2, .message = "no cart green"});
    text += toLine({.second = 3, .message = "no cart green"});
    text += toLine({.second = 4, .message = "no cart red"});
    text += toLine({.second = 5, .type = "TypeError", .stack = minified("a", 1, 10)});
    text += toLine({.second = 6, .type = "TypeError", .stack = minified("b", 1, 50)});
    return text + toLine({.second = 7, .type = "Other", .message = "stays"});
}

const std::string kCarts =
    asJson("{'messages': [{'pattern': 'cart [a-z]+', 'as': 'cart <colour>'}]}");

/// Column 1 to 39 of line 1 is pay.ts, column 40 to 79 cart.ts, behind it the caller, which names
/// both as what it calls.
const std::string kMap =
    asJson("{'version':3,'file':'main.8a7b6c5d.js',"
           "'sources':['webpack://shop/./src/pay.ts',"
           "'webpack://shop/./src/cart.ts','webpack://shop/./src/app.ts'],"
           "'sourcesContent':['a','b','c'],'names':['checkout'],'mappings':'AAAA,"
           "uCCUA,wCCSAA'}");

} // namespace

class RegroupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsDocuments_data();
    void readsDocuments();
    void sameDocumentInAnyFormIsOne();
    void previewsWithoutAChange();
    void appliesAndTakesItBack();
    void decisionsHoldThroughIt();
    void importsFollowTheRulesInForce();
    void largestShareKeepsTheNumber();
    void sourceMapsSetErrorsApart();
    void sourceMapsOfAnotherVersionDoNothing();
    void refusesFoldersWithoutMaps();
    void knowsPathsOfSources_data();
    void knowsPathsOfSources();
    void doubtfulMapsAreNotUsed();
    void debugIdsSayWhichMap();
    void namesDecideWhereNoMapHasTheDebugId();

private:
    std::filesystem::path document(std::string_view text) const
    {
        return m_store->write("rules.json", text);
    }

    std::unique_ptr<GroupFixture> m_store;
};

void RegroupTest::init()
{
    m_store = std::make_unique<GroupFixture>();
    m_store->import({m_store->write("errors.ndjson", errors())});
    // E1 blue, E2 green, E3 red, E4 both of minified code (named only by the message), E5 Other
    QCOMPARE(m_store->groups().size(), std::size_t {5});
    QCOMPARE(m_store->group(4).count, std::uint64_t {2});
}

void RegroupTest::readsDocuments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nothing") << QByteArray("{}") << QByteArray();
    QTest::newRow("all of it") << QByteArray::fromStdString(asJson(
        "{'in_app': ['com.acme.'], 'not_in_app': ['com.acme.lib.'],"
        " 'messages': [{'pattern': 'a+', 'as': '<a>'}],"
        " 'fingerprints': [{'type': '^X$', 'fingerprint': ['x',"
        " '{{default}}']}]}")) << QByteArray();
    QTest::newRow("no JSON") << QByteArray("in_app: x") << QByteArray("no JSON");
    QTest::newRow("a list") << QByteArray("[]") << QByteArray("no object");
    QTest::newRow("a slip") << QByteArray::fromStdString(asJson("{'inapp': []}"))
                            << QByteArray("no member 'inapp'");
    QTest::newRow("a text for a list") << QByteArray::fromStdString(asJson("{'in_app': 'com.'}"))
                                       << QByteArray("'in_app' is no list");
    QTest::newRow("a number in a list")
        << QByteArray::fromStdString(asJson("{'in_app': [1]}")) << QByteArray("no text");
    QTest::newRow("a pattern that is none")
        << QByteArray::fromStdString(asJson("{'messages': [{'pattern': '(', 'as': 'x'}]}"))
        << QByteArray("(");
    QTest::newRow("a pattern that is everywhere")
        << QByteArray::fromStdString(asJson("{'messages': [{'pattern': 'a*', 'as': 'x'}]}"))
        << QByteArray("matches the empty text");
    QTest::newRow("a mask without a word")
        << QByteArray::fromStdString(asJson("{'messages': [{'pattern': 'a'}]}"))
        << QByteArray("'pattern' and 'as'");
    QTest::newRow("a fingerprint for all")
        << QByteArray::fromStdString(asJson("{'fingerprints': [{'fingerprint': ['x']}]}"))
        << QByteArray("at least one of");
    QTest::newRow("a member twice")
        << QByteArray::fromStdString(asJson("{'in_app': [], 'in_app': []}"))
        << QByteArray("stands twice");
}

void RegroupTest::readsDocuments()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, says);
    const auto read = readGroupingDocument(document(text.toStdString()));
    QCOMPARE(read.ok(), says.isEmpty());
    if (!read.ok()) {
        QCOMPARE(read.error().code, ErrorCode::Usage);
        QVERIFY2(describe(read.error()).find(says.toStdString()) != std::string::npos,
                 describe(read.error()).c_str());
        QVERIFY(!previewRegroup(m_store->workspace(), m_store->path("rules.json"), {}).ok());
    } else {
        QVERIFY(groupingRulesFrom(*read).ok());
    }
}

void RegroupTest::sameDocumentInAnyFormIsOne()
{
    const auto one = readGroupingDocument(document(asJson("{'in_app':['a'],'not_in_app':['b']}")));
    const auto other =
        readGroupingDocument(document("{ \"not_in_app\": [\"b\"],\n \"in_app\": [ \"a\" ] }\n"));
    QCOMPARE(*one, *other);
    QCOMPARE(groupingRulesFrom(*one)->ruleSet(), groupingRulesFrom(*other)->ruleSet());
    QCOMPARE(*readGroupingDocument(m_store->path("missing.json")), std::string());
}

void RegroupTest::previewsWithoutAChange()
{
    const std::string before = m_store->derived();
    const auto preview = previewRegroup(m_store->workspace(), document(kCarts), {});
    QVERIFY(preview.ok());
    QCOMPARE(preview->ruleSetBefore, std::string("TL-1"));
    QVERIFY(preview->ruleSetAfter.starts_with("TL-1+"));
    QCOMPARE(preview->change.moved, std::uint64_t {2});
    QCOMPARE(preview->change.groupsBefore, std::uint64_t {5});
    QCOMPARE(preview->change.groupsAfter, std::uint64_t {3});
    QCOMPARE(preview->change.gone.size(), std::size_t {2});
    QVERIFY(!preview->empty());
    QCOMPARE(m_store->derived(), before);
    QVERIFY(listGroupRules(m_store->workspace())->empty());
    // The rule set alone, by which the store is grouped already.
    QVERIFY(previewRegroup(m_store->workspace(), document("{}"), {})->empty());
    const auto nothing = regroup(m_store->workspace(), document("{}"), kNow, {});
    QCOMPARE(nothing->rule.id, std::int64_t {0});
    QVERIFY(listGroupRules(m_store->workspace())->empty());
}

void RegroupTest::appliesAndTakesItBack()
{
    const std::string before = m_store->derived();
    const auto outcome = regroup(m_store->workspace(), document(kCarts), kNow, {});
    QVERIFY(outcome.ok());
    QCOMPARE(outcome->change.moved, std::uint64_t {2});
    QCOMPARE(m_store->group(2).count, std::uint64_t {4});
    QCOMPARE(m_store->group(2).title, std::string("no cart <colour>"));
    QVERIFY(m_store->group(2).ruleSet.starts_with("TL-1+"));
    QCOMPARE(m_store->group(1).id.value(), std::int64_t {0});
    const std::string applied = m_store->derived();
    m_store->undo();
    QCOMPARE(m_store->derived(), before);
    m_store->redo();
    QCOMPARE(m_store->derived(), applied);
    m_store->undo();
    QCOMPARE(m_store->derived(), before);
    QCOMPARE(m_store->damage(), std::string());
}

void RegroupTest::decisionsHoldThroughIt()
{
    m_store->decide(ruleOf(GroupRuleKind::Merge, {5, 4}));
    m_store->decide(ruleOf(GroupRuleKind::Rename, {2}, "carts"));
    const std::string before = m_store->derived();
    QVERIFY(regroup(m_store->workspace(), document(kCarts), kNow, {}).ok());
    QCOMPARE(m_store->group(5).count, std::uint64_t {3});
    QCOMPARE(m_store->group(2).name, std::string("carts"));
    m_store->decide(ruleOf(GroupRuleKind::Ignore, {2}));
    m_store->undo();
    m_store->undo();
    QCOMPARE(m_store->derived(), before);
}

void RegroupTest::importsFollowTheRulesInForce()
{
    QVERIFY(regroup(m_store->workspace(), document(kCarts), kNow, {}).ok());
    const std::string applied = m_store->derived();
    m_store->import({m_store->write("nothing.ndjson", eventLine("s1", 0, "other"))});
    std::string again = m_store->derived();
    QCOMPARE(again.substr(0, again.find("session\n")),
             applied.substr(0, applied.find("session\n")));
    m_store->import(
        {m_store->write("more.ndjson", toLine({.second = 9, .message = "no cart mauve"}))});
    QCOMPARE(m_store->group(2).count, std::uint64_t {5});
    m_store->undo();
    // The new one is a group of its own by the rule set alone, the others are what they were.
    QCOMPARE(m_store->group(2).count, std::uint64_t {2});
    QCOMPARE(m_store->groups().size(), std::size_t {6});
}

void RegroupTest::largestShareKeepsTheNumber()
{
    // Everything with a cart and Other becomes one by a fingerprint: the largest, E2, stays.
    const auto outcome = regroup(
        m_store->workspace(),
        document(asJson("{'fingerprints': [{'message': 'cart|stays', 'fingerprint': ['one']}]}")),
        kNow, {});
    QVERIFY(outcome.ok());
    QVERIFY((m_store->groups().size() == 2));
    QCOMPARE(m_store->group(2).count, std::uint64_t {5});
    QCOMPARE(m_store->group(2).components.back(), std::string("given: one"));
    // And back again by another document, not by taking it back: each is what it was.
    QVERIFY(regroup(m_store->workspace(), document("{}"), kNow, {}).ok());
    QCOMPARE(m_store->group(2).count, std::uint64_t {2});
    QCOMPARE(m_store->groups().size(), std::size_t {5});
}

void RegroupTest::sourceMapsSetErrorsApart()
{
    const std::string before = m_store->derived();
    m_store->write("maps/static/main.8a7b6c5d.js.map", kMap);
    m_store->write("maps/broken.js.map", "{");
    m_store->write("maps/readme.txt", "no map");
    const SourceMapRequest request {m_store->path("maps"), {}};
    const auto preview = previewSourceMaps(m_store->workspace(), request, {});
    QVERIFY2(preview.ok(), preview.ok() ? "" : describe(preview.error()).c_str());
    QCOMPARE(preview->mapsUsed, std::uint64_t {1});
    QCOMPARE(preview->mapsRefused.size(), std::size_t {1});
    QCOMPARE(preview->change.moved, std::uint64_t {1});
    QCOMPARE(m_store->derived(), before);
    QVERIFY(applySourceMaps(m_store->workspace(), request, kNow, {}).ok());
    QCOMPARE(m_store->group(4).count, std::uint64_t {1});
    const domain::ErrorGroup other = m_store->group(6);
    QCOMPARE(other.count, std::uint64_t {1});
    std::vector<std::string> frames;
    for (const std::string& component : other.components) {
        if (component.starts_with("frame: ")) {
            frames.push_back(component);
        }
    }
    QVERIFY(
        (frames == std::vector<std::string> {"frame: src/cart.ts checkout", "frame: src/app.ts"}));
    // No word of the sources is kept.
    QVERIFY(m_store->storeBytes().find("sourcesContent") == std::string::npos);
    const std::string applied = m_store->derived();
    m_store->undo();
    QCOMPARE(m_store->derived(), before);
    m_store->redo();
    QCOMPARE(m_store->derived(), applied);
    // Errors that come later are put in their place, too.
    m_store->import({m_store->write(
        "more.ndjson", toLine({.second = 9, .type = "TypeError", .stack = minified("q", 1, 55)}))});
    QCOMPARE(m_store->group(6).count, std::uint64_t {2});
}

void RegroupTest::sourceMapsOfAnotherVersionDoNothing()
{
    m_store->write("maps/main.8a7b6c5d.js.map", kMap);
    const auto preview =
        previewSourceMaps(m_store->workspace(), {m_store->path("maps"), "2.0"}, {});
    QCOMPARE(preview->change.moved, std::uint64_t {0});
    QCOMPARE(
        previewSourceMaps(m_store->workspace(), {m_store->path("maps"), "1.0"}, {})->change.moved,
        std::uint64_t {1});
}

void RegroupTest::refusesFoldersWithoutMaps()
{
    const Workspace workspace = m_store->workspace();
    QVERIFY(!previewSourceMaps(workspace, {m_store->path("nowhere"), {}}, {}).ok());
    m_store->write("maps/a.txt", "x");
    QVERIFY(!applySourceMaps(workspace, {m_store->path("maps"), {}}, kNow, {}).ok());
    m_store->write("maps/a.js.map", "{}");
    const auto broken = applySourceMaps(workspace, {m_store->path("maps"), {}}, kNow, {});
    QVERIFY(!broken.ok() && broken.error().message.find("a.js.map") != std::string::npos);
    QVERIFY(listGroupRules(workspace)->empty());
}

void RegroupTest::knowsPathsOfSources_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("webpack") << QByteArray("webpack://shop/./src/pay.ts?a1b2")
                             << QByteArray("src/pay.ts");
    QTest::newRow("webpack without a name")
        << QByteArray("webpack:///src/pay.ts") << QByteArray("src/pay.ts");
    QTest::newRow("up and up") << QByteArray("../../src/pay.ts") << QByteArray("src/pay.ts");
    QTest::newRow("as it is") << QByteArray("src/pay.ts") << QByteArray("src/pay.ts");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("");
}

void RegroupTest::knowsPathsOfSources()
{
    QFETCH(const QByteArray, source);
    QTEST(QByteArray::fromStdString(sourcePath(source.toStdString())), "path");
}

void RegroupTest::doubtfulMapsAreNotUsed()
{
    m_store->write("maps/a/main.8a7b6c5d.js.map", kMap);
    m_store->write("maps/b/main.8a7b6c5d.js.map", kMap);
    QCOMPARE(previewSourceMaps(m_store->workspace(), {m_store->path("maps"), {}}, {})->change.moved,
             std::uint64_t {0});
    m_store->write("maps/static/main.8a7b6c5d.js.map", kMap);
    QCOMPARE(previewSourceMaps(m_store->workspace(), {m_store->path("maps"), {}}, {})->change.moved,
             std::uint64_t {1});
}

/// Two builds of one script whose errors look alike until their maps are there.
void importTwoBuilds(const GroupFixture& store)
{
    store.import(
        {std::filesystem::path(THROUGHLINE_TEST_DATA) / "formats/sentry/ok/debug_ids.jsonl"});
}

/// "count: frames" of each group.
std::vector<std::string> framesOf(const GroupFixture& store)
{
    std::vector<std::string> lines;
    for (std::int64_t number = 1; number <= std::int64_t(store.groups().size()); ++number) {
        const domain::ErrorGroup group = store.group(number);
        lines.push_back(std::to_string(group.count) + ':');
        for (const std::string& component : group.components) {
            if (component.starts_with("frame: ")) {
                lines.back() += ' ' + component.substr(7);
            }
        }
    }
    return lines;
}

using Lines = std::vector<std::string>;

void RegroupTest::debugIdsSayWhichMap()
{
    const GroupFixture store;
    importTwoBuilds(store);
    QCOMPARE(framesOf(store), (Lines {"2: static/main.js"}));
    const auto map = [](const char* source, const char* member) {
        return asJson("{'version':3," + std::string(member) + "'sources':['" + source
                      + "'],'names':[],'mappings':'AAAA'}");
    };
    // Under another name; beside a bundle that names the id; right name, but of a third build.
    store.write("maps/renamed/bundle.js.map",
                map("src/pay.ts", "'debugId':'0a1b2c3d-0000-4000-8000-00000000000a',"));
    store.write("maps/beside/b.js.map", map("src/cart.ts", ""));
    store.write("maps/beside/b.js",
                "n()\n//# debugId=0a1b2c3d-0000-4000-8000-00000000000b\n"
                "//# sourceMappingURL=b.js.map\n");
    store.write("maps/static/main.js.map",
                map("src/wrong.ts", "'debug_id':'0a1b2c3d-0000-4000-8000-00000000000c',"));
    const SourceMapRequest request {store.path("maps"), {}};
    const auto preview = previewSourceMaps(store.workspace(), request, {});
    QVERIFY2(preview.ok(), preview.ok() ? "" : describe(preview.error()).c_str());
    QCOMPARE(preview->mapsUsed, std::uint64_t {3});
    QCOMPARE(preview->mapsOfKnownBuild, std::uint64_t {3});
    QVERIFY(applySourceMaps(store.workspace(), request, kNow, {}).ok());
    QCOMPARE(framesOf(store), (Lines {"1: src/pay.ts", "1: src/cart.ts"}));
    // Whoever looks at the error sees it where it was written.
    const auto detail = showError(store.workspace(), domain::ErrorGroupId(1));
    QVERIFY(detail->mapped);
    QCOMPARE(detail->frames.at(0).file, std::string("src/pay.ts"));
    QVERIFY(detail->stack.find("main.js") != std::string::npos); // the record itself stays
    store.undo();
    QVERIFY(!showError(store.workspace(), domain::ErrorGroupId(1))->mapped);
    QCOMPARE(framesOf(store), (Lines {"2: static/main.js"}));
}

void RegroupTest::namesDecideWhereNoMapHasTheDebugId()
{
    const GroupFixture store;
    importTwoBuilds(store);
    const std::string plain =
        asJson("{'version':3,'sources':['src/any.ts'],'names':[],'mappings':'AAAA'}");
    store.write("maps/static/main.js.map", plain);
    store.write("maps/other/main.js.map",
                asJson("{'version':3,'debugId':'0a1b2c3d-0000-4000-8000-00000000000a',"
                       "'sources':['src/pay.ts'],'names':[],'mappings':'AAAA'}"));
    QVERIFY(applySourceMaps(store.workspace(), {store.path("maps"), {}}, kNow, {}).ok());
    QCOMPARE(framesOf(store), (Lines {"1: src/pay.ts", "1: src/any.ts"}));
}

THROUGHLINE_TEST(RegroupTest)

} // namespace throughline

#include "tst_regroup.moc"
