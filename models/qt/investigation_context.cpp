#include "models/qt/investigation_context.h"

#include <utility>

namespace throughline::qt {

Selection withErrorGroup(Selection selection, domain::ErrorGroupId group)
{
    Selection next;
    next.funnel = std::move(selection.funnel);
    next.errorGroup = group;
    if (group.value() != 0) {
        next.sessions.kind = workflow::SessionSetKind::Error;
        next.sessions.group = group;
    }
    return next;
}

Selection withSessions(Selection selection, const workflow::SessionSet& sessions)
{
    selection.sessions = sessions;
    selection.ticketsOf = {};
    selection.session.clear();
    selection.trace = {};
    selection.ticket.clear();
    selection.record = {};
    return selection;
}

void InvestigationContext::setScope(const domain::Scope& scope)
{
    if (scope == m_scope) {
        return;
    }
    m_scope = scope;
    Q_EMIT scopeChanged(m_scope);
    Q_EMIT moved();
}

void InvestigationContext::setSelection(const Selection& selection)
{
    if (selection == m_selection) {
        return;
    }
    m_selection = selection;
    Q_EMIT selectionChanged(m_selection);
    Q_EMIT moved();
}

void InvestigationContext::adjustSelection(const Selection& selection)
{
    if (selection == m_selection) {
        return;
    }
    m_selection = selection;
    Q_EMIT selectionChanged(m_selection);
    Q_EMIT adjusted();
}

void InvestigationContext::selectErrorGroup(domain::ErrorGroupId group)
{
    if (group != m_selection.errorGroup) {
        setSelection(withErrorGroup(m_selection, group));
    }
}

void InvestigationContext::selectFunnel(const domain::FunnelDefinition& funnel)
{
    Selection next = m_selection;
    next.funnel = funnel;
    if (next.sessions.needsFunnel() && !(funnel == m_selection.funnel)) {
        next.sessions = {};
    }
    setSelection(next);
}

void InvestigationContext::selectSession(const std::string& id)
{
    Selection next = m_selection;
    if (next.session != id) {
        next.trace = {};
        next.ticket.clear();
        next.record = {};
    }
    next.session = id;
    setSelection(next);
}

void InvestigationContext::openSessions(const workflow::SessionSet& sessions)
{
    if (m_selection.sessions == sessions) {
        Selection next = m_selection;
        next.ticketsOf = {};
        setSelection(next);
    } else {
        setSelection(withSessions(m_selection, sessions));
    }
    activate(ItemKind::Sessions, {});
}

void InvestigationContext::activate(ItemKind kind, const QString& id)
{
    Q_EMIT activated(kind, id);
}

} // namespace throughline::qt
