#include "models/base/random.h"
#include "models/base/utf8.h"
#include "models/codec/text_escape.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

namespace throughline {

using namespace codec;

class TextEscapeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapes_data();
    void escapes();
    void guardsFormulas_data();
    void guardsFormulas();
    void neverLetsControlsThrough();
    void jsonKeepsTheValue();
    void urlKeepsTheValue();
    void csvCellsComeBack();
};

namespace {

/// Random bytes, rich in what is dangerous somewhere.
std::string hostileText(Random& random)
{
    static const std::vector<std::string> kPieces = {"<",
                                                     "&",
                                                     "\"",
                                                     "'",
                                                     "`",
                                                     "\\",
                                                     "\n",
                                                     "\r\n",
                                                     "\t",
                                                     "\x1B[31m",
                                                     "\xC2\x9B",
                                                     "\x7F",
                                                     "\xE2\x80\xAE",
                                                     "\xE2\x81\xA6",
                                                     "\xEF\xBB\xBF",
                                                     "=1+1",
                                                     "a",
                                                     "\xC3\xA9",
                                                     "\xF0\x9F\x98\x80",
                                                     "\xFF",
                                                     "\xC3",
                                                     "%41",
                                                     ",",
                                                     std::string(1, '\0'),
                                                     "\xE2\x80\xA8",
                                                     "\xF3\xA0\x81\x81"};
    std::string text;
    for (std::uint32_t i = random.below(12); i > 0; --i) {
        text += kPieces[random.below(static_cast<std::uint32_t>(kPieces.size()))];
    }
    return text;
}

bool holdsAny(const std::string& text, const std::vector<std::string>& parts)
{
    return std::any_of(parts.begin(), parts.end(), [&text](const std::string& part) {
        return text.find(part) != std::string::npos;
    });
}

int hexValue(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

} // namespace

void TextEscapeTest::escapes_data()
{
    QTest::addColumn<QByteArray>("context");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* context, const QByteArray& text,
                        const char* expected) {
        QTest::newRow(name) << QByteArray(context) << text << QByteArray(expected);
    };
    row("html tag", "html", "<b>&'\"`", "&lt;b&gt;&amp;&#39;&quot;&#96;");
    row("html keeps lines", "html", "a\n\tb", "a\n\tb");
    row("html control", "html", "a\x1B", "a\u27E8U+001B\u27E9");
    row("attribute", "attribute", "a=\"\n'", "a&#61;&quot;&#10;&#39;");
    row("url", "url", "a b&c=\xC3\xA9/~", "a%20b%26c%3D%C3%A9%2F~");
    row("terminal colour", "terminal", "a\x1B[1m", "a\u27E8U+001B\u27E9[1m");
    row("terminal C1", "terminal", "\xC2\x9B", "\u27E8U+009B\u27E9");
    row("terminal raw C1 byte", "terminal", "\x9B", "\uFFFD");
    row("terminal direction", "terminal",
        "a\xE2\x80\xAE"
        "b",
        "a\u27E8U+202E\u27E9b");
    row("terminal tag", "terminal", "\xF3\xA0\x81\x81", "\u27E8U+E0041\u27E9");
    row("terminal NUL", "terminal", QByteArray("\0", 1), "\u2400");
    row("terminal lines", "terminal", "a\r\nb\nc\td", "a b c d");
    row("terminal shown lines", "shown", "a\r\nb\nc\td", "a\u2424b\u2424c\u2409d");
    row("terminal lone CR", "terminal", "a\rb", "a\u27E8U+000D\u27E9b");
    row("controls", "controls", "a\n\x01", "a\n\u27E8U+0001\u27E9");
    row("markdown marks", "markdown", "*a* _b_ [c](d) `e` #f |g| ~h~",
        "\\*a\\* \\_b\\_ \\[c\\]\\(d\\) &#96;e&#96; \\#f \\|g\\| \\~h\\~");
    row("markdown html", "markdown", "<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;");
    row("markdown link", "markdown", "http://a.b www.c.d", "http:/\\/a.b www\\.c.d");
    row("markdown mail", "markdown", "a@b.c", "a&#64;b.c");
    row("markdown list", "markdown", "- a-b", "\\- a-b");
    row("markdown numbered list", "markdown", "12. a 1.5", "12\\. a 1.5");
    row("markdown rule", "markdown", "---", "\\-\\-\\-");
    row("markdown lines", "markdown", "a\r\n# b", "a \\# b");
    row("markdown time", "markdown", "12:30", "12:30");
    row("json", "json", "a\"\\\n\x01", "a\\\"\\\\\\n\\u0001");
    row("json in a script", "json", "</script>&", "\\u003C/script\\u003E\\u0026");
    row("json line separator", "json", "\xE2\x80\xA8", "\\u2028");
    row("json pair", "json", "\xF3\xA0\x81\x81", "\\uDB40\\uDC41");
    row("csv plain", "csv", "a b", "a b");
    row("csv comma", "csv", "a,b", "\"a,b\"");
    row("csv quote", "csv", "a\"b", "\"a\"\"b\"");
    row("csv lines", "csv", "a\nb", "\"a\nb\"");
    row("csv edge blank", "csv", " a", "\" a\"");
}

void TextEscapeTest::escapes()
{
    QFETCH(QByteArray, context);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const std::string from = text.toStdString();
    const std::string got = context == "html" ? escapeHtmlText(from)
        : context == "attribute"              ? escapeHtmlAttribute(from)
        : context == "url"                    ? escapeUrlQuery(from)
        : context == "terminal"               ? escapeTerminal(from)
        : context == "shown"                  ? escapeTerminal(from, LineBreaks::Shown)
        : context == "controls"               ? showControls(from)
        : context == "markdown"               ? escapeMarkdown(from)
        : context == "json"                   ? escapeJsonString(from)
                                              : escapeCsvCell(from);
    QCOMPARE(QByteArray::fromStdString(got), expected);
}

void TextEscapeTest::guardsFormulas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("guarded");
    QTest::newRow("equals") << QByteArray("=HYPERLINK(\"x\")") << true;
    QTest::newRow("plus") << QByteArray("+1") << true;
    QTest::newRow("minus") << QByteArray("-1") << true;
    QTest::newRow("at") << QByteArray("@SUM(1)") << true;
    QTest::newRow("tab") << QByteArray("\t=1") << true;
    QTest::newRow("CR") << QByteArray("\r=1") << true;
    QTest::newRow("LF") << QByteArray("\n=1") << true;
    QTest::newRow("NUL") << QByteArray("\0=1", 3) << true;
    QTest::newRow("behind a byte order mark") << QByteArray("\xEF\xBB\xBF=1") << true;
    QTest::newRow("full width equals") << QByteArray("\xEF\xBC\x9D"
                                                     "1")
                                       << true;
    QTest::newRow("full width at") << QByteArray("\xEF\xBC\xA0x") << true;
    QTest::newRow("word") << QByteArray("a=1") << false;
    QTest::newRow("number") << QByteArray("5.25") << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TextEscapeTest::guardsFormulas()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, guarded);
    const std::string cell = escapeCsvCell(text.toStdString());
    QCOMPARE(cell.starts_with("\"'") && cell.ends_with('"'), guarded);
    QVERIFY(guarded || cell == text.toStdString());
}

void TextEscapeTest::neverLetsControlsThrough()
{
    const std::vector<std::string> hidden = {
        "\x1B",         "\x7F",         "\xC2\x9B",     std::string(1, '\0'), "\xE2\x80\xAE",
        "\xE2\x81\xA6", "\xE2\x80\xA8", "\xEF\xBB\xBF", "\xF3\xA0\x81\x81"};
    Random random(1);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = hostileText(random);
        for (const std::string& escaped :
             {escapeTerminal(text), escapeTerminal(text, LineBreaks::Shown), escapeHtmlText(text),
              escapeHtmlAttribute(text), escapeMarkdown(text), escapeJsonString(text),
              escapeUrlQuery(text), showControls(text)}) {
            QVERIFY(!holdsAny(escaped, hidden));
            QVERIFY(isValidUtf8(escaped));
        }
        QVERIFY(!holdsAny(escapeTerminal(text), {"\n", "\r", "\t"}));
        QVERIFY(!holdsAny(escapeMarkdown(text), {"\n", "\r", "<", "`"}));
        QVERIFY(!holdsAny(escapeHtmlText(text), {"<", "\"", "'", "`"}));
        QVERIFY(!holdsAny(escapeHtmlAttribute(text), {"<", "\"", "'", "`", "=", "\n"}));
        QVERIFY(isValidUtf8(escapeCsvCell(text)));
    }
}

void TextEscapeTest::jsonKeepsTheValue()
{
    Random random(2);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = hostileText(random);
        const auto parsed = nlohmann::json::parse('"' + escapeJsonString(text) + '"');
        QVERIFY(parsed.get<std::string>() == repairUtf8(text));
    }
}

void TextEscapeTest::urlKeepsTheValue()
{
    Random random(3);
    for (int i = 0; i < 1000; ++i) {
        const std::string text = hostileText(random);
        const std::string escaped = escapeUrlQuery(text);
        std::string back;
        for (std::size_t at = 0; at < escaped.size(); ++at) {
            if (escaped[at] == '%') {
                back +=
                    static_cast<char>(hexValue(escaped[at + 1]) * 16 + hexValue(escaped[at + 2]));
                at += 2;
            } else {
                back += escaped[at];
            }
        }
        QVERIFY(back == repairUtf8(text));
    }
}

void TextEscapeTest::csvCellsComeBack()
{
    Random random(4);
    for (int i = 0; i < 1000; ++i) {
        const std::string text = repairUtf8(hostileText(random));
        std::string cell = escapeCsvCell(text);
        if (cell.starts_with('"')) {
            cell = cell.substr(1, cell.size() - 2);
            for (std::size_t at = cell.find("\"\""); at != std::string::npos;
                 at = cell.find("\"\"", at + 1)) {
                cell.erase(at, 1);
            }
        }
        QVERIFY(cell == text || cell == '\'' + text);
    }
}

THROUGHLINE_TEST(TextEscapeTest)

} // namespace throughline

#include "tst_text_escape.moc"
