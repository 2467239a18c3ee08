#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/group_actions.h"
#include "widgets/impact/group_bar.h"
#include "widgets/impact/regroup_panel.h"
#include "widgets/shared/plain_label.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline::test {

namespace {

QTableView& errorList(const WindowDriver& driver)
{
    return *driver.find<QTableView>("errorList");
}

QStringList shown(const WindowDriver& driver)
{
    QStringList names;
    const QAbstractItemModel* model = errorList(driver).model();
    for (int row = 0; row < model->rowCount(); ++row) {
        names.append(model->index(row, 0).data().toString());
    }
    return names;
}

void selectRows(const WindowDriver& driver, int first, int last)
{
    QTableView& table = errorList(driver);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                      table.visualRect(table.model()->index(first, 0)).center());
    if (last != first) {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          table.visualRect(table.model()->index(last, 0)).center());
    }
}

} // namespace

/// Decisions about error groups, in the true window on a copy of the demo store.
class GroupJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QVERIFY(!demoStorePath().isEmpty());
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = m_folder->filePath(QStringLiteral("copy.throughline"));
        QVERIFY(QFile::copy(demoStorePath(), m_store));
    }

    void mergesAndTakesItBackByKey()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        const QStringList before = shown(driver);
        selectRows(driver, 0, 1);
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        QVERIFY(list->actions().merge->isEnabled());
        QTest::keyClick(&errorList(driver), Qt::Key_M, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver).size(), before.size() - 1);
        QVERIFY(list->bar().isVisible());
        QVERIFY(list->bar().sentence().contains(QStringLiteral("merged into")));
        QTest::keyClick(&errorList(driver), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver), before);
        QVERIFY(list->actions().redo->isEnabled());
    }

    void saysWhyTwoAreApart()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        selectRows(driver, 0, 1);
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        list->actions().why->trigger();
        QVERIFY(driver.settle());
        QVERIFY(list->bar().sentence().contains(QStringLiteral("are apart because")));
    }

    void namesAGroup()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        selectRows(driver, 0, 0);
        QTest::keyClick(&errorList(driver), Qt::Key_F2);
        auto* text = driver.find<QLineEdit>("groupBarText");
        QVERIFY(text->isVisible());
        QTest::keyClicks(text, QStringLiteral("the costly one"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(driver.settle());
        QVERIFY(shown(driver).contains(QStringLiteral("the costly one")));
    }

    void ignoredGroupsLeaveTheList()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        const qsizetype before = shown(driver).size();
        selectRows(driver, 0, 0);
        QTest::keyClick(&errorList(driver), Qt::Key_Delete);
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver).size(), before - 1);
    }

    void previewsBeforeItRegroups()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        auto* panel = driver.find<widgets::RegroupPanel>("regroupPanel");
        QVERIFY(panel->isHidden());
        list->actions().regroup->trigger();
        QVERIFY(driver.settle());
        QVERIFY(panel->isVisible());
        QVERIFY(panel->showsEmptyText()); // by the rules it is grouped by already
        Q_EMIT panel->closed();
        QVERIFY(panel->isHidden());
    }

    void splitsByWhatItsOccurrencesDifferIn()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        const QStringList before = shown(driver);
        selectRows(driver, 0, 0);
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        list->actions().split->trigger();
        QVERIFY(driver.settle());
        auto* fields = driver.find<QComboBox>("groupBarFields");
        QVERIFY(fields->isVisible());
        fields->setCurrentIndex(fields->findData(QStringLiteral("service.version")));
        QVERIFY(fields->currentIndex() >= 0);
        driver.find<QPushButton>("groupBarAccept")->click();
        QVERIFY(driver.settle());
        QVERIFY(shown(driver).size() > before.size());
        QTest::keyClick(&errorList(driver), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QCOMPARE(shown(driver), before);
    }

    void assignsAndResolves()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        const std::pair<QAction*, const char*> steps[] = {
            {list->actions().assign, "assigned to 9.9"},
            {list->actions().resolveIn, "resolved in version 9.9"}};
        for (const auto& [action, says] : steps) {
            selectRows(driver, 0, 0);
            action->trigger();
            auto* text = driver.find<QLineEdit>("groupBarText");
            text->clear();
            QTest::keyClicks(text, QStringLiteral("9.9"));
            QTest::keyClick(text, Qt::Key_Return);
            QVERIFY(driver.settle());
            QVERIFY2(list->bar().sentence().contains(QLatin1String(says)),
                     qPrintable(list->bar().sentence()));
        }
    }

    void previewsSourceMapsOfAFolder()
    {
        WindowDriver driver;
        QVERIFY(driver.open(m_store));
        QFile map(m_folder->filePath(QStringLiteral("main.js.map")));
        QVERIFY(map.open(QIODevice::WriteOnly));
        map.write(R"({"version":3,"debugId":"0a1b2c3d-0000-4000-8000-000000000001",)"
                  R"("sources":["a.ts"],"names":[],"mappings":"AAAA"})");
        map.close();
        auto* list = driver.find<widgets::ErrorList>("errorListPanel");
        list->actions().sourceMaps->trigger();
        auto* dialog = driver.find<QFileDialog>("sourceMapDialog");
        Q_EMIT dialog->fileSelected(m_folder->path());
        dialog->close();
        QVERIFY(driver.settle());
        auto* panel = driver.find<widgets::RegroupPanel>("regroupPanel");
        QVERIFY(panel->isVisible());
        const QString said = driver.find<widgets::PlainLabel>("regroupSentence")->text();
        QVERIFY2(said.contains(QStringLiteral("of these with a debug id: 1")), qPrintable(said));
        QVERIFY(driver.find<QPushButton>("regroupApply")->isEnabled());
        // The maps of one build may be told to be of one version only.
        auto* version = driver.find<QPushButton>("regroupVersion");
        QVERIFY(version->isVisible());
        const QList<QAction*> offered = version->menu()->actions();
        QVERIFY(offered.size() > 2);
        offered.back()->trigger();
        QVERIFY(driver.settle());
        QVERIFY(version->accessibleName().contains(offered.back()->text()));
        QVERIFY(driver.find<QPushButton>("regroupApply")->isEnabled());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

THROUGHLINE_TEST(GroupJourneyTest)

} // namespace throughline::test

#include "tst_group_journey.moc"
