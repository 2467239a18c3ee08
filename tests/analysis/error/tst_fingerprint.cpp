#include "models/analysis/error/fingerprint.h"
#include "tests/analysis/error/stack_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace analysis;

namespace {

std::string read(const char* name)
{
    return test::readStack(QString::fromUtf8(name));
}

std::string replaced(const std::string& text, const char* from, const char* to)
{
    return QString::fromStdString(text)
        .replace(QString::fromUtf8(from), QString::fromUtf8(to))
        .toStdString();
}

/// The key of a stack of the service "shop".
GroupKey keyOf(const std::string& stack, const std::string& message = {})
{
    return groupKey({.service = "shop", .message = message, .stack = stack});
}

bool hasComponent(const GroupKey& key, const std::string& component)
{
    return std::find(key.components.begin(), key.components.end(), component)
        != key.components.end();
}

bool hasKind(const GroupKey& key, const std::string& kind)
{
    return std::any_of(
        key.components.begin(), key.components.end(),
        [&](const std::string& component) { return component.starts_with(kind + ": "); });
}

std::string page(const char* file, const char* function)
{
    return "TypeError: x\n    at " + std::string(function) + " (https://shop.example/" + file
        + ":1:100)\n    at t (https://shop.example/" + file + ":1:300)\n";
}

} // namespace

class FingerprintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameErrorIsOneGroup_data();
    void sameErrorIsOneGroup();
    void otherErrorIsAnotherGroup_data();
    void otherErrorIsAnotherGroup();
    void keyOfJavaIsWhatItSays();
    void givenTypeWinsUnlessItIsAWrapper();
    void givenFingerprintWins();
    void defaultIsExpandedInAGivenFingerprint();
    void messageDecidesWhereFramesDoNot();
    void messageIsLeftOutWhereFramesDecide();
    void routeCountsOnlyWithoutFrames();
    void logWithoutStack();
    void logTemplateIsTakenAsItIs();
    void failedRequestWithoutMessage();
    void stackInTheMessageIsRead();
    void floodingFamiliesAreOneGroup_data();
    void floodingFamiliesAreOneGroup();
    void uncaughtIsNotHandled();
    void culpritReadsLikeCode_data();
    void culpritReadsLikeCode();
    void emptyInputHasAKey();
    void partsCannotRunIntoEachOther();
    void fingerprintIsFixedForever();
};

void FingerprintTest::sameErrorIsOneGroup_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char* name, const std::string& one, const std::string& other) {
        QTest::newRow(name) << QByteArray::fromStdString(one) << QByteArray::fromStdString(other);
    };
    const std::string java = read("java_caused_by.txt");
    const std::string chrome = read("javascript_chrome.txt");
    const std::string dotnet = read("dotnet_inner.txt");
    const std::string python = read("python_chained.txt");
    const std::string go = read("go_panic.txt");
    row("java lines", java, replaced(replaced(java, "java:58", "java:61"), "java:112", "java:115"));
    row("java proxy", java, replaced(java, "$$1f2e3d4c", "$$99aabbcc"));
    row("java lambda number", java, replaced(java, "lambda$submit$0", "lambda$submit$7"));
    row("java order number", java, replaced(java, "order 77", "order 12,345"));
    row("java jar version", java, replaced(java, "2.3.1", "2.4.0"));
    row("java thread", java, replaced(java, "worker-3", "worker-14"));
    row("java suppressed", java, replaced(java, "close failed", "already closed"));
    row("wrapped once more", read("java_kotlin.txt"),
        "java.util.concurrent.CompletionException: x\n\tat a.B.c(B.java:1)\nCaused by: "
            + read("java_kotlin.txt"));
    row("page lines", chrome,
        replaced(replaced(chrome, ":2:14873", ":2:15001"), ":41:11", ":44:2"));
    row("page build", chrome,
        replaced(replaced(chrome, "8a7b6c5d", "0f1e2d3c"), "DkFhZxQa", "B_x1-Zq9"));
    row("page host", chrome, replaced(chrome, "https://shop.example", "http://localhost:3000"));
    row("go addresses", go,
        replaced(replaced(go, "0xc0000b4000", "0xc000991000"), "+0x1d", "+0x44"));
    row("go goroutine", go, replaced(go, "goroutine 34", "goroutine 9001"));
    row("dotnet lines", dotnet, replaced(dotnet, "line 44", "line 51"));
    row("dotnet state machine", dotnet, replaced(dotnet, "d__12", "d__15"));
    row("dotnet on windows", dotnet, replaced(dotnet, "/src/Gateway/", "C:\\build\\"));
    row("python lines", python, replaced(python, "line 31", "line 39"));
    row("python minor version", python, replaced(python, "python3.11", "python3.12"));
    row("python recursion", read("python_recursion.txt"),
        replaced(read("python_recursion.txt"), "970 more times", "12 more times"));
    row("python group in other order", read("python_group.txt"),
        replaced(read("python_group.txt"), "item 9", "item 1234"));
    row("dotnet members", read("dotnet_aggregate.txt"),
        replaced(read("dotnet_aggregate.txt"), "(Inner Exception #1)", "(Inner Exception #2)"));
    const std::string ruby = read("ruby_cause.txt");
    row("ruby lines", ruby, replaced(replaced(ruby, ".rb:41:", ".rb:44:"), ".rb:17:", ".rb:19:"));
    row("ruby blocks", ruby, replaced(ruby, "block in create", "block (2 levels) in create"));
    row("ruby gem version", ruby, replaced(ruby, "7.1.2", "7.2.0"));
    const std::string php = read("php_next.txt");
    row("php lines", php, replaced(replaced(php, "(12)", "(15)"), "php:31", "php:40"));
    const std::string rust = read("rust_panic.txt");
    row("rust build", rust,
        replaced(replaced(rust, "0123456789abcdef", "fedcba9876543210"), "07dca489", "11ffa489"));
    row("rust lines", rust, replaced(rust, "cart.rs:12:9", "cart.rs:14:3"));
    const std::string elixir = read("elixir_plain.txt");
    row("elixir version", elixir,
        replaced(replaced(elixir, "0.1.0", "0.2.0"), "cart.ex:31", "cart.ex:33"));
    const std::string native = read("native_sanitizer.txt");
    row("native addresses", native,
        replaced(replaced(native, "0x55d2", "0x66e3"), "0x602000000010", "0x613000000020"));
    row("native lines", native, replaced(native, "cart.cpp:12:3", "cart.cpp:19:7"));
    const std::string page = "TypeError: no cart 17 in de-DE at shop-7.example:8443\n"
                             "    at a (https://cdn.example:8443/js/main.8a7b6c5d.js:1:5)\n";
    row("ids and ports in a message that counts", page,
        replaced(replaced(replaced(page, "cart 17", "cart 99"), "8443", "443"), "8a7b6c5d",
                 "0f1e2d3c"));
}

void FingerprintTest::sameErrorIsOneGroup()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QVERIFY(one != other);
    const GroupKey first = keyOf(one.toStdString());
    const GroupKey second = keyOf(other.toStdString());
    QCOMPARE(second.components, first.components);
    QCOMPARE(second.fingerprint, first.fingerprint);
}

void FingerprintTest::otherErrorIsAnotherGroup_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char* name, const std::string& one, const std::string& other) {
        QTest::newRow(name) << QByteArray::fromStdString(one) << QByteArray::fromStdString(other);
    };
    const std::string java = read("java_caused_by.txt");
    const std::string chrome = read("javascript_chrome.txt");
    row("other type", java, replaced(java, "GatewayTimeout", "GatewayRefusal"));
    row("other outer type", java,
        replaced(java, "com.acme.pay.PaymentFailed", "com.acme.pay.RefundFailed"));
    row("other function", java, replaced(java, "GatewayClient.charge(", "GatewayClient.refund("));
    row("other file", chrome, replaced(chrome, "/main.", "/admin."));
    row("other function in a page", chrome,
        replaced(chrome, "GatewayClient.charge", "GatewayClient.refund"));
    const std::string minified =
        "TypeError: x is undefined\n    at a (https://s.example/js/cart.js:1:5)\n"
        "    at https://s.example/js/main.js:1:90\n";
    row("another script of an anonymous frame", minified,
        replaced(minified, "main.js", "admin.js"));
    row("another script of a minified frame", minified, replaced(minified, "cart.js", "pay.js"));
    row("another message over minified frames", minified, replaced(minified, "x is", "y is"));
    row("another function in ruby", read("ruby_cause.txt"),
        replaced(read("ruby_cause.txt"), "`post'", "`put'"));
    row("another class in php", read("php_next.txt"),
        replaced(read("php_next.txt"), "Shop\\Db->run", "Shop\\Log->run"));
    row("another function in rust", read("rust_panic.txt"),
        replaced(read("rust_panic.txt"), "cart::charge", "cart::refund"));
    row("another module in elixir", read("elixir_plain.txt"),
        replaced(read("elixir_plain.txt"), "Shop.Cart.total", "Shop.Order.total"));
    row("another function in C++", read("native_sanitizer.txt"),
        replaced(read("native_sanitizer.txt"), "::charge(", "::refund("));
    row("other member", read("dotnet_aggregate.txt"),
        replaced(read("dotnet_aggregate.txt"), "ArgumentException", "FormatException"));
}

void FingerprintTest::otherErrorIsAnotherGroup()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QVERIFY(one != other);
    QVERIFY(keyOf(one.toStdString()).fingerprint != keyOf(other.toStdString()).fingerprint);
}

void FingerprintTest::keyOfJavaIsWhatItSays()
{
    const GroupKey key = keyOf(read("java_caused_by.txt"));
    const std::vector<std::string> expected {
        "service: shop",
        "type: com.acme.pay.PaymentFailed",
        "type: com.acme.gateway.GatewayTimeout",
        "frame: com.acme.gateway.GatewayClient charge",
        "frame: com.acme.pay.PaymentService pay",
        "frame: com.acme.web.OrderController submit",
        "frame: com.acme.boot.Main main",
    };
    QCOMPARE(key.components, expected);
    QCOMPARE(key.type, std::string("com.acme.pay.PaymentFailed"));
    QCOMPARE(key.title, std::string("order <n> was not paid"));
    QCOMPARE(key.culprit, std::string("GatewayClient.charge"));
    QCOMPARE(key.ruleSet, std::string("TL-1"));
    QCOMPARE(key.fingerprint.size(), std::size_t {32});
}

void FingerprintTest::givenTypeWinsUnlessItIsAWrapper()
{
    const std::string java = read("java_caused_by.txt");
    const GroupKey given = groupKey(
        {.service = "shop", .type = "NotPaid", .message = "order 5 unpaid", .stack = java});
    QCOMPARE(given.type, std::string("NotPaid"));
    QCOMPARE(given.title, std::string("order <n> unpaid"));
    QVERIFY(hasComponent(given, "type: NotPaid"));

    const GroupKey wrapper = groupKey({.service = "shop",
                                       .type = "java.util.concurrent.ExecutionException",
                                       .message = "com.acme.cart.EmptyCart: nothing to order",
                                       .stack = read("java_kotlin.txt")});
    QCOMPARE(wrapper.type, std::string("com.acme.cart.EmptyCart"));
    QCOMPARE(wrapper.title, std::string("nothing to order"));
}

void FingerprintTest::givenFingerprintWins()
{
    const std::string_view given[] = {"payments", "timeout"};
    const GroupKey one =
        groupKey({.service = "shop", .stack = read("java_caused_by.txt"), .fingerprint = given});
    const GroupKey other = groupKey({.service = "shop", .message = "else", .fingerprint = given});
    QCOMPARE(one.fingerprint, other.fingerprint);
    QVERIFY(hasComponent(one, "given: payments"));
    QVERIFY(groupKey({.service = "cart", .message = "else", .fingerprint = given}).fingerprint
            != one.fingerprint);
}

void FingerprintTest::defaultIsExpandedInAGivenFingerprint()
{
    const std::string java = read("java_caused_by.txt");
    const std::string_view only[] = {"{{ default }}"};
    QCOMPARE(groupKey({.service = "shop", .stack = java, .fingerprint = only}).fingerprint,
             keyOf(java).fingerprint);
    const std::string_view split[] = {"{{default}}", "tenant-a"};
    const GroupKey key = groupKey({.service = "shop", .stack = java, .fingerprint = split});
    QVERIFY(key.fingerprint != keyOf(java).fingerprint);
    QVERIFY(hasComponent(key, "type: com.acme.gateway.GatewayTimeout"));
    QVERIFY(hasComponent(key, "given: tenant-a"));
}

void FingerprintTest::messageDecidesWhereFramesDoNot()
{
    const std::string first = page("assets/main.8a7b6c5d.js", "e");
    const std::string second = page("assets/main.0f1e2d3c.js", "n");
    QCOMPARE(keyOf(first, "no total for order 7").fingerprint,
             keyOf(second, "no total for order 8").fingerprint);
    QVERIFY(keyOf(first, "no total").fingerprint != keyOf(second, "no address").fingerprint);
    QVERIFY(hasKind(keyOf(first, "no total"), "message"));
    QCOMPARE(keyOf(first).culprit, std::string("main.*.js"));

    const std::string lonely = "TypeError: x\n    at https://shop.example/a.js:1:2\n";
    QVERIFY(!hasKind(keyOf(lonely, "no total"), "frame"));
    QVERIFY(keyOf(lonely, "no total").fingerprint != keyOf(lonely, "no address").fingerprint);

    const std::string foreign = "a.B: x\n\tat java.util.ArrayList.get(ArrayList.java:1)\n";
    QVERIFY(keyOf(foreign, "no total").fingerprint != keyOf(foreign, "no address").fingerprint);
    QVERIFY(hasComponent(keyOf(foreign), "frame: java.util.ArrayList get"));
}

void FingerprintTest::messageIsLeftOutWhereFramesDecide()
{
    const std::string named = page("assets/main.8a7b6c5d.js", "charge");
    QCOMPARE(keyOf(named, "no total").fingerprint, keyOf(named, "kein Betrag").fingerprint);
    QVERIFY(!hasKind(keyOf(named, "no total"), "message"));
}

void FingerprintTest::routeCountsOnlyWithoutFrames()
{
    const std::string java = read("java_caused_by.txt");
    const auto withRoute = [](const std::string& stack, const char* route) {
        return groupKey({.service = "s",
                         .signal = domain::Signal::Span,
                         .message = "m",
                         .stack = stack,
                         .operation = route})
            .fingerprint;
    };
    QCOMPARE(withRoute(java, "GET /a"), withRoute(java, "GET /b"));
    QVERIFY(withRoute("", "GET /a") != withRoute("", "GET /b"));
    QCOMPARE(withRoute("", "GET /users/7?x"), withRoute("", "GET /users/12"));
}

void FingerprintTest::logWithoutStack()
{
    const GroupKey key = groupKey(
        {.service = "shop", .message = "no stock for item 7 (10.0.0.1:80)\nask again\nnever"});
    const std::vector<std::string> expected {"service: shop", "signal: log",
                                             "message: no stock for item <n> (<ip>) ask again"};
    QCOMPARE(key.components, expected);
    QCOMPARE(key.title, std::string("no stock for item <n> (<ip>)"));
    QVERIFY(key.type.empty());
    QVERIFY(key.culprit.empty());
    QCOMPARE(groupKey({.service = "shop",
                       .message = "no stock for item 1.024 (10.9.9.9:8080)\nask again"})
                 .fingerprint,
             key.fingerprint);
    QVERIFY(groupKey({.service = "cart", .message = "no stock for item 7 (10.0.0.1:80)\nask again"})
                .fingerprint
            != key.fingerprint);
}

void FingerprintTest::logTemplateIsTakenAsItIs()
{
    const GroupKey one =
        groupKey({.service = "s", .message = "user bob left", .logTemplate = "user {name} left"});
    const GroupKey other =
        groupKey({.service = "s", .message = "user eve left", .logTemplate = "user {name} left"});
    QCOMPARE(one.fingerprint, other.fingerprint);
    QCOMPARE(one.title, std::string("user {name} left"));
}

void FingerprintTest::failedRequestWithoutMessage()
{
    const ErrorInput input {.service = "shop",
                            .signal = domain::Signal::Span,
                            .statusCode = "503",
                            .operation = "POST /api/charge/42"};
    const GroupKey key = groupKey(input);
    const std::vector<std::string> expected {"service: shop", "signal: span", "status: 503",
                                             "operation: POST /api/charge/*"};
    QCOMPARE(key.components, expected);
    QCOMPARE(key.title, std::string("503"));
}

void FingerprintTest::stackInTheMessageIsRead()
{
    const std::string python = read("python_recursion.txt");
    const GroupKey inMessage = groupKey({.service = "shop", .message = python});
    QCOMPARE(inMessage.fingerprint, keyOf(python).fingerprint);
    QCOMPARE(inMessage.type, std::string("RecursionError"));
    QCOMPARE(inMessage.title, std::string("maximum recursion depth exceeded in comparison"));
}

void FingerprintTest::floodingFamiliesAreOneGroup_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    const auto row = [](const char* name, const char* one, const char* other) {
        QTest::newRow(name) << QString::fromUtf8(one) << QString::fromUtf8(other);
    };
    row("chunks", "Loading chunk 17 failed.\n(error: https://a.example/17.js)",
        "Loading chunk cart-page failed.\n(missing: https://b.example/c.js)");
    row("modules", "Failed to fetch dynamically imported module: https://a.example/x-1a2b3c4d.js",
        "error loading dynamically imported module: https://a.example/y.js");
    row("hydration", "Hydration failed because the initial UI does not match",
        "Minified React error #418; visit x");
}

void FingerprintTest::floodingFamiliesAreOneGroup()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    const std::string stack = page("a.js", "load");
    QCOMPARE(keyOf(stack, one.toStdString()).fingerprint,
             keyOf({}, other.toStdString()).fingerprint);
}

void FingerprintTest::uncaughtIsNotHandled()
{
    QCOMPARE(keyOf(read("go_panic.txt")).handled.value_or(true), false);
    QCOMPARE(keyOf(read("java_caused_by.txt")).handled.value_or(true), false);
    QVERIFY(!keyOf(read("python_chained.txt")).handled.has_value());
}

void FingerprintTest::culpritReadsLikeCode_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("culprit");
    QTest::newRow("java") << QStringLiteral("java_caused_by.txt")
                          << QStringLiteral("GatewayClient.charge");
    QTest::newRow("kotlin") << QStringLiteral("java_kotlin.txt")
                            << QStringLiteral("Cart.requireItems");
    QTest::newRow("dotnet") << QStringLiteral("dotnet_framework.txt")
                            << QStringLiteral("GatewayClient.Charge");
    QTest::newRow("python") << QStringLiteral("python_chained.txt") << QStringLiteral("charge");
    QTest::newRow("go") << QStringLiteral("go_recorded.txt") << QStringLiteral("Client.Charge");
    QTest::newRow("firefox") << QStringLiteral("javascript_firefox.txt")
                             << QStringLiteral("charge");
    QTest::newRow("chrome") << QStringLiteral("javascript_chrome.txt")
                            << QStringLiteral("GatewayClient.charge");
}

void FingerprintTest::culpritReadsLikeCode()
{
    QFETCH(QString, file);
    QFETCH(QString, culprit);
    QCOMPARE(QString::fromStdString(keyOf(test::readStack(file)).culprit), culprit);
}

void FingerprintTest::emptyInputHasAKey()
{
    const GroupKey key = groupKey({});
    QCOMPARE(key.fingerprint.size(), std::size_t {32});
    QVERIFY(key.title.empty());
    QCOMPARE(key.components, std::vector<std::string> {"signal: log"});
}

void FingerprintTest::partsCannotRunIntoEachOther()
{
    const GroupKey one = groupKey({.service = "a\x1Ftype: b", .message = "m"});
    const GroupKey other = groupKey({.service = "a", .type = "b", .message = "m"});
    QVERIFY(one.fingerprint != other.fingerprint);
}

void FingerprintTest::fingerprintIsFixedForever()
{
    // Stores keep these: a change of rules needs a new name of the rule set.
    QCOMPARE(keyOf(read("java_caused_by.txt")).fingerprint,
             std::string("2c040a57fca519c2e2e2c28694f316ec"));
    QCOMPARE(groupKey({.service = "shop", .message = "no stock for item 7"}).fingerprint,
             std::string("a46a0d1686311797928a4270af91c650"));
}

} // namespace throughline

using throughline::FingerprintTest;
THROUGHLINE_TEST(FingerprintTest)
#include "tst_fingerprint.moc"
