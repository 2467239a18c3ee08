#include "models/qt/qt_text.h"
#include "models/workflow/notebook_workflow.h"
#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/notebook/notebook_view.h"
#include "widgets/shared/message_bar.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline::test {

namespace {

using notebook::Question;
using notebook::QuestionKind;

void press(WindowDriver& driver, const char* button)
{
    driver.find<QPushButton>(button)->click();
    driver.settle();
}

/// What the only notebook of the file holds.
std::vector<notebook::Cell> keptIn(const QString& path)
{
    const auto workspace = workflow::Workspace::open(qt::toPath(path));
    const auto list = workflow::listNotebooks(workspace.value()).value();
    return list.empty()
        ? std::vector<notebook::Cell>()
        : workflow::openNotebook(workspace.value(), list.front().name).value().cells;
}

} // namespace

/// Whatever the window shows can be pinned from where it stands, and asked again.
class PinJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(!demoStorePath().isEmpty()); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("own.throughline"));
        QVERIFY(QFile::copy(demoStorePath(), m_path));
    }

    void answersOfTheImpactPerspectiveArePinned()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_path));
        press(driver, "comparisonDifferences");
        QVERIFY(pinFrom(driver, "differenceTable") == QuestionKind::Differences);
        driver.find<QLineEdit>("differenceFirst")->setText(QStringLiteral("device.type:mobile"));
        press(driver, "differenceAsk");
        QVERIFY(pinFrom(driver, "differenceTable") == QuestionKind::Differences);
        QCOMPARE(last().question.first, std::string("device.type:mobile"));
        press(driver, "comparisonRelease");
        auto* bars = driver.find<QWidget>("versionBars");
        bars->setFocus();
        QTest::keyClick(bars, Qt::Key_Return);
        QVERIFY(driver.settle());
        QVERIFY(pinFrom(driver, "releaseTable") == QuestionKind::Release);
        QVERIFY(!last().question.version.empty());
        press(driver, "funnelSplit");
        QVERIFY(pinFrom(driver, "funnelSplitTable") == QuestionKind::Funnel);
        QVERIFY(!last().question.by.empty());
        press(driver, "funnelPivot");
        QVERIFY(pinFrom(driver, "funnelPivotTable") == QuestionKind::Pivot);
        QVERIFY(last().question.byFields.size() > 1);
        QVERIFY(!last().question.errorGroup.empty());
        nothingMovesWhenAskedAgain(driver);
    }

    void wholeListsArePinned()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_path));
        QVERIFY(pinFrom(driver, "errorList", "commandPinList") == QuestionKind::Errors);
        QVERIFY(driver.go("session"));
        const std::uint64_t listed = driver.listedSessions();
        QVERIFY(pinFrom(driver, "sessionList", "commandPinList") == QuestionKind::Sessions);
        QCOMPARE(last().question.set, std::string("error"));
        QVERIFY2(last().result.find("\"total\":" + std::to_string(listed)) != std::string::npos,
                 last().result.substr(0, 80).c_str());
        nothingMovesWhenAskedAgain(driver);
    }

    void recordsArePinnedFromTheInspector()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_path));
        QVERIFY(driver.go("session"));
        QVERIFY(pinFrom(driver, "inspectorTable") == QuestionKind::Record);
        QVERIFY(last().result.find("\"line\"") != std::string::npos);
        nothingMovesWhenAskedAgain(driver);
    }

    void theMenuOfTheSessionListOffersBoth()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_path));
        QVERIFY(driver.go("session"));
        auto* list = driver.find<QListView>("sessionList");
        Q_EMIT list->customContextMenuRequested(QPoint(5, 5));
        const auto* menu = list->findChild<QMenu*>();
        QVERIFY(menu != nullptr);
        QVERIFY(menu->findChild<QAction*>(QStringLiteral("pinToNotebook")) != nullptr);
        auto* whole = menu->findChild<QAction*>(QStringLiteral("pinListToNotebook"));
        QVERIFY(whole != nullptr);
        whole->trigger();
        QVERIFY(driver.settle());
        QTRY_COMPARE(keptIn(m_path).size(), std::size_t {1});
        QVERIFY(last().question.kind == QuestionKind::Sessions);
    }

    void whereThereIsNoListItSaysSo()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_path));
        QVERIFY(driver.go("data"));
        driver.find<QAction>("commandPinList")->trigger();
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")->isVisible());
        QVERIFY(keptIn(m_path).empty());
    }

private:
    /// Pins what a view shows; the kind of the cell that came of it.
    std::optional<QuestionKind> pinFrom(WindowDriver& driver, const char* view,
                                        const char* command = "commandPin")
    {
        const std::size_t before = keptIn(m_path).size();
        driver.find<QWidget>(view)->setFocus();
        driver.find<QAction>(command)->trigger();
        driver.settle();
        if (!QTest::qWaitFor([&] { return keptIn(m_path).size() == before + 1; }, 20'000)) {
            return std::nullopt;
        }
        return last().question.kind;
    }

    [[nodiscard]] notebook::PinnedResult last() const { return keptIn(m_path).back().pinned; }

    void nothingMovesWhenAskedAgain(WindowDriver& driver) const
    {
        QVERIFY(driver.go("notebook"));
        press(driver, "notebookRerun");
        QVERIFY(driver.find<widgets::MessageBar>("notebookMessages")->isVisible());
        for (const notebook::Cell& cell : keptIn(m_path)) {
            QVERIFY2(cell.pinned.moved.empty(), notebook::summaryOf(cell).c_str());
            QVERIFY(!cell.pinned.result.empty());
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

THROUGHLINE_TEST(PinJourneyTest)

} // namespace throughline::test

#include "tst_pin_journey.moc"
