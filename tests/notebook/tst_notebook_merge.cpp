#include "models/base/random.h"
#include "models/notebook/notebook_edit.h"
#include "models/notebook/notebook_merge.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <set>

namespace throughline {

using namespace notebook;

namespace {

/// "1a 2b 9!1,2": a cell each, its number and its text; behind "!" a finding's evidence.
Notebook notebookOf(const QString& text)
{
    Notebook notebook;
    notebook.name = "n";
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        Cell cell;
        qsizetype digits = 0;
        while (digits < word.size() && word.at(digits).isDigit()) {
            ++digits;
        }
        cell.id = word.left(digits).toLongLong();
        const QStringList parts = word.mid(digits).split(QLatin1Char('!'));
        cell.text = parts.front().toStdString();
        if (parts.size() > 1) {
            cell.kind = CellKind::Finding;
            for (const QString& id : parts.at(1).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                cell.finding.evidence.push_back(id.toLongLong());
            }
        }
        notebook.cells.push_back(cell);
        notebook.nextCell = std::max(notebook.nextCell, cell.id + 1);
    }
    return notebook;
}

Notebook notebookOf(const char* text)
{
    return notebookOf(QString::fromLatin1(text));
}

QString textOf(const Notebook& notebook)
{
    QStringList words;
    for (const Cell& cell : notebook.cells) {
        QString word = QString::number(cell.id) + QString::fromStdString(cell.text);
        if (cell.kind == CellKind::Finding) {
            QStringList ids;
            for (const std::int64_t id : cell.finding.evidence) {
                ids.append(QString::number(id));
            }
            word += QLatin1Char('!') + ids.join(QLatin1Char(','));
        }
        words.append(word);
    }
    return words.join(QLatin1Char(' '));
}

std::multiset<std::string> textsOf(const Notebook& notebook)
{
    std::multiset<std::string> texts;
    for (const Cell& cell : notebook.cells) {
        texts.insert(cell.text);
    }
    return texts;
}

/// Some random edits, each with a text of its own.
Notebook edited(Notebook notebook, Random& random, const std::string& side)
{
    const auto edits = random.below(4);
    for (std::uint32_t i = 0; i < edits; ++i) {
        const std::string text = side + std::to_string(random.below(1'000'000));
        const auto size = static_cast<std::uint32_t>(notebook.cells.size());
        const std::uint32_t some = size == 0 ? 0 : random.below(size);
        const std::int64_t id = size == 0 ? 0 : notebook.cells[some].id;
        switch (size == 0 ? 0 : random.below(4)) {
        case 0: {
            Cell fresh;
            fresh.text = text;
            insertBehind(notebook, id, std::move(fresh));
            break;
        }
        case 1:
            notebook.cells[some].text = text;
            break;
        case 2:
            removeCell(notebook, id);
            break;
        default:
            moveCell(notebook, id, random.below(size));
        }
    }
    return notebook;
}

bool numbersAreUnique(const Notebook& notebook)
{
    std::set<std::int64_t> ids;
    for (const Cell& cell : notebook.cells) {
        ids.insert(cell.id);
        if (cell.id >= notebook.nextCell) {
            return false;
        }
    }
    return ids.size() == notebook.cells.size();
}

} // namespace

/// Two programs that write in one notebook lose nothing of each other's.
class NotebookMergeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void joinsBothSides_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("mine");
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<QString>("merged");
        QTest::newRow("nothing happened") << "1a 2b"
                                          << "1a 2b"
                                          << "1a 2b"
                                          << "1a 2b";
        QTest::newRow("only mine") << "1a 2b"
                                   << "2c 3d"
                                   << "1a 2b"
                                   << "2c 3d";
        QTest::newRow("only theirs") << "1a 2b"
                                     << "1a 2b"
                                     << "2c 3d"
                                     << "2c 3d";
        QTest::newRow("both out of nothing") << ""
                                             << "1m"
                                             << "1t"
                                             << "1t 2m";
        QTest::newRow("all taken out") << "1a 2b"
                                       << "1a"
                                       << "2b"
                                       << "";
        QTest::newRow("other cells written in") << "1a 2b 3c"
                                                << "1m 2b 3c"
                                                << "1a 2b 3t"
                                                << "1m 2b 3t";
        QTest::newRow("the same written") << "1a"
                                          << "1x"
                                          << "1x"
                                          << "1x";
        QTest::newRow("the same cell written in: both kept") << "1a 2b"
                                                             << "1m 2b"
                                                             << "1t 2b"
                                                             << "1t 3m 2b";
        QTest::newRow("both added at the end") << "1a"
                                               << "1a 2m"
                                               << "1a 2t"
                                               << "1a 2t 3m";
        QTest::newRow("several added at the same place") << "1a 4z"
                                                         << "1a 5m 6n 4z"
                                                         << "1a 5t 6u 4z"
                                                         << "1a 5t 6u 7m 8n 4z";
        QTest::newRow("added at different places") << "1a 2b"
                                                   << "1a 3m 2b"
                                                   << "1a 2b 3t"
                                                   << "1a 4m 2b 3t";
        QTest::newRow("added on top") << "1a"
                                      << "2m 1a"
                                      << "1a 2t"
                                      << "3m 1a 2t";
        QTest::newRow("one takes out what the other leaves") << "1a 2b"
                                                             << "2b"
                                                             << "1a 2t"
                                                             << "2t";
        QTest::newRow("mine takes out what theirs wrote in") << "1a 2b"
                                                             << "2b"
                                                             << "1t 2b"
                                                             << "1t 2b";
        QTest::newRow("theirs takes out what mine wrote in") << "1a 2b"
                                                             << "1m 2b"
                                                             << "2b"
                                                             << "1m 2b";
        QTest::newRow("mine moves, theirs writes") << "1a 2b 3c"
                                                   << "3c 1a 2b"
                                                   << "1a 2t 3c 4u"
                                                   << "3c 4u 1a 2t";
        QTest::newRow("theirs moves, mine writes") << "1a 2b 3c"
                                                   << "1a 2m 3c"
                                                   << "3c 1a 2b"
                                                   << "3c 1a 2m";
        QTest::newRow("both move: mine") << "1a 2b 3c"
                                         << "2b 1a 3c"
                                         << "3c 1a 2b"
                                         << "2b 1a 3c";
        QTest::newRow("evidence follows a number") << "1a"
                                                   << "1a 2m 3f!1,2"
                                                   << "1a 2t"
                                                   << "1a 2t 4m 3f!1,4";
        QTest::newRow("theirs' evidence keeps its numbers") << "1a"
                                                            << "1a 2m"
                                                            << "1a 2t 3f!2"
                                                            << "1a 2t 3f!2 4m";
        QTest::newRow("evidence added on both sides") << "1a 2b 3c 4f!1"
                                                      << "1a 2b 3c 4f!1,2"
                                                      << "1a 2b 3c 4f!1,3"
                                                      << "1a 2b 3c 4f!1,3,2";
        QTest::newRow("evidence that is gone") << "1a 2b 3f!1"
                                               << "1a 2b 3f!1,2"
                                               << "1a 3f!1"
                                               << "1a 3f!1";
    }

    void joinsBothSides()
    {
        QFETCH(const QString, base);
        QFETCH(const QString, mine);
        QFETCH(const QString, theirs);
        QFETCH(const QString, merged);
        const MergedNotebook result =
            mergeNotebooks(notebookOf(base), notebookOf(mine), notebookOf(theirs));
        QCOMPARE(textOf(result.notebook), merged);
        QVERIFY(numbersAreUnique(result.notebook));
    }

    void namesCellsThatBothWroteIn()
    {
        const MergedNotebook merged =
            mergeNotebooks(notebookOf("1a 2b"), notebookOf("1m 2b 3n"), notebookOf("1t 2b 3u"));
        QVERIFY(merged.tookTheirs);
        QVERIFY(merged.doubled == std::vector<std::int64_t> {1});
        QVERIFY((merged.renumbered == CellNumbers {{1, 4}, {3, 5}}));
        QCOMPARE(textOf(merged.notebook), QStringLiteral("1t 4m 2b 3u 5n"));
    }

    void joinsPartsOfOneCell()
    {
        Notebook base = notebookOf("1a 2f!1");
        Notebook mine = base;
        Notebook theirs = base;
        mine.cells[1].finding.owner = "ann";
        mine.cells[0].pinned.taken = Timestamp {5};
        theirs.cells[1].finding.status = FindingStatus::Confirmed;
        theirs.cells[1].finding.standing = Standing::Overturned;
        theirs.cells[0].pinned.taken = Timestamp {7};
        theirs.cells[0].pinned.result = "later";
        const MergedNotebook merged = mergeNotebooks(base, mine, theirs);
        QVERIFY(merged.doubled.empty());
        const Finding& finding = merged.notebook.cells[1].finding;
        QCOMPARE(finding.owner, std::string("ann"));
        QVERIFY(finding.status == FindingStatus::Confirmed);
        QVERIFY(finding.standing == Standing::Overturned);
        QCOMPARE(merged.notebook.cells[0].pinned.result, std::string("later"));
        // Another question in the same cell is no answer to the first.
        mine.cells[0].pinned.question.sql = "select 1";
        QVERIFY(mergeNotebooks(base, mine, theirs).doubled == std::vector<std::int64_t> {1});
    }

    void losesNothingThatEitherSideWrote()
    {
        Random random(5);
        for (int round = 0; round < 3'000; ++round) {
            const Notebook base = edited(edited(notebookOf("1a 2b 3c"), random, "b"), random, "b");
            const Notebook mine = edited(base, random, "m");
            const Notebook theirs = edited(base, random, "t");
            QVERIFY(mergeNotebooks(base, mine, base).notebook == mine);
            QCOMPARE(textOf(mergeNotebooks(base, base, theirs).notebook), textOf(theirs));
            const MergedNotebook merged = mergeNotebooks(base, mine, theirs);
            QVERIFY(numbersAreUnique(merged.notebook));
            const auto kept = textsOf(merged.notebook);
            const auto before = textsOf(base);
            for (const Notebook* side : {&mine, &theirs}) {
                for (const std::string& text : textsOf(*side)) {
                    QVERIFY2(before.contains(text) || kept.count(text) == 1, text.c_str());
                }
            }
            for (const Cell& cell : theirs.cells) {
                const Cell* there = findCell(merged.notebook, cell.id);
                QVERIFY(before.contains(cell.text) || (there != nullptr && *there == cell));
            }
            // Work that went on meanwhile comes on top, with nothing lost either.
            const Notebook current = edited(mine, random, "c");
            const MergedNotebook again = rebaseNotebook(mine, merged, current);
            QVERIFY(numbersAreUnique(again.notebook));
            const auto later = textsOf(again.notebook);
            for (const std::string& text : textsOf(current)) {
                QVERIFY2(kept.contains(text) || before.contains(text) || later.count(text) == 1,
                         text.c_str());
            }
            for (const Cell& cell : theirs.cells) {
                QVERIFY(before.contains(cell.text) || later.count(cell.text) == 1);
            }
        }
    }

    void goesOnWithWhatWasTypedMeanwhile()
    {
        const Notebook sent = notebookOf("1a 2m");
        const MergedNotebook merged = mergeNotebooks(notebookOf("1a"), sent, notebookOf("1a 2t"));
        QCOMPARE(textOf(merged.notebook), QStringLiteral("1a 2t 3m"));
        // Two more letters, and a cell that took the number just given away.
        const MergedNotebook on = rebaseNotebook(sent, merged, notebookOf("1a 2mmm 3n"));
        QCOMPARE(textOf(on.notebook), QStringLiteral("1a 2t 3mmm 4n"));
        QVERIFY((on.renumbered == CellNumbers {{2, 3}, {3, 4}}));
    }
};

THROUGHLINE_TEST(NotebookMergeTest)

} // namespace throughline

#include "tst_notebook_merge.moc"
