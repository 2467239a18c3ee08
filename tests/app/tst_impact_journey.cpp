#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/impact/terms_edit.h"
#include "widgets/plot/funnel_chart.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/shared/message_bar.h"
#include "widgets/shared/plain_label.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline::test {

namespace {

enum Column
{
    Sessions = 2,
    Tickets = 6
};

/// A click in the middle of a part of the funnel, scrolled into sight.
void clickFunnel(widgets::FunnelChart& chart, QPointF position)
{
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, position.toPoint());
}

QTableView& errorList(const WindowDriver& driver)
{
    return *driver.find<QTableView>("errorList");
}

void selectRow(QTableView& table, int row)
{
    const QRect box = table.visualRect(table.model()->index(row, 0));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, box.center());
}

void activateCell(QTableView& table, int row, int column)
{
    table.setCurrentIndex(table.model()->index(row, column));
    QTest::keyClick(&table, Qt::Key_Return);
}

QString cell(const QTableView& table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

} // namespace

/// Impact, by clicks and keys in the true window on the demo store.
class ImpactJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(!demoStorePath().isEmpty()); }

    void opensOnTheCostliestErrorWithItsFunnelAndComparison()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(errorList(driver).model()->rowCount() > 1);
        QCOMPARE(errorList(driver).selectionModel()->selectedRows().size(), 1);
        QVERIFY(driver.find<widgets::FunnelChart>("funnelChart")->table().rows.size() > 2);
        QVERIFY(driver.find<QWidget>("comparisonSentence")->isVisible());
        QCOMPARE(driver.trail().size(), 2);
    }

    void everyBarOfTheFunnelOpensAsManySessionsAsItSays_data()
    {
        QTest::addColumn<int>("row");
        QTest::newRow("the costliest error") << 0;
        QTest::newRow("the next one") << 1;
        QTest::newRow("the last one") << -1;
    }

    void everyBarOfTheFunnelOpensAsManySessionsAsItSays()
    {
        QFETCH(int, row);
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTableView& errors = errorList(driver);
        selectRow(errors, row < 0 ? errors.model()->rowCount() - 1 : row);
        QVERIFY(driver.settle());
        auto* chart = driver.find<widgets::FunnelChart>("funnelChart");
        const widgets::TableTwin table = chart->table();
        int clicked = 0;
        for (std::size_t step = 0; step < table.rows.size(); ++step) {
            const QStringList& shown = table.rows[step];
            for (const auto arm : {widgets::FunnelArm::Unaffected, widgets::FunnelArm::Affected}) {
                const QRectF bar = chart->barRect(step, arm);
                if (bar.height() < 4) {
                    continue;
                }
                const QString number =
                    arm == widgets::FunnelArm::Affected ? shown.value(6) : shown.value(1);
                clickFunnel(*chart, bar.center());
                QVERIFY(driver.settle());
                QCOMPARE(driver.window().perspective(), QStringLiteral("session"));
                QCOMPARE(driver.listedSessions(), numberIn(number));
                QVERIFY(driver.back());
                QCOMPARE(driver.window().perspective(), QStringLiteral("impact"));
                ++clicked;
            }
        }
        QVERIFY(clicked >= static_cast<int>(table.rows.size()));
    }

    void everyGapOfTheFunnelOpensThoseThatWereLost()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* chart = driver.find<widgets::FunnelChart>("funnelChart");
        const widgets::TableTwin table = chart->table();
        const double top = chart->barRect(0, widgets::FunnelArm::Unaffected).top();
        int clicked = 0;
        for (std::size_t step = 1; step < table.rows.size(); ++step) {
            for (const auto arm : {widgets::FunnelArm::Unaffected, widgets::FunnelArm::Affected}) {
                const QRectF bar = chart->barRect(step, arm);
                if (bar.isNull() || bar.top() - top < 4) {
                    continue;
                }
                const int column = arm == widgets::FunnelArm::Affected ? 6 : 1;
                const qint64 lost = numberIn(table.rows[step - 1].value(column))
                    - numberIn(table.rows[step].value(column));
                clickFunnel(*chart, {bar.center().x(), (bar.top() + top) / 2});
                QVERIFY(driver.settle());
                QCOMPARE(driver.listedSessions(), lost);
                QVERIFY(driver.back());
                ++clicked;
            }
        }
        QVERIFY(clicked >= 3);
    }

    void everyRowOfTheComparisonOpensAsManySessionsAsItSays()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* plot = driver.find<widgets::IntervalPlot>("comparisonPlot");
        const widgets::TableTwin table = plot->table();
        QVERIFY(table.rows.size() > 3);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            plot->setFocus();
            QTest::keyClick(plot, row == 0 ? Qt::Key_Up : Qt::Key_Down);
            QTest::keyClick(plot, Qt::Key_Return);
            QVERIFY(driver.settle());
            const qint64 number = numberIn(table.rows[row].value(1));
            QVERIFY2(driver.listedSessions() == number,
                     qPrintable(QStringLiteral("%1: %2 listed, %3 shown")
                                    .arg(table.rows[row].value(0))
                                    .arg(driver.listedSessions())
                                    .arg(number)));
            QVERIFY(driver.back());
        }
    }

    void termsOfTheComparisonAreChosenAndListsFollow()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        const auto basis = [&] {
            return driver.find<widgets::PlainLabel>("comparisonBasis")->text();
        };
        const QString before = basis();
        QVERIFY2(before.contains(QStringLiteral("matched on plan, device")), qPrintable(before));
        QTest::mouseClick(driver.find<QPushButton>("comparisonTerms"), Qt::LeftButton);
        auto* edit = driver.find<widgets::TermsEdit>("termsEdit");
        QVERIFY(edit != nullptr && edit->isVisible());
        driver.find<QComboBox>("termsStep")->setCurrentIndex(2);
        for (const char* field : {"termsField_plan.tier", "termsField_geo.country.iso_code",
                                  "termsField_service.version"}) {
            driver.find<QCheckBox>(field)->click();
        }
        auto* value = driver.find<QLineEdit>("termsValue");
        QTest::keyClicks(value, QStringLiteral("12,5"));
        QVERIFY(!driver.find<QPushButton>("termsApply")->isEnabled());
        value->setText(QStringLiteral("12.5"));
        QTest::keyClick(value, Qt::Key_Return);
        QVERIFY(driver.settle());
        QCOMPARE(basis(),
                 QStringLiteral("reached add_to_cart, as chosen \u00B7 matched on device"));
        // What is listed is what is compared.
        auto* plot = driver.find<widgets::IntervalPlot>("comparisonPlot");
        const qint64 affected = numberIn(plot->table().rows[0].value(1));
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_Up);
        QTest::keyClick(plot, Qt::Key_Return);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), affected);
        QVERIFY(driver.back());
        QTest::mouseClick(driver.find<QPushButton>("comparisonTerms"), Qt::LeftButton);
        QCOMPARE(driver.find<QLineEdit>("termsValue")->text(), QStringLiteral("12.5"));
        QTest::mouseClick(driver.find<QPushButton>("termsUsual"), Qt::LeftButton);
        QTest::mouseClick(driver.find<QPushButton>("termsApply"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QCOMPARE(basis(), before);
    }

    void everyNumberOfSessionsInTheListOpensThem()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTableView& errors = errorList(driver);
        for (int row = 0; row < errors.model()->rowCount(); ++row) {
            const QString number = cell(errors, row, Sessions);
            activateCell(errors, row, Sessions);
            QVERIFY(driver.settle());
            QCOMPARE(driver.listedSessions(), numberIn(number));
            QVERIFY(driver.go("impact"));
        }
    }

    void everyNumberOfTicketsInTheListOpensThem()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QTableView& errors = errorList(driver);
        int opened = 0;
        for (int row = 0; row < errors.model()->rowCount(); ++row) {
            const qint64 number = numberIn(cell(errors, row, Tickets));
            if (number <= 0) {
                continue;
            }
            activateCell(errors, row, Tickets);
            QVERIFY(driver.settle());
            const auto* tickets = driver.find<QListView>("ticketList");
            QCOMPARE(qint64 {tickets->model()->rowCount()}, number);
            QVERIFY(driver.chips().join(QLatin1Char(',')).contains(QLatin1String("tickets")));
            QVERIFY(driver.go("impact"));
            ++opened;
        }
        QVERIFY(opened > 0);
    }

    void theLinksOfTheDetailOpenWhatTheySay()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* link = driver.find<QPushButton>("detailSessions");
        const qint64 number = numberIn(link->text().section(QLatin1Char(' '), 0, 0));
        QVERIFY(number > 0);
        QTest::mouseClick(link, Qt::LeftButton);
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), number);
    }

    void theOpenListSaysWhatItIsAndCanBeClosed()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* chart = driver.find<widgets::FunnelChart>("funnelChart");
        clickFunnel(*chart, chart->barRect(1, widgets::FunnelArm::Unaffected).center());
        QVERIFY(driver.settle());
        const qint64 some = driver.listedSessions();
        QCOMPARE(driver.chips().size(), 1);
        QVERIFY(driver.chips().front().contains(QLatin1String("reached")));
        QTest::mouseClick(driver.find<QPushButton>("filterRemove0"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(driver.chips().isEmpty());
        QVERIFY(driver.listedSessions() > some);
    }

    void backReturnsToTheErrorThatWasSelected()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        const QStringList first = driver.trail();
        selectRow(errorList(driver), 1);
        QVERIFY(driver.settle());
        QVERIFY(driver.trail() != first);
        QVERIFY(driver.back());
        QCOMPARE(driver.trail(), first);
        QTest::mouseClick(driver.find<QPushButton>("contextForward"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(driver.trail() != first);
    }

    void theFunnelCrumbShowsTheFunnelAsAWhole()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        auto* chart = driver.find<widgets::FunnelChart>("funnelChart");
        QCOMPARE(chart->table().headers.size(), 8);
        QTest::mouseClick(driver.find<QPushButton>("crumb0"), Qt::LeftButton);
        QVERIFY(driver.settle());
        QCOMPARE(chart->table().headers.size(), 6);
        const qint64 entered = numberIn(chart->table().rows.front().value(1));
        clickFunnel(*chart, chart->barRect(0, widgets::FunnelArm::Unaffected).center());
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), entered);
    }

    void theReportOfTheSelectedErrorIsWrittenWhereItIsWanted_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("web page") << QStringLiteral("r.html") << QByteArray("<!DOCTYPE html>");
        QTest::newRow("PDF") << QStringLiteral("r.pdf") << QByteArray("%PDF-");
        QTest::newRow("Markdown") << QStringLiteral("r.md") << QByteArray("# ");
    }

    void theReportOfTheSelectedErrorIsWrittenWhereItIsWanted()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begin);
        const QTemporaryDir folder;
        WindowDriver driver;
        auto* command = driver.find<QAction>("commandExportReport");
        QVERIFY(!command->isEnabled());
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(command->isEnabled());
        QTest::mouseClick(driver.find<QPushButton>("detailReport"), Qt::LeftButton);
        auto* dialog = driver.find<QFileDialog>("exportReportDialog");
        QVERIFY(dialog != nullptr);
        const QString path = folder.filePath(name);
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")->text().contains(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith(begin));
    }

    void aReportThatCannotBeWrittenIsSaidInPlace()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        driver.find<QAction>("commandExportReport")->trigger();
        auto* dialog = driver.find<QFileDialog>("exportReportDialog");
        Q_EMIT dialog->fileSelected(QStringLiteral("/nowhere/at/all.html"));
        dialog->close();
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")
                    ->text()
                    .contains(QLatin1String("/nowhere/at/all.html")));
    }
};

THROUGHLINE_TEST(ImpactJourneyTest)

} // namespace throughline::test

#include "tst_impact_journey.moc"
