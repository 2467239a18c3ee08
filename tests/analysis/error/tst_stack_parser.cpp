#include "models/analysis/error/stack_parser.h"
#include "tests/analysis/error/stack_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QtTest>

#include <filesystem>

namespace throughline {

using namespace analysis;

class StackParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsFixture_data();
    void readsFixture();
    void readsTheSameWithOtherLineEnds();
    void readsEscapedText();
    void recognisesLanguage_data();
    void recognisesLanguage();
    void findsNoStack_data();
    void findsNoStack();
    void hintDecidesADraw();
    void knowsLanguageWords();
    void findsTheHeader_data();
    void findsTheHeader();
    void givenTypeAndMessageWin();
    void exceptionWithoutStackIsOneLink();
    void keepsTheThrowAndBothEndsOfHugeStacks();
};

void StackParserTest::readsFixture_data()
{
    QTest::addColumn<QString>("name");
    const QDir folder(QStringLiteral(THROUGHLINE_TEST_DATA) + QStringLiteral("/stacks"));
    const QStringList files = folder.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name);
    QVERIFY(files.size() >= 16);
    for (const QString& file : files) {
        const QString name = file.chopped(4);
        QTest::newRow(qPrintable(name)) << name;
    }
}

void StackParserTest::readsFixture()
{
    QFETCH(QString, name);
    const std::string text = test::readStack(name + QStringLiteral(".txt"));
    const std::filesystem::path expected = std::filesystem::path(THROUGHLINE_TEST_DATA) / "stacks"
        / (name + QStringLiteral(".expected")).toStdString();
    QVERIFY(!parseStack(text).empty());
    QVERIFY(test::matchesGolden(test::describe(parseStack(text)), expected));
}

void StackParserTest::readsTheSameWithOtherLineEnds()
{
    for (const QString& name :
         {QStringLiteral("java_caused_by.txt"), QStringLiteral("python_group.txt"),
          QStringLiteral("go_panic.txt"), QStringLiteral("dotnet_inner.txt"),
          QStringLiteral("javascript_chrome.txt")}) {
        const std::string text = test::readStack(name);
        const std::string windows =
            QString::fromStdString(text).replace(u'\n', QStringLiteral("\r\n")).toStdString();
        QVERIFY(!text.empty());
        QVERIFY(parseStack(windows) == parseStack(text));
    }
}

void StackParserTest::readsEscapedText()
{
    const ParsedStack stack =
        parseStack("\"Error: no \\\"total\\\"\\n    at charge (/srv/pay.js:3:1)\"");
    QCOMPARE(stack.chain.size(), std::size_t {1});
    QCOMPARE(stack.chain[0].message, std::string("no \"total\""));
    QCOMPARE(stack.chain[0].frames.size(), std::size_t {1});
    QCOMPARE(stack.chain[0].frames[0].file, std::string("/srv/pay.js"));
}

void StackParserTest::recognisesLanguage_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("language");
    const auto row = [](const char* name, const char* text, StackLanguage language) {
        QTest::newRow(name) << QString::fromUtf8(text) << static_cast<int>(language);
    };
    row("chrome", "    at f (https://a.example/x.js:1:2)", StackLanguage::JavaScript);
    row("chrome without function", "    at https://a.example/x.js:1:2", StackLanguage::JavaScript);
    row("hermes", "    at f (address at index.android.bundle:1:99)", StackLanguage::JavaScript);
    row("node inside", "    at run (node:internal/x:1:2)", StackLanguage::JavaScript);
    row("firefox", "f@https://a.example/x.js:1:2", StackLanguage::JavaScript);
    row("firefox anonymous", "@https://a.example/x.js:1:2", StackLanguage::JavaScript);
    row("safari native", "map@[native code]", StackLanguage::JavaScript);
    row("java", "\tat com.acme.Pay.pay(Pay.java:3)", StackLanguage::Java);
    row("java native", "\tat java.lang.Object.wait(Native Method)", StackLanguage::Java);
    row("java unknown", "\tat com.acme.Pay.pay(Unknown Source)", StackLanguage::Java);
    row("java obfuscated", "\tat a.b.c.d(SourceFile:4)", StackLanguage::Java);
    row("dotnet", "   at Acme.Pay.Run(String name)", StackLanguage::DotNet);
    row("dotnet without parameters", "   at Acme.Pay.Run()", StackLanguage::DotNet);
    row("dotnet with file", "   at Acme.Pay.Run(Int32 a, Int32 b) in C:\\x.cs:line 4",
        StackLanguage::DotNet);
    row("python", "  File \"/app/x.py\", line 3, in f", StackLanguage::Python);
    row("python group",
        "  + Exception Group Traceback (most recent call last):\n  |   File \"/app/x.py\", line 3, "
        "in f",
        StackLanguage::Python);
    row("go", "main.f(0x1)\n\t/src/x.go:3 +0x1d", StackLanguage::Go);
    row("ruby", "\tfrom app/pay.rb:3:in `run'", StackLanguage::Ruby);
    row("ruby with owner", "app/pay.rb:3:in 'Pay#run'", StackLanguage::Ruby);
    row("php", "#0 /srv/pay.php(3): Shop\\Pay->run(Array)", StackLanguage::Php);
    row("rust", "   0: shop::run\n             at ./src/main.rs:3:5", StackLanguage::Rust);
    row("elixir", "    (shop 0.1.0) lib/shop.ex:3: Shop.run/1", StackLanguage::Elixir);
    row("elixir script", "    lib/shop.exs:3: Shop.run/1", StackLanguage::Elixir);
    row("sanitizer", "    #0 0x55d2 in run /src/x.cpp:3:1", StackLanguage::Native);
    row("gdb", "#1  0x0000555 in run (a=1) at src/x.c:3", StackLanguage::Native);
    row("apple", "3   Shop    0x00000001 run + 12 (x.swift:3)", StackLanguage::Native);
    row("c library", "/usr/bin/shop(run+0x1f) [0x55d2]", StackLanguage::Native);
}

void StackParserTest::recognisesLanguage()
{
    QFETCH(QString, text);
    QFETCH(int, language);
    const std::string bytes = text.toStdString();
    QCOMPARE(static_cast<int>(detectStackLanguage(bytes)), language);
    const ParsedStack stack = parseStack(bytes);
    QCOMPARE(stack.chain.size(), std::size_t {1});
    QCOMPARE(stack.chain[0].frames.size(), std::size_t {1});
}

void StackParserTest::findsNoStack_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const char* text) {
        QTest::newRow(name) << QString::fromUtf8(text);
    };
    row("empty", "");
    row("blank lines", "\n\n  \n");
    row("a sentence", "Failed to load");
    row("prose with at", "The order was lost\nat the end of the day\nat 10:30:15");
    row("prose with an address", "write to bob@example.com\nand to alice@example.org");
    row("only a header", "java.lang.NullPointerException: x");
    row("a list", "- one\n- two (three)\n");
    row("json", "{\"at\": \"x (y)\", \"File\": 3}");
    row("a file and a line", "see main.go:12 and app.js:3");
    row("numbered things", "#1 the first (of 2): done\n#2 the second\n3 shops + 4 carts");
    row("a script and a word", "pay.rb:12:in progress");
    row("a note", "(later) see lib/shop.ex: Shop.run");
}

void StackParserTest::findsNoStack()
{
    QFETCH(QString, text);
    QVERIFY(parseStack(text.toStdString()).empty());
    QCOMPARE(static_cast<int>(detectStackLanguage(text.toStdString())),
             static_cast<int>(StackLanguage::Unknown));
}

void StackParserTest::hintDecidesADraw()
{
    const std::string text = "\tat a.B.c(B.java:1)\n    at f (/x.js:1:2)\n";
    QCOMPARE(static_cast<int>(detectStackLanguage(text, StackLanguage::Java)),
             static_cast<int>(StackLanguage::Java));
    QCOMPARE(static_cast<int>(detectStackLanguage(text, StackLanguage::JavaScript)),
             static_cast<int>(StackLanguage::JavaScript));
    QCOMPARE(static_cast<int>(detectStackLanguage("    at f (/x.js:1:2)", StackLanguage::Python)),
             static_cast<int>(StackLanguage::JavaScript));
}

void StackParserTest::knowsLanguageWords()
{
    QCOMPARE(static_cast<int>(stackLanguageFromText("webjs")),
             static_cast<int>(StackLanguage::JavaScript));
    QCOMPARE(static_cast<int>(stackLanguageFromText("Java")),
             static_cast<int>(StackLanguage::Java));
    QCOMPARE(static_cast<int>(stackLanguageFromText("dotnet")),
             static_cast<int>(StackLanguage::DotNet));
    QCOMPARE(static_cast<int>(stackLanguageFromText("cobol")),
             static_cast<int>(StackLanguage::Unknown));
}

void StackParserTest::findsTheHeader_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* header, const char* type,
                        const char* message) {
        QTest::newRow(name) << QString::fromUtf8(header) << QString::fromUtf8(type)
                            << QString::fromUtf8(message);
    };
    row("type and message", "TypeError: no total", "TypeError", "no total");
    row("type only", "Error", "Error", "");
    row("two lines", "Error: a\nb: c", "Error", "a\nb: c");
    row("uncaught", "Uncaught (in promise) TypeError: x", "TypeError", "x");
    row("code", "TypeError [ERR_X]: y", "TypeError", "y");
    row("behind a log line", "12:00 charge failed\nacme.ChargeError: x", "acme.ChargeError", "x");
    row("a reason is no type", "could not load\nReason: timeout", "",
        "could not load\nReason: timeout");
    row("no type", "could not load", "", "could not load");
    row("none", "", "", "");
}

void StackParserTest::findsTheHeader()
{
    QFETCH(QString, header);
    QFETCH(QString, type);
    QFETCH(QString, message);
    const std::string text = header.toStdString() + "\n    at charge (/srv/pay.js:3:1)\n";
    const ParsedStack stack = parseStack(text);
    QCOMPARE(stack.chain.size(), std::size_t {1});
    QCOMPARE(QString::fromStdString(stack.chain[0].type), type);
    QCOMPARE(QString::fromStdString(stack.chain[0].message), message);
}

void StackParserTest::givenTypeAndMessageWin()
{
    const std::string text = test::readStack(QStringLiteral("java_caused_by.txt"));
    const domain::ExceptionChain chain =
        exceptionChain({.type = "PaymentFailed", .message = "not paid", .stack = text});
    QCOMPARE(chain.size(), std::size_t {2});
    QCOMPARE(chain[0].type, std::string("PaymentFailed"));
    QCOMPARE(chain[0].message, std::string("not paid"));
    QCOMPARE(chain[0].frames.size(), std::size_t {5});
    QCOMPARE(chain[1].type, std::string("com.acme.gateway.GatewayTimeout"));
}

void StackParserTest::exceptionWithoutStackIsOneLink()
{
    const domain::ExceptionChain chain = exceptionChain({.type = "Timeout", .message = "late"});
    QCOMPARE(chain.size(), std::size_t {1});
    QCOMPARE(chain[0].type, std::string("Timeout"));
    QVERIFY(chain[0].frames.empty());
    QVERIFY(exceptionChain({}).empty());
}

void StackParserTest::keepsTheThrowAndBothEndsOfHugeStacks()
{
    std::string python = "Traceback (most recent call last):\n";
    for (int i = 0; i < 5000; ++i) {
        python += "  File \"/app/x.py\", line " + std::to_string(i + 1) + ", in f\n";
    }
    const ParsedStack deep = parseStack(python + "E: x\n");
    QVERIFY(deep.chain[0].frames.size() <= kMaxStackFrames);
    QCOMPARE(deep.chain[0].frames[0].line, 5000U);

    std::string java = "a.Outer: o\n\tat a.B.c(B.java:1)\n";
    for (int i = 0; i < 500; ++i) {
        java +=
            "Caused by: a.Middle" + std::to_string(i) + ": m\n\tat a.B.c(B.java:1)\n\t... 1 more\n";
    }
    const ParsedStack longChain = parseStack(java + "Caused by: a.Root: r\n\tat a.R.r(R.java:9)\n");
    QCOMPARE(longChain.chain.size(), kMaxChainLength);
    QCOMPARE(longChain.chain.front().type, std::string("a.Outer"));
    QCOMPARE(longChain.chain.back().type, std::string("a.Root"));
}

} // namespace throughline

using throughline::StackParserTest;
THROUGHLINE_TEST(StackParserTest)
#include "tst_stack_parser.moc"
