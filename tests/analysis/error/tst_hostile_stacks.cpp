#include "models/analysis/error/error_grouping.h"
#include "models/base/random.h"
#include "models/base/utf8.h"
#include "tests/analysis/error/stack_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QtTest>

namespace throughline {

using namespace analysis;

namespace {

/// Far above what linear work needs, far below what quadratic work would take.
constexpr qint64 kLinearBudgetMs = 5000;

std::string repeated(const std::string& text, std::size_t times)
{
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

std::vector<std::string> fixtures()
{
    const QDir folder(QStringLiteral(THROUGHLINE_TEST_DATA) + QStringLiteral("/stacks"));
    std::vector<std::string> texts;
    for (const QString& file :
         folder.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
        texts.push_back(test::readStack(file));
    }
    return texts;
}

/// Whatever the text, the key must be complete and its text valid.
void check(const std::string& text)
{
    const GroupKey key = groupKey({.service = "s", .type = text, .message = text, .stack = text});
    QCOMPARE(key.fingerprint.size(), std::size_t {32});
    QVERIFY(isValidUtf8(key.title));
    QVERIFY(isValidUtf8(key.type));
    QVERIFY(isValidUtf8(key.culprit));
    for (const std::string& component : key.components) {
        QVERIFY(isValidUtf8(component));
        QVERIFY(component.size() < 2300);
    }
    QVERIFY(groupKey({.service = "s", .message = text}).fingerprint.size() == 32);
}

} // namespace

class HostileStacksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hugeTextTakesLinearTime_data();
    void hugeTextTakesLinearTime();
    void survivesRandomBytes();
    void survivesDamagedStacks();
    void survivesSplicedLines();
};

void HostileStacksTest::hugeTextTakesLinearTime_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    constexpr std::size_t kMany = 100'000;
    row("100k java frames", "a.B: c\n" + repeated("\tat a.b.C.d(C.java:1)\n", kMany));
    row("100k alternating java frames",
        repeated("\tat a.b.C.d(C.java:1)\n\tat a.b.C.e(C.java:2)\n\tat a.b.C.f(C.java:3)\n",
                 kMany / 3));
    row("100k python frames",
        "Traceback (most recent call last):\n" + repeated("  File \"x.py\", line 1, in f\n", kMany)
            + "E: m\n");
    row("100k javascript frames", repeated("    at f (https://a.b/c.js:1:1)\n", kMany));
    row("100k go frames",
        "goroutine 1 [running]:\n" + repeated("a/b.f(0x1)\n\t/x.go:1 +0x1\n", kMany));
    row("100k dotnet frames", repeated("   at A.B.C(D e) in /x.cs:line 1\n", kMany));
    row("100k causes",
        repeated("Caused by: a.B: c\n\tat a.b.C.d(C.java:1)\n\t... 9999 more\n", kMany));
    row("100k inner exceptions", repeated("A.B: c\n ---> A.C: d\n   at A.B.C()\n", kMany));
    row("inner exceptions on one line", repeated("A.B: c ---> ", kMany) + "\n   at A.B.C()\n");
    row("100k members",
        "A.AggregateException: x\n   at A.B.C()\n"
            + repeated(" ---> (Inner Exception #1) A.C: d\n   at A.B.C()<---\n", kMany));
    row("100k nested groups",
        "  + Exception Group Traceback (most recent call last):\n  |   File \"x.py\", line 1, in "
        "f\n  | ExceptionGroup: g\n"
            + repeated("  +-+---------------- 1 ----------------\n    | ValueError: 1\n", kMany));
    row("one line of a megabyte", std::string(1'000'000, 'a'));
    row("a megabyte of digits", std::string(1'000'000, '7'));
    row("a megabyte of blanks", std::string(1'000'000, ' '));
    row("a megabyte of quotes", repeated("'a ", 333'333));
    row("a megabyte of dots", repeated("a.1-", 250'000));
    row("a megabyte of colons", repeated("a:", 500'000));
    row("a megabyte of slashes", "\tat " + repeated("a/", 500'000) + "b.c(D.java:1)");
    row("a megabyte of brackets",
        "   at A.b" + repeated("[", 500'000) + repeated("(", 500'000) + ")");
    row("a megabyte of parentheses",
        "x\n" + repeated("(", 500'000) + repeated(")", 500'000) + "\n\t/x.go:1\n");
    row("a megabyte of at", repeated("@", 1'000'000) + "/x:1:1");
    row("NUL bytes",
        std::string(1000, '\0') + "\n\tat a.B.c(B.java:1)\n" + std::string(1000, '\0'));
    row("a megabyte of escapes", repeated("\\n", 500'000));
    row("invalid UTF-8", repeated("\xC3\x28\xFF\xE2\x80", 200'000));
}

void HostileStacksTest::hugeTextTakesLinearTime()
{
    QFETCH(QByteArray, text);
    QElapsedTimer timer;
    timer.start();
    check(text.toStdString());
    QVERIFY2(timer.elapsed() < kLinearBudgetMs, qPrintable(QString::number(timer.elapsed())));
}

void HostileStacksTest::survivesRandomBytes()
{
    Random random(20240501);
    for (int i = 0; i < 3000; ++i) {
        std::string text(random.below(400), '\0');
        for (char& c : text) {
            c = static_cast<char>(random.below(256));
        }
        check(text);
    }
}

void HostileStacksTest::survivesDamagedStacks()
{
    Random random(7);
    const std::vector<std::string> texts = fixtures();
    for (int i = 0; i < 3000; ++i) {
        std::string text = texts[random.below(static_cast<std::uint32_t>(texts.size()))];
        for (std::uint32_t changes = random.below(12); changes > 0; --changes) {
            const std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
            switch (random.below(3)) {
            case 0:
                text[at] = static_cast<char>(random.below(256));
                break;
            case 1:
                text.erase(at, random.below(30));
                text += ' ';
                break;
            default:
                text.insert(at,
                            text.substr(random.below(static_cast<std::uint32_t>(text.size())), 20));
                break;
            }
        }
        check(text);
    }
}

void HostileStacksTest::survivesSplicedLines()
{
    Random random(11);
    std::vector<std::string> lines;
    for (const std::string& text : fixtures()) {
        for (const QString& line : QString::fromStdString(text).split(u'\n')) {
            lines.push_back(line.toStdString());
        }
    }
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (std::uint32_t count = random.below(30); count > 0; --count) {
            text += lines[random.below(static_cast<std::uint32_t>(lines.size()))] + '\n';
        }
        check(text);
    }
}

} // namespace throughline

using throughline::HostileStacksTest;
THROUGHLINE_TEST(HostileStacksTest)
#include "tst_hostile_stacks.moc"
