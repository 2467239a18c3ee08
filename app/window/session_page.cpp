#include "app/window/session_page.h"

#include "app/window/alias_controller.h"
#include "app/window/current_funnel.h"
#include "app/window/inspected.h"
#include "app/window/record_inspector.h"
#include "app/window/session_list_controller.h"
#include "models/qt/qt_text.h"
#include "models/workflow/sql_workflow.h"
#include "widgets/session/inspector.h"
#include "widgets/session/timeline_panel.h"
#include "widgets/session/trace_panel.h"
#include "widgets/shared/format.h"

#include <algorithm>

namespace throughline::app {

namespace {

/// By how much the client's clock was off, and how sure that is.
QString clockText(const domain::ClockOffset& clock)
{
    const QString seconds = widgets::formatSigned(clock.offset.toSeconds(), 1);
    if (clock.contradictory) {
        return SessionPage::tr("clock skew corrected %1 s; the requests contradict each other")
            .arg(seconds);
    }
    if (clock.oneSided) {
        return clock.offset.ns < 0
            ? SessionPage::tr("clock skew corrected %1 s, at least").arg(seconds)
            : SessionPage::tr("clock skew corrected %1 s, at most").arg(seconds);
    }
    const double unsure = clock.uncertainty.toSeconds();
    return SessionPage::tr("clock skew corrected %1 \u00B1 %2 s")
        .arg(seconds, QString::number(unsure, 'f', unsure < 1 ? 2 : 1));
}

using qt::Selection;

} // namespace

SessionPage::SessionPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("session"), services)
    , m_list(new widgets::SessionList(this))
    , m_timeline(new widgets::TimelinePanel(this))
    , m_trace(new widgets::TracePanel(this))
    , m_inspectorPanel(new widgets::Inspector(this))
    , m_tickets(new widgets::TicketPanel(this))
    , m_sessions(new SessionListController(*m_list, services))
    , m_inspector(new RecordInspector(*m_inspectorPanel, services))
{
    arrange();
    connectViews();
}

void SessionPage::arrange()
{
    QSplitter* middle = addSplitter(Qt::Vertical, QStringLiteral("sessionMiddle"),
                                    {m_timeline, m_trace}, {360, 410});
    QSplitter* right = addSplitter(Qt::Vertical, QStringLiteral("sessionRight"),
                                   {m_inspectorPanel, m_tickets}, {570, 200});
    setBody(addSplitter(Qt::Horizontal, QStringLiteral("sessionParts"), {m_list, middle, right},
                        {262, 790, 296}));
    for (widgets::Panel* panel :
         {static_cast<widgets::Panel*>(m_list), static_cast<widgets::Panel*>(m_timeline),
          static_cast<widgets::Panel*>(m_trace), static_cast<widgets::Panel*>(m_inspectorPanel),
          static_cast<widgets::Panel*>(m_tickets)}) {
        addPanel(panel);
    }
    using notebook::QuestionKind;
    addPin(m_list, {QuestionKind::Session});
    addPin(m_timeline, {QuestionKind::Session});
    addTablePin(m_trace->findChild<QWidget*>(QStringLiteral("logView")), [this] {
        return m_traceAsked.valid() ? workflow::logsQuestion(m_traceAsked) : std::string();
    });
    addPin(m_trace, {QuestionKind::Trace});
    addPin(m_tickets, {QuestionKind::Ticket});
    addPin(m_inspectorPanel, [this] { return m_inspector->pinned(); });
    addListPin(m_list, [this] { return m_sessions->pinned(); });
}

void SessionPage::connectViews()
{
    connect(&services().funnel, &CurrentFunnel::evaluatedChanged, this, [this] { markDirty(); });
    connect(m_sessions, &SessionListController::refreshNeeded, this, [this] { markDirty(); });
    connect(m_sessions, &SessionListController::listedChanged, this, &SessionPage::showListed);
    connect(m_timeline, &widgets::TimelinePanel::itemSelected, this, &SessionPage::selectItem);
    connect(m_timeline, &widgets::TimelinePanel::itemActivated, this, &SessionPage::selectItem);
    connect(m_trace, &widgets::TracePanel::spanSelected, this, &SessionPage::selectSpan);
    connect(m_trace, &widgets::TracePanel::logSelected, this, &SessionPage::selectRecord);
    connect(m_tickets, &widgets::TicketPanel::ticketSelected, this, &SessionPage::openTicket);
    new AliasController(*m_inspectorPanel, services()); // the panel's own
    connect(m_inspector, &RecordInspector::placeChanged, this, &SessionPage::showBasis);
    connect(m_inspector, &RecordInspector::sourceRecordRequested, this,
            &SessionPage::sourceRecordRequested);
}

void SessionPage::clear()
{
    m_viewAsked.clear();
    m_view.reset();
    m_traceAsked = {};
    m_traceShown.reset();
    m_ticketsAsked = {};
    m_ticketRows.reset();
    m_sessions->clear();
    m_inspector->clear();
    m_timeline->clear();
    m_trace->setTrace(nullptr, nullptr);
    m_tickets->setTickets(nullptr);
}

void SessionPage::refresh()
{
    if (m_store != services().session.store()) {
        m_store = services().session.store();
        clear();
    }
    if (m_store != nullptr) {
        m_sessions->refresh();
        askView();
        askTickets();
        askTrace();
        m_inspector->refresh();
        markSelected();
        showBasis();
    }
}

void SessionPage::showListed()
{
    if (m_view) {
        m_timeline->setSession(m_view->view.session, m_view->timeline,
                               m_sessions->outcomeOf(m_view->view.session.id));
        markSelected();
    }
    showBasis();
}

void SessionPage::askView()
{
    const std::string& id = services().context.selection().session;
    if (id == m_viewAsked) {
        return;
    }
    m_viewAsked = id;
    m_view.reset();
    if (id.empty()) {
        services().session.jobs().drop(QStringLiteral("session.view"));
        m_timeline->clear();
        m_tickets->setTickets(nullptr);
        return;
    }
    services().session.ask<SessionAnswer>(
        {.slot = QStringLiteral("session.view"),
         .context = this,
         .ask = [id](const qt::OpenStore& store,
                     const std::stop_token&) { return askSession(store, id); },
         .deliver = [this](const SessionAnswer& answer) { showView(answer); }});
}

void SessionPage::showView(const SessionAnswer& answer)
{
    m_view = answer;
    const Selection& selection = services().context.selection();
    m_timeline->setSession(answer.view.session, answer.timeline,
                           m_sessions->outcomeOf(answer.view.session.id));
    m_timeline->setHighlightedError(selection.errorGroup.value() == 0
                                        ? QString()
                                        : qt::toQString(domain::toText(selection.errorGroup)));
    m_inspector->setErrors(answer.view.errors);
    if (selection.ticketsOf.value() == 0) {
        m_ticketRows = answer.tickets;
        m_tickets->setTickets(answer.tickets);
        m_tickets->selectTicket(qt::toQString(selection.ticket));
    }
    askTrace();
    markSelected();
    showBasis();
}

void SessionPage::askTickets()
{
    const domain::ErrorGroupId group = services().context.selection().ticketsOf;
    if (group == m_ticketsAsked) {
        return;
    }
    m_ticketsAsked = group;
    if (group.value() == 0) {
        services().session.jobs().drop(QStringLiteral("session.tickets"));
        m_tickets->setTitle(tr("Related tickets"));
        m_ticketRows = m_view ? m_view->tickets : nullptr;
        m_tickets->setTickets(m_ticketRows);
        return;
    }
    m_tickets->setTitle(tr("Tickets of %1").arg(services().facts.errorName(group)));
    services().session.ask<widgets::TicketPanel::Rows>(
        {.slot = QStringLiteral("session.tickets"),
         .context = this,
         .ask = [group](const qt::OpenStore& store,
                        const std::stop_token& stop) { return askTicketsOf(store, group, stop); },
         .deliver =
             [this](const widgets::TicketPanel::Rows& rows) {
                 m_ticketRows = rows;
                 m_tickets->setTickets(rows);
             }});
}

domain::TraceId SessionPage::wantedTrace() const
{
    const domain::TraceId chosen = services().context.selection().trace;
    if (chosen.valid()) {
        return chosen;
    }
    if (!m_view) {
        return {};
    }
    // Who comes from an error group wants to see its own failure, not the session's first.
    const domain::ErrorGroupId group = services().context.selection().errorGroup;
    const auto& errors = m_view->view.errors;
    const auto own = std::find_if(errors.begin(), errors.end(), [group](const auto& mark) {
        return mark.group == group && mark.trace.valid();
    });
    return own != errors.end() ? own->trace : m_view->firstTrace;
}

void SessionPage::askTrace()
{
    const domain::TraceId wanted = wantedTrace();
    if (wanted.valid() && wanted == m_traceAsked) {
        return;
    }
    m_traceAsked = wanted;
    if (!wanted.valid()) {
        services().session.jobs().drop(QStringLiteral("session.trace"));
        m_traceShown.reset();
        m_inspector->setTrace({});
        m_trace->setTrace(nullptr, nullptr, m_view ? tr("This session has no trace.") : QString());
        return;
    }
    services().session.ask<TraceAnswer>(
        {.slot = QStringLiteral("session.trace"),
         .context = this,
         .ask = [wanted](const qt::OpenStore& store,
                         const std::stop_token&) { return app::askTrace(store, wanted); },
         .deliver = [this](const TraceAnswer& answer) { showTrace(answer); },
         .refuse =
             [this](const Error& error) {
                 m_traceShown.reset();
                 m_inspector->setTrace({});
                 m_trace->setTrace(nullptr, nullptr, qt::toQString(describe(error)));
             }});
}

void SessionPage::showTrace(const TraceAnswer& answer)
{
    m_traceShown = answer.trace;
    m_trace->setTrace(answer.trace, answer.logs);
    m_inspector->setTrace(answer);
    m_inspector->selectFirst();
    markSelected();
}

void SessionPage::showBasis()
{
    const SessionListAnswer& listed = m_sessions->listed();
    QStringList facts;
    if (listed.rows != nullptr) {
        facts.append(widgets::formatCountOf(listed.total, tr("1 session"), tr("%1 sessions")));
        if (listed.notConverted) {
            facts.append(tr("%1 did not convert").arg(widgets::formatCount(*listed.notConverted)));
        }
    }
    QStringList status;
    if (m_inspector->place()) {
        status.append(sourcePlaceText(*m_inspector->place()));
    }
    if (m_view && m_view->view.session.clock.pairs > 0) {
        status.append(clockText(m_view->view.session.clock));
    }
    setBasis(widgets::joinFacts(facts), widgets::joinFacts(status));
}

void SessionPage::selectItem(std::size_t place)
{
    if (!m_view || place >= m_view->timeline->size()) {
        return;
    }
    const domain::TimelineItem& item = (*m_view->timeline)[place];
    if (item.kind == domain::TimelineKind::Ticket) {
        openTicket(qt::toQString(item.id));
        return;
    }
    Selection next = services().context.selection();
    next.record = item.record;
    next.ticket.clear();
    if (item.trace.valid()) {
        next.trace = item.trace;
    }
    services().context.adjustSelection(next);
}

void SessionPage::selectSpan(domain::SpanId span)
{
    if (m_traceShown == nullptr) {
        return;
    }
    const auto& rows = m_traceShown->rows;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [span](const auto& row) { return row.span.id == span; });
    if (found != rows.end()) {
        selectRecord(found->span.record);
    }
}

void SessionPage::selectRecord(domain::RecordRef record)
{
    Selection next = services().context.selection();
    next.record = record;
    next.ticket.clear();
    next.trace = m_traceAsked;
    services().context.adjustSelection(next);
}

void SessionPage::openTicket(const QString& id)
{
    const std::string wanted = qt::toStdString(id);
    if (m_ticketRows == nullptr) {
        return;
    }
    const auto found =
        std::find_if(m_ticketRows->begin(), m_ticketRows->end(),
                     [&](const widgets::TicketRow& row) { return row.ticket.id == wanted; });
    if (found == m_ticketRows->end()) {
        return;
    }
    Selection next = services().context.selection();
    next.ticket = wanted;
    next.record = {};
    if (!found->link.sessionId.empty() && found->link.sessionId != next.session) {
        next.session = found->link.sessionId;
        next.trace = {};
    }
    services().context.adjustSelection(next);
    m_inspector->showTicket(*found);
    m_tickets->selectTicket(id);
}

void SessionPage::markSelected()
{
    const domain::RecordRef record = services().context.selection().record;
    const analysis::TraceRow* span = m_inspector->spanOf(record);
    m_trace->selectSpan(span == nullptr ? domain::SpanId {} : span->span.id);
    if (!m_view) {
        return;
    }
    const auto& items = *m_view->timeline;
    const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) {
        return record.block.value() != 0 && item.record == record;
    });
    m_timeline->selectItem(
        found == items.end()
            ? std::nullopt
            : std::optional<std::size_t>(static_cast<std::size_t>(found - items.begin())));
}

} // namespace throughline::app
