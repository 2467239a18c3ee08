#include "tests/support/test_registry.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/group_actions.h"
#include "widgets/impact/group_bar.h"
#include "widgets/impact/regroup_panel.h"
#include "widgets/shared/data_table.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

namespace throughline::widgets {

namespace {

using domain::ErrorStatus;
using domain::GroupRule;
using domain::GroupRuleKind;

ErrorListRow row(std::int64_t id, const std::string& type, ErrorStatus status)
{
    ErrorListRow made;
    made.group.id = domain::ErrorGroupId {id};
    made.group.type = type;
    made.group.status = status;
    made.group.sessions = static_cast<std::uint64_t>(100 - id);
    return made;
}

void fill(ErrorList& list)
{
    std::vector<ErrorListRow> rows {row(7, "Late", ErrorStatus::Ongoing),
                                    row(2, "Early", ErrorStatus::Ongoing),
                                    row(5, "Quiet", ErrorStatus::Ignored)};
    rows[1].group.name = "the early one";
    rows[1].group.assignee = "ann";
    list.setRows(std::make_shared<const std::vector<ErrorListRow>>(std::move(rows)));
}

void select(ErrorList& list, const QList<int>& places)
{
    auto* table = list.findChild<DataTable*>(QStringLiteral("errorList"));
    table->clearSelection();
    for (const int place : places) {
        table->selectionModel()->select(table->model()->index(place, 0),
                                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
}

/// The one decision that was signalled since the spy was made.
GroupRule decision(const QSignalSpy& spy)
{
    return spy.size() == 1 ? spy.front().front().value<GroupRule>() : GroupRule();
}

} // namespace

/// What can be decided about groups in the error list, by actions and in the line below it.
class GroupsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void actionsFollowTheSelection()
    {
        ErrorList list;
        fill(list);
        GroupActions& actions = list.actions();
        QVERIFY(!actions.merge->isEnabled() && !actions.rename->isEnabled());
        select(list, {0});
        QVERIFY(actions.rename->isEnabled() && actions.split->isEnabled());
        QVERIFY(!actions.merge->isEnabled() && !actions.why->isEnabled());
        QVERIFY(!actions.reopen->isEnabled());
        select(list, {0, 1});
        QVERIFY(actions.merge->isEnabled() && actions.why->isEnabled());
        QVERIFY(!actions.rename->isEnabled());
        QVERIFY(actions.merge->text().contains(QLatin1Char('2')));
        actions.setBusy(true);
        QVERIFY(!actions.merge->isEnabled());
        for (const QAction* action : list.actions().findChildren<QAction*>()) {
            QVERIFY(!action->objectName().isEmpty() && !action->text().isEmpty());
        }
    }

    void theOldestKeepsItsNumberInAMerge()
    {
        ErrorList list;
        fill(list);
        select(list, {0, 1});
        QSignalSpy spy(&list, &ErrorList::decided);
        list.actions().merge->trigger();
        const GroupRule rule = decision(spy);
        QCOMPARE(rule.kind, GroupRuleKind::Merge);
        QCOMPARE(rule.groups.size(), std::size_t {2});
        QCOMPARE(rule.groups.front().value(), std::int64_t {2});
    }

    void ignoredGroupsAreShownOnRequest()
    {
        ErrorList list;
        fill(list);
        auto* table = list.findChild<DataTable*>(QStringLiteral("errorList"));
        QCOMPARE(table->model()->rowCount(), 2);
        auto* ignored = list.findChild<QAction*>(
            QStringLiteral("errorState%1").arg(static_cast<int>(ErrorStatus::Ignored)));
        QVERIFY(ignored != nullptr && !ignored->isChecked());
        ignored->setChecked(true);
        QCOMPARE(table->model()->rowCount(), 3);
        for (const ErrorStatus status : {ErrorStatus::Ongoing, ErrorStatus::Ignored}) {
            list.findChild<QAction*>(QStringLiteral("errorState%1").arg(static_cast<int>(status)))
                ->setChecked(false);
        }
        QVERIFY(list.showsEmptyText());
    }

    void namesStandInPlaceOfTypes()
    {
        ErrorList list;
        fill(list);
        const QAbstractItemModel* model =
            list.findChild<DataTable*>(QStringLiteral("errorList"))->model();
        QCOMPARE(model->index(1, 0).data().toString(), QStringLiteral("the early one"));
        const QString detail = model->index(1, 0).data(DetailRole).toString();
        QVERIFY(detail.contains(QStringLiteral("Early")) && detail.contains(QStringLiteral("ann")));
    }

    void theBarAsksForAName()
    {
        ErrorList list;
        fill(list);
        list.show();
        select(list, {1});
        QSignalSpy spy(&list, &ErrorList::decided);
        list.actions().rename->trigger();
        auto* text = list.findChild<QLineEdit*>(QStringLiteral("groupBarText"));
        QVERIFY(text->isVisible());
        QCOMPARE(text->text(), QStringLiteral("the early one"));
        text->setText(QStringLiteral("  gateway "));
        QTest::keyClick(text, Qt::Key_Return);
        const GroupRule rule = decision(spy);
        QCOMPARE(rule.kind, GroupRuleKind::Rename);
        QCOMPARE(rule.text, std::string("gateway"));
        QVERIFY(list.bar().isHidden());
    }

    void theBarWantsAVersion()
    {
        ErrorList list;
        fill(list);
        list.show();
        select(list, {0});
        QSignalSpy spy(&list, &ErrorList::decided);
        list.actions().resolveIn->trigger();
        auto* accept = list.findChild<QPushButton*>(QStringLiteral("groupBarAccept"));
        accept->click();
        QCOMPARE(spy.size(), 0); // nothing was named
        list.findChild<QLineEdit*>(QStringLiteral("groupBarText"))
            ->setText(QStringLiteral("2.4.1"));
        accept->click();
        QCOMPARE(decision(spy).text, std::string("2.4.1"));
    }

    void theBarOffersFieldsToSplitBy()
    {
        ErrorList list;
        QSignalSpy spy(&list, &ErrorList::decided);
        list.bar().askSplit(domain::ErrorGroupId(3),
                            {{QStringLiteral("service.version"), QStringLiteral("version: 2")},
                             {QStringLiteral("http.route"), QStringLiteral("route: 3")}});
        auto* fields = list.findChild<QComboBox*>(QStringLiteral("groupBarFields"));
        QCOMPARE(fields->count(), 2);
        fields->setCurrentIndex(1);
        list.findChild<QPushButton*>(QStringLiteral("groupBarAccept"))->click();
        QCOMPARE(decision(spy).field, std::string("http.route"));
        list.bar().askSplit(domain::ErrorGroupId(3), {});
        QVERIFY(list.bar().sentence().contains(QStringLiteral("E3")));
        QVERIFY(fields->isHidden());
    }

    void theBarTakesADecisionBack()
    {
        ErrorList list;
        QSignalSpy spy(&list, &ErrorList::undoRequested);
        list.bar().say(QStringLiteral("E2 merged into E1."), true);
        list.findChild<QPushButton*>(QStringLiteral("groupBarUndo"))->click();
        QCOMPARE(spy.size(), 1);
        QTest::keyClick(&list.bar(), Qt::Key_Escape);
        QVERIFY(list.bar().isHidden());
    }

    void historyNamesWhatItTakesBack()
    {
        ErrorList list;
        list.actions().setHistory(QStringLiteral("E1 & E2"), {});
        QVERIFY(list.actions().undo->isEnabled() && !list.actions().redo->isEnabled());
        QVERIFY(list.actions().undo->text().contains(QStringLiteral("E1 && E2")));
    }

    void thePreviewSaysWhatWouldMove()
    {
        RegroupPanel panel;
        auto* apply = panel.findChild<QPushButton*>(QStringLiteral("regroupApply"));
        panel.showWaiting(QStringLiteral("Working"));
        QVERIFY(panel.showsEmptyText() && !apply->isEnabled());
        panel.showPreview(QStringLiteral("TL-1"), QStringLiteral("Nothing moves."), nullptr, false);
        QVERIFY(panel.showsEmptyText() && !apply->isEnabled());
        auto rows = std::make_shared<const std::vector<RegroupFlowRow>>(
            std::vector<RegroupFlowRow> {{QStringLiteral("E2"), QStringLiteral("Timeout"),
                                          QStringLiteral("E1"), QStringLiteral("Timeout"), 1234}});
        panel.showPreview(QStringLiteral("TL-1"), QStringLiteral("One moves."), rows, true);
        QVERIFY(!panel.showsEmptyText() && apply->isEnabled());
        const QAbstractItemModel* model =
            panel.findChild<DataTable*>(QStringLiteral("regroupFlows"))->model();
        QCOMPARE(model->index(0, 4).data().toString(), QStringLiteral("1,234"));
        QSignalSpy applied(&panel, &RegroupPanel::applyRequested);
        apply->click();
        QCOMPARE(applied.size(), 1);
    }
};

THROUGHLINE_TEST(GroupsTest)

} // namespace throughline::widgets

#include "tst_groups.moc"
