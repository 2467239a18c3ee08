#pragma once

#include "models/domain/provenance.h"
#include "models/domain/ticket.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// A ticket's row. Exports bring a ticket again when it has changed: all its rows are versions of
/// it, and the one imported last stands for it. Tickets of sources that are about to finish are
/// read with `withLoaded`.
struct TicketInfo
{
    domain::Ticket ticket;
    domain::SourcePlace place;
};

/// Every version of every ticket.
Result<std::vector<TicketInfo>> allTickets(const Connection& connection, bool withLoaded);

/// Newest first.
Result<std::vector<TicketInfo>> ticketPage(const Connection& connection, std::uint64_t offset,
                                           std::uint64_t limit);
Result<std::uint64_t> ticketCount(const Connection& connection);
Result<std::optional<TicketInfo>> findTicket(const Connection& connection, std::string_view id);

/// Candidate links of a ticket, best first; and of a session.
Result<std::vector<domain::TicketLink>> linksOfTicket(const Connection& connection,
                                                      std::string_view ticketId);
Result<std::vector<domain::TicketLink>> linksOfSession(const Connection& connection,
                                                       std::uint32_t session);

/// Numbers of the tickets linked to sessions that met a group.
Result<std::vector<std::string>> ticketsOfGroup(const Connection& connection, std::int64_t group);

/// Numbers of the sessions that a ticket is linked to.
Result<std::vector<std::uint32_t>> sessionsWithTicket(const Connection& connection);

} // namespace throughline::store
