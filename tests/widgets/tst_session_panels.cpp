#include "tests/support/test_registry.h"
#include "widgets/session/alias_bar.h"
#include "widgets/session/inspector.h"
#include "widgets/session/session_list.h"
#include "widgets/session/ticket_panel.h"
#include "widgets/session/timeline_panel.h"
#include "widgets/session/trace_panel.h"
#include "widgets/shared/data_table.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QtTest>

namespace throughline::widgets {

namespace {

constexpr Timestamp kStart = Timestamp::fromSeconds(1'790'812'800);

SessionListRow row(const std::string& id, const std::string& user)
{
    SessionListRow made;
    made.session.id = id;
    made.session.user = user;
    made.session.start = kStart;
    made.session.end = kStart + Duration::seconds(134);
    return made;
}

TicketRow ticket(const std::string& id, double confidence)
{
    TicketRow made;
    made.ticket.id = id;
    made.ticket.message = "it <b>hangs</b>";
    made.link.confidence = confidence;
    made.link.reason = "same user";
    return made;
}

} // namespace

class SessionPanelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatASessionWentThrough();
    void listsSessions();
    void choosesAnOrder();
    void namesTheSession();
    void rangeHoldsAllButTickets();
    void summarisesATrace();
    void tracePanelHandsOnSelections();
    void inspectorFiltersWhatCanBeFiltered();
    void inspectorAsksForTheOtherSpelling();
    void inspectorOpensTheSource();
    void gradesTicketLinks();
    void listsTickets();
};

void SessionPanelsTest::tellsWhatASessionWentThrough()
{
    SessionListRow busy = row("s1", "u1");
    busy.session.rageClicks = 4;
    busy.session.errors = 2;
    busy.session.tickets = 1;
    busy.outcome = QStringLiteral("converted on retry");
    QCOMPARE(
        sessionFacts(busy),
        QStringLiteral("4 rage clicks \u00B7 2 errors \u00B7 1 ticket \u00B7 converted on retry"));
    SessionListRow calm = row("s2", "u2");
    calm.session.events = 12;
    QCOMPARE(sessionFacts(calm), QStringLiteral("12 events"));
}

void SessionPanelsTest::listsSessions()
{
    SessionList list;
    QVERIFY(list.showsEmptyText());
    list.setRows(std::make_shared<const std::vector<SessionListRow>>(
                     std::vector<SessionListRow> {row("s1", "u1"), row("s2", "")}),
                 2);
    auto* view = list.findChild<QListView*>(QStringLiteral("sessionList"));
    const QAbstractItemModelTester tester(view->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(view->model()->index(1, 0).data().toString(), QStringLiteral("s2"));
    QSignalSpy selected(&list, &SessionList::sessionSelected);
    QSignalSpy activated(&list, &SessionList::sessionActivated);
    QVERIFY(list.selectSession(QStringLiteral("s1")));
    QCOMPARE(selected.count(), 0);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(selected.front().front().toString(), QStringLiteral("s2"));
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QVERIFY(!list.selectSession(QStringLiteral("s9")));
}

void SessionPanelsTest::choosesAnOrder()
{
    SessionList list;
    QSignalSpy chosen(&list, &SessionList::orderChosen);
    auto* button = list.findChild<QPushButton*>(QStringLiteral("sessionOrder"));
    button->menu()->actions().at(2)->trigger();
    QCOMPARE(chosen.front().front().value<SessionOrder>(), SessionOrder::LongestFirst);
    list.setOrder(SessionOrder::LongestFirst);
    QCOMPARE(button->accessibleName(), QStringLiteral("Order: Longest first"));
}

void SessionPanelsTest::namesTheSession()
{
    domain::SessionSummary session = row("s1", "u1").session;
    session.attributes = {{"plan.tier", "pro"}};
    QCOMPARE(sessionHeadline(session), QStringLiteral("u1 \u00B7 pro"));
    QCOMPARE(sessionHeadline(row("s1", "").session), QStringLiteral("s1"));
    TimelinePanel panel;
    QVERIFY(panel.showsEmptyText());
    panel.setSession(session, nullptr, {});
    QVERIFY(!panel.showsEmptyText());
}

void SessionPanelsTest::rangeHoldsAllButTickets()
{
    domain::SessionSummary session = row("s1", "u1").session;
    session.clock.offset = Duration::seconds(2);
    const TimeRange moved {kStart + Duration::seconds(2), kStart + Duration::seconds(136)};
    QCOMPARE(sessionRange(session, nullptr), moved);
    std::vector<domain::TimelineItem> items(3);
    items[0].time = kStart;
    items[1].kind = domain::TimelineKind::Request;
    items[1].time = kStart + Duration::seconds(136);
    items[1].duration = Duration::seconds(4);
    items[2].kind = domain::TimelineKind::Ticket;
    items[2].time = kStart + Duration::hours(5);
    const auto shared = std::make_shared<const std::vector<domain::TimelineItem>>(items);
    const TimeRange wider {kStart, kStart + Duration::seconds(140)};
    QCOMPARE(sessionRange(session, shared), wider);
}

void SessionPanelsTest::summarisesATrace()
{
    analysis::TraceView view;
    view.range = {kStart, kStart + Duration::milliseconds(4020)};
    view.rows.resize(2);
    view.rows[0].span.name = "POST /pay";
    view.services = 1;
    view.orphans = 1;
    QCOMPARE(traceHeadline(view),
             QStringLiteral("POST /pay \u00B7 4.02 s \u00B7 2 spans \u00B7 1 service \u00B7 1 span "
                            "without its parent"));
}

void SessionPanelsTest::tracePanelHandsOnSelections()
{
    TracePanel panel;
    QVERIFY(panel.showsEmptyText());
    auto view = std::make_shared<analysis::TraceView>();
    view->range = {kStart, kStart + Duration::seconds(1)};
    view->rows.resize(1);
    view->rows[0].span.id = {9};
    LogLine line;
    line.text = QStringLiteral("gone wrong");
    line.record = {domain::BlockId {3}, 4};
    panel.setTrace(view, std::make_shared<const std::vector<LogLine>>(std::vector<LogLine> {line}));
    QSignalSpy span(&panel, &TracePanel::spanSelected);
    QTest::keyClick(panel.plot(), Qt::Key_Down);
    QCOMPARE(span.front().front().value<domain::SpanId>(), domain::SpanId {9});
    auto* logs = panel.findChild<QListView*>(QStringLiteral("logView"));
    QSignalSpy log(&panel, &TracePanel::logSelected);
    logs->setCurrentIndex(logs->model()->index(0, 0));
    QCOMPARE(log.front().front().value<domain::RecordRef>(), line.record);
    panel.setTrace(nullptr, nullptr, QStringLiteral("This request left no trace."));
    QVERIFY(panel.showsEmptyText());
}

void SessionPanelsTest::inspectorFiltersWhatCanBeFiltered()
{
    Inspector inspector;
    QVERIFY(inspector.showsEmptyText());
    InspectorSubject subject;
    subject.kind = QStringLiteral("Selected span");
    subject.rows = {{QStringLiteral("service.name"), QStringLiteral("payments"), true},
                    {QStringLiteral("duration"), QStringLiteral("3 s"), false}};
    inspector.setSubject(subject);
    auto* table = inspector.findChild<DataTable*>(QStringLiteral("inspectorTable"));
    auto* out = inspector.findChild<QPushButton*>(QStringLiteral("inspectorFilterOut"));
    QVERIFY(!out->isEnabled());
    table->selectRow(0);
    QVERIFY(out->isEnabled());
    QSignalSpy filter(&inspector, &Inspector::filterRequested);
    out->click();
    QCOMPARE(filter.front(),
             (QVariantList {QStringLiteral("service.name"), QStringLiteral("payments"), true}));
    table->selectRow(1);
    QVERIFY(!out->isEnabled());
    inspector.clear();
    QVERIFY(inspector.showsEmptyText());
}

void SessionPanelsTest::inspectorAsksForTheOtherSpelling()
{
    Inspector inspector;
    inspector.show();
    InspectorSubject subject;
    subject.rows = {{QStringLiteral("service.name"), QStringLiteral("payments"), true},
                    {QStringLiteral("account.id"), QStringLiteral("ACC-1"), true}};
    inspector.setSubject(subject);
    auto* table = inspector.findChild<DataTable*>(QStringLiteral("inspectorTable"));
    auto* same = inspector.findChild<QPushButton*>(QStringLiteral("inspectorAlias"));
    auto* owner = inspector.findChild<QLineEdit*>(QStringLiteral("aliasBarOwner"));
    auto* undo = inspector.findChild<QPushButton*>(QStringLiteral("aliasBarUndo"));
    table->selectRow(0);
    QVERIFY(same->isHidden());
    table->selectRow(1);
    QVERIFY(!same->isHidden());
    QVERIFY(inspector.aliasBar().isHidden());
    same->click();
    QVERIFY(inspector.aliasBar().sentence().contains(QStringLiteral("ACC-1")));
    QSignalSpy given(&inspector, &Inspector::aliasGiven);
    QTest::keyClick(owner, Qt::Key_Return);
    QCOMPARE(given.count(), 0); // nobody was named
    owner->setText(QStringLiteral(" acc-1 "));
    QTest::keyClick(owner, Qt::Key_Return);
    QCOMPARE(given.front(),
             (QVariantList {QStringLiteral("account.id"), QStringLiteral("ACC-1"),
                            QStringLiteral("acc-1")}));
    inspector.aliasBar().say(QStringLiteral("done"), true);
    QVERIFY(!undo->isHidden() && owner->isHidden());
    QSignalSpy back(&inspector.aliasBar(), &AliasBar::undoRequested);
    undo->click();
    QCOMPARE(back.count(), 1);
    QTest::keyClick(&inspector.aliasBar(), Qt::Key_Escape);
    QVERIFY(inspector.aliasBar().isHidden());
}

void SessionPanelsTest::inspectorOpensTheSource()
{
    Inspector inspector;
    InspectorSubject subject;
    subject.kind = QStringLiteral("Log");
    subject.place = domain::SourcePlace {"/x/logs.jsonl", "", 0, 0, 1204};
    subject.link = QStringLiteral("Same error");
    inspector.setSubject(subject);
    auto* table = inspector.findChild<DataTable*>(QStringLiteral("inspectorTable"));
    QCOMPARE(table->model()->index(0, 1).data().toString(),
             QStringLiteral("logs.jsonl line 1,204"));
    QSignalSpy source(&inspector, &Inspector::sourceRecordRequested);
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(source.count(), 1);
    QSignalSpy link(&inspector, &Inspector::linkActivated);
    inspector.findChild<QPushButton*>(QStringLiteral("inspectorLink"))->click();
    QCOMPARE(link.count(), 1);
}

void SessionPanelsTest::gradesTicketLinks()
{
    QCOMPARE(confidenceText(ticket("1", 1.0).link), QStringLiteral("certain"));
    QCOMPARE(confidenceText(ticket("1", 0.74).link), QStringLiteral("likely 0.74"));
    QCOMPARE(confidenceText(ticket("1", 0.3).link), QStringLiteral("possible 0.30"));
}

void SessionPanelsTest::listsTickets()
{
    TicketPanel panel;
    QVERIFY(panel.showsEmptyText());
    panel.setTickets(std::make_shared<const std::vector<TicketRow>>(
        std::vector<TicketRow> {ticket("84219", 1.0), ticket("#84230", 0.7)}));
    auto* view = panel.findChild<QListView*>(QStringLiteral("ticketList"));
    const QAbstractItemModelTester tester(view->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(view->model()->index(0, 0).data().toString(), QStringLiteral("#84219"));
    QCOMPARE(view->model()->index(1, 0).data().toString(), QStringLiteral("#84230"));
    QVERIFY(!view->model()
                 ->index(0, 0)
                 .data(Qt::ToolTipRole)
                 .toString()
                 .contains(QStringLiteral("<b>")));
    QSignalSpy selected(&panel, &TicketPanel::ticketSelected);
    view->setCurrentIndex(view->model()->index(1, 0));
    QCOMPARE(selected.front().front().toString(), QStringLiteral("#84230"));
    panel.show();
    panel.setCanDecide(true);
    QSignalSpy confirmed(&panel, &TicketPanel::linkConfirmed);
    Q_EMIT view->customContextMenuRequested(view->visualRect(view->model()->index(0, 0)).center());
    auto* menu = view->findChild<QMenu*>();
    QVERIFY(menu != nullptr);
    menu->actions().front()->trigger();
    QCOMPARE(confirmed.front().front().toString(), QStringLiteral("84219"));
}

} // namespace throughline::widgets

using throughline::widgets::SessionPanelsTest;
THROUGHLINE_TEST(SessionPanelsTest)
#include "tst_session_panels.moc"
