#include "tests/support/test_registry.h"
#include "widgets/data/quarantine_view.h"
#include "widgets/data/source_list.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/value_table_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QtTest>

namespace throughline::widgets {

namespace {

struct Fruit
{
    QString name;
    int count = 0;
};

using FruitModel = ValueTableModel<Fruit>;

std::vector<ValueColumn<Fruit>> columns()
{
    return {{QStringLiteral("Name"), Qt::AlignLeft,
             [](const Fruit& fruit, int role) -> QVariant {
                 return role == Qt::DisplayRole || role == IdRole ? QVariant(fruit.name)
                                                                  : QVariant();
             }},
            {QStringLiteral("Count"), Qt::AlignRight, [](const Fruit& fruit, int role) -> QVariant {
                 if (role == Qt::DisplayRole) {
                     return QStringLiteral("%1 pieces").arg(fruit.count);
                 }
                 return role == SortRole ? QVariant(fruit.count)
                     : role == IdRole    ? QVariant(fruit.name)
                                         : QVariant();
             }}};
}

FruitModel::Rows fruits()
{
    return std::make_shared<const std::vector<Fruit>>(std::vector<Fruit> {
        {QStringLiteral("pear"), 9}, {QStringLiteral("fig"), 100}, {QStringLiteral("plum"), 20}});
}

domain::SourceSummary source(std::int64_t id, const std::string& path, std::uint64_t read)
{
    domain::SourceSummary made;
    made.id = domain::SourceId {id};
    made.path = path;
    made.read = read;
    made.accepted = read;
    made.rejectedByReason = {{"bad_json", 2}};
    return made;
}

} // namespace

class TablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelKeepsItsContract();
    void sortsByValueNotByText();
    void copiesWithHeaders();
    void selectsByIdWithoutEcho();
    void tellsWhatTheUserSelected();
    void walksWithLetters();
    void speaksItsCells();
    void listsSources();
    void explainsRejectedRecords();
};

void TablesTest::modelKeepsItsContract()
{
    FruitModel model(columns());
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(fruits());
    QCOMPARE(model.rowCount(), 3);
    model.setRows(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.rowAt(0) == nullptr);
}

void TablesTest::sortsByValueNotByText()
{
    FruitModel model(columns());
    DataTable table(QStringLiteral("Fruits"));
    table.setSource(&model);
    model.setRows(fruits());
    QCOMPARE(table.model()->index(0, 0).data().toString(), QStringLiteral("pear"));
    table.sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(table.model()->index(0, 0).data().toString(), QStringLiteral("fig"));
    QCOMPARE(table.model()->index(2, 0).data().toString(), QStringLiteral("pear"));
}

void TablesTest::copiesWithHeaders()
{
    FruitModel model(columns());
    DataTable table(QStringLiteral("Fruits"));
    table.setSource(&model);
    model.setRows(fruits());
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("Name\tCount\nfig\t100 pieces\n"));
    table.clearSelection();
    QCOMPARE(table.selectedTable().rows.size(), std::size_t {3});
    table.setColumnHidden(1, true);
    QCOMPARE(table.selectedTable().headers, QStringList {QStringLiteral("Name")});
}

void TablesTest::selectsByIdWithoutEcho()
{
    FruitModel model(columns());
    DataTable table(QStringLiteral("Fruits"));
    table.setSource(&model);
    model.setRows(fruits());
    QSignalSpy selected(&table, &DataTable::idSelected);
    QVERIFY(table.selectId(QStringLiteral("plum")));
    QCOMPARE(table.currentId().toString(), QStringLiteral("plum"));
    QVERIFY(!table.selectId(QStringLiteral("kiwi")));
    QVERIFY(!table.currentId().isValid());
    QCOMPARE(selected.count(), 0);
}

void TablesTest::tellsWhatTheUserSelected()
{
    FruitModel model(columns());
    DataTable table(QStringLiteral("Fruits"));
    table.setSource(&model);
    model.setRows(fruits());
    table.resize(400, 300);
    table.show();
    QSignalSpy selected(&table, &DataTable::idSelected);
    QSignalSpy activated(&table, &DataTable::idActivated);
    const QPoint second = table.visualRect(table.model()->index(1, 0)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, second);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, second);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.front().front().toString(), QStringLiteral("fig"));
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(selected.count(), 2);
    QCOMPARE(selected.back().front().toString(), QStringLiteral("plum"));
}

void TablesTest::walksWithLetters()
{
    FruitModel model(columns());
    DataTable table(QStringLiteral("Fruits"));
    table.setSource(&model);
    model.setRows(fruits());
    table.show();
    QTest::keyClick(&table, Qt::Key_J);
    QTest::keyClick(&table, Qt::Key_J);
    QCOMPARE(table.currentIndex().row(), 1);
    QTest::keyClick(&table, Qt::Key_K);
    QTest::keyClick(&table, Qt::Key_K);
    QCOMPARE(table.currentIndex().row(), 0);
}

void TablesTest::speaksItsCells()
{
    FruitModel model(columns());
    model.setRows(fruits());
    QCOMPARE(model.index(1, 1).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("Count: 100 pieces"));
}

void TablesTest::listsSources()
{
    SourceList list;
    QVERIFY(list.showsEmptyText());
    list.setSources(std::make_shared<const std::vector<domain::SourceSummary>>(
        std::vector<domain::SourceSummary> {source(1, "/x/a.csv", 12),
                                            source(2, "/x/b.csv", 12'000)}));
    QVERIFY(!list.showsEmptyText());
    auto* table = list.findChild<DataTable*>(QStringLiteral("sourceTable"));
    const QAbstractItemModelTester tester(table->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QModelIndexList found = table->model()->match(table->model()->index(0, 0),
                                                        Qt::DisplayRole, QStringLiteral("b.csv"));
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.front().siblingAtColumn(3).data().toString(), QStringLiteral("12,000"));
    QVERIFY(found.front()
                .siblingAtColumn(6)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("bad_json 2")));
    QSignalSpy selected(&list, &SourceList::sourceSelected);
    QSignalSpy activated(&list, &SourceList::sourceActivated);
    table->selectRow(found.front().row());
    QCOMPARE(selected.front().front().value<domain::SourceId>(), domain::SourceId {2});
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    table->sortByColumn(3, Qt::DescendingOrder);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("b.csv"));
}

void TablesTest::explainsRejectedRecords()
{
    QuarantineView view;
    QVERIFY(view.showsEmptyText());
    view.setRecords(
        std::make_shared<const std::vector<domain::RejectedRecord>>(
            std::vector<domain::RejectedRecord> {
                {"/x/a.csv", "", 7, 100, 10, domain::IssueCode::BadJson, "broken", "{<b>"}}),
        40);
    auto* table = view.findChild<DataTable*>(QStringLiteral("quarantineTable"));
    QSignalSpy selected(&view, &QuarantineView::recordSelected);
    table->selectRow(0);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(view.findChild<QPlainTextEdit*>(QStringLiteral("quarantineExcerpt"))->toPlainText(),
             QStringLiteral("{<b>"));
}

} // namespace throughline::widgets

using throughline::widgets::TablesTest;
THROUGHLINE_TEST(TablesTest)
#include "tst_tables.moc"
