#include "models/workflow/escalate_workflow.h"

#include "models/base/text.h"
#include "models/notebook/impact_moments.h"
#include "models/notebook/number_text.h"
#include "models/store/connection.h"
#include "models/store/store_file.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/ticket_workflow.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

constexpr std::size_t kNamed = 5;
constexpr std::size_t kMoments = 9;

/// Each once, in this order, at most kNamed.
void addNamed(std::vector<std::string>& names, const std::string& name)
{
    if (!name.empty() && names.size() < kNamed
        && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
    }
}

void addErrors(notebook::Escalation& draft, const std::vector<ErrorMark>& errors)
{
    for (const ErrorMark& error : errors) {
        addNamed(draft.errorGroups, domain::toText(error.group));
    }
    for (const std::string& group : draft.errorGroups) {
        draft.labels.push_back("error:" + group);
    }
}

/// Those that failed first.
void addTraces(notebook::Escalation& draft, std::vector<TraceSummary> traces)
{
    std::stable_partition(traces.begin(), traces.end(),
                          [](const TraceSummary& trace) { return trace.errors > 0; });
    for (const TraceSummary& trace : traces) {
        addNamed(draft.traces, domain::toHex(trace.id));
    }
}

std::string whoWords(const domain::SessionSummary& session)
{
    std::vector<std::string> who;
    for (const std::string& field : defaultMatchFields()) {
        if (const auto value = domain::valueOf(session.attributes, field); !value.empty()) {
            who.emplace_back(value);
        }
    }
    return join(who, ", ");
}

} // namespace

Result<std::string> storeId(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return store::readSetting(connection, store::setting::kStoreId);
}

Result<notebook::Escalation> escalateSession(const Workspace& workspace, const std::string& id,
                                             Timestamp now)
{
    TL_ASSIGN(const SessionView view, showSession(workspace, id));
    notebook::Escalation draft;
    TL_ASSIGN(draft.store, storeId(workspace));
    draft.made = now;
    draft.session = view.session.id;
    draft.user = view.session.user;
    draft.account = view.session.account;
    draft.severity = view.errors.empty() ? "question" : "minor";
    draft.sessions = {view.session.id};
    addErrors(draft, view.errors);
    addTraces(draft, view.traces);
    for (const domain::TicketLink& link : view.tickets) {
        addNamed(draft.tickets, link.linked ? link.ticketId : std::string());
    }
    const std::string first = view.errors.empty() ? std::string()
        : view.errors.front().type.empty()        ? view.errors.front().title
                                                  : view.errors.front().type;
    draft.topic = (first.empty() ? "What happened" : first) + " in session " + view.session.id;
    const std::string who = whoWords(view.session);
    draft.message = notebook::momentText(view.session.start) + " UTC, "
        + notebook::countOf(view.session.events, "event") + ", "
        + notebook::countOf(view.session.errors, "error") + (who.empty() ? "" : " (" + who + ')')
        + ".\n";
    const std::string group =
        view.errors.empty() ? std::string() : domain::toText(view.errors.front().group);
    for (const domain::TimelineItem& item :
         notebook::tellingMoments(view.timeline, group, kMoments)) {
        draft.message += '\n' + notebook::clockText(item.time) + ' '
            + std::string(toText(item.kind)) + ' ' + item.title;
        draft.sources.push_back(item.place);
    }
    return draft;
}

Result<notebook::Escalation> escalateTicket(const Workspace& workspace, const std::string& id,
                                            Timestamp now)
{
    TL_ASSIGN(const TicketView view, showTicket(workspace, id));
    const domain::Ticket& ticket = view.ticket;
    notebook::Escalation draft;
    TL_ASSIGN(draft.store, storeId(workspace));
    draft.made = now;
    draft.topic = ticket.topic.empty() ? "Ticket " + ticket.id : ticket.topic;
    draft.severity = ticket.severity;
    draft.account = ticket.accountId;
    draft.user = ticket.userId;
    draft.tickets = {ticket.id};
    draft.labels = ticket.labels;
    draft.message = ticket.message + '\n';
    for (const domain::TicketLink& link : view.sessions) {
        if (link.linked) {
            addNamed(draft.sessions, link.sessionId);
            draft.message += "\nSession " + link.sessionId + ": " + link.reason;
        }
    }
    draft.session = draft.sessions.empty() ? ticket.sessionId : draft.sessions.front();
    addErrors(draft, view.errors);
    addTraces(draft, view.traces);
    for (const std::string& group : draft.errorGroups) {
        draft.message += "\nError " + group;
    }
    draft.sources = {view.place};
    return draft;
}

} // namespace throughline::workflow
