#include "models/analysis/error/frame_normalizer.h"
#include "models/analysis/error/function_names.h"
#include "models/analysis/error/generated_names.h"
#include "models/analysis/error/in_app.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace analysis;

namespace {

domain::StackFrame frameOf(const std::string& module, const std::string& function,
                           const std::string& file)
{
    domain::StackFrame frame;
    frame.module = module;
    frame.function = function;
    frame.file = file;
    frame.inApp = isInApp(frame);
    return frame;
}

/// A stack of one letter per call, nearest to the throw first.
std::vector<domain::StackFrame> calls(const std::string& letters)
{
    std::vector<domain::StackFrame> frames;
    for (const char letter : letters) {
        frames.push_back(frameOf("com.acme.Tree", std::string(3, letter), "Tree.java"));
    }
    return frames;
}

std::string lettersOf(const std::vector<NormalFrame>& frames)
{
    std::string letters;
    for (const NormalFrame& frame : frames) {
        letters += frame.function[0];
    }
    return letters;
}

} // namespace

class FrameNormalizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleansPaths_data();
    void cleansPaths();
    void cleansRoutes_data();
    void cleansRoutes();
    void cleansCalls_data();
    void cleansCalls();
    void cleansFunctions_data();
    void cleansFunctions();
    void knowsWhatIsOurs_data();
    void knowsWhatIsOurs();
    void tableOfModulesIsSorted();
    void collapsesRecursion_data();
    void collapsesRecursion();
    void depthOfRecursionDoesNotMatter();
    void keepsEightFramesNearestTheThrow();
    void takesOnlyOurFramesWhereThereAreSome();
    void takesOneNamedFrameWhereNoneIsOurs();
    void oneNamelessFrameOfAPageSaysNothing();
    void minifiedNamesAreNone();
};

void FrameNormalizerTest::cleansPaths_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("cleaned");
    const auto row = [](const char* name, const char* file, const char* cleaned) {
        QTest::newRow(name) << QString::fromUtf8(file) << QString::fromUtf8(cleaned);
    };
    row("plain", "/app/pay/client.py", "app/pay/client.py");
    row("host and port", "https://shop.example:8443/a/b.js", "a/b.js");
    row("other host", "http://localhost:3000/a/b.js", "a/b.js");
    row("query and fragment", "https://x.example/a/b.js?v=3#top", "a/b.js");
    row("windows", "C:\\src\\Pay\\Client.cs", "src/Pay/Client.cs");
    row("windows url", "file:///C:/src/Pay/client.mjs", "src/Pay/client.mjs");
    row("blob", "blob:https://a.example/550e8400-e29b-41d4-a716-446655440000", "*");
    row("hash behind a point", "/assets/main.8a7b6c5d.js", "assets/main.*.js");
    row("hash before chunk", "/assets/main.8a7b6c5d.chunk.js", "assets/main.*.chunk.js");
    row("hash behind a dash", "/assets/main-8a7b6c5d.js", "assets/main-*.js");
    row("hash with url-safe signs", "/assets/index-B_x1-Zq9.js", "assets/index-*.js");
    row("hash without digit", "/assets/index-DkFhZxQa.js", "assets/index-*.js");
    row("numbered chunk", "/chunks/1234-8a7b6c5d4e3f.js", "chunks/*-*.js");
    row("number only", "/chunks/417.js", "chunks/*.js");
    row("hash only", "/chunks/8a7b6c5d4e3f.js", "chunks/*.js");
    row("build folder", "/_next/static/x8Kd02mQpL4vTz7RbN1wY/page.js", "_next/static/*/page.js");
    row("release folder", "/var/www/releases/20240312101500/pay.js", "var/www/releases/*/pay.js");
    row("uuid folder", "/tmp/550e8400-e29b-41d4-a716-446655440000/x.js", "tmp/*/x.js");
    row("version folder", "/cdn/1.4.2/x.js", "cdn/x.js");
    row("version folder with v", "/cdn/v1.4.2-rc.1/x.js", "cdn/x.js");
    row("version behind a name", "/opt/shop-2.10.0/pay.py", "opt/shop/pay.py");
    row("version in a file", "/lib/widget-3.6.0.min.js", "lib/widget.min.js");
    row("version behind at", "/npm/widget@4.1.0/x.js", "npm/widget/x.js");
    row("webpack", "webpack-internal:///./src/cart/index.js", "src/cart/index.js");
    row("webpack with a name", "webpack://shop/./src/cart.vue?a1b2", "src/cart.vue");
    row("webpack with a layer", "webpack-internal:///(rsc)/./src/route.ts", "src/route.ts");
    row("home", "/home/alice/shop/pay.py", "home/*/shop/pay.py");
    row("redacted home", "/home/\xE2\x80\xB9user\xE2\x80\xBA/shop/pay.py", "home/*/shop/pay.py");
    row("a word of eight stays", "/assets/cart-ListView.js", "assets/cart-ListView.js");
    row("words stay", "/src/payment-gateway-client.js", "src/payment-gateway-client.js");
    row("long name stays", "/src/PaymentGatewayV2ClientFactory/x.js",
        "src/PaymentGatewayV2ClientFactory/x.js");
    row("api version stays", "/src/api/v2/pay.py", "src/api/v2/pay.py");
    row("short number stays", "/src/step-1.js", "src/step-1.js");
    row("host only", "https://shop.example", "");
    row("empty", "", "");
}

void FrameNormalizerTest::cleansPaths()
{
    QFETCH(QString, file);
    QFETCH(QString, cleaned);
    QCOMPARE(QString::fromStdString(cleanPath(file.toStdString())), cleaned);
}

void FrameNormalizerTest::cleansRoutes_data()
{
    QTest::addColumn<QString>("route");
    QTest::addColumn<QString>("cleaned");
    const auto row = [](const char* name, const char* route, const char* cleaned) {
        QTest::newRow(name) << QString::fromUtf8(route) << QString::fromUtf8(cleaned);
    };
    row("template", "POST /api/orders/{id}", "POST /api/orders/{id}");
    row("number", "GET /users/42/cart", "GET /users/*/cart");
    row("uuid", "/o/550e8400-e29b-41d4-a716-446655440000", "/o/*");
    row("hex", "/o/65f1c0ffee1234567890abcd", "/o/*");
    row("query", "GET /search?q=mug", "GET /search");
    row("whole url", "GET https://a.example:443/users/7", "GET /users/*");
    row("url without path", "https://a.example", "/");
    row("span name", "checkout.submit", "checkout.submit");
    row("empty", "", "");
}

void FrameNormalizerTest::cleansRoutes()
{
    QFETCH(QString, route);
    QFETCH(QString, cleaned);
    QCOMPARE(QString::fromStdString(cleanRoute(route.toStdString())), cleaned);
}

void FrameNormalizerTest::cleansCalls_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("cleaned");
    const auto row = [](const char* name, const char* module, const char* function,
                        const char* cleaned) {
        QTest::newRow(name) << QString::fromUtf8(module) << QString::fromUtf8(function)
                            << QString::fromUtf8(cleaned);
    };
    row("java", "com.acme.Pay", "charge", "com.acme.Pay charge");
    row("java constructor", "com.acme.Pay", "<init>", "com.acme.Pay <init>");
    row("java lambda", "com.acme.Pay", "lambda$charge$3", "com.acme.Pay charge");
    row("java nameless lambda", "com.acme.Pay", "lambda$3", "com.acme.Pay ");
    row("java lambda class", "com.acme.Pay$$Lambda$14/0x0000000800c03000", "run",
        "com.acme.Pay run");
    row("java new lambda class", "com.acme.Pay$$Lambda/0x0000000800c03000", "run",
        "com.acme.Pay run");
    row("java anonymous class", "com.acme.Pay$1", "run", "com.acme.Pay run");
    row("java inner class", "com.acme.Pay$Card", "run", "com.acme.Pay$Card run");
    row("java proxy", "com.sun.proxy.$Proxy112", "run", "com.sun.proxy.$Proxy run");
    row("spring proxy", "com.acme.Pay$$EnhancerBySpringCGLIB$$1a2b3c", "run", "com.acme.Pay run");
    row("javassist proxy", "com.acme.Pay_$$_jvst12a_1", "run", "com.acme.Pay run");
    row("accessor", "com.acme.Pay", "access$000", "com.acme.Pay ");
    row("kotlin coroutine", "com.acme.Pay$charge$2", "invokeSuspend",
        "com.acme.Pay$charge invokeSuspend");
    row("kotlin lambda", "com.acme.Pay", "charge$lambda$0", "com.acme.Pay charge");
    row("kotlin older lambda", "com.acme.Pay", "charge$lambda-0", "com.acme.Pay charge");
    row("go method", "github.com/acme/pay", "(*Client).Charge",
        "github.com/acme/pay Client.Charge");
    row("go closure", "github.com/acme/pay", "(*Client).Charge.func1.2",
        "github.com/acme/pay Client.Charge");
    row("go package closure", "github.com/acme/pay", "glob..func1", "github.com/acme/pay ");
    row("go generic", "main", "handle[...]", "main handle");
    row("go method value", "main", "(*T).run-fm", "main T.run");
    row("dotnet async", "Acme.Pay.<ChargeAsync>d__12", "MoveNext", "Acme.Pay ChargeAsync");
    row("dotnet closure", "Acme.Pay.<>c__DisplayClass3_0", "<Submit>b__1", "Acme.Pay Submit");
    row("dotnet static closure", "Acme.Pay.<>c", "<Submit>b__1_0", "Acme.Pay Submit");
    row("dotnet closure async", "Acme.Pay.<>c.<<Submit>b__1_0>d", "MoveNext", "Acme.Pay Submit");
    row("dotnet local function", "Acme.Pay", "<Submit>g__Retry|3_0", "Acme.Pay Retry");
    row("dotnet generic", "Acme.Repository`1", "Get", "Acme.Repository Get");
    row("dotnet constructor", "Acme.Pay", ".ctor", "Acme.Pay .ctor");
    row("dotnet top level", "Program", "<Main>$", "Program Main");
}

void FrameNormalizerTest::cleansCalls()
{
    QFETCH(QString, module);
    QFETCH(QString, function);
    QFETCH(QString, cleaned);
    const CallName call = cleanCall(module.toStdString(), function.toStdString());
    QCOMPARE(QString::fromStdString(call.module + ' ' + call.function), cleaned);
}

void FrameNormalizerTest::cleansFunctions_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("cleaned");
    QTest::addColumn<QString>("label");
    const auto row = [](const char* name, const char* function, const char* cleaned,
                        const char* label) {
        QTest::newRow(name) << QString::fromUtf8(function) << QString::fromUtf8(cleaned)
                            << QString::fromUtf8(label);
    };
    row("plain", "charge", "charge", "charge");
    row("receiver", "GatewayClient.charge", "charge", "GatewayClient.charge");
    row("receiver Object", "Object.charge", "charge", "charge");
    row("minified receiver", "e.charge", "charge", "charge");
    row("constructor", "new Cart", "Cart", "Cart");
    row("alias", "Object.retry [as onRetry]", "retry", "retry");
    row("async", "async charge", "charge", "charge");
    row("firefox nested", "submit/<", "submit", "submit");
    row("firefox inner", "outer/inner", "inner", "inner");
    row("anonymous method", "Object.<anonymous>", "", "");
    row("anonymous", "<anonymous>", "", "");
    row("lambda", "<lambda>", "", "");
    row("comprehension", "<listcomp>", "", "");
    row("python module", "<module>", "<module>", "<module>");
    row("eval", "eval", "", "");
    row("question mark", "?", "", "");
    row("global code", "global code", "", "");
    row("empty", "", "", "");
}

void FrameNormalizerTest::cleansFunctions()
{
    QFETCH(QString, function);
    QFETCH(QString, cleaned);
    QFETCH(QString, label);
    QCOMPARE(QString::fromStdString(cleanFunction(function.toStdString())), cleaned);
    QCOMPARE(QString::fromStdString(functionLabel(function.toStdString())), label);
}

void FrameNormalizerTest::knowsWhatIsOurs_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("ours");
    const auto row = [](const char* name, const char* module, const char* function,
                        const char* file, bool ours) {
        QTest::newRow(name) << QString::fromUtf8(module) << QString::fromUtf8(function)
                            << QString::fromUtf8(file) << ours;
    };
    row("our java", "com.acme.Pay", "charge", "Pay.java", true);
    row("java itself", "java.util.ArrayList", "get", "ArrayList.java", false);
    row("javafoo is no java", "javafoo.Bar", "get", "Bar.java", true);
    row("spring", "org.springframework.web.Filter", "run", "Filter.java", false);
    row("kotlin coroutines", "kotlinx.coroutines.Task", "run", "Task.kt", false);
    row("netty", "io.netty.channel.X", "run", "X.java", false);
    row("dotnet itself", "System.Threading.Task", "Run", "", false);
    row("our dotnet", "SystemsOfAcme.Pay", "Run", "", true);
    row("our python", "", "charge", "/app/pay.py", true);
    row("site packages", "", "get", "/venv/lib/python3.11/site-packages/requests/api.py", false);
    row("python itself", "", "loads", "/usr/local/lib/python3.11/json/__init__.py", false);
    row("frozen", "", "_call", "<frozen importlib._bootstrap>", false);
    row("python helper with a machine's name", "", "_next", "/app/pages.py", true);
    row("our page", "", "charge", "https://shop.example/assets/main.js", true);
    row("node modules", "", "use", "webpack-internal:///./node_modules/react/index.js", false);
    row("node modules on windows", "", "use", "C:\\app\\node_modules\\react\\index.js", false);
    row("content network", "", "use", "https://unpkg.com/react@18/umd/react.js", false);
    row("vendor chunk", "", "use", "https://shop.example/assets/vendors-node.8a7b6c5d.js", false);
    row("extension", "", "use", "chrome-extension://abc/x.js", false);
    row("node itself", "", "run", "node:internal/timers", false);
    row("native", "", "Array.map", "<anonymous>", false);
    row("promise", "", "Promise.all", "index 0", false);
    row("machinery", "", "asyncGeneratorStep", "https://shop.example/assets/main.js", false);
    row("our go", "github.com/acme/pay", "Charge", "/src/pay/pay.go", true);
    row("our go main", "main", "main", "/src/main.go", true);
    row("go itself", "net/http", "Serve", "/usr/local/go/src/net/http/server.go", false);
    row("go runtime elsewhere", "runtime", "panicIndex", "/opt/sdk/runtime/panic.go", false);
    row("go module cache", "github.com/gin-gonic/gin", "Next",
        "/go/pkg/mod/github.com/gin-gonic/gin@v1.9/x.go", false);
    row("go vendor", "github.com/x/y", "Next", "/src/vendor/github.com/x/y/z.go", false);
    row("our java class that sounds like a vendor", "com.acme.Vendors", "list", "vendors.java",
        true);
}

void FrameNormalizerTest::knowsWhatIsOurs()
{
    QFETCH(QString, module);
    QFETCH(QString, function);
    QFETCH(QString, file);
    QFETCH(bool, ours);
    QCOMPARE(frameOf(module.toStdString(), function.toStdString(), file.toStdString()).inApp, ours);
}

void FrameNormalizerTest::tableOfModulesIsSorted()
{
    std::string previous;
    for (const Dependency& entry : knownDependencies()) {
        if (entry.mark != DependencyMark::Module) {
            continue;
        }
        QVERIFY2(previous < entry.text, entry.text.data());
        QVERIFY2(previous.empty() || !entry.text.starts_with(previous), entry.text.data());
        previous = entry.text;
    }
    QVERIFY(!previous.empty());
    const auto entries = knownDependencies();
    QVERIFY(
        std::is_sorted(entries.begin(), entries.end(),
                       [](const Dependency& a, const Dependency& b) { return a.mark < b.mark; }));
}

void FrameNormalizerTest::collapsesRecursion_data()
{
    QTest::addColumn<QString>("stack");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char* name, const char* stack, const char* kept) {
        QTest::newRow(name) << QString::fromUtf8(stack) << QString::fromUtf8(kept);
    };
    row("none", "abc", "abc");
    row("one call", "aaaaab", "ab");
    row("two calls", "ababababc", "abc");
    row("three calls", "xabcabcabcz", "xabcz");
    row("four calls", "abcdabcdabcdz", "abcdz");
    row("five calls are no cycle", "abcdeabcde", "abcdeabc");
    row("recursion inside a cycle", "aabaabaabc", "abc");
    row("a cycle cut short", "abaz", "abaz");
    row("empty", "", "");
}

void FrameNormalizerTest::collapsesRecursion()
{
    QFETCH(QString, stack);
    QFETCH(QString, kept);
    QCOMPARE(QString::fromStdString(lettersOf(keyFrames(calls(stack.toStdString())))), kept);
}

void FrameNormalizerTest::depthOfRecursionDoesNotMatter()
{
    Random random(3);
    for (int round = 0; round < 200; ++round) {
        const std::size_t period = 1 + random.below(4);
        std::string cycle;
        for (std::size_t i = 0; i < period; ++i) {
            cycle += static_cast<char>('a' + static_cast<int>(i));
        }
        std::string once = "x" + cycle + "yz";
        std::string often = "x";
        for (std::uint32_t depth = 1 + random.below(300); depth > 0; --depth) {
            often += cycle;
        }
        often += "yz";
        QCOMPARE(lettersOf(keyFrames(calls(often))), lettersOf(keyFrames(calls(once))));
    }
}

void FrameNormalizerTest::keepsEightFramesNearestTheThrow()
{
    QCOMPARE(lettersOf(keyFrames(calls("abcdefghijkl"))), std::string("abcdefgh"));
}

void FrameNormalizerTest::takesOnlyOurFramesWhereThereAreSome()
{
    const std::vector<domain::StackFrame> frames {
        frameOf("java.util.ArrayList", "get", "ArrayList.java"),
        frameOf("com.acme.Pay", "charge", "Pay.java"),
        frameOf("org.springframework.X", "run", "X.java"),
        frameOf("com.acme.Web", "submit", "Web.java"),
    };
    const std::vector<NormalFrame> kept = keyFrames(frames);
    QCOMPARE(kept.size(), std::size_t {2});
    QCOMPARE(toText(kept[0]), std::string("com.acme.Pay charge"));
    QCOMPARE(kept[0].label, std::string("Pay.charge"));
    QCOMPARE(toText(kept[1]), std::string("com.acme.Web submit"));
}

void FrameNormalizerTest::takesOneNamedFrameWhereNoneIsOurs()
{
    const std::vector<domain::StackFrame> frames {
        frameOf("", "asyncGeneratorStep", "/app/node_modules/@babel/runtime/x.js"),
        frameOf("", "", "/app/node_modules/express/router.js"),
        frameOf("", "handle", "/app/node_modules/express/layer.js"),
        frameOf("", "next", "/app/node_modules/express/router.js"),
    };
    const std::vector<NormalFrame> kept = keyFrames(frames);
    QCOMPARE(kept.size(), std::size_t {1});
    QCOMPARE(kept[0].function, std::string("handle"));
    QVERIFY(!kept[0].inApp);
}

void FrameNormalizerTest::oneNamelessFrameOfAPageSaysNothing()
{
    const std::vector<domain::StackFrame> one {frameOf("", "", "https://shop.example/main.js")};
    QVERIFY(keyFrames(one).empty());
    const std::vector<domain::StackFrame> named {
        frameOf("", "charge", "https://shop.example/main.js")};
    QCOMPARE(keyFrames(named).size(), std::size_t {1});
}

void FrameNormalizerTest::minifiedNamesAreNone()
{
    for (const std::string function : {"t", "$e", "Object.t", "new n", "_0x3fa2c1"}) {
        const NormalFrame frame =
            normalizeFrame(frameOf("", function, "https://shop.example/a/main.js"));
        QVERIFY2(!frame.named(), function.c_str());
        QCOMPARE(frame.place, std::string("a/main.js"));
    }
    QVERIFY(normalizeFrame(frameOf("", "pay", "https://shop.example/a/main.js")).named());
}

} // namespace throughline

using throughline::FrameNormalizerTest;
THROUGHLINE_TEST(FrameNormalizerTest)
#include "tst_frame_normalizer.moc"
