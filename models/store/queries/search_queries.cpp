#include "models/store/queries/search_queries.h"

#include "models/base/text.h"
#include "models/store/statement.h"

#include <algorithm>

namespace throughline::store {

namespace {

// instr on lower-cased text, never LIKE or MATCH: what the user types is no pattern.
constexpr std::string_view kErrors =
    "SELECT 'E' || id, CASE WHEN name <> '' THEN name WHEN type = '' THEN title ELSE type END, "
    "name || ' ' || type || ' ' || title || ' ' || culprit || ' ' || services || ' ' || assignee, "
    "last_ns FROM error_group "
    "ORDER BY sessions DESC, count DESC";
constexpr std::string_view kTickets =
    "SELECT t.ticket_id, coalesce(json_extract(t.record, '$.\"ticket.topic\"'), t.ticket_id), "
    "t.ticket_id || ' ' || coalesce(json_extract(t.record, '$.\"ticket.topic\"'), '') || ' ' || "
    "coalesce(json_extract(t.record, '$.body'), '') || ' ' || t.account || ' ' || t.user, "
    "t.created_ns FROM ticket t JOIN source s ON s.id = t.source_id WHERE s.state = 'done' "
    "ORDER BY t.created_ns DESC";
constexpr std::string_view kSessions =
    "SELECT id, user, id, start_ns FROM session WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3";
constexpr std::string_view kUsers =
    "SELECT user, account, user, max(start_ns) FROM session WHERE user >= ?1 AND user < ?2 "
    "AND user <> '' GROUP BY user ORDER BY user LIMIT ?3";
constexpr std::string_view kAccounts =
    "SELECT account, '', account, max(start_ns) FROM session WHERE account >= ?1 AND account < ?2 "
    "AND account <> '' GROUP BY account ORDER BY account LIMIT ?3";

FoundRow readRow(const Statement& row)
{
    return {row.string(0), row.string(1), row.string(2), row.time(3)};
}

bool holdsAll(const std::string& text, const std::vector<std::string>& words)
{
    const std::string lower = toLowerAscii(text);
    return std::all_of(words.begin(), words.end(), [&lower](const std::string& word) {
        return lower.find(toLowerAscii(word)) != std::string::npos;
    });
}

/// Everything that begins with the text is at least the text and less than this.
std::string afterPrefix(std::string text)
{
    return std::move(text) + "\xF4\x8F\xBF\xBF";
}

} // namespace

Result<std::vector<FoundRow>> searchRows(const Connection& connection, SearchTable table,
                                         const std::vector<std::string>& words, std::uint64_t limit)
{
    std::vector<FoundRow> found;
    const bool byText = table == SearchTable::Error || table == SearchTable::Ticket;
    if (words.empty() || (!byText && words.size() > 1)) {
        return found;
    }
    const std::string_view sql = table == SearchTable::Error ? kErrors
        : table == SearchTable::Ticket                       ? kTickets
        : table == SearchTable::Session                      ? kSessions
        : table == SearchTable::User                         ? kUsers
                                                             : kAccounts;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
    const std::string after = afterPrefix(words.front());
    if (!byText) {
        statement.bindAll(words.front(), after, limit);
    }
    while (found.size() < limit) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        FoundRow one = readRow(statement);
        if (!byText || holdsAll(one.id + ' ' + one.text, words)) {
            found.push_back(std::move(one));
        }
    }
    return found;
}

} // namespace throughline::store
