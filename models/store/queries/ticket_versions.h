#pragma once

/// A condition on a row `t` of ticket: no later import brought the same ticket again. Exports do
/// when it has changed; the records of all imports stay, the one imported last is the ticket. The
/// time of its creation tells it from one of another help desk with the same number.
#define NEWEST_OF_ITS_TICKET                                                                       \
    "NOT EXISTS (SELECT 1 FROM main.ticket n JOIN main.source w ON w.id = n.source_id "            \
    "WHERE n.ticket_id = t.ticket_id AND n.created_ns = t.created_ns AND n.id > t.id "             \
    "AND w.state = 'done')"
