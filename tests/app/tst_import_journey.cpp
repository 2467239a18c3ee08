#include "app/window/import_controller.h"
#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/data/import_dialog.h"
#include "widgets/data/mapping_dialog.h"
#include "widgets/shared/import_progress.h"
#include "widgets/shared/message_bar.h"
#include "widgets/shared/panel.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QUrl>
#include <QtTest>

namespace throughline::test {

namespace {

/// So many page views of as many users, one record per line.
QString writeEvents(const QTemporaryDir& folder, const char* name, int count)
{
    const QString path = folder.filePath(QString::fromLatin1(name));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return {};
    }
    for (int i = 0; i < count; ++i) {
        const QString line =
            QStringLiteral("{\"timestamp\":\"2026-05-04T10:%1:%2Z\",\"event\":\"view_page\","
                           "\"session_id\":\"s%3\",\"user_id\":\"u%3\"}\n")
                .arg(i / 60 % 60, 2, 10, QLatin1Char('0'))
                .arg(i % 60, 2, 10, QLatin1Char('0'))
                .arg(i);
        file.write(line.toUtf8());
    }
    return path;
}

void drop(QWidget& target, const QString& path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&target, &event);
}

} // namespace

/// Files come in through the window: dropped, imported in the background, shown.
class ImportJourneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("THROUGHLINE_STORE",
                m_folder->filePath(QStringLiteral("default.throughline")).toUtf8());
    }

    void cleanup() { qunsetenv("THROUGHLINE_STORE"); }

    void aDroppedFileMakesAStoreAndIsShown()
    {
        WindowDriver driver;
        QVERIFY(driver.find<QWidget>("emptyState")->isVisible());
        drop(driver.window(), writeEvents(*m_folder, "web.ndjson", 50));
        QVERIFY(driver.settle());
        QVERIFY(driver.window().session().isOpen());
        QVERIFY(!driver.find<QWidget>("emptyState")->isVisible());
        QVERIFY(driver.go("data"));
        const auto* sources = driver.find<QTableView>("sourceTable");
        QCOMPARE(sources->model()->rowCount(), 1);
        QCOMPARE(sources->model()->index(0, 4).data().toString(), QStringLiteral("50"));
        QVERIFY(driver.go("session"));
        QCOMPARE(driver.listedSessions(), 50);
    }

    void aSecondFileAddsToWhatIsShown()
    {
        WindowDriver driver;
        drop(driver.window(), writeEvents(*m_folder, "web.ndjson", 50));
        QVERIFY(driver.settle());
        drop(driver.window(), writeEvents(*m_folder, "more.ndjson", 80));
        QVERIFY(driver.settle());
        QVERIFY(driver.go("data"));
        QCOMPARE(driver.find<QTableView>("sourceTable")->model()->rowCount(), 2);
    }

    void aCancelledImportLeavesNothing()
    {
        WindowDriver driver;
        drop(driver.window(), writeEvents(*m_folder, "large.ndjson", 200'000));
        QVERIFY(driver.window().imports().isRunning());
        auto* cancel = driver.find<QPushButton>("importCancel");
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(!driver.window().session().isOpen());
        QVERIFY(!driver.find<widgets::ImportProgress>("importProgress")->isVisible());
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")
                    ->text()
                    .contains(QLatin1String("cancelled")));
    }

    void aFileThatIsNoExportIsRefusedInPlace()
    {
        WindowDriver driver;
        const QString path = m_folder->filePath(QStringLiteral("holiday.png"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x89PNG\r\n\x1a\n no export at all");
        file.close();
        drop(driver.window(), path);
        QVERIFY(driver.settle());
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")->isVisible());
        QVERIFY(QApplication::activeModalWidget() == nullptr);
    }

    void anUnknownTableIsMappedAndImported()
    {
        WindowDriver driver;
        const QString path = m_folder->filePath(QStringLiteral("kiosk visits.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("When;Login;Visit;Doing\n2026-03-01 10:00:00;U1;v-1;open\n"
                   "2026-03-01 10:00:09;U2;v-2;pay\n");
        file.close();
        drop(driver.window(), path);
        QVERIFY(driver.settle());
        auto* dialog = driver.find<widgets::MappingDialog>("mappingDialog");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        const auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("mappingTable"));
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("When"));
        auto choose = [dialog](int row, const char* meaning) {
            auto* combo =
                dialog->findChild<QComboBox*>(QStringLiteral("mappingMeaning%1").arg(row));
            QVERIFY(!combo->accessibleName().isEmpty());
            combo->setCurrentIndex(combo->findData(QString::fromLatin1(meaning)));
        };
        QCOMPARE(dialog->mapping().columns.at(0).meaning, std::string("time"));
        QCOMPARE(dialog->mapping().columns.at(2).meaning, std::string("session.id"));
        auto* signal = dialog->findChild<QComboBox*>(QStringLiteral("mappingSignal"));
        signal->setCurrentIndex(0);
        QVERIFY(driver.settle());
        // An event without a name cannot be saved, and the dialog says so.
        auto* save = dialog->findChild<QPushButton*>(QStringLiteral("mappingSave"));
        QVERIFY(!save->isEnabled());
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("mappingProblem"))
                    ->text()
                    .contains(QLatin1String("event.name")));
        choose(3, "event.name");
        choose(1, "user.id");
        QVERIFY(driver.settle());
        QVERIFY(save->isEnabled());
        const auto* preview = dialog->findChild<QTableWidget*>(QStringLiteral("mappingPreview"));
        QCOMPARE(preview->rowCount(), 2);
        dialog->findChild<QLineEdit*>(QStringLiteral("mappingName"))->setFocus();
        QTest::mouseClick(save, Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(driver.window().session().isOpen());
        QVERIFY(driver.go("session"));
        QCOMPARE(driver.listedSessions(), 2);
        // The next file of the kind is known.
        QFile second(m_folder->filePath(QStringLiteral("more.csv")));
        QVERIFY(second.open(QIODevice::WriteOnly));
        second.write("When;Login;Visit;Doing\n2026-03-02 10:00:00;U3;v-3;open\n");
        second.close();
        drop(driver.window(), second.fileName());
        QVERIFY(driver.settle());
        QCOMPARE(driver.listedSessions(), 3);
    }

    void filesAreImportedAsTheOptionsSay()
    {
        WindowDriver driver;
        const QString path = m_folder->filePath(QStringLiteral("local.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("timestamp,event,session_id,user_id,note\n"
                   "2026-03-01 10:00:00,view,s1,u1,ask ann@example.org\n"
                   "soon,view,s2,u2,x\n");
        file.close();
        driver.find<QAction>("commandImportOptions")->trigger();
        auto* dialog = driver.find<widgets::ImportDialog>("importOptionsDialog");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        auto* start = dialog->findChild<QPushButton*>(QStringLiteral("importOptionsImport"));
        QVERIFY(!start->isEnabled());
        QVERIFY(!dialog->choice().salvage);
        auto* salvage = dialog->findChild<QCheckBox*>(QStringLiteral("importSalvage"));
        salvage->setChecked(true);
        QVERIFY(dialog->choice().salvage);
        dialog->addPaths({path});
        QVERIFY(driver.settle());
        QVERIFY(start->isEnabled());
        const auto* rules = dialog->findChild<QTableWidget*>(QStringLiteral("importRedactions"));
        QCOMPARE(rules->rowCount(), 1);
        QCOMPARE(rules->item(0, 0)->text(), QStringLiteral("email"));
        QCOMPARE(rules->item(0, 1)->text(), QStringLiteral("note"));
        QVERIFY(!rules->item(0, 3)->text().contains(QLatin1String("ann@")));
        // What cannot be is said where it stands, and nothing is imported.
        auto* rate = dialog->findChild<QLineEdit*>(QStringLiteral("importSampleRate"));
        rate->setText(QStringLiteral("ten"));
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(dialog->isVisible() && !driver.window().session().isOpen());
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("importPreviewProblem"))
                    ->text()
                    .contains(QLatin1String("share")));
        rate->setText(QStringLiteral("10%"));
        dialog->findChild<QComboBox*>(QStringLiteral("importZone"))
            ->setCurrentText(QStringLiteral("Asia/Tokyo"));
        dialog->findChild<QCheckBox*>(QStringLiteral("importPseudonymise"))->setChecked(true);
        QVERIFY(driver.settle());
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(driver.window().session().isOpen());
        accountOfTheSource(driver);
    }

    void aFormatIsChosenAndARejectFailsItsFile()
    {
        WindowDriver driver;
        const QString path = m_folder->filePath(QStringLiteral("soon.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("timestamp,event,session_id\n2026-03-01T10:00:00Z,view,s1\nsoon,view,s2\n");
        file.close();
        driver.find<QAction>("commandImportOptions")->trigger();
        auto* dialog = driver.find<widgets::ImportDialog>("importOptionsDialog");
        dialog->addPaths({path});
        QVERIFY(driver.settle());
        const auto* problem = dialog->findChild<QLabel*>(QStringLiteral("importPreviewProblem"));
        QVERIFY(problem->isHidden());
        auto* formats = dialog->findChild<QComboBox*>(QStringLiteral("importFormat"));
        const int other = formats->findText(QStringLiteral("har"));
        QVERIFY(other > 0);
        QVERIFY(!formats->itemData(other, Qt::ToolTipRole).toString().isEmpty());
        formats->setCurrentIndex(other);
        QVERIFY(driver.settle());
        QVERIFY(!problem->isHidden()); // it is no such file, and said so before anything is read
        formats->setCurrentIndex(0);
        QVERIFY(driver.settle());
        QVERIFY(problem->isHidden());
        dialog->findChild<QCheckBox*>(QStringLiteral("importStrict"))->setChecked(true);
        QVERIFY(dialog->choice().strict && dialog->choice().format.isEmpty());
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("importOptionsImport")),
                          Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(!driver.window().session().isOpen()); // nothing came in, so no store is left
    }

    void theQuarantineFollowsTheSelectedSource()
    {
        WindowDriver driver;
        driver.find<QAction>("commandImportOptions")->trigger();
        auto* dialog = driver.find<widgets::ImportDialog>("importOptionsDialog");
        const QString key = m_folder->filePath(QStringLiteral("ours.key"));
        dialog->findChild<QLineEdit*>(QStringLiteral("importKeyFile"))->setText(key);
        dialog->addPaths({writeRejects("one.csv", 1), writeRejects("three.csv", 3)});
        QVERIFY(driver.settle());
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("importOptionsImport")),
                          Qt::LeftButton);
        QVERIFY(driver.settle());
        QVERIFY(QFile::exists(key)); // made where the dialog named it
        QVERIFY(driver.go("data"));
        QVERIFY(driver.settle());
        const auto* rejects = driver.find<QTableView>("quarantineTable")->model();
        auto* all = driver.find<QPushButton>("quarantineAll");
        QCOMPARE(rejects->rowCount(), 4);
        QVERIFY(!all->isEnabled());
        auto* sources = driver.find<QTableView>("sourceTable");
        for (int row = 0; row < 2; ++row) {
            sources->selectRow(row);
            QVERIFY(driver.settle());
            const QString file = sources->model()->index(row, 0).data().toString();
            const bool three = file.contains(QLatin1String("three"));
            QCOMPARE(rejects->rowCount(), three ? 3 : 1);
            QVERIFY(rejects->index(0, 0).data().toString().contains(
                three ? QLatin1String("three.csv") : QLatin1String("one.csv")));
            QVERIFY(driver.find<widgets::Panel>("quarantineView")
                        ->title()
                        .contains(three ? QLatin1String("three.csv") : QLatin1String("one.csv")));
        }
        all->click();
        QVERIFY(driver.settle());
        QCOMPARE(rejects->rowCount(), 4);
        QVERIFY(!all->isEnabled());
    }

    void aStoreThatIsNotThereIsRefusedInPlace()
    {
        WindowDriver driver;
        QVERIFY(!driver.open(m_folder->filePath(QStringLiteral("none.throughline"))));
        QVERIFY(driver.find<widgets::MessageBar>("messageBar")->isVisible());
        QVERIFY(driver.find<QWidget>("emptyState")->isVisible());
    }

private:
    /// A table with one good row and so many without a time.
    [[nodiscard]] QString writeRejects(const char* name, int count) const
    {
        const QString path = m_folder->filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            return {};
        }
        file.write("timestamp,event,session_id\n2026-03-01T10:00:00Z,view,s1\n");
        for (int i = 0; i < count; ++i) {
            file.write("soon,view,s2\n");
        }
        return path;
    }

    /// Line by line under Data, and its rejects as a file.
    void accountOfTheSource(WindowDriver& driver) const
    {
        QVERIFY(driver.go("data"));
        auto* sources = driver.find<QTableView>("sourceTable");
        sources->selectRow(0);
        const auto* account = driver.find<QTableView>("accountTable")->model();
        QStringList lines;
        for (int row = 0; row < account->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < 4; ++column) {
                cells.append(account->index(row, column).data().toString());
            }
            lines.append(cells.join(QLatin1Char('|')));
        }
        QVERIFY2(lines.contains(QStringLiteral("Sampled|a share of 0.1 was kept||1")),
                 qPrintable(lines.join(QLatin1Char('\n'))));
        QVERIFY2(lines.contains(QStringLiteral("Rejected|ts_unreadable|timestamp|1")),
                 qPrintable(lines.join(QLatin1Char('\n'))));
        QVERIFY2(lines.contains(QStringLiteral("Redacted|email|note|1")),
                 qPrintable(lines.join(QLatin1Char('\n'))));
        QVERIFY(driver.settle());
        auto* button = driver.find<QPushButton>("quarantineExport");
        QVERIFY(button->isEnabled());
        button->click();
        auto* files = driver.find<QFileDialog>("quarantineExportDialog");
        QVERIFY(files != nullptr);
        const QString out = m_folder->filePath(QStringLiteral("rejected.ndjson"));
        Q_EMIT files->fileSelected(out);
        files->close();
        QVERIFY(driver.settle());
        QFile written(out);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll().count('\n'), 1);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

THROUGHLINE_TEST(ImportJourneyTest)

} // namespace throughline::test

#include "tst_import_journey.moc"
