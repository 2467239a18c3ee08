#pragma once

#include "models/link/link_facts.h"

#include <string>
#include <string_view>

namespace throughline::link {

/// What speaks for one session besides who it belongs to.
struct Evidence
{
    Duration distance; ///< from the session to the ticket; 0: written during the session
    bool startsAfter = false; ///< the session began only after the ticket
    double errorQuoted = 0; ///< 0 to 1: share of the words of the error quoted best
    double pagesNamed = 0; ///< 0, .5 (one word of its pages) or 1 (several)
    bool hasError = false;
    bool frustrated = false;

    bool operator==(const Evidence&) const = default;
};

[[nodiscard]] Evidence evidenceFor(const TicketFacts& ticket, const SessionFacts& session);

/// 0 to 1: the quoted error, and a third of the named pages on top.
[[nodiscard]] double contentScore(const Evidence& evidence);

/// "38 min before the ticket", "written during the session", "began 5 min after the ticket".
[[nodiscard]] std::string distanceInWords(const Evidence& evidence);

/// "same user, 38 min before the ticket, quotes the error".
[[nodiscard]] std::string reasonInWords(std::string_view rule, const Evidence& evidence);

} // namespace throughline::link
