#include "models/qt/investigation_context.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QtTest>

namespace throughline {

using domain::ErrorGroupId;
using qt::InvestigationContext;
using qt::Selection;
using workflow::SessionSet;
using workflow::SessionSetKind;

namespace {

domain::FunnelDefinition funnel(const std::string& name)
{
    return {name, {"event:a", "event:b"}};
}

} // namespace

class InvestigationContextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void settingTheSameAgainSaysNothing()
    {
        InvestigationContext context;
        domain::Scope scope;
        scope.where = "plan.tier:pro";
        context.setScope(scope);
        QSignalSpy scopeChanged(&context, &InvestigationContext::scopeChanged);
        QSignalSpy selectionChanged(&context, &InvestigationContext::selectionChanged);
        QSignalSpy moved(&context, &InvestigationContext::moved);
        context.setScope(scope);
        context.setSelection(context.selection());
        context.adjustSelection(context.selection());
        context.selectErrorGroup({});
        QCOMPARE(scopeChanged.size() + selectionChanged.size() + moved.size(), 0);
    }

    void eachChangeIsToldOnce()
    {
        InvestigationContext context;
        QSignalSpy changed(&context, &InvestigationContext::selectionChanged);
        QSignalSpy moved(&context, &InvestigationContext::moved);
        context.selectErrorGroup(ErrorGroupId {3});
        context.selectSession("s_1");
        context.selectFunnel(funnel("checkout"));
        QCOMPARE(changed.size(), 3);
        QCOMPARE(moved.size(), 3);
    }

    void anAdjustmentIsNoMove()
    {
        InvestigationContext context;
        QSignalSpy changed(&context, &InvestigationContext::selectionChanged);
        QSignalSpy moved(&context, &InvestigationContext::moved);
        QSignalSpy adjusted(&context, &InvestigationContext::adjusted);
        Selection next;
        next.session = "s_1";
        context.adjustSelection(next);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(adjusted.size(), 1);
        QCOMPARE(moved.size(), 0);
    }

    void selectingAGroupListsItsSessions()
    {
        InvestigationContext context;
        context.selectErrorGroup(ErrorGroupId {3});
        QCOMPARE(context.selection().sessions.kind, SessionSetKind::Error);
        QCOMPARE(context.selection().sessions.group, ErrorGroupId {3});
        context.selectErrorGroup({});
        QVERIFY(context.selection().sessions == SessionSet {});
    }

    void selectingAnotherGroupLetsGoOfWhatBelongedToTheFirst()
    {
        InvestigationContext context;
        context.selectFunnel(funnel("checkout"));
        context.selectErrorGroup(ErrorGroupId {3});
        Selection deep = context.selection();
        deep.session = "s_1";
        deep.trace = {1, 2};
        deep.ticket = "7";
        deep.record = {domain::BlockId {4}, 5};
        context.setSelection(deep);
        context.selectErrorGroup(ErrorGroupId {9});
        Selection expected;
        expected.funnel = funnel("checkout");
        expected.errorGroup = ErrorGroupId {9};
        expected.sessions.kind = SessionSetKind::Error;
        expected.sessions.group = ErrorGroupId {9};
        QVERIFY(context.selection() == expected);
    }

    void anotherFunnelClosesAListThatCameFromTheFirst()
    {
        InvestigationContext context;
        context.selectFunnel(funnel("checkout"));
        SessionSet dropped;
        dropped.kind = SessionSetKind::Funnel;
        dropped.part = workflow::FunnelPart::Dropped;
        context.openSessions(dropped);
        context.selectFunnel(funnel("checkout"));
        QVERIFY(context.selection().sessions == dropped);
        context.selectFunnel(funnel("signup"));
        QVERIFY(context.selection().sessions == SessionSet {});
    }

    void openingAListSelectsFirstAndGoesThen()
    {
        InvestigationContext context;
        context.selectSession("s_1");
        SessionSet set;
        set.kind = SessionSetKind::Error;
        set.group = ErrorGroupId {2};
        bool selectedBefore = false;
        connect(&context, &InvestigationContext::activated, this, [&](qt::ItemKind kind) {
            selectedBefore = context.selection().sessions == set && kind == qt::ItemKind::Sessions;
        });
        context.openSessions(set);
        QVERIFY(selectedBefore);
        QVERIFY(context.selection().session.empty());
    }

    void anotherSessionHasAnotherTrace()
    {
        InvestigationContext context;
        Selection first;
        first.session = "s_1";
        first.trace = {0, 5};
        context.setSelection(first);
        context.selectSession("s_1");
        QVERIFY(context.selection().trace.valid());
        context.selectSession("s_2");
        QVERIFY(!context.selection().trace.valid());
    }
};

THROUGHLINE_TEST(InvestigationContextTest)

} // namespace throughline

#include "tst_investigation_context.moc"
