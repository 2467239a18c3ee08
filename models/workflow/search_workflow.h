#pragma once

#include "models/workflow/workspace.h"

#include <string>
#include <vector>

namespace throughline::workflow {

enum class SearchKind : std::uint8_t
{
    Error,
    Ticket,
    Session,
    Trace,
    User,
    Account
};

/// "error", "ticket", "session", "trace", "user", "account".
[[nodiscard]] std::string_view toText(SearchKind kind);

struct SearchHit
{
    SearchKind kind = SearchKind::Error;
    std::string id; ///< E7, ticket number, session id, trace id in hexadecimal, user, account
    std::string title;
    std::string excerpt;
    Timestamp time;
};

struct SearchResult
{
    std::uint64_t total = 0;
    std::vector<SearchHit> hits; ///< best first: exact ids, then names, then texts
};

/// Any id in any spelling (E7, a trace id in hexadecimal or decimal, session, ticket number, user),
/// else words of error titles and stacks, tickets, users and accounts. Quick: for a field that asks
/// with every key.
Result<SearchResult> search(const Workspace& workspace, const std::string& text,
                            std::uint64_t limit, const std::stop_token& stop);

} // namespace throughline::workflow
