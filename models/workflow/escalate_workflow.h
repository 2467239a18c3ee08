#pragma once

#include "models/notebook/escalation.h"
#include "models/workflow/workspace.h"

#include <string>

namespace throughline::workflow {

/// The id links lead into a store by; never its path.
Result<std::string> storeId(const Workspace& workspace);

/// The draft of a ticket about one session: who, when, what happened, its errors, traces and
/// tickets. Usage error where there is no such session.
Result<notebook::Escalation> escalateSession(const Workspace& workspace, const std::string& id,
                                             Timestamp now);

/// The draft that hands a ticket on: its own words, and the session, errors and traces behind it.
/// Usage error where there is no such ticket.
Result<notebook::Escalation> escalateTicket(const Workspace& workspace, const std::string& id,
                                            Timestamp now);

} // namespace throughline::workflow
