#pragma once

#include "models/base/time.h"
#include "models/domain/ticket.h"

#include <string>
#include <vector>

namespace throughline::link {

/// What a ticket says about where it belongs. Words are those of contentWords.
struct TicketFacts
{
    std::string id;
    Timestamp created;
    std::string sessionId; ///< a field of the export names it; empty: none
    std::vector<std::string> quotedIds; ///< "session:s_1", "trace:<32 hex>", "order:A-17"
    std::vector<std::string> users; ///< every id or pseudonym of its requester
    std::string account;
    std::vector<std::string> words; ///< of subject and message

    bool operator==(const TicketFacts&) const = default;
};

/// The facts of a ticket as it is stored.
[[nodiscard]] TicketFacts ticketFacts(const domain::Ticket& ticket);

/// What a session offers to be recognised by. Times are those of the backend's clock where the
/// session's offset is known. Words are those of contentWords.
struct SessionFacts
{
    std::string id;
    std::vector<std::string> users; ///< every id or pseudonym of its user
    std::string account;
    Timestamp start;
    Timestamp end; ///< its last record
    bool bot = false; ///< people write tickets: only an explicit mention leads to such a session
    bool hasError = false;
    bool frustrated = false;
    std::vector<std::vector<std::string>> errorWords; ///< per error: type, masked message, code
    std::vector<std::string> viewWords; ///< of its pages, views and features

    bool operator==(const SessionFacts&) const = default;
};

/// The sessions in which an id occurs that a ticket quotes; two are enough, more say no more.
struct IdOccurrence
{
    std::string id; ///< as in TicketFacts::quotedIds
    std::vector<std::string> sessions;

    bool operator==(const IdOccurrence&) const = default;
};

/// What a ticket is compared with: every session it names, every session one of its ids occurs in,
/// and those of its user or account inside candidateWindow. Others do no harm.
struct LinkCandidates
{
    std::vector<SessionFacts> sessions;
    std::vector<IdOccurrence> ids;

    bool operator==(const LinkCandidates&) const = default;
};

} // namespace throughline::link
