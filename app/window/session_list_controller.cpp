#include "app/window/session_list_controller.h"

#include "app/window/current_funnel.h"
#include "models/qt/qt_text.h"

#include <QListView>
#include <QScrollBar>

#include <algorithm>

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

SessionListController::SessionListController(widgets::SessionList& list,
                                             const WindowServices& services)
    : QObject(&list)
    , m_list(list)
    , m_view(list.findChild<QListView*>(QStringLiteral("sessionList")))
    , m_services(services)
    , m_limit(kPage)
{
    qt::InvestigationContext* context = &services.context;
    connect(&list, &widgets::SessionList::sessionSelected, context,
            [context](const QString& id) { context->selectSession(qt::toStdString(id)); });
    connect(&list, &widgets::SessionList::orderChosen, this, [this](widgets::SessionOrder order) {
        m_list.setOrder(order);
        m_sort = sortOf(order);
        m_limit = kPage;
        Q_EMIT refreshNeeded();
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &SessionListController::showMore);
}

void SessionListController::clear()
{
    m_asked.reset();
    m_listed = {};
    m_limit = kPage;
    m_list.setRows(nullptr, 0);
}

void SessionListController::refresh()
{
    const Selection& selection = m_services.context.selection();
    const workflow::EvaluatedFunnelPointer funnel = m_services.funnel.evaluated();
    if (funnel == nullptr && m_services.funnel.isComing()) {
        return;
    }
    SessionListQuestion question {selection.sessions, m_services.context.scope(), funnel, m_sort,
                                  m_limit};
    if (m_asked && !(m_asked->set == question.set && m_asked->scope == question.scope)) {
        question.limit = m_limit = kPage;
    }
    if (m_asked && sameQuestion(*m_asked, question)) {
        m_list.selectSession(qt::toQString(selection.session));
        return;
    }
    m_asked = question;
    m_services.session.ask<SessionListAnswer>(
        {.slot = QStringLiteral("session.list"),
         .context = this,
         .ask =
             [question](const qt::OpenStore& store, const std::stop_token& stop) {
                 return askSessions(store, question, stop);
             },
         .deliver = [this](const SessionListAnswer& answer) { show(answer); }});
}

std::optional<notebook::Question> SessionListController::pinned() const
{
    if (!m_asked || m_listed.rows == nullptr) {
        return std::nullopt;
    }
    notebook::Question question = workflow::questionOf(m_asked->set);
    question.scope = m_asked->scope;
    question.sort = toText(m_asked->sort);
    if (m_asked->funnel != nullptr) {
        question.funnel = m_asked->funnel->definition;
    }
    return question;
}

void SessionListController::show(const SessionListAnswer& answer)
{
    const int scrolled = m_view->verticalScrollBar()->value();
    const bool further =
        m_limit > kPage && m_listed.rows != nullptr && answer.rows->size() > m_listed.rows->size();
    m_listed = answer;
    m_list.setRows(answer.rows, answer.total);
    Selection selection = m_services.context.selection();
    if (selection.session.empty() && !answer.rows->empty()) {
        selection.session = answer.rows->front().session.id;
        m_services.context.adjustSelection(selection);
    }
    m_list.selectSession(qt::toQString(m_services.context.selection().session));
    if (further) {
        m_view->verticalScrollBar()->setValue(scrolled);
    }
    Q_EMIT listedChanged();
}

void SessionListController::showMore(int scrolled)
{
    const bool atEnd = scrolled >= m_view->verticalScrollBar()->maximum();
    const std::uint64_t shown = m_listed.rows == nullptr ? 0 : m_listed.rows->size();
    if (atEnd && shown > 0 && shown < m_listed.total && shown >= m_limit) {
        m_limit += kPage;
        Q_EMIT refreshNeeded();
    }
}

QString SessionListController::outcomeOf(const std::string& session) const
{
    if (m_listed.rows == nullptr || !m_listed.notConverted) {
        return {};
    }
    const auto found = std::find_if(m_listed.rows->begin(), m_listed.rows->end(),
                                    [&](const auto& row) { return row.session.id == session; });
    if (found == m_listed.rows->end()) {
        return {};
    }
    return found->outcome.isEmpty() ? tr("did not convert") : found->outcome;
}

} // namespace throughline::app
