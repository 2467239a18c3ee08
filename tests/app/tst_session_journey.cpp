#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/plot/timeline_plot.h"
#include "widgets/plot/waterfall_plot.h"
#include "widgets/session/alias_bar.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shared/jump_field.h"

#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline::test {

namespace {

/// The row of a key in the inspector; -1 without one.
int rowOf(const WindowDriver& driver, const char* key)
{
    const auto* table = driver.find<QTableView>("inspectorTable");
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, 0).data().toString() == QLatin1String(key)) {
            return row;
        }
    }
    return -1;
}

/// The value beside a key in the inspector; empty without one.
QString inspected(const WindowDriver& driver, const char* key)
{
    const int row = rowOf(driver, key);
    const auto* table = driver.find<QTableView>("inspectorTable");
    return row < 0 ? QString() : table->model()->index(row, 1).data().toString();
}

/// Whom one of the first events of the session names.
QString userOfFirstEvents(WindowDriver& driver)
{
    auto* timeline = driver.window().findChild<widgets::TimelinePlot*>();
    timeline->setFocus();
    for (int i = 0; i < 12; ++i) {
        QTest::keyClick(timeline, Qt::Key_Period);
        if (!driver.settle()) {
            return {};
        }
        if (const QString user = inspected(driver, "user.id"); !user.isEmpty()) {
            return user;
        }
    }
    return {};
}

} // namespace

/// From an error to a session, its trace and the line of the file it stands in.
class SessionJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(!demoStorePath().isEmpty()); }

    void anErrorLeadsToASessionAndItsTrace()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTest::mouseClick(driver.find<QPushButton>("detailSessions"), Qt::LeftButton);
        QVERIFY(driver.settle());
        const auto* sessions = driver.find<QListView>("sessionList");
        QVERIFY(sessions->model()->rowCount() > 0);
        QCOMPARE(sessions->selectionModel()->selectedRows().size(), 1);
        const auto* timeline = driver.window().findChild<widgets::TimelinePlot*>();
        QVERIFY(!timeline->table().rows.empty());
        const auto* trace = driver.window().findChild<widgets::WaterfallPlot*>();
        QVERIFY(!trace->table().rows.empty());
        QVERIFY(driver.trail().size() >= 3);
    }

    /// Sessions with a payment timeout often met a failure of another service before it.
    void theTraceIsThatOfTheErrorOneComesFrom()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.trail().contains(QLatin1String("PaymentGatewayTimeout")));
        QTest::mouseClick(driver.find<QPushButton>("detailSessions"), Qt::LeftButton);
        QVERIFY(driver.settle());
        auto* sessions = driver.find<QListView>("sessionList");
        const auto* trace = driver.window().findChild<widgets::WaterfallPlot*>();
        for (int i = 0; i < 8; ++i) {
            QString all;
            for (const QStringList& row : trace->table().rows) {
                all += row.join(QLatin1Char(' ')) + QLatin1Char('\n');
            }
            QVERIFY2(all.contains(QLatin1String("payments")), qPrintable(all));
            QTest::keyClick(sessions, Qt::Key_Down);
            QVERIFY(driver.settle());
        }
    }

    void aSpanShowsItsAttributesAndItsPlaceInTheFile()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTest::mouseClick(driver.find<QPushButton>("detailSessions"), Qt::LeftButton);
        QVERIFY(driver.settle());
        auto* trace = driver.window().findChild<widgets::WaterfallPlot*>();
        trace->setFocus();
        QTest::keyClick(trace, Qt::Key_Down);
        QVERIFY(driver.settle());
        QVERIFY(!inspected(driver, "service.name").isEmpty());
        QVERIFY(!inspected(driver, "duration").isEmpty());
        QVERIFY(inspected(driver, "source").contains(QLatin1String("line")));
        QVERIFY(trace->selectedSpan().valid());
    }

    void steppingThroughTheTimelineInspectsEachItem()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.go("session"));
        auto* timeline = driver.window().findChild<widgets::TimelinePlot*>();
        timeline->setFocus();
        QTest::keyClick(timeline, Qt::Key_Period);
        QVERIFY(driver.settle());
        QVERIFY(inspected(driver, "source").contains(QLatin1String("line")));
        QVERIFY(timeline->selectedItem().has_value());
    }

    /// Only because somebody says so, and only until they take it back.
    void twoSpellingsBecomeOnePerson()
    {
        QTemporaryDir folder;
        const QString store = folder.filePath(QStringLiteral("copy.throughline"));
        QVERIFY(QFile::copy(demoStorePath(), store));
        WindowDriver driver;
        QVERIFY(driver.open(store));
        QVERIFY(driver.go("session"));
        const QString owner = userOfFirstEvents(driver);
        QString name = owner;
        for (int i = 0; i < 8 && (name == owner || name.isEmpty()); ++i) {
            QTest::keyClick(driver.find<QListView>("sessionList"), Qt::Key_Down);
            QVERIFY(driver.settle());
            name = userOfFirstEvents(driver);
        }
        QVERIFY(!owner.isEmpty() && !name.isEmpty() && name != owner);
        auto* table = driver.find<QTableView>("inspectorTable");
        table->selectRow(rowOf(driver, "user.id"));
        driver.find<QPushButton>("inspectorAlias")->click();
        auto* text = driver.find<QLineEdit>("aliasBarOwner");
        text->setText(owner);
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(driver.settle());
        const auto* bar = driver.find<widgets::AliasBar>("aliasBar");
        QTRY_VERIFY(bar->sentence().contains(QLatin1String("counts as ") + owner));
        QTest::mouseClick(driver.find<QPushButton>("aliasBarUndo"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QTRY_VERIFY(bar->sentence().contains(QLatin1String("stands for itself")));
    }

    void anotherSessionShowsAnotherTimeline()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.go("session"));
        auto* sessions = driver.find<QListView>("sessionList");
        const QStringList first = driver.trail();
        QTest::keyClick(sessions, Qt::Key_Down);
        QVERIFY(driver.settle());
        QVERIFY(driver.trail() != first);
        QVERIFY(driver.trail().back().startsWith(QLatin1String("session ")));
    }

    void scrollingToTheEndListsFurtherSessions()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTest::mouseClick(driver.find<QPushButton>("crumb0"), Qt::LeftButton);
        QVERIFY(driver.go("session"));
        auto* sessions = driver.find<QListView>("sessionList");
        const int before = sessions->model()->rowCount();
        QVERIFY(driver.listedSessions() > before);
        sessions->scrollToBottom();
        QVERIFY(driver.settle());
        QVERIFY(sessions->model()->rowCount() > before);
        QVERIFY(driver.listedSessions() >= sessions->model()->rowCount());
    }

    void aFilterNarrowsTheListAndItsRemovalWidensIt()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTest::mouseClick(driver.find<QPushButton>("crumb0"), Qt::LeftButton);
        QVERIFY(driver.go("session"));
        const qint64 all = driver.listedSessions();
        auto* bar = driver.find<widgets::FilterBar>("filterBar");
        bar->editExpression();
        auto* text = driver.find<QLineEdit>("filterExpression");
        text->setText(QStringLiteral("device.type:mobile"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(driver.settle());
        const qint64 mobile = driver.listedSessions();
        QVERIFY(mobile > 0 && mobile < all);
        QCOMPARE(driver.chips(), QStringList {QStringLiteral("device.type is mobile")});
        QTest::mouseClick(driver.find<QPushButton>("filterFlip0"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), all - mobile);
        QTest::mouseClick(driver.find<QPushButton>("filterRemove0"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), all);
    }

    void aFilterThatCannotBeReadChangesNothing()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        driver.find<widgets::FilterBar>("filterBar")->editExpression();
        auto* text = driver.find<QLineEdit>("filterExpression");
        text->setText(QStringLiteral("device.type:[mobile"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(driver.settle());
        QVERIFY(driver.window().context().scope().where.empty());
    }

    void aPastedSessionIdIsGoneTo()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.go("session"));
        const std::string id = driver.window().context().selection().session;
        QVERIFY(!id.empty());
        QVERIFY(driver.go("impact"));
        auto* jump = driver.find<QLineEdit>("jumpField");
        jump->setText(QString::fromStdString(id));
        QTest::keyClick(jump, Qt::Key_Return);
        QVERIFY(driver.settle());
        QCOMPARE(driver.window().perspective(), QStringLiteral("session"));
        QCOMPARE(driver.window().context().selection().session, id);
    }
};

THROUGHLINE_TEST(SessionJourneyTest)

} // namespace throughline::test

#include "tst_session_journey.moc"
