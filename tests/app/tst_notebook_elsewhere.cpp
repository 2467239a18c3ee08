#include "models/notebook/notebook_edit.h"
#include "models/qt/qt_text.h"
#include "models/workflow/notebook_workflow.h"
#include "tests/app/window_driver.h"
#include "tests/support/child_process.h"
#include "tests/support/test_registry.h"
#include "widgets/notebook/block_view.h"
#include "widgets/notebook/cell_view.h"
#include "widgets/notebook/notebook_view.h"
#include "widgets/shared/message_bar.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QtTest>

#include <chrono>
#include <thread>

namespace throughline::test {

namespace {

using notebook::Cell;
using notebook::Notebook;

constexpr const char* kStoreVariable = "THROUGHLINE_TEST_TYPING_STORE";
constexpr const char* kLogVariable = "THROUGHLINE_TEST_TYPING_LOG";
/// Typed again and again, so that what is found can be told from what was not written.
constexpr std::string_view kLetters = "the quick brown fox jumps over the lazy dog, and so on; ";

qint64 monotonicMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// What another program does to the notebook in the file: reads it, changes it, saves it.
template<typename Change>
bool elsewhere(const QString& path, const Change& change)
{
    const auto workspace = workflow::Workspace::open(qt::toPath(path));
    if (!workspace.ok()) {
        return false;
    }
    const auto base = workflow::openNotebook(workspace.value(), "n");
    if (!base.ok()) {
        return false;
    }
    Notebook mine = base.value();
    change(mine);
    return workflow::saveNotebook(workspace.value(), base.value(), mine, Timestamp {1}).ok();
}

Cell textCell(const std::string& text)
{
    Cell cell;
    cell.text = text;
    return cell;
}

QString storedText(const QString& path)
{
    QStringList texts;
    const auto workspace = workflow::Workspace::open(qt::toPath(path));
    const auto stored = workflow::openNotebook(workspace.value(), "n");
    if (!stored.ok()) {
        return QStringLiteral("none");
    }
    for (const Cell& cell : stored.value().cells) {
        texts.append(QString::number(cell.id) + QLatin1Char(':') + qt::toQString(cell.text));
    }
    return texts.join(QLatin1Char('|'));
}

} // namespace

/// A notebook that is open in the window while another program writes in it, or while the window's
/// program is killed.
class NotebookElsewhereTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet(kStoreVariable)) {
            QVERIFY(!demoStorePath().isEmpty());
        }
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("own.throughline"));
        if (qEnvironmentVariableIsSet(kStoreVariable)) {
            return;
        }
        QVERIFY(QFile::copy(demoStorePath(), m_path));
        const auto workspace = workflow::Workspace::open(qt::toPath(m_path));
        QVERIFY(workspace.ok());
        Notebook notebook;
        notebook.name = "n";
        notebook::append(notebook, textCell("one"));
        notebook::append(notebook, textCell("two"));
        QVERIFY(workflow::saveNotebook(workspace.value(), {}, notebook, Timestamp {1}).ok());
    }

    void bothSidesStayInTheStoreAndOnScreen()
    {
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        QVERIFY(elsewhere(m_path, [](Notebook& mine) {
            mine.cells[1].text = "two by them";
            notebook::append(mine, textCell("theirs"));
        }));
        write(driver, 0, QStringLiteral("one by me"));
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one by me|2:two by them|3:theirs"));
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver), QStringLiteral("one by me|two by them|theirs"));
        QVERIFY(told(driver).contains(QLatin1String("changed by another program")));
        // Undo takes back what was written here, not what came from there.
        QTest::mouseClick(driver.find<QPushButton>("notebookUndo"), Qt::LeftButton);
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one|2:two by them|3:theirs"));
        QTest::mouseClick(driver.find<QPushButton>("notebookRedo"), Qt::LeftButton);
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one by me|2:two by them|3:theirs"));
    }

    void theKeyboardStaysInACellThatHasToBeRenumbered()
    {
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        QVERIFY(
            elsewhere(m_path, [](Notebook& mine) { notebook::append(mine, textCell("theirs")); }));
        QTest::mouseClick(driver.find<QPushButton>("notebookAddText"), Qt::LeftButton);
        auto* editor = editorOf(newest(driver));
        QVERIFY(editor->isVisible());
        QTest::keyClicks(editor, QStringLiteral("mi"));
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one|2:two|3:theirs|4:mi"));
        QVERIFY(driver.settle());
        QVERIFY(editor->isVisible());
        QTest::keyClicks(editor, QStringLiteral("ne"));
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one|2:two|3:theirs|4:mine"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver), QStringLiteral("one|two|theirs|mine"));
        for (int i = 0; i < 3; ++i) { // the letters before and after, and the cell
            QTest::mouseClick(driver.find<QPushButton>("notebookUndo"), Qt::LeftButton);
            QVERIFY(driver.settle());
        }
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one|2:two|3:theirs"));
    }

    void whatBothWroteInIsThereTwice()
    {
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        QVERIFY(elsewhere(m_path, [](Notebook& mine) { mine.cells[0].text = "one by them"; }));
        write(driver, 0, QStringLiteral("one by me"));
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one by them|3:one by me|2:two"));
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver), QStringLiteral("one by them|one by me|two"));
        QVERIFY2(told(driver).contains(QLatin1String("twice")), qPrintable(told(driver)));
    }

    void whatIsNotTouchedHereIsShownWhenTheWindowIsUsedAgain()
    {
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        QVERIFY(
            elsewhere(m_path, [](Notebook& mine) { notebook::append(mine, textCell("theirs")); }));
        QVERIFY(driver.go("impact"));
        QVERIFY(driver.go("notebook"));
        QTRY_COMPARE(shown(driver), QStringLiteral("one|two|theirs"));
        QVERIFY(elsewhere(m_path, [](Notebook& mine) { mine.cells[0].text = "theirs, too"; }));
        // As from a terminal.
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(!driver.window().isActiveWindow());
        driver.window().activateWindow();
        QTRY_COMPARE(shown(driver), QStringLiteral("theirs, too|two|theirs"));
        // What is deleted there goes from here, and can be had back.
        {
            const auto workspace = workflow::Workspace::open(qt::toPath(m_path));
            QVERIFY(workflow::deleteNotebook(workspace.value(), "n").ok());
        }
        QVERIFY(driver.go("impact"));
        QVERIFY(driver.go("notebook"));
        QTRY_VERIFY(told(driver).contains(QLatin1String("deleted")));
        QVERIFY(driver.settle());
        QTest::mouseClick(driver.find<QPushButton>("messageAction"), Qt::LeftButton);
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:theirs, too|2:two|3:theirs"));
    }

    void aNotebookDeletedElsewhereComesBackWithWhatIsWrittenHere()
    {
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        {
            const auto workspace = workflow::Workspace::open(qt::toPath(m_path));
            QVERIFY(workflow::deleteNotebook(workspace.value(), "n").ok());
        }
        write(driver, 0, QStringLiteral("one by me"));
        QTRY_COMPARE(storedText(m_path), QStringLiteral("1:one by me|2:two"));
        QVERIFY(driver.settle());
        QVERIFY(told(driver).contains(QLatin1String("deleted or renamed")));
    }

    void theWindowMayGoBeforeItHearsOfIt()
    {
        {
            WindowDriver driver;
            QVERIFY(openNotebook(driver));
            QVERIFY(elsewhere(m_path,
                              [](Notebook& mine) { notebook::append(mine, textCell("theirs")); }));
            QTest::mouseClick(driver.find<QPushButton>("notebookAddText"), Qt::LeftButton);
            QTest::keyClicks(editorOf(newest(driver)), QStringLiteral("mine"));
        }
        QCOMPARE(storedText(m_path), QStringLiteral("1:one|2:two|3:theirs|4:mine"));
    }

    void whatIsTypedSurvivesAKill()
    {
        const QString log = m_folder->filePath(QStringLiteral("typed"));
        qputenv(kStoreVariable, m_path.toUtf8());
        qputenv(kLogVariable, log.toUtf8());
        ChildProcess child({QCoreApplication::applicationFilePath().toStdString(), "-class",
                            metaObject()->className(), "typesUntilItIsKilled"});
        qunsetenv(kStoreVariable);
        qunsetenv(kLogVariable);
        const auto typed = [&log] {
            QFile file(log);
            return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
        };
        constexpr int kLong = 40'000;
        constexpr int kKeys = 80;
        QTRY_VERIFY_WITH_TIMEOUT(typed().size() > kKeys, kLong);
        child.signal(SIGKILL);
        QCOMPARE(child.wait(), 128 + SIGKILL);
        const qint64 killed = monotonicMs();
        // A key is in the store a moment after it was pressed, whatever follows it.
        constexpr qint64 kMomentMs = 3'000;
        const QByteArrayList times = typed();
        const auto old = std::count_if(times.begin(), times.end(), [&](const QByteArray& time) {
            return !time.isEmpty() && killed - time.toLongLong() > kMomentMs;
        });
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        const QString found = shown(driver).section(QLatin1Char('|'), 0, 0);
        QString whole;
        while (whole.size() < found.size()) {
            whole += QLatin1String(kLetters.data(), static_cast<int>(kLetters.size()));
        }
        QVERIFY2(whole.startsWith(found), qPrintable(found));
        QVERIFY2(found.size() >= old && old > 0,
                 qPrintable(QStringLiteral("%1 found, %2 typed long before, %3 in all")
                                .arg(found.size())
                                .arg(old)
                                .arg(times.size())));
    }

    /// The one that is killed; does nothing unless it was started for it.
    void typesUntilItIsKilled()
    {
        if (!qEnvironmentVariableIsSet(kStoreVariable)) {
            return;
        }
        m_path = QString::fromUtf8(qgetenv(kStoreVariable));
        WindowDriver driver;
        QVERIFY(openNotebook(driver));
        QPlainTextEdit* editor = edit(driver, 0);
        QFile log(QString::fromUtf8(qgetenv(kLogVariable)));
        QVERIFY(log.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        for (std::size_t i = 0;; ++i) {
            QTest::keyClick(editor, kLetters[i % kLetters.size()]);
            log.write(QByteArray::number(monotonicMs()) + '\n');
            QTest::qWait(60);
        }
    }

private:
    bool openNotebook(WindowDriver& driver) const
    {
        return driver.open(m_path) && driver.go("notebook") && cells(driver).size() >= 2;
    }

    static std::vector<widgets::CellView*> cells(const WindowDriver& driver)
    {
        std::vector<widgets::CellView*> cells;
        for (auto* cell : driver.find<widgets::NotebookView>("notebookView")
                              ->findChildren<widgets::CellView*>()) {
            if (!cell->isHidden()) {
                cells.push_back(cell);
            }
        }
        std::sort(cells.begin(), cells.end(),
                  [](const auto* left, const auto* right) { return left->y() < right->y(); });
        return cells;
    }

    /// The one that was made last, wherever it lies.
    static widgets::CellView* newest(const WindowDriver& driver)
    {
        QCoreApplication::processEvents(); // it is shown by then
        const auto all = cells(driver);
        return *std::max_element(all.begin(), all.end(), [](const auto* left, const auto* right) {
            return left->cellId() < right->cellId();
        });
    }

    static QPlainTextEdit* editorOf(const widgets::CellView* cell)
    {
        return cell->findChild<QPlainTextEdit*>();
    }

    /// An empty editor in a cell that stands there.
    static QPlainTextEdit* edit(const WindowDriver& driver, std::size_t place)
    {
        widgets::CellView* cell = cells(driver)[place];
        cell->edit();
        QPlainTextEdit* editor = editorOf(cell);
        editor->selectAll();
        return editor;
    }

    static void write(const WindowDriver& driver, std::size_t place, const QString& text)
    {
        QTest::keyClicks(edit(driver, place), text);
        QTest::keyClick(editorOf(cells(driver)[place]), Qt::Key_Escape);
    }

    static QString shown(const WindowDriver& driver)
    {
        QStringList texts;
        for (const widgets::CellView* cell : cells(driver)) {
            texts.append(cell->findChild<widgets::BlockView*>()->toPlainText());
        }
        return texts.join(QLatin1Char('|'));
    }

    static QString told(const WindowDriver& driver)
    {
        QString text;
        const auto* bar = driver.find<widgets::MessageBar>("notebookMessages");
        for (const auto* label : bar->findChildren<QLabel*>()) {
            text += label->text();
        }
        return text;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

THROUGHLINE_TEST(NotebookElsewhereTest)

} // namespace throughline::test

#include "tst_notebook_elsewhere.moc"
