#pragma once

#include "models/base/time.h"
#include "models/domain/record.h"

#include <string>
#include <vector>

namespace throughline::domain {

/// A support ticket or chat, in the flat shape. Texts are redacted.
struct Ticket
{
    std::string id;
    std::string source; ///< "zendesk", "intercom", ...
    std::string kind; ///< "ticket", "chat"
    std::string topic;
    std::string severity;
    std::string accountId;
    std::string userId;
    std::string sessionId; ///< where the export names one
    std::string message;
    std::string linkUrl;
    std::vector<std::string> labels;
    Timestamp created;
    /// Ids quoted in its text, extracted before redaction: "session:s_1", "trace:<32 hex>".
    std::vector<std::string> quotedIds;
    Attributes attributes; ///< everything else

    bool operator==(const Ticket&) const = default;
};

/// Why a ticket is thought to belong to a session. Best evidence first.
enum class LinkRule : std::uint8_t
{
    ExplicitReference = 1, ///< a session or replay named in the ticket
    UniqueId = 2, ///< an id that occurs in exactly one session
    SameUser = 3, ///< the same person, overlapping in time
    SameAccount = 4, ///< the same organisation only
    Content = 5 ///< words and time alone
};

/// One candidate link with its evidence in words.
struct TicketLink
{
    std::string ticketId;
    std::string sessionId;
    LinkRule rule = LinkRule::SameAccount;
    double confidence = 0; ///< 0 to 1
    std::string reason; ///< "same user, 38 min before the ticket, quotes the error"
    bool linked = false; ///< sure enough to count: at least .80 and .20 before the next

    bool operator==(const TicketLink&) const = default;
};

} // namespace throughline::domain
