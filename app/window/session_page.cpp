#include "app/window/session_page.h"

#include "app/window/current_funnel.h"
#include "app/window/filter_controller.h"
#include "app/window/inspected.h"
#include "models/qt/qt_text.h"
#include "widgets/session/inspector.h"
#include "widgets/session/timeline_panel.h"
#include "widgets/session/trace_panel.h"
#include "widgets/shared/format.h"

#include <QListView>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace throughline::app {

namespace {

using qt::Selection;
using workflow::SessionSort;

constexpr std::uint64_t kPage = 200;

SessionSort sortOf(widgets::SessionOrder order)
{
    switch (order) {
    case widgets::SessionOrder::FrustratedFirst:
        return SessionSort::FrustratedFirst;
    case widgets::SessionOrder::NewestFirst:
        return SessionSort::Newest;
    case widgets::SessionOrder::LongestFirst:
        return SessionSort::Longest;
    }
    return SessionSort::FrustratedFirst;
}

bool sameQuestion(const SessionListQuestion& a, const SessionListQuestion& b)
{
    return a.set == b.set && a.scope == b.scope && a.funnel == b.funnel && a.sort == b.sort
        && a.limit == b.limit;
}

} // namespace

SessionPage::SessionPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("session"), services)
    , m_list(new widgets::SessionList(this))
    , m_timeline(new widgets::TimelinePanel(this))
    , m_trace(new widgets::TracePanel(this))
    , m_inspector(new widgets::Inspector(this))
    , m_tickets(new widgets::TicketPanel(this))
    , m_limit(kPage)
{
    QSplitter* middle = addSplitter(Qt::Vertical, QStringLiteral("sessionMiddle"),
                                    {m_timeline, m_trace}, {360, 410});
    QSplitter* right = addSplitter(Qt::Vertical, QStringLiteral("sessionRight"),
                                   {m_inspector, m_tickets}, {570, 200});
    setBody(addSplitter(Qt::Horizontal, QStringLiteral("sessionParts"), {m_list, middle, right},
                        {262, 790, 296}));
    for (widgets::Panel* panel :
         {static_cast<widgets::Panel*>(m_list), static_cast<widgets::Panel*>(m_timeline),
          static_cast<widgets::Panel*>(m_trace), static_cast<widgets::Panel*>(m_inspector),
          static_cast<widgets::Panel*>(m_tickets)}) {
        addPanel(panel);
    }
    connectList();
    connectViews();
    connectInspector();
}

void SessionPage::connectList()
{
    qt::InvestigationContext* context = &services().context;
    connect(&services().funnel, &CurrentFunnel::evaluatedChanged, this, [this] { markDirty(); });
    connect(m_list, &widgets::SessionList::sessionSelected, context,
            [context](const QString& id) { context->selectSession(qt::toStdString(id)); });
    connect(m_list, &widgets::SessionList::orderChosen, this, [this](widgets::SessionOrder order) {
        m_list->setOrder(order);
        m_sort = sortOf(order);
        m_limit = kPage;
        markDirty();
    });
    if (auto* view = m_list->findChild<QListView*>(QStringLiteral("sessionList"))) {
        connect(view->verticalScrollBar(), &QScrollBar::valueChanged, this, &SessionPage::moreRows);
    }
}

void SessionPage::connectViews()
{
    connect(m_timeline, &widgets::TimelinePanel::itemSelected, this, &SessionPage::selectItem);
    connect(m_timeline, &widgets::TimelinePanel::itemActivated, this, &SessionPage::selectItem);
    connect(m_trace, &widgets::TracePanel::spanSelected, this, &SessionPage::selectSpan);
    connect(m_trace, &widgets::TracePanel::logSelected, this, &SessionPage::selectRecord);
    connect(m_tickets, &widgets::TicketPanel::ticketSelected, this, &SessionPage::openTicket);
}

void SessionPage::connectInspector()
{
    qt::InvestigationContext* context = &services().context;
    connect(m_inspector, &widgets::Inspector::filterRequested, context,
            [context](const QString& field, const QString& value, bool negated) {
                addValueFilter(*context, field, value, negated);
            });
    connect(m_inspector, &widgets::Inspector::sourceRecordRequested, this, [this] {
        if (m_place) {
            Q_EMIT sourceRecordRequested(*m_place);
        }
    });
    connect(m_inspector, &widgets::Inspector::linkActivated, this, &SessionPage::openSameError);
}

void SessionPage::forget()
{
    m_asked.reset();
    m_listed = {};
    m_limit = kPage;
    m_viewAsked.clear();
    m_view.reset();
    m_traceAsked = {};
    m_traceShown = {};
    m_recordAsked = {};
    m_place.reset();
    m_ticketsAsked = {};
    m_ticketRows.reset();
}

void SessionPage::refresh()
{
    if (m_store != services().session.store()) {
        m_store = services().session.store();
        forget();
    }
    if (m_store == nullptr) {
        m_list->setRows(nullptr, 0);
        m_timeline->clear();
        m_trace->setTrace(nullptr, nullptr);
        m_inspector->clear();
        m_tickets->setTickets(nullptr);
        return;
    }
    askList();
    askView();
    askTickets();
    askTraceOf();
    askRecord();
    showBasis();
}

void SessionPage::askList()
{
    const Selection& selection = services().context.selection();
    const workflow::EvaluatedFunnelPointer funnel = services().funnel.evaluated();
    if (funnel == nullptr && services().funnel.isComing()) {
        return;
    }
    SessionListQuestion question {selection.sessions, services().context.scope(), funnel, m_sort,
                                  m_limit};
    if (m_asked && !(m_asked->set == question.set && m_asked->scope == question.scope)) {
        question.limit = m_limit = kPage;
    }
    if (m_asked && sameQuestion(*m_asked, question)) {
        return;
    }
    m_asked = question;
    services().session.ask<SessionListAnswer>(
        {.slot = QStringLiteral("session.list"),
         .context = this,
         .ask =
             [question](const qt::OpenStore& store, const std::stop_token& stop) {
                 return askSessions(store, question, stop);
             },
         .deliver = [this](const SessionListAnswer& answer) { showList(answer); }});
}

void SessionPage::showList(const SessionListAnswer& answer)
{
    auto* view = m_list->findChild<QListView*>(QStringLiteral("sessionList"));
    const int scrolled = view == nullptr ? 0 : view->verticalScrollBar()->value();
    const bool further = m_listed.rows != nullptr && answer.rows->size() > m_listed.rows->size();
    m_listed = answer;
    m_list->setRows(answer.rows, answer.total);
    const Selection& selection = services().context.selection();
    if (selection.session.empty() && !answer.rows->empty()) {
        Selection next = selection;
        next.session = answer.rows->front().session.id;
        services().context.adjustSelection(next);
    }
    m_list->selectSession(qt::toQString(services().context.selection().session));
    if (further && view != nullptr && m_limit > kPage) {
        view->verticalScrollBar()->setValue(scrolled);
    }
    if (m_view) {
        m_timeline->setSession(m_view->view.session, m_view->timeline,
                               outcomeOf(m_view->view.session.id));
        markSelected();
    }
    showBasis();
}

void SessionPage::moreRows(int scrolled)
{
    const auto* view = m_list->findChild<QListView*>(QStringLiteral("sessionList"));
    const bool atEnd = view != nullptr && scrolled >= view->verticalScrollBar()->maximum();
    const std::uint64_t shown = m_listed.rows == nullptr ? 0 : m_listed.rows->size();
    if (atEnd && shown > 0 && shown < m_listed.total && shown >= m_limit) {
        m_limit += kPage;
        markDirty();
    }
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
    m_list->selectSession(qt::toQString(id));
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
    m_timeline->setSession(answer.view.session, answer.timeline, outcomeOf(answer.view.session.id));
    m_timeline->setHighlightedError(
        services().context.selection().errorGroup.value() == 0
            ? QString()
            : qt::toQString(domain::toText(services().context.selection().errorGroup)));
    if (services().context.selection().ticketsOf.value() == 0) {
        m_ticketRows = answer.tickets;
        m_tickets->setTickets(answer.tickets);
    }
    askTraceOf();
    markSelected();
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
    return m_view ? m_view->firstTrace : domain::TraceId {};
}

void SessionPage::askTraceOf()
{
    const domain::TraceId wanted = wantedTrace();
    if (!wanted.valid()) {
        m_traceAsked = {};
        m_traceShown = {};
        services().session.jobs().drop(QStringLiteral("session.trace"));
        m_trace->setTrace(nullptr, nullptr, m_view ? tr("This session has no trace.") : QString());
        return;
    }
    if (wanted == m_traceAsked) {
        return;
    }
    m_traceAsked = wanted;
    services().session.ask<TraceAnswer>(
        {.slot = QStringLiteral("session.trace"),
         .context = this,
         .ask = [wanted](const qt::OpenStore& store,
                         const std::stop_token&) { return askTrace(store, wanted); },
         .deliver =
             [this](const TraceAnswer& answer) {
                 m_traceShown = answer;
                 m_trace->setTrace(answer.trace, answer.logs);
                 markSelected();
             },
         .refuse =
             [this](const Error& error) {
                 m_traceShown = {};
                 m_trace->setTrace(nullptr, nullptr, qt::toQString(describe(error)));
             }});
}

void SessionPage::askRecord()
{
    const domain::RecordRef record = services().context.selection().record;
    if (record == m_recordAsked) {
        return;
    }
    m_recordAsked = record;
    m_place.reset();
    if (record.block.value() == 0) {
        services().session.jobs().drop(QStringLiteral("session.record"));
        m_inspector->clear();
        return;
    }
    markSelected();
    services().session.ask<workflow::RecordView>(
        {.slot = QStringLiteral("session.record"),
         .context = this,
         .ask =
             [record](const qt::OpenStore& store, const std::stop_token&) {
                 return workflow::showRecord(store.workspace, record);
             },
         .deliver = [this](const workflow::RecordView& view) { showRecord(view); }});
}

void SessionPage::showRecord(const workflow::RecordView& record)
{
    m_place = record.place;
    widgets::InspectorSubject subject =
        inspectedRecord(record, spanOf(m_recordAsked), services().facts);
    if (errorOf(m_recordAsked) != nullptr) {
        subject.link = tr("Same error");
    }
    m_inspector->setSubject(subject);
    showBasis();
}

void SessionPage::showBasis()
{
    QStringList facts;
    if (m_listed.rows != nullptr) {
        facts.append(widgets::formatCountOf(m_listed.total, tr("1 session"), tr("%1 sessions")));
        if (m_listed.notConverted) {
            facts.append(
                tr("%1 did not convert").arg(widgets::formatCount(*m_listed.notConverted)));
        }
    }
    QStringList status;
    if (m_place) {
        status.append(sourcePlaceText(*m_place));
    }
    if (m_view && m_view->view.session.clock.pairs > 0) {
        const double seconds = m_view->view.session.clock.offset.toSeconds();
        status.append(tr("clock skew corrected %1 s").arg(widgets::formatSigned(seconds, 1)));
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
    if (item.trace.valid()) {
        next.trace = item.trace;
    }
    services().context.adjustSelection(next);
}

void SessionPage::selectSpan(domain::SpanId span)
{
    if (m_traceShown.trace == nullptr) {
        return;
    }
    const auto& rows = m_traceShown.trace->rows;
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
    m_recordAsked = {};
    m_inspector->setSubject(inspectedTicket(*found));
    m_tickets->selectTicket(id);
}

void SessionPage::openSameError()
{
    if (const workflow::ErrorMark* error = errorOf(m_recordAsked)) {
        const QString id = qt::toQString(domain::toText(error->group));
        services().context.activate(qt::ItemKind::ErrorGroup, id);
    }
}

const analysis::TraceRow* SessionPage::spanOf(domain::RecordRef record) const
{
    if (m_traceShown.trace == nullptr) {
        return nullptr;
    }
    const auto& rows = m_traceShown.trace->rows;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& row) { return row.span.record == record; });
    return found == rows.end() ? nullptr : &*found;
}

const workflow::ErrorMark* SessionPage::errorOf(domain::RecordRef record) const
{
    const auto isIt = [&](const workflow::ErrorMark& mark) { return mark.record == record; };
    if (m_view) {
        const auto& errors = m_view->view.errors;
        if (const auto found = std::find_if(errors.begin(), errors.end(), isIt);
            found != errors.end()) {
            return &*found;
        }
    }
    const auto& errors = m_traceShown.errors;
    const auto found = std::find_if(errors.begin(), errors.end(), isIt);
    return found == errors.end() ? nullptr : &*found;
}

QString SessionPage::outcomeOf(const std::string& session) const
{
    if (m_listed.rows != nullptr && m_listed.notConverted) {
        for (const widgets::SessionListRow& row : *m_listed.rows) {
            if (row.session.id == session) {
                return row.outcome.isEmpty() ? tr("did not convert") : row.outcome;
            }
        }
    }
    return {};
}

void SessionPage::markSelected()
{
    const domain::RecordRef record = services().context.selection().record;
    const analysis::TraceRow* span = record.block.value() == 0 ? nullptr : spanOf(record);
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
