#pragma once

#include "models/domain/ticket.h"
#include "models/workflow/derived_data.h"

#include <cstdint>
#include <map>
#include <vector>

namespace throughline::workflow {

/// A candidate link with the number of its session.
struct DerivedLink
{
    domain::TicketLink link;
    std::uint32_t session = 0;
};

/// Links every ticket to the sessions it may be about, by the rules of models/link. `titles`: per
/// group of `errors` its words for comparing with what a ticket quotes.
Result<std::vector<DerivedLink>> linkTickets(const store::Connection& connection,
                                             const SessionTable& sessions, const TraceJoin& traces,
                                             const DerivedErrors& errors,
                                             const Frustration& frustration, bool withLoaded,
                                             const std::stop_token& stop);

} // namespace throughline::workflow
