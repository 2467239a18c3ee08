#include "models/notebook/notebook_document.h"
#include "models/notebook/notebook_edit.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace notebook;

namespace {

/// Cells of these ids in this order: results, and where the id is 9 a finding that rests on 1.
Notebook notebookOf(const std::vector<std::int64_t>& ids)
{
    Notebook notebook;
    for (const std::int64_t id : ids) {
        Cell cell;
        cell.id = id;
        cell.kind = id == 9 ? CellKind::Finding : CellKind::Result;
        if (id == 9) {
            cell.finding.evidence = {1};
            cell.finding.standing = Standing::Stands;
        }
        notebook.cells.push_back(cell);
    }
    notebook.nextCell = 10;
    return notebook;
}

QString orderOf(const Notebook& notebook)
{
    QStringList ids;
    for (const Cell& cell : notebook.cells) {
        ids.append(QString::number(cell.id));
    }
    return ids.join(QLatin1Char(' '));
}

const Figure* pictureOf(const std::vector<Block>& blocks)
{
    for (const Block& block : blocks) {
        if (const auto* figure = std::get_if<FigureBlock>(&block)) {
            return &figure->figure;
        }
    }
    return nullptr;
}

} // namespace

class NotebookEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void movesCells_data()
    {
        QTest::addColumn<int>("cell");
        QTest::addColumn<int>("place");
        QTest::addColumn<bool>("moved");
        QTest::addColumn<QString>("order");
        QTest::newRow("to the top") << 3 << 0 << true << "3 1 2";
        QTest::newRow("one up") << 2 << 0 << true << "2 1 3";
        QTest::newRow("one down") << 1 << 1 << true << "2 1 3";
        QTest::newRow("to the end") << 1 << 2 << true << "2 3 1";
        QTest::newRow("beyond the end") << 1 << 99 << true << "2 3 1";
        QTest::newRow("where it is") << 2 << 1 << false << "1 2 3";
        QTest::newRow("no such cell") << 7 << 0 << false << "1 2 3";
    }

    void movesCells()
    {
        QFETCH(int, cell);
        QFETCH(int, place);
        Notebook notebook = notebookOf({1, 2, 3});
        QTEST(moveCell(notebook, cell, static_cast<std::size_t>(place)), "moved");
        QTEST(orderOf(notebook), "order");
    }

    void insertsBehindACell()
    {
        Notebook notebook = notebookOf({1, 2});
        QCOMPARE(insertBehind(notebook, 1, {}), std::int64_t {10});
        QCOMPARE(orderOf(notebook), QStringLiteral("1 10 2"));
        insertBehind(notebook, 0, {});
        insertBehind(notebook, 77, {});
        QCOMPARE(orderOf(notebook), QStringLiteral("11 1 10 2 12"));
        Notebook empty;
        QCOMPARE(insertBehind(empty, 0, {}), std::int64_t {1});
    }

    void aRemovedResultIsNoEvidenceAnyMore()
    {
        Notebook notebook = notebookOf({1, 2, 9});
        QVERIFY(removeCell(notebook, 2));
        QVERIFY(findCell(notebook, 9)->finding.standing == Standing::Stands);
        QVERIFY(removeCell(notebook, 1));
        QVERIFY(findCell(notebook, 9)->finding.evidence.empty());
        QVERIFY(findCell(notebook, 9)->finding.standing == Standing::Unknown);
        QVERIFY(!removeCell(notebook, 1));
    }

    void drawsWhatCanBeDrawn_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<bool>("drawn");
        const auto row = [](const char* name, QuestionKind kind, const char* result, bool drawn) {
            QTest::newRow(name) << static_cast<int>(kind) << QByteArray(result) << drawn;
        };
        row("a funnel", QuestionKind::Funnel,
            R"({"steps":[{"name":"a","count":10,"rate_from_start":1,"rate_from_previous":1},
               {"name":"b","count":4,"rate_from_start":0.4,"rate_from_previous":0.4}]})",
            true);
        row("a funnel without steps", QuestionKind::Funnel, R"({"steps":[]})", false);
        row("a comparison", QuestionKind::Comparison,
            R"({"headline":{"affected":5,"difference":-0.2,"ci":[-0.3,-0.1]},"segments":[]})",
            true);
        row("a comparison without an estimate", QuestionKind::Comparison,
            R"({"headline":{"affected":5,"difference":null,"ci":null}})", false);
        row("a comparison without anything", QuestionKind::Comparison, R"({"headline":null})",
            false);
        row("names with numbers", QuestionKind::Sql,
            R"({"columns":["n","c"],"rows":[["a",1],["b",2]]})", true);
        row("a gap among numbers", QuestionKind::Sql,
            R"({"columns":["n","c"],"rows":[["a",1],["b",null]]})", true);
        row("words only", QuestionKind::Sql,
            R"({"columns":["n","c"],"rows":[["a","x"],["b","y"]]})", false);
        row("one row", QuestionKind::Sql, R"({"columns":["n","c"],"rows":[["a",1]]})", false);
        row("one column", QuestionKind::Sql, R"({"columns":["n"],"rows":[[1],[2]]})", false);
        row("rows of different widths", QuestionKind::Sql,
            R"({"columns":["n","c"],"rows":[["a",1],["b"]]})", false);
        row("no rows", QuestionKind::Sql, R"({"columns":[],"rows":[]})", false);
        row("hours of an error", QuestionKind::ErrorGroup,
            R"({"per_hour":[{"t":"2026-10-01T10:00:00Z","count":3},
               {"t":"2026-10-01T11:00:00Z","count":4}]})",
            true);
        row("one hour", QuestionKind::ErrorGroup,
            R"({"per_hour":[{"t":"2026-10-01T10:00:00Z","count":3}]})", false);
        row("an empty object", QuestionKind::Errors, "{}", false);
        row("not asked yet", QuestionKind::Sql, "", false);
    }

    void drawsWhatCanBeDrawn()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, result);
        PinnedResult pinned;
        pinned.question.kind = static_cast<QuestionKind>(kind);
        pinned.result = result.toStdString();
        const auto blocks = resultBlocks(pinned);
        QTEST(pictureOf(blocks) != nullptr, "drawn");
        QCOMPARE(std::holds_alternative<ProvenanceBlock>(blocks.back()), !result.isEmpty());
    }

    void reportsShowThePictures()
    {
        Notebook notebook = notebookOf({1});
        notebook.cells.front().pinned.result =
            R"({"steps":[{"name":"a","count":10},{"name":"b","count":4}]})";
        const Document document = notebookDocument(notebook, {});
        QVERIFY(pictureOf(document.sections.front().blocks) != nullptr);
    }
};

THROUGHLINE_TEST(NotebookEditTest)

} // namespace throughline

#include "tst_notebook_edit.moc"
