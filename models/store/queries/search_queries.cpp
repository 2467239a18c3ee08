#include "models/store/queries/search_queries.h"

#include "models/base/text.h"
#include "models/store/queries/ticket_versions.h"
#include "models/store/session_names.h"
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
    "AND " NEWEST_OF_ITS_TICKET " ORDER BY t.created_ns DESC";
constexpr std::string_view kSession =
    "SELECT id, user, account, start_ns FROM session WHERE number = ?1";

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

/// Sessions, users or accounts whose name begins with the text.
Result<std::vector<FoundRow>> searchNames(const Connection& connection, SearchTable table,
                                          const std::string& text, std::uint64_t limit)
{
    const NameKind kind = table == SearchTable::Session ? NameKind::Session
        : table == SearchTable::User                    ? NameKind::User
                                                        : NameKind::Account;
    TL_ASSIGN(SessionNames names, SessionNames::create(connection.handle()));
    TL_ASSIGN(const auto found, names.beginningWith(kind, text, limit));
    TL_ASSIGN(Statement session, Statement::prepare(connection, kSession));
    std::vector<FoundRow> rows;
    for (const SessionNames::Found& name : found) {
        session.bindAll(name.session);
        TL_ASSIGN(const bool row, session.step());
        if (row) {
            const std::string about = kind == NameKind::Session ? session.string(1)
                : kind == NameKind::User                        ? session.string(2)
                                                                : std::string();
            rows.push_back({name.name, about, name.name, session.time(3)});
        }
        session.reset();
    }
    return rows;
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
    if (!byText) {
        return searchNames(connection, table, words.front(), limit);
    }
    TL_ASSIGN(Statement statement,
              Statement::prepare(connection, table == SearchTable::Error ? kErrors : kTickets));
    while (found.size() < limit) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        FoundRow one = readRow(statement);
        if (holdsAll(one.id + ' ' + one.text, words)) {
            found.push_back(std::move(one));
        }
    }
    return found;
}

} // namespace throughline::store
