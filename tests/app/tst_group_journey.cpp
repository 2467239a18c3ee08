#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/group_actions.h"
#include "widgets/impact/group_bar.h"
#include "widgets/impact/regroup_panel.h"

#include <QAction>
#include <QFile>
#include <QLineEdit>
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

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

THROUGHLINE_TEST(GroupJourneyTest)

} // namespace throughline::test

#include "tst_group_journey.moc"
