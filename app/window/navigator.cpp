#include "app/window/navigator.h"

#include "app/window/current_funnel.h"
#include "app/window/filter_controller.h"
#include "app/window/session_set_text.h"
#include "app/window/store_facts.h"
#include "models/qt/qt_text.h"
#include "models/workflow/ticket_workflow.h"
#include "models/workflow/trace_workflow.h"

#include <algorithm>

namespace throughline::app {

namespace {

using qt::ItemKind;
using qt::Selection;

const QString& impactId()
{
    static const QString id = QStringLiteral("impact");
    return id;
}

const QString& sessionId()
{
    static const QString id = QStringLiteral("session");
    return id;
}

} // namespace

Navigator::Navigator(const WindowServices& services, QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_perspective(impactId())
{
    connect(&services.context, &qt::InvestigationContext::moved, this, &Navigator::schedule);
    connect(&services.context, &qt::InvestigationContext::adjusted, this, &Navigator::amend);
    connect(&services.context, &qt::InvestigationContext::activated, this, &Navigator::go);
    connect(&services.facts, &StoreFacts::factsChanged, this, &Navigator::placeChanged);
    connect(&services.notebooks, &qt::NotebookDesk::notebookChanged, this,
            &Navigator::placeChanged);
    connect(&services.session, &qt::WorkspaceSession::storeReplaced, this, [this] {
        m_services.context.setScope({});
        m_services.context.adjustSelection({});
        m_history.clear();
        schedule();
    });
}

void Navigator::setPerspective(const QString& id)
{
    if (id != m_perspective) {
        m_perspective = id;
        Q_EMIT perspectiveChanged(id);
        schedule();
    }
}

qt::Place Navigator::place() const
{
    return {m_perspective, m_services.context.scope(), m_services.context.selection()};
}

void Navigator::schedule()
{
    if (!m_scheduled) {
        // One step for all that changes within one turn: a list is opened and gone to.
        m_scheduled = true;
        QMetaObject::invokeMethod(this, &Navigator::record, Qt::QueuedConnection);
    }
}

void Navigator::record()
{
    m_scheduled = false;
    m_history.record(place());
    Q_EMIT placeChanged();
}

void Navigator::amend()
{
    if (!m_scheduled) {
        m_history.amend(place());
        Q_EMIT placeChanged();
    }
}

void Navigator::back()
{
    if (const auto place = m_history.back()) {
        restore(*place);
    }
}

void Navigator::forward()
{
    if (const auto place = m_history.forward()) {
        restore(*place);
    }
}

void Navigator::restore(const qt::Place& place)
{
    m_services.context.setScope(place.scope);
    m_services.context.setSelection(place.selection);
    setPerspective(place.perspective);
    Q_EMIT placeChanged();
}

QStringList Navigator::trail() const
{
    const Selection& selection = m_services.context.selection();
    if (m_perspective == QLatin1String("notebook")) {
        const qt::NotebookPointer notebook = m_services.notebooks.notebook();
        return notebook == nullptr ? QStringList {tr("Notebooks")}
                                   : QStringList {tr("Notebooks"), qt::toQString(notebook->name)};
    }
    if (m_perspective != impactId() && m_perspective != sessionId()) {
        return {tr("Data")};
    }
    QStringList crumbs {selection.funnel.steps.empty()
                            ? tr("All errors")
                            : tr("%1 funnel").arg(qt::toQString(selection.funnel.name))};
    if (selection.errorGroup.value() != 0) {
        crumbs.append(m_services.facts.errorName(selection.errorGroup));
    }
    if (m_perspective == sessionId()) {
        const QString set = sessionSetCrumb(selection.sessions, selection.funnel, m_services.facts);
        if (!set.isEmpty()) {
            crumbs.append(set);
        }
        crumbs.append(selection.session.empty()
                          ? tr("Sessions")
                          : tr("session %1").arg(qt::toQString(selection.session)));
    }
    return crumbs;
}

void Navigator::goToCrumb(int place)
{
    if (m_perspective == QLatin1String("notebook")) {
        return;
    }
    const bool hasGroup = m_services.context.selection().errorGroup.value() != 0;
    if (place == 0) {
        m_services.context.selectErrorGroup({});
        setPerspective(impactId());
    } else if (place == 1 && hasGroup) {
        setPerspective(impactId());
    }
}

void Navigator::go(ItemKind kind, const QString& id)
{
    switch (kind) {
    case ItemKind::ErrorGroup:
        m_services.context.selectErrorGroup(
            domain::errorGroupIdFromText(qt::toStdString(id)).value_or(domain::ErrorGroupId {}));
        setPerspective(impactId());
        return;
    case ItemKind::Funnel:
        m_services.funnel.choose(id);
        setPerspective(impactId());
        return;
    case ItemKind::Sessions:
        setPerspective(sessionId());
        return;
    case ItemKind::Session:
        goToSession(qt::toStdString(id), {}, {});
        return;
    case ItemKind::Trace:
        goToTrace(id);
        return;
    case ItemKind::Tickets: {
        Selection next = m_services.context.selection();
        next.ticketsOf =
            domain::errorGroupIdFromText(qt::toStdString(id)).value_or(domain::ErrorGroupId {});
        m_services.context.setSelection(next);
        setPerspective(sessionId());
        return;
    }
    case ItemKind::Ticket:
        goToTicket(id);
        return;
    case ItemKind::User:
        goToPerson(QStringLiteral("user.id"), id);
        return;
    case ItemKind::Account:
        goToPerson(QStringLiteral("account.id"), id);
        return;
    case ItemKind::Command:
        Q_EMIT commandChosen(id);
        return;
    }
}

void Navigator::goToSession(const std::string& id, domain::TraceId trace, const std::string& ticket)
{
    Selection next = m_services.context.selection();
    next.session = id;
    next.trace = trace;
    next.ticket = ticket;
    next.ticketsOf = {};
    next.record = {};
    m_services.context.setSelection(next);
    setPerspective(sessionId());
}

void Navigator::goToTrace(const QString& id)
{
    using workflow::TraceDetail;
    m_services.session.ask<TraceDetail>(
        {.slot = QStringLiteral("shell.goto"),
         .context = this,
         .ask =
             [text = qt::toStdString(id)](const qt::OpenStore& store, const std::stop_token&) {
                 return workflow::showTrace(store.workspace, text);
             },
         .deliver =
             [this](const TraceDetail& detail) {
                 goToSession(detail.sessionId, detail.view.id, {});
             }});
}

void Navigator::goToTicket(const QString& id)
{
    using workflow::TicketView;
    m_services.session.ask<TicketView>(
        {.slot = QStringLiteral("shell.goto"),
         .context = this,
         .ask =
             [text = qt::toStdString(id)](const qt::OpenStore& store, const std::stop_token&) {
                 return workflow::showTicket(store.workspace, text);
             },
         .deliver =
             [this](const TicketView& view) {
                 if (view.sessions.empty()) {
                     const QString number = qt::toQString(view.ticket.id);
                     Q_EMIT noted(tr("Ticket %1 belongs to no session in this store.").arg(number));
                 } else {
                     goToSession(view.sessions.front().sessionId, {}, view.ticket.id);
                 }
             }});
}

void Navigator::goToPerson(const QString& field, const QString& id)
{
    m_services.context.setSelection(qt::withSessions(m_services.context.selection(), {}));
    addValueFilter(m_services.context, field, id, false);
    setPerspective(sessionId());
}

} // namespace throughline::app
