#include "models/notebook/markdown_blocks.h"
#include "tests/notebook/hostile_text.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace notebook;

namespace {

using Lines = std::vector<std::string>;

/// One line per block: its kind, then its text.
Lines outline(const std::string& markdown)
{
    Lines lines;
    const auto add = [&lines](const char* kind, const std::string& text) {
        lines.push_back(std::string(kind) + ' ' + text);
    };
    for (const Block& block : markdownBlocks(markdown)) {
        if (const auto* heading = std::get_if<Heading>(&block)) {
            add("h", std::to_string(heading->level) + ' ' + textOf(heading->runs));
        } else if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
            add(paragraph->kind == ParagraphKind::Quote ? "q" : "p", textOf(paragraph->runs));
        } else if (const auto* list = std::get_if<ListBlock>(&block)) {
            for (const ListItem& item : list->items) {
                add("li", std::to_string(item.depth) + item.marker + ' ' + textOf(item.runs));
            }
        } else if (const auto* code = std::get_if<CodeBlock>(&block)) {
            add("code", code->text);
        } else if (const auto* table = std::get_if<TableBlock>(&block)) {
            add("table", table->columns.empty() ? "" : table->columns.front().title);
            for (const auto& row : table->rows) {
                add("row", textOf(row.front()));
            }
        }
    }
    return lines;
}

} // namespace

class MarkdownBlocksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blocksReadInOrder();
    void tonesAndLinksAreKept();
    void listsKeepDepthAndNumbers();
    void tablesKeepTheirAlignment();
    void htmlIsShownAsText();
    void whatIsOpenAtTheEndIsClosed_data();
    void whatIsOpenAtTheEndIsClosed();
};

void MarkdownBlocksTest::blocksReadInOrder()
{
    QCOMPARE(outline("# One\n\ntext\nmore\n\n> said\n\n```\na\n  b\n```\n"),
             Lines({"h 1 One", "p text more", "q said", "code a\n  b"}));
    QCOMPARE(outline(""), Lines());
    QCOMPARE(outline("\n\n  \n"), Lines());
}

void MarkdownBlocksTest::tonesAndLinksAreKept()
{
    const auto blocks = markdownBlocks("a **b** *c* `d` [e](https://f.example) https://g.example");
    const Runs& runs = std::get<Paragraph>(blocks.front()).runs;
    const auto run = [&runs](const std::string& text) {
        for (const Run& one : runs) {
            if (one.text == text) {
                return one;
            }
        }
        return Run {};
    };
    QCOMPARE(run("b").tone, RunTone::Strong);
    QCOMPARE(run("c").tone, RunTone::Emphasis);
    QCOMPARE(run("d").tone, RunTone::Code);
    QCOMPARE(run("e").url, std::string("https://f.example"));
    QCOMPARE(run("https://g.example").url, std::string("https://g.example"));
}

void MarkdownBlocksTest::listsKeepDepthAndNumbers()
{
    QCOMPARE(outline("- a\n  - b\n- c\n\n  more\n"), Lines({"li 0 a", "li 1 b", "li 0 c\nmore"}));
    QCOMPARE(outline("3. a\n4. b\n"), Lines({"li 03. a", "li 04. b"}));
    QCOMPARE(outline("- a\n\n  ```\n  x\n  ```\n- b\n"), Lines({"li 0 a", "code x", "li 0 b"}));
    QCOMPARE(outline("- [ ] open\n- [x] done\n"), Lines({"li 0 \u2610 open", "li 0 \u2611 done"}));
}

void MarkdownBlocksTest::tablesKeepTheirAlignment()
{
    const auto blocks = markdownBlocks("| a | b |\n|---|--:|\n| 1 | 2 |\n");
    const auto& table = std::get<TableBlock>(blocks.front());
    QCOMPARE(table.columns.size(), std::size_t {2});
    QCOMPARE(table.columns[0].title, std::string("a"));
    QCOMPARE(table.columns[1].align, ColumnAlign::Right);
    QCOMPARE(table.rows.size(), std::size_t {1});
    QCOMPARE(textOf(table.rows[0][1]), std::string("2"));
}

void MarkdownBlocksTest::htmlIsShownAsText()
{
    QCOMPARE(outline("<script>x</script>"), Lines({"p <script>x</script>"}));
    QCOMPARE(outline("a <b>c</b>"), Lines({"p a <b>c</b>"}));
    QVERIFY(
        !isSafeLink(std::get<Paragraph>(markdownBlocks("[a](javascript:b)").front()).runs[0].url));
}

void MarkdownBlocksTest::whatIsOpenAtTheEndIsClosed_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::newRow("fence") << QStringLiteral("```\ncode");
    QTest::newRow("table in a list") << QStringLiteral("- | a |\n  |---|\n  | b |\n- c");
    QTest::newRow("quote in a list in a quote") << QStringLiteral("> - > a\n> - b");
    QTest::newRow("list of empty items") << QStringLiteral("-\n-\n  -\n");
    QTest::newRow("deep") << QString(2000, QLatin1Char('>')) + QStringLiteral(" a");
    QTest::newRow("hostile") << QString::fromStdString(test::allHostileTexts());
}

void MarkdownBlocksTest::whatIsOpenAtTheEndIsClosed()
{
    QFETCH(QString, markdown);
    QVERIFY(!outline(markdown.toStdString()).empty() || markdown.startsWith(QLatin1Char('-')));
}

} // namespace throughline

using throughline::MarkdownBlocksTest;
THROUGHLINE_TEST(MarkdownBlocksTest)

#include "tst_markdown_blocks.moc"
