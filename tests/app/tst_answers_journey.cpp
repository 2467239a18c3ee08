#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/funnel_editor.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/plot/rate_plot.h"

#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStringListModel>
#include <QTableView>
#include <QtTest>

namespace throughline::test {

namespace {

void press(const WindowDriver& driver, const char* button)
{
    driver.find<QPushButton>(button)->click();
}

int rows(const WindowDriver& driver, const char* table)
{
    return driver.find<QTableView>(table)->model()->rowCount();
}

QString cell(const WindowDriver& driver, const char* table, int row, int column)
{
    return driver.find<QTableView>(table)->model()->index(row, column).data().toString();
}

QString words(const WindowDriver& driver, const char* label)
{
    return driver.find<QLabel>(label)->text();
}

} // namespace

/// The further answers of the Impact perspective: what sessions did, what differs, what a release
/// changed, the views of the funnel and its editor; on the demo store.
class AnswersJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(!demoStorePath().isEmpty()); }

    void engagementStandsBesideTheEffect()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "comparisonEngagement");
        QVERIFY(rows(driver, "engagementTable") >= 9);
        QCOMPARE(cell(driver, "engagementTable", 0, 0), QStringLiteral("Time to convert"));
        QVERIFY(words(driver, "engagementNote").contains(QStringLiteral("Left out")));
    }

    void allSegmentsOpenTheirSessions()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* plot = driver.find<widgets::IntervalPlot>("comparisonPlot");
        const std::size_t few = plot->table().rows.size();
        press(driver, "comparisonMore");
        const widgets::TableTwin table = plot->table();
        QVERIFY(table.rows.size() > few);
        Q_EMIT plot->rowActivated(table.rows.size() - 1);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), numberIn(table.rows.back().value(1)));
        QVERIFY(driver.back());
    }

    void tellsAffectedFromControl()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "comparisonDifferences");
        QVERIFY(driver.settle());
        QVERIFY(rows(driver, "differenceTable") > 10);
        QVERIFY(words(driver, "differenceSentence").contains(QStringLiteral("most surely")));
    }

    void tellsAnyTwoSetsApart()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "comparisonDifferences");
        driver.find<QLineEdit>("differenceFirst")->setText(QStringLiteral("device.type:mobile"));
        press(driver, "differenceAsk");
        QVERIFY(driver.settle());
        QVERIFY(cell(driver, "differenceTable", 0, 0).startsWith(QStringLiteral("device.type")));
        driver.find<QLineEdit>("differenceFirst")->setText(QStringLiteral("device.type:["));
        press(driver, "differenceAsk");
        QVERIFY(driver.settle());
        QVERIFY(!words(driver, "differenceSentence").isEmpty());
        QCOMPARE(rows(driver, "differenceTable"), 0);
    }

    void aVersionTellsWhatItChanged()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "comparisonRelease");
        QVERIFY(words(driver, "releaseSentence").contains(QStringLiteral("Choose a version")));
        auto* bars = driver.find<QWidget>("versionBars");
        bars->setFocus();
        QTest::keyClick(bars, Qt::Key_Return);
        QVERIFY(driver.settle());
        QVERIFY2(words(driver, "releaseSentence").contains(QStringLiteral("per 1,000 sessions")),
                 qPrintable(words(driver, "releaseSentence")));
        QCOMPARE(rows(driver, "releaseTable"), 4);
    }

    void checksStandBesideTheEffect()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "comparisonChecks");
        QVERIFY(rows(driver, "checksTable") >= 8); // the methods, and what is not balanced
        QVERIFY(!cell(driver, "checksTable", 0, 3).isEmpty());
        const QString said = words(driver, "checksSentences");
        QVERIFY2(said.contains(QStringLiteral("E-value")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("would show")), qPrintable(said));
    }

    void theFunnelHasFurtherViews()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "funnelTimes");
        QVERIFY(driver.settle());
        QVERIFY(rows(driver, "funnelTimesTable") >= 4);
        QVERIFY(driver.find<widgets::RatePlot>("funnelTimesPlot")->table().rows.size() > 3);
        press(driver, "funnelTrend");
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::RatePlot>("funnelTrendPlot")->table().rows.size() > 5);
        press(driver, "funnelSplit");
        QVERIFY(driver.settle());
        QVERIFY(rows(driver, "funnelSplitTable") >= 1);
        auto* attribution = driver.find<QComboBox>("funnelSplitAttribution");
        attribution->setCurrentIndex(2);
        Q_EMIT attribution->activated(2);
        QVERIFY(driver.settle());
        QVERIFY(rows(driver, "funnelSplitTable") >= 1);
    }

    void numbersOfThePivotOpenTheirSessions()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        press(driver, "funnelPivot");
        QVERIFY(driver.settle());
        auto* table = driver.find<QTableView>("funnelPivotTable");
        const int lines = rows(driver, "funnelPivotTable");
        QVERIFY(lines >= 4 && lines % 2 == 0); // both arms of every value
        const QModelIndex number = table->model()->index(0, 3);
        const qint64 sessions = numberIn(number.data().toString());
        QVERIFY(sessions > 0);
        Q_EMIT table->activated(number);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), sessions);
        QVERIFY(driver.back());
        auto* device = driver.find<QPushButton>("funnelPivotFields")
                           ->findChild<QAction*>(QStringLiteral("funnelPivotField.device.type"));
        device->toggle();
        QVERIFY(driver.settle());
        QVERIFY(rows(driver, "funnelPivotTable") < lines);
    }

    void filterOffersStatesOfErrors()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        const QCompleter* completer = driver.find<QLineEdit>("filterAddEdit")->completer();
        QVERIFY(completer != nullptr);
        const auto* offered = qobject_cast<QStringListModel*>(completer->model());
        QVERIFY(offered != nullptr);
        for (const char* text : {"error.status:new", "error.status:ignored", "has:error.group"}) {
            QVERIFY2(offered->stringList().contains(QLatin1String(text)), text);
        }
    }

    void aFunnelIsEditedAndSaved()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        driver.find<QMenu>("funnelEditMenu")->actions().at(0)->trigger();
        auto* editor = driver.find<widgets::FunnelEditor>("funnelEditor");
        QVERIFY(editor != nullptr);
        QLineEdit* name = editor->findChild<QLineEdit*>(QStringLiteral("funnelName"));
        QLineEdit* step = editor->findChild<QLineEdit*>(QStringLiteral("funnelStep2"));
        QAbstractButton* save =
            editor->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
        name->setText(QStringLiteral("users"));
        editor->findChild<QComboBox*>(QStringLiteral("funnelUnit"))->setCurrentIndex(1);
        const QString before = step->text();
        step->setText(QStringLiteral("evnt:add_to_cart"));
        save->click();
        QVERIFY(driver.settle());
        QVERIFY(editor->isVisible());
        QVERIFY(!editor->findChild<QLabel*>(QStringLiteral("funnelProblem"))->text().isEmpty());
        step->setText(before);
        save->click();
        QVERIFY(driver.settle());
        QTRY_VERIFY(driver.find<widgets::FunnelEditor>("funnelEditor") == nullptr);
        const auto* panel = driver.find<widgets::FunnelPanel>("funnelPanel");
        QTRY_COMPARE(panel->title(), QStringLiteral("users funnel"));
        // Errors are compared by session: the panel says so.
        QVERIFY(driver.find<widgets::ComparisonPanel>("comparisonPanel")->showsEmptyText());
    }
};

THROUGHLINE_TEST(AnswersJourneyTest)

} // namespace throughline::test

#include "tst_answers_journey.moc"
