#pragma once

#include "models/domain/ticket.h"
#include "models/workflow/session_workflow.h"

#include <string>
#include <vector>

namespace throughline::workflow {

/// A ticket as lists show it.
struct TicketRow
{
    domain::Ticket ticket;
    std::uint32_t candidates = 0; ///< sessions it may belong to
    std::string sessionId; ///< the one it is linked to; empty: none for sure
    double confidence = 0; ///< of the best candidate
};

struct TicketPage
{
    std::uint64_t total = 0;
    std::vector<TicketRow> tickets;
};

/// Newest first.
Result<TicketPage> listTickets(const Workspace& workspace, std::uint64_t offset,
                               std::uint64_t limit);

/// One ticket with its candidate sessions, best first, their errors and traces.
struct TicketView
{
    domain::Ticket ticket;
    domain::SourcePlace place;
    std::vector<domain::TicketLink> sessions;
    std::vector<ErrorMark> errors; ///< of linked sessions
    std::vector<TraceSummary> traces; ///< of linked sessions
};

Result<TicketView> showTicket(const Workspace& workspace, const std::string& id);

} // namespace throughline::workflow
