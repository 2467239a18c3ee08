#include "app/window/session_questions.h"

#include "models/qt/qt_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace throughline::app {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::app::SessionQuestions)
};

bool converted(const workflow::EvaluatedFunnel& funnel, std::uint32_t session)
{
    return session < funnel.levels.level.size()
        && funnel.levels.level[session] >= funnel.levels.steps;
}

QString outcomeOf(const workflow::EvaluatedFunnel* funnel, const domain::SessionSummary& session)
{
    return funnel != nullptr && converted(*funnel, session.number.value()) ? Words::tr("converted")
                                                                           : QString();
}

Result<widgets::TicketRow> ticketRow(const qt::OpenStore& store, const std::string& id)
{
    TL_ASSIGN(workflow::TicketView view, workflow::showTicket(store.workspace, id));
    widgets::TicketRow row {std::move(view.ticket), {}};
    if (!view.sessions.empty()) {
        row.link = std::move(view.sessions.front());
    }
    return row;
}

domain::TraceId firstTraceOf(const std::vector<workflow::TraceSummary>& traces)
{
    const auto failed = std::find_if(traces.begin(), traces.end(),
                                     [](const auto& trace) { return trace.errors > 0; });
    if (failed != traces.end()) {
        return failed->id;
    }
    const auto slowest =
        std::max_element(traces.begin(), traces.end(),
                         [](const auto& a, const auto& b) { return a.duration < b.duration; });
    return slowest == traces.end() ? domain::TraceId {} : slowest->id;
}

} // namespace

Result<SessionListAnswer> askSessions(const qt::OpenStore& store,
                                      const SessionListQuestion& question,
                                      const std::stop_token& stop)
{
    const workflow::EvaluatedFunnel* funnel = question.funnel.get();
    TL_ASSIGN(const IdSet sessions,
              workflow::sessionsOf(store.workspace, *store.snapshot, funnel, question.set,
                                   question.scope, stop));
    TL_ASSIGN(workflow::SessionPage page,
              workflow::listSessions(store.workspace, *store.snapshot, sessions, question.sort, 0,
                                     question.limit));
    SessionListAnswer answer;
    answer.total = page.total;
    if (funnel != nullptr) {
        std::uint64_t count = 0;
        sessions.forEach([&](std::uint32_t s) { count += converted(*funnel, s) ? 0 : 1; });
        answer.notConverted = count;
    }
    auto rows = std::make_shared<std::vector<widgets::SessionListRow>>();
    rows->reserve(page.sessions.size());
    for (domain::SessionSummary& session : page.sessions) {
        const QString outcome = outcomeOf(funnel, session);
        rows->push_back({std::move(session), outcome});
    }
    answer.rows = std::move(rows);
    return answer;
}

Result<SessionAnswer> askSession(const qt::OpenStore& store, const std::string& id)
{
    SessionAnswer answer;
    TL_ASSIGN(answer.view, workflow::showSession(store.workspace, id));
    answer.firstTrace = firstTraceOf(answer.view.traces);
    answer.timeline =
        std::make_shared<const std::vector<domain::TimelineItem>>(std::move(answer.view.timeline));
    auto tickets = std::make_shared<std::vector<widgets::TicketRow>>();
    for (const domain::TicketLink& link : answer.view.tickets) {
        TL_ASSIGN(widgets::TicketRow row, ticketRow(store, link.ticketId));
        row.link = link;
        tickets->push_back(std::move(row));
    }
    answer.tickets = std::move(tickets);
    return answer;
}

Result<widgets::TicketPanel::Rows>
askTicketsOf(const qt::OpenStore& store, domain::ErrorGroupId group, const std::stop_token& stop)
{
    TL_ASSIGN(const workflow::ErrorDetail detail, workflow::showError(store.workspace, group));
    auto tickets = std::make_shared<std::vector<widgets::TicketRow>>();
    for (const std::string& id : detail.tickets) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_ASSIGN(widgets::TicketRow row, ticketRow(store, id));
        tickets->push_back(std::move(row));
    }
    return widgets::TicketPanel::Rows(std::move(tickets));
}

Result<TraceAnswer> askTrace(const qt::OpenStore& store, domain::TraceId id)
{
    TL_ASSIGN(workflow::TraceDetail detail,
              workflow::showTrace(store.workspace, domain::toHex(id)));
    auto lines = std::make_shared<std::vector<widgets::LogLine>>();
    lines->reserve(detail.logs.size());
    for (const workflow::TraceLog& log : detail.logs) {
        lines->push_back({log.time,
                          log.severity,
                          {},
                          qt::toQString(log.service),
                          qt::toQString(log.message),
                          log.record});
    }
    return TraceAnswer {std::make_shared<const analysis::TraceView>(std::move(detail.view)),
                        std::move(lines), std::move(detail.errors)};
}

} // namespace throughline::app
