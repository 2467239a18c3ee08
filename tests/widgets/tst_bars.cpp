#include "tests/support/test_registry.h"
#include "widgets/shared/context_bar.h"
#include "widgets/shared/empty_state.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shared/import_progress.h"
#include "widgets/shared/jump_field.h"
#include "widgets/shared/message_bar.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/time_range_edit.h"
#include "widgets/shell/perspective_rail.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

namespace throughline::widgets {

namespace {

constexpr Timestamp kFrom = Timestamp::fromSeconds(1'790'812'800);

QPushButton* button(QWidget& in, const char* name)
{
    return in.findChild<QPushButton*>(QString::fromLatin1(name));
}

void click(QWidget& in, const char* name)
{
    QTest::mouseClick(button(in, name), Qt::LeftButton);
}

void show(QWidget& widget)
{
    widget.show();
    QVERIFY(QTest::qWaitForWindowActive(&widget));
}

} // namespace

class BarsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesBackOnlyWhenItCan();
    void leadsAlongTheTrail();
    void jumpsBySuggestionAndByText();
    void findsTheJumpFieldByKey();
    void asksForChangesOfTheFilter();
    void addsAFilter();
    void editsTheFilterAsText();
    void offersPresetsOfTheData();
    void refusesAnEmptyTimeRange();
    void saysWhatWentWrong();
    void tellsHowFarAnImportIs();
    void offersWaysToStart();
    void takesDroppedFiles();
    void switchesPerspectivesByClickAndKey();
    void showsDataAsPlainText();
    void saysWhenThereIsNothing();
};

void BarsTest::goesBackOnlyWhenItCan()
{
    ContextBar bar;
    show(bar);
    QSignalSpy back(&bar, &ContextBar::backRequested);
    click(bar, "contextBack");
    QCOMPARE(back.count(), 0);
    bar.setCanGoBack(true);
    click(bar, "contextBack");
    QTest::keyClick(&bar, Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(back.count(), 2);
}

void BarsTest::leadsAlongTheTrail()
{
    ContextBar bar;
    bar.setTrail({QStringLiteral("Checkout"), QStringLiteral("A & B"), QStringLiteral("session")});
    show(bar);
    QSignalSpy crumbs(&bar, &ContextBar::crumbActivated);
    click(bar, "crumb1");
    QCOMPARE(crumbs.count(), 1);
    QCOMPARE(crumbs.front().front().toInt(), 1);
    QCOMPARE(button(bar, "crumb1")->text(), QStringLiteral("A && B"));
    QCOMPARE(button(bar, "crumb1")->accessibleName(), QStringLiteral("A & B"));
    bar.setTrail({QStringLiteral("Only")});
    QTRY_VERIFY(button(bar, "crumb1") == nullptr);
}

void BarsTest::jumpsBySuggestionAndByText()
{
    ContextBar bar;
    show(bar);
    auto* field = bar.findChild<JumpField*>();
    QSignalSpy edited(&bar, &ContextBar::jumpTextEdited);
    QSignalSpy submitted(&bar, &ContextBar::jumpSubmitted);
    QSignalSpy chosen(&bar, &ContextBar::jumpChosen);
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("pay"));
    QCOMPARE(edited.count(), 3);
    bar.setSuggestions(
        {{QStringLiteral("E1"), QStringLiteral("error"), QStringLiteral("PaymentError"), {}}});
    auto* completer = field->findChild<QCompleter*>();
    QTRY_VERIFY(completer->popup()->isVisible());
    Q_EMIT completer->activated(completer->completionModel()->index(0, 0));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().toString(), QStringLiteral("E1"));
    QTest::keyClicks(field, QStringLiteral("pay"));
    bar.setSuggestions(
        {{QStringLiteral("E2"), QStringLiteral("error"), QStringLiteral("PaymentError"), {}}});
    QTRY_VERIFY(completer->popup()->isVisible());
    QTest::keyClick(completer->popup(), Qt::Key_Down);
    QTest::keyClick(completer->popup(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 2);
    QCOMPARE(chosen.back().front().toString(), QStringLiteral("E2"));
    QCOMPARE(submitted.count(), 0);
    completer->popup()->hide();
    field->setText(QStringLiteral(" 4bf92f35 "));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(submitted.count(), 1);
    QCOMPARE(submitted.front().front().toString(), QStringLiteral("4bf92f35"));
}

void BarsTest::findsTheJumpFieldByKey()
{
    ContextBar bar;
    bar.setCanGoBack(true);
    show(bar);
    button(bar, "contextBack")->setFocus();
    QTest::keyClick(&bar, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(bar.findChild<JumpField*>()->hasFocus());
}

void BarsTest::asksForChangesOfTheFilter()
{
    FilterBar bar;
    const std::vector<FilterChip> chips {
        {QStringLiteral("plan.tier"), QStringLiteral("is"), QStringLiteral("pro"), true},
        {QStringLiteral("device.type"), QStringLiteral("is not"), QStringLiteral("mobile"), false}};
    bar.setChips(chips);
    show(bar);
    QSignalSpy removed(&bar, &FilterBar::chipRemoved);
    QSignalSpy flipped(&bar, &FilterBar::chipFlipped);
    QSignalSpy toggled(&bar, &FilterBar::chipToggled);
    click(bar, "filterRemove1");
    click(bar, "filterFlip0");
    bar.findChild<QFrame*>(QStringLiteral("filterChip1"))->actions().front()->trigger();
    QCOMPARE(removed.front().front().toInt(), 1);
    QCOMPARE(flipped.front().front().toInt(), 0);
    QCOMPARE(toggled.front().front().toInt(), 1);
    bar.setChips({});
    QTRY_VERIFY(button(bar, "filterRemove0") == nullptr);
}

void BarsTest::addsAFilter()
{
    FilterBar bar;
    bar.setFields({QStringLiteral("plan.tier")});
    show(bar);
    QSignalSpy added(&bar, &FilterBar::filterAdded);
    click(bar, "filterAdd");
    auto* edit = bar.findChild<QLineEdit*>(QStringLiteral("filterAddEdit"));
    QVERIFY(edit->isVisible());
    QTest::keyClicks(edit, QStringLiteral("plan.tier:pro"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(added.count(), 1);
    QCOMPARE(added.front().front().toString(), QStringLiteral("plan.tier:pro"));
    QVERIFY(!edit->isVisible());
}

void BarsTest::editsTheFilterAsText()
{
    FilterBar bar;
    bar.setExpression(QStringLiteral("plan.tier:pro"));
    show(bar);
    QSignalSpy submitted(&bar, &FilterBar::expressionSubmitted);
    auto* edit = bar.findChild<QLineEdit*>(QStringLiteral("filterExpression"));
    QVERIFY(!edit->isVisible());
    QTest::keyClick(&bar, Qt::Key_L, Qt::ControlModifier);
    QVERIFY(edit->isVisible() && edit->hasFocus());
    QTest::keyClicks(edit, QStringLiteral("plan.tier:"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(submitted.count(), 1);
    bar.setExpressionError(QStringLiteral("a value is missing"));
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(!edit->isVisible());
}

void BarsTest::offersPresetsOfTheData()
{
    FilterBar bar;
    const TimeRange data {kFrom, kFrom + Duration::days(14)};
    bar.setTimeRange(data, data);
    QSignalSpy chosen(&bar, &FilterBar::timeRangeChosen);
    QPushButton* time = button(bar, "filterTime");
    QCOMPARE(time->accessibleName(), QStringLiteral("Time range: 1 \u2013 14 Oct 2026"));
    const QList<QAction*> actions = time->menu()->actions();
    QVERIFY(actions.at(3)->isEnabled());
    QVERIFY(!actions.at(4)->isEnabled()); // longer than the data
    actions.at(3)->trigger();
    const TimeRange wanted {data.to - Duration::days(7), data.to};
    QCOMPARE(chosen.front().front().value<TimeRange>(), wanted);
}

void BarsTest::refusesAnEmptyTimeRange()
{
    TimeRangeEdit edit({kFrom, kFrom + Duration::days(1)});
    QSignalSpy chosen(&edit, &TimeRangeEdit::chosen);
    auto* to = edit.findChild<QDateTimeEdit*>(QStringLiteral("rangeTo"));
    to->setDateTime(QDateTime::fromSecsSinceEpoch(1'790'812'800, Qt::UTC));
    QVERIFY(!button(edit, "rangeApply")->isEnabled());
    to->setDateTime(QDateTime::fromSecsSinceEpoch(1'790'816'400, Qt::UTC));
    edit.show();
    click(edit, "rangeApply");
    const TimeRange wanted {kFrom, kFrom + Duration::hours(1)};
    QCOMPARE(chosen.front().front().value<TimeRange>(), wanted);
}

void BarsTest::saysWhatWentWrong()
{
    MessageBar bar;
    QVERIFY(bar.isHidden());
    QSignalSpy dismissed(&bar, &MessageBar::dismissed);
    QSignalSpy action(&bar, &MessageBar::actionTriggered);
    bar.showError(
        inContext(badInputError("the file is empty", "Export it again."), "reading a.csv"));
    QVERIFY(bar.isVisible());
    QCOMPARE(bar.text(), QStringLiteral("the file is empty. Export it again."));
    click(bar, "messageDetails");
    QVERIFY(bar.findChild<QWidget*>(QStringLiteral("messageDetailsText"))->isVisible());
    bar.setAction(QStringLiteral("Undo"));
    click(bar, "messageAction");
    QCOMPARE(action.count(), 1);
    click(bar, "messageClose");
    QVERIFY(bar.isHidden());
    bar.dismiss();
    QCOMPARE(dismissed.count(), 1);
    bar.showNote(QStringLiteral("Imported 4 files"));
    QVERIFY(!button(bar, "messageDetails")->isVisible());
}

void BarsTest::tellsHowFarAnImportIs()
{
    QCOMPARE(
        progressText({"a", 312'000'000, 1'200'000'000, 84'000, 42'000, 12.4}),
        QStringLiteral(
            "312 MB of 1.2 GB \u00B7 84,000 records \u00B7 42,000 records/s \u00B7 12 s left"));
    QCOMPARE(progressText({}), QString());
    ImportProgress line;
    QVERIFY(line.isHidden());
    line.setProgress({"a.csv", 50, 100, 3, 1, 4});
    QVERIFY(line.isVisible());
    QSignalSpy cancelled(&line, &ImportProgress::cancelRequested);
    click(line, "importCancel");
    QCOMPARE(cancelled.count(), 1);
    line.setCancelling();
    QVERIFY(!button(line, "importCancel")->isEnabled());
    line.finish();
    QVERIFY(line.isHidden());
    QVERIFY(button(line, "importCancel")->isEnabled());
}

void BarsTest::offersWaysToStart()
{
    EmptyState state;
    state.setRecentStores(
        {{QStringLiteral("/a/b.throughline"), QStringLiteral("b"), QStringLiteral("today")}});
    state.resize(900, 600);
    show(state);
    QSignalSpy import(&state, &EmptyState::importRequested);
    QSignalSpy open(&state, &EmptyState::openStoreRequested);
    QSignalSpy demo(&state, &EmptyState::demoRequested);
    QSignalSpy store(&state, &EmptyState::storeChosen);
    click(state, "emptyImport");
    QTest::keyClick(button(state, "emptyOpen"), Qt::Key_Space);
    click(state, "emptyDemo");
    click(state, "recentStore");
    QCOMPARE(import.count() + open.count() + demo.count(), 3);
    QCOMPARE(store.front().front().toString(), QStringLiteral("/a/b.throughline"));
    state.setRecentStores({});
    QTRY_VERIFY(button(state, "recentStore") == nullptr);
}

void BarsTest::takesDroppedFiles()
{
    EmptyState state;
    state.resize(600, 400);
    show(state);
    QSignalSpy dropped(&state, &EmptyState::filesDropped);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/a.csv")),
                  QUrl(QStringLiteral("https://x.test/b"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&state, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&state, &drop);
    QCOMPARE(dropped.front().front().toStringList(), QStringList {QStringLiteral("/tmp/a.csv")});
}

void BarsTest::switchesPerspectivesByClickAndKey()
{
    PerspectiveRail rail;
    rail.setPerspectives({{QStringLiteral("impact"), QStringLiteral("Impact"), Icon::Impact},
                          {QStringLiteral("session"), QStringLiteral("Session"), Icon::Session}});
    show(rail);
    QSignalSpy chosen(&rail, &PerspectiveRail::perspectiveChosen);
    rail.setCurrent(QStringLiteral("impact"));
    QCOMPARE(chosen.count(), 0);
    QTest::mouseClick(rail.findChild<QToolButton*>(QStringLiteral("rail_session")), Qt::LeftButton);
    QCOMPARE(rail.current(), QStringLiteral("session"));
    QTest::keyClick(&rail, Qt::Key_1, Qt::ControlModifier);
    QTRY_COMPARE(chosen.count(), 2);
    QCOMPARE(rail.current(), QStringLiteral("impact"));
}

void BarsTest::showsDataAsPlainText()
{
    Panel panel(QStringLiteral("<b>title</b>"));
    panel.setSubtitle(QStringLiteral("<img src=x>"));
    for (const QLabel* label : panel.findChildren<QLabel*>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void BarsTest::saysWhenThereIsNothing()
{
    Panel panel(QStringLiteral("Things"));
    auto* body = new QWidget;
    panel.setBody(body);
    QVERIFY(!panel.showsEmptyText());
    panel.setEmptyText(QStringLiteral("No things."));
    QVERIFY(panel.showsEmptyText());
    panel.setEmptyText({});
    QVERIFY(!panel.showsEmptyText());
    QCOMPARE(body->accessibleName(), QStringLiteral("Things"));
}

} // namespace throughline::widgets

using throughline::widgets::BarsTest;
THROUGHLINE_TEST(BarsTest)
#include "tst_bars.moc"
