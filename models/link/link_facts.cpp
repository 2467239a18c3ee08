#include "models/link/link_facts.h"

#include "models/link/content_words.h"

namespace throughline::link {

TicketFacts ticketFacts(const domain::Ticket& ticket)
{
    TicketFacts facts;
    facts.id = ticket.id;
    facts.created = ticket.created;
    facts.sessionId = ticket.sessionId;
    facts.quotedIds = ticket.quotedIds;
    if (!ticket.userId.empty()) {
        facts.users.push_back(ticket.userId);
    }
    facts.account = ticket.accountId;
    facts.words = contentWords(ticket.topic + "\n" + ticket.message);
    return facts;
}

} // namespace throughline::link
