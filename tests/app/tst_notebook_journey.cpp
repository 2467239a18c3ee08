#include "models/qt/qt_text.h"
#include "models/workflow/notebook_workflow.h"
#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/notebook/block_view.h"
#include "widgets/notebook/cell_view.h"
#include "widgets/notebook/notebook_view.h"
#include "widgets/notebook/sql_editor.h"
#include "widgets/notebook/template_dialog.h"
#include "widgets/shared/message_bar.h"

#include <QAction>
#include <QCheckBox>
#include <QCompleter>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

namespace throughline::test {

namespace {

/// A store of its own: notebooks stay in it.
QString copiedStore(const QTemporaryDir& folder)
{
    const QString path = folder.filePath(QStringLiteral("own.throughline"));
    return QFile::copy(demoStorePath(), path) ? path : QString();
}

void click(const WindowDriver& driver, const char* button)
{
    QTest::mouseClick(driver.find<QPushButton>(button), Qt::LeftButton);
}

/// The notebooks as they lie in the file.
std::vector<notebook::Notebook> stored(const QString& path)
{
    std::vector<notebook::Notebook> all;
    const auto workspace = workflow::Workspace::open(qt::toPath(path));
    if (!workspace.ok()) {
        return all;
    }
    const auto list = workflow::listNotebooks(workspace.value());
    for (const workflow::NotebookSummary& each : list.value()) {
        all.push_back(workflow::openNotebook(workspace.value(), each.name).value());
    }
    return all;
}

std::vector<widgets::CellView*> cellsOf(const WindowDriver& driver)
{
    std::vector<widgets::CellView*> cells;
    const auto* view = driver.find<widgets::NotebookView>("notebookView");
    for (auto* cell : view->findChildren<widgets::CellView*>()) {
        if (cell->isVisible()) {
            cells.push_back(cell);
        }
    }
    std::sort(cells.begin(), cells.end(),
              [](const auto* left, const auto* right) { return left->y() < right->y(); });
    return cells;
}

QString textOf(const widgets::CellView* cell)
{
    return cell->findChild<widgets::BlockView*>()->toPlainText();
}

/// A notebook with one text cell that is being written.
bool beginText(WindowDriver& driver, const QString& path)
{
    if (!driver.open(path) || !driver.go("notebook")) {
        return false;
    }
    click(driver, "emptyNew");
    if (!driver.settle()) {
        return false;
    }
    click(driver, "notebookAddText");
    return driver.settle() && cellsOf(driver).size() == 1;
}

} // namespace

/// Findings are written, kept, asked again and sent on.
class NotebookJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(!demoStorePath().isEmpty()); }

    void aStoreWithoutNotebooksSaysWhatTheyAreFor()
    {
        const QTemporaryDir folder;
        WindowDriver driver;
        QVERIFY(driver.open(copiedStore(folder)));
        QVERIFY(driver.go("notebook"));
        QVERIFY(
            driver.find<QLabel>("notebookEmptyText")->text().contains(QLatin1String("findings")));
        QVERIFY(driver.find<QPushButton>("emptyTemplate")->isVisible());
        QVERIFY(!driver.find<QPushButton>("notebookRerun")->isVisible());
    }

    void typedTextIsInTheStoreThoughTheWindowGoes()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        {
            WindowDriver driver;
            QVERIFY(beginText(driver, path));
            auto* editor = cellsOf(driver).front()->findChild<widgets::CellEditor*>();
            QVERIFY(editor->isVisible());
            QTest::keyClicks(editor, QStringLiteral("half a sentence"));
            QVERIFY(cellsOf(driver).front()->isEditing());
            // It goes without a word, as in a crash but for what was written a moment ago.
        }
        const auto notebooks = stored(path);
        QCOMPARE(notebooks.size(), std::size_t {1});
        QCOMPARE(notebooks.front().cells.front().text, std::string("half a sentence"));
    }

    void typedTextReachesTheStoreWhileItIsWritten()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(beginText(driver, path));
        auto* editor = cellsOf(driver).front()->findChild<widgets::CellEditor*>();
        QTest::keyClicks(editor, QStringLiteral("kept"));
        // Another reader of the file sees it though nothing was finished here.
        QTRY_VERIFY(!stored(path).empty() && !stored(path).front().cells.empty()
                    && stored(path).front().cells.front().text == "kept");
        QVERIFY(cellsOf(driver).front()->isEditing());
    }

    void textIsRenderedAndUndoneInOneStep()
    {
        const QTemporaryDir folder;
        WindowDriver driver;
        QVERIFY(beginText(driver, copiedStore(folder)));
        widgets::CellView* cell = cellsOf(driver).front();
        auto* editor = cell->findChild<widgets::CellEditor*>();
        QTest::keyClicks(editor, QStringLiteral("**bold** <b>x</b>"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QVERIFY(!cell->isEditing());
        QCOMPARE(textOf(cell), QStringLiteral("bold <b>x</b>"));
        QVERIFY(driver.settle());
        click(driver, "notebookUndo");
        QCOMPARE(textOf(cell), QStringLiteral("Write here."));
        click(driver, "notebookRedo");
        QCOMPARE(textOf(cell), QStringLiteral("bold <b>x</b>"));
        click(driver, "notebookUndo");
        click(driver, "notebookUndo");
        QVERIFY(driver.settle());
        QVERIFY(cellsOf(driver).empty());
    }

    void cellsMoveByKeysAndByDropping()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(beginText(driver, path));
        QTest::keyClicks(cellsOf(driver).front()->findChild<widgets::CellEditor*>(),
                         QStringLiteral("one"));
        click(driver, "notebookAddText");
        QVERIFY(driver.settle());
        QTest::keyClicks(cellsOf(driver).back()->findChild<widgets::CellEditor*>(),
                         QStringLiteral("two"));
        QTest::keyClick(cellsOf(driver).back()->findChild<widgets::CellEditor*>(), Qt::Key_Escape);
        widgets::CellView* second = cellsOf(driver).back();
        QTest::keyClick(second, Qt::Key_Up, Qt::AltModifier);
        QVERIFY(driver.settle());
        QCOMPARE(textOf(cellsOf(driver).front()), QStringLiteral("two"));
        // Dropped at the very end it is the last again.
        auto* page = driver.find<QWidget>("notebookCells");
        QMimeData carried;
        carried.setData(widgets::cellMimeType(),
                        QByteArray::number(static_cast<qlonglong>(second->cellId())));
        QDragEnterEvent enter(QPoint(20, page->height() - 2), Qt::MoveAction, &carried,
                              Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(page, &enter);
        QDropEvent drop(QPointF(20, page->height() - 2), Qt::MoveAction, &carried, Qt::LeftButton,
                        Qt::NoModifier);
        QCoreApplication::sendEvent(page, &drop);
        QVERIFY(driver.settle());
        QCOMPARE(textOf(cellsOf(driver).front()), QStringLiteral("one"));
        QTest::keyClick(cellsOf(driver).front(), Qt::Key_Delete);
        QVERIFY(driver.settle());
        QCOMPARE(cellsOf(driver).size(), std::size_t {1});
        QTRY_VERIFY(!stored(path).empty() && stored(path).front().cells.size() == 1);
    }

    void whatIsSelectedIsPinnedAsTheCommandsAnswerIt()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(driver.open(path));
        driver.find<QTableView>("errorList")->setFocus();
        driver.find<QAction>("commandPin")->trigger();
        QVERIFY(driver.settle());
        QVERIFY(driver.go("session"));
        driver.find<QAction>("commandPin")->trigger();
        QVERIFY(driver.settle());
        QVERIFY(driver.go("notebook"));
        const auto cells = cellsOf(driver);
        QCOMPARE(cells.size(), std::size_t {2});
        const auto* blocks = cells.front()->findChild<widgets::BlockView*>();
        QVERIFY(blocks->figure() != nullptr);
        QVERIFY(blocks->toPlainText().contains(QLatin1String("sessions")));
        QTRY_COMPARE(stored(path).size(), std::size_t {1});
        const auto kept = stored(path).front().cells;
        QVERIFY(kept.front().pinned.question.kind == notebook::QuestionKind::Comparison);
        QVERIFY(kept.back().pinned.question.kind == notebook::QuestionKind::Session);
        click(driver, "notebookRerun");
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::MessageBar>("notebookMessages")->isVisible());
        QVERIFY(stored(path).front().cells.front().pinned.moved.empty());
    }

    void tablesArePinnedAsQuestions()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(driver.open(path));
        QVERIFY(driver.go("data"));
        driver.find<QTableView>("sourceTable")->setFocus();
        driver.find<QAction>("commandPin")->trigger();
        QVERIFY(driver.settle());
        QVERIFY(driver.go("session"));
        driver.find<QWidget>("logView")->setFocus();
        driver.find<QAction>("commandPin")->trigger();
        QVERIFY(driver.settle());
        QTRY_COMPARE(stored(path).size(), std::size_t {1});
        const auto kept = stored(path).front().cells;
        QCOMPARE(kept.size(), std::size_t {2});
        for (const notebook::Cell& cell : kept) {
            QVERIFY(cell.pinned.question.kind == notebook::QuestionKind::Sql);
            QVERIFY(!cell.pinned.result.empty());
        }
        QVERIFY(kept.front().pinned.result.find("frontend-events") != std::string::npos);
        QVERIFY(driver.go("notebook"));
        click(driver, "notebookRerun");
        QVERIFY(driver.settle());
        QVERIFY(stored(path).front().cells.back().pinned.moved.empty());
    }

    void sqlIsCompletedAskedAndRefusedInItsCell()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(driver.open(path));
        QVERIFY(driver.go("notebook"));
        click(driver, "emptyNew");
        QVERIFY(driver.settle());
        click(driver, "notebookAddSql");
        QVERIFY(driver.settle());
        widgets::CellView* cell = cellsOf(driver).front();
        auto* sql = cell->findChild<widgets::SqlEditor*>();
        QTest::keyClicks(sql, QStringLiteral("select count(*) as sessions from sess"));
        QCOMPARE(sql->completer()->currentCompletion(), QStringLiteral("session"));
        QTest::keyClicks(sql, QStringLiteral("ion"));
        QTest::keyClick(sql, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QVERIFY2(textOf(cell).contains(QLatin1String("sessions")), qPrintable(textOf(cell)));
        QTRY_VERIFY(!stored(path).empty() && !stored(path).front().cells.empty()
                    && !stored(path).front().cells.front().pinned.result.empty());
        sql->setFocus();
        QTest::keyClicks(sql, QStringLiteral(" wher wher")); // the first is an alias
        QTest::keyClick(sql, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(driver.settle());
        bool told = false;
        for (const auto* label : cell->findChildren<QLabel*>()) {
            told = told || label->toolTip().contains(QLatin1String("wher"));
        }
        QVERIFY(told);
    }

    void aTemplateIsFilledInAndItsFindingRestsOnResults()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(driver.open(path));
        QVERIFY(driver.go("notebook"));
        click(driver, "emptyTemplate");
        QVERIFY(driver.settle());
        auto* dialog = driver.find<widgets::TemplateDialog>("templateDialog");
        QVERIFY(dialog != nullptr);
        auto* list = dialog->findChild<QListWidget*>(QStringLiteral("templateList"));
        for (int i = 0; i < list->count(); ++i) {
            if (list->item(i)->text().contains(QLatin1String("mpact"))) {
                list->setCurrentRow(i);
            }
        }
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("templateMake")),
                          Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(cellsOf(driver).size() > 3);
        QTRY_COMPARE(stored(path).size(), std::size_t {1});
        const notebook::Notebook kept = stored(path).front();
        QVERIFY(!kept.templateName.empty());
        bool finding = false;
        for (const notebook::Cell& cell : kept.cells) {
            finding = finding || !cell.finding.evidence.empty();
        }
        QVERIFY(finding);
    }

    void aDeletedNotebookComesBack()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(beginText(driver, path));
        QTest::keyClicks(cellsOf(driver).front()->findChild<widgets::CellEditor*>(),
                         QStringLiteral("dear"));
        auto* list = driver.find<QListWidget>("notebookList");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QVERIFY(driver.settle());
        QVERIFY(stored(path).empty());
        const auto* page = driver.find<QWidget>("notebookPage");
        auto* bar = page->findChild<widgets::MessageBar*>();
        QVERIFY(bar->isVisible());
        Q_EMIT bar->actionTriggered();
        QVERIFY(driver.settle());
        QTRY_VERIFY(!stored(path).empty() && !stored(path).front().cells.empty());
        QCOMPARE(stored(path).front().cells.front().text, std::string("dear"));
        QCOMPARE(textOf(cellsOf(driver).front()), QStringLiteral("dear"));
    }

    void aNotebookIsRenamedInTheList()
    {
        const QTemporaryDir folder;
        const QString path = copiedStore(folder);
        WindowDriver driver;
        QVERIFY(beginText(driver, path));
        auto* list = driver.find<QListWidget>("notebookList");
        list->item(0)->setText(QStringLiteral("why people leave"));
        QVERIFY(driver.settle());
        QTRY_VERIFY(!stored(path).empty());
        QTRY_COMPARE(stored(path).front().name, std::string("why people leave"));
        QCOMPARE(driver.trail().back(), QStringLiteral("why people leave"));
    }
};

THROUGHLINE_TEST(NotebookJourneyTest)

} // namespace throughline::test

#include "tst_notebook_journey.moc"
