#include "models/workflow/ticket_workflow.h"

#include "models/store/queries/error_queries.h"
#include "models/store/queries/session_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/session_timeline.h"

namespace throughline::workflow {

Result<TicketPage> listTickets(const Workspace& workspace, std::uint64_t offset,
                               std::uint64_t limit)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TicketPage page;
    TL_ASSIGN(page.total, store::ticketCount(connection));
    TL_ASSIGN(auto tickets, store::ticketPage(connection, offset, limit));
    for (store::TicketInfo& info : tickets) {
        TicketRow row;
        row.ticket = std::move(info.ticket);
        TL_ASSIGN(const auto links, store::linksOfTicket(connection, row.ticket.id));
        row.candidates = static_cast<std::uint32_t>(links.size());
        if (!links.empty()) {
            row.confidence = links.front().confidence;
            row.sessionId = links.front().linked ? links.front().sessionId : std::string();
        }
        page.tickets.push_back(std::move(row));
    }
    return page;
}

Result<TicketView> showTicket(const Workspace& workspace, const std::string& id)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    const std::string number = !id.empty() && id.front() == '#' ? id.substr(1) : id;
    TL_ASSIGN(auto found, store::findTicket(connection, number));
    if (!found) {
        return usageError("There is no ticket '" + number + "' in the store",
                          "See throughline tickets");
    }
    TicketView view;
    view.ticket = std::move(found->ticket);
    view.place = found->place;
    TL_ASSIGN(view.sessions, store::linksOfTicket(connection, number));
    TL_ASSIGN(store::SessionReader sessions, store::SessionReader::create(connection));
    for (const domain::TicketLink& link : view.sessions) {
        if (!link.linked) {
            continue;
        }
        TL_ASSIGN(const auto session, sessions.byId(link.sessionId));
        if (!session) {
            continue;
        }
        TL_ASSIGN(const auto occurrences,
                  store::occurrencesOfSession(connection, session->number.value()));
        for (ErrorMark& mark : errorMarks(occurrences)) {
            view.errors.push_back(std::move(mark));
        }
        TL_ASSIGN(const auto traces, store::tracesOfSession(connection, session->number.value()));
        for (const store::TraceInfo& trace : traces) {
            view.traces.push_back(traceSummary(trace));
        }
    }
    return view;
}

} // namespace throughline::workflow
