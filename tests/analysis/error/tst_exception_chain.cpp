#include "models/analysis/error/exception_chain.h"
#include "models/analysis/error/in_app.h"
#include "tests/analysis/error/stack_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace analysis;

namespace {

domain::ExceptionLink link(const std::string& type, const std::string& message,
                           const std::string& function = "")
{
    domain::ExceptionLink made {type, message, {}};
    if (!function.empty()) {
        domain::StackFrame frame;
        frame.module = "com.acme.Pay";
        frame.function = function;
        made.frames.push_back(frame);
    }
    return made;
}

std::string typesOf(const domain::ExceptionChain& chain)
{
    std::string types;
    for (const domain::ExceptionLink& one : chain) {
        types += one.type + ' ';
    }
    return types;
}

} // namespace

class ExceptionChainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dropsWrappers_data();
    void dropsWrappers();
    void saysWhetherTheReportedOneWasDropped();
    void oneDistinctMemberStandsForTheWhole();
    void orderOfMembersDoesNotMatter();
    void readsAggregatesOfPython();
    void framesComeFromTheRoot();
    void framesOfTheNextWhereTheRootHasNoneOfOurs();
    void emptyStaysEmpty();
};

void ExceptionChainTest::dropsWrappers_data()
{
    QTest::addColumn<QStringList>("types");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char* name, const QStringList& types, const char* kept) {
        QTest::newRow(name) << types << QString::fromUtf8(kept);
    };
    row("none", {QStringLiteral("a.A"), QStringLiteral("b.B")}, "a.A b.B ");
    row("execution",
        {QStringLiteral("java.util.concurrent.ExecutionException"), QStringLiteral("b.B")}, "b.B ");
    row("in the middle",
        {QStringLiteral("a.A"), QStringLiteral("java.lang.reflect.InvocationTargetException"),
         QStringLiteral("b.B")},
        "a.A b.B ");
    row("several",
        {QStringLiteral("java.util.concurrent.CompletionException"),
         QStringLiteral("java.util.concurrent.ExecutionException"), QStringLiteral("b.B")},
        "b.B ");
    row("dotnet",
        {QStringLiteral("System.Reflection.TargetInvocationException"), QStringLiteral("B")}, "B ");
    row("as the root",
        {QStringLiteral("a.A"), QStringLiteral("java.util.concurrent.ExecutionException")},
        "a.A java.util.concurrent.ExecutionException ");
    row("alone", {QStringLiteral("java.util.concurrent.ExecutionException")},
        "java.util.concurrent.ExecutionException ");
}

void ExceptionChainTest::dropsWrappers()
{
    QFETCH(QStringList, types);
    QFETCH(QString, kept);
    ParsedStack stack;
    for (const QString& type : types) {
        stack.chain.push_back(link(type.toStdString(), "m"));
    }
    QCOMPARE(QString::fromStdString(typesOf(withoutWrappers(stack).chain)), kept);
}

void ExceptionChainTest::saysWhetherTheReportedOneWasDropped()
{
    ParsedStack stack;
    stack.chain = {link("java.lang.RuntimeException", "a.A: gone"), link("a.A", "gone")};
    const MainChain dropped = withoutWrappers(stack);
    QCOMPARE(typesOf(dropped.chain), std::string("a.A "));
    QVERIFY(dropped.outermostDropped);

    stack.chain = {link("java.lang.RuntimeException", "could not pay"), link("a.A", "gone")};
    const MainChain kept = withoutWrappers(stack);
    QCOMPARE(typesOf(kept.chain), std::string("java.lang.RuntimeException a.A "));
    QVERIFY(!kept.outermostDropped);
}

void ExceptionChainTest::oneDistinctMemberStandsForTheWhole()
{
    ParsedStack stack;
    stack.chain = {link("ExceptionGroup", "2 failed", "run")};
    stack.members = {{link("a.A", "item 1", "pull")}, {link("a.A", "item 2", "pull")}};
    const MainChain main = withoutWrappers(stack);
    QCOMPARE(typesOf(main.chain), std::string("a.A "));
    QVERIFY(main.members.empty());
    QVERIFY(main.outermostDropped);
}

void ExceptionChainTest::orderOfMembersDoesNotMatter()
{
    ParsedStack stack;
    stack.chain = {link("ExceptionGroup", "2 failed", "run")};
    stack.members = {
        {link("b.B", "x", "push")}, {link("a.A", "y", "pull")}, {link("b.B", "z", "push")}};
    const MainChain main = withoutWrappers(stack);
    QCOMPARE(main.members.size(), std::size_t {2});
    QCOMPARE(typesOf(main.chain), std::string("ExceptionGroup "));
    std::reverse(stack.members.begin(), stack.members.end());
    const MainChain reversed = withoutWrappers(stack);
    QCOMPARE(memberKey(reversed.members[0]), memberKey(main.members[0]));
    QCOMPARE(memberKey(reversed.members[1]), memberKey(main.members[1]));
}

void ExceptionChainTest::readsAggregatesOfPython()
{
    const MainChain main =
        withoutWrappers(parseStack(test::readStack(QStringLiteral("python_group.txt"))));
    QCOMPARE(typesOf(main.chain), std::string("ExceptionGroup "));
    QCOMPARE(main.members.size(), std::size_t {3});
}

void ExceptionChainTest::framesComeFromTheRoot()
{
    const std::vector<NormalFrame> frames =
        mainFrames({link("a.A", "x", "outer"), link("b.B", "y", "inner")});
    QCOMPARE(frames.size(), std::size_t {1});
    QCOMPARE(frames[0].label, std::string("Pay.inner"));
    QVERIFY(namesTheCode(frames));
}

void ExceptionChainTest::framesOfTheNextWhereTheRootHasNoneOfOurs()
{
    domain::ExceptionLink root = link("java.net.SocketException", "y", "connect");
    root.frames[0].module = "java.net.Socket";
    root.frames[0].inApp = isInApp(root.frames[0]);
    const std::vector<NormalFrame> frames = mainFrames({link("a.A", "x", "outer"), root});
    QCOMPARE(frames[0].label, std::string("Pay.outer"));
    const std::vector<NormalFrame> foreign = mainFrames({root});
    QCOMPARE(foreign.size(), std::size_t {1});
    QVERIFY(!namesTheCode(foreign));
}

void ExceptionChainTest::emptyStaysEmpty()
{
    QVERIFY(withoutWrappers({}).chain.empty());
    QVERIFY(mainFrames({}).empty());
}

} // namespace throughline

using throughline::ExceptionChainTest;
THROUGHLINE_TEST(ExceptionChainTest)
#include "tst_exception_chain.moc"
