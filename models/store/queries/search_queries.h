#pragma once

#include "models/base/time.h"
#include "models/store/connection.h"

#include <string>
#include <vector>

namespace throughline::store {

/// A row that matches a search.
struct FoundRow
{
    std::string id;
    std::string title;
    std::string text; ///< what was searched, for an excerpt
    Timestamp time;
};

/// Which rows are looked at.
enum class SearchTable : std::uint8_t
{
    Error,
    Ticket,
    Session,
    User,
    Account
};

/// Rows whose id begins with the word, or whose texts hold every word (case does not matter for
/// ASCII); exact ids first, then newest. At most `limit` rows.
Result<std::vector<FoundRow>> searchRows(const Connection& connection, SearchTable table,
                                         const std::vector<std::string>& words,
                                         std::uint64_t limit);

} // namespace throughline::store
