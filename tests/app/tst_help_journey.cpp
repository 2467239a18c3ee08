#include "app/window/help_controller.h"
#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/help/help_dialog.h"
#include "widgets/help/help_view.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QtTest>

namespace throughline::test {

/// The help in the window: the page about what one looks at, index, search, links.
class HelpJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void opensOnThePageOfTheView()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.go("session"));
        driver.window().activateWindow();
        QTest::keyClick(&driver.window(), Qt::Key_F1);
        auto* help = driver.find<widgets::HelpDialog>("helpDialog");
        QVERIFY(help != nullptr && help->isVisible());
        QCOMPARE(help->page(), QStringLiteral("sessions"));
        QVERIFY(help->windowTitle().contains(QLatin1String("Help")));
        QVERIFY(driver.find<widgets::HelpView>("helpText")->toPlainText().size() > 200);
    }

    void knowsThePartUnderTheFocus_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("perspective");
        QTest::addColumn<QString>("page");
        QTest::newRow("a panel") << "comparisonPanel"
                                 << "impact"
                                 << "comparison";
        QTest::newRow("a part of a panel") << "comparisonSentence"
                                           << "impact"
                                           << "comparison";
        QTest::newRow("a perspective") << "contextBar"
                                       << "data"
                                       << "import";
        QTest::newRow("nothing") << ""
                                 << ""
                                 << "start";
    }

    void knowsThePartUnderTheFocus()
    {
        QFETCH(QString, part);
        QFETCH(QString, perspective);
        QFETCH(QString, page);
        WindowDriver driver;
        const QWidget* at = driver.find<QWidget>(part.toLatin1().constData());
        QCOMPARE(app::helpPageFor(part.isEmpty() ? nullptr : at, perspective), page);
    }

    void searchesAndFollowsLinks()
    {
        widgets::HelpDialog help;
        help.showPage(QStringLiteral("start"));
        help.show();
        auto* index = help.findChild<QListWidget*>(QStringLiteral("helpIndex"));
        auto* search = help.findChild<QLineEdit*>(QStringLiteral("helpSearch"));
        auto* view = help.findChild<widgets::HelpView*>(QStringLiteral("helpText"));
        const int pages = index->count();
        QVERIFY(pages >= 10);
        QTest::keyClicks(search, QStringLiteral("landmark"));
        QVERIFY(index->count() < pages);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(help.page(), QStringLiteral("comparison"));
        QVERIFY(help.findChild<QPushButton*>(QStringLiteral("helpBack"))->isEnabled());
        QTest::mouseClick(help.findChild<QPushButton*>(QStringLiteral("helpBack")), Qt::LeftButton);
        QCOMPARE(help.page(), QStringLiteral("start"));
        search->clear();
        QCOMPARE(index->count(), pages);
        QCOMPARE(index->currentItem()->data(Qt::UserRole).toString(), QStringLiteral("start"));
        view->setSource(QUrl(QStringLiteral("funnels.md")));
        QCOMPARE(help.page(), QStringLiteral("funnels"));
        QCOMPARE(index->currentItem()->data(Qt::UserRole).toString(), QStringLiteral("funnels"));
        search->setText(QStringLiteral("zzyzx"));
        QCOMPARE(index->count(), 0);
    }

    void leadsNowhereElse()
    {
        widgets::HelpDialog help;
        help.showPage(QStringLiteral("start"));
        auto* view = help.findChild<widgets::HelpView*>(QStringLiteral("helpText"));
        for (const char* link : {"https://example.com/", "file:///etc/passwd", "nowhere.md"}) {
            view->setSource(QUrl(QString::fromLatin1(link)));
            QCOMPARE(help.page(), QStringLiteral("start"));
        }
        help.showPage(QStringLiteral("nowhere"));
        QCOMPARE(help.page(), QStringLiteral("start"));
    }

    void remembersItsSize()
    {
        WindowDriver driver;
        driver.window().activateWindow();
        QTest::keyClick(&driver.window(), Qt::Key_F1);
        auto* help = driver.find<widgets::HelpDialog>("helpDialog");
        QVERIFY(help != nullptr);
        help->resize(700, 500);
        QTest::keyClick(help, Qt::Key_Escape);
        QVERIFY(!help->isVisible());
        QVERIFY(!driver.settings().helpGeometry().isEmpty());
        QTest::keyClick(&driver.window(), Qt::Key_F1);
        QTRY_VERIFY(help->isVisible());
        QCOMPARE(help->size(), QSize(700, 500));
    }
};

THROUGHLINE_TEST(HelpJourneyTest)

} // namespace throughline::test

#include "tst_help_journey.moc"
