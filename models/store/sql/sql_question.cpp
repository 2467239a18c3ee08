#include "models/store/sql/sql_question.h"

#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/store/sql/public_tables.h"
#include "models/store/sql/query_guard.h"
#include "models/store/sql/record_module.h"
#include "models/store/sql/store_slice.h"
#include "models/store/sql/trace_module.h"
#include "models/store/sqlite_error.h"
#include "models/store/statement.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <set>

namespace throughline::store {

namespace {

// Our views are made before anybody asks; after that the connection only reads.
constexpr std::string_view kMayWrite = "PRAGMA query_only = OFF";
constexpr std::string_view kMayOnlyRead = "PRAGMA query_only = ON";
constexpr std::string_view kOnlyQuestions =
    "Only questions can be asked: SELECT, or WITH and SELECT";
constexpr int kLongestQuestion = 100'000;

struct Finalize
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalize>;

std::set<std::string> tableNames()
{
    std::set<std::string> names;
    for (const domain::SqlTable& table : sqlTables()) {
        names.insert(table.name);
    }
    return names;
}

/// " (column 8)" or " (line 2, column 8)", counted in characters from 1.
std::string placeText(std::string_view sql, std::size_t byte)
{
    const std::string_view before = sql.substr(0, std::min(byte, sql.size()));
    const std::size_t lineStart = before.rfind('\n') + 1; // npos + 1 is the start
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = 1
        + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(lineStart), before.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    const std::string lines = line > 1 || sql.find('\n') != std::string_view::npos
        ? "line " + std::to_string(line) + ", "
        : std::string();
    return " (" + lines + "column " + std::to_string(column) + ')';
}

bool isWordLetter(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_';
}

/// Where a word stands in the question, whatever its case; npos: nowhere.
std::size_t findWord(std::string_view sql, std::string_view word)
{
    if (word.empty()) {
        return std::string_view::npos;
    }
    const std::string text = toLowerAscii(sql);
    const std::string wanted = toLowerAscii(word);
    for (std::size_t at = text.find(wanted); at != std::string::npos;
         at = text.find(wanted, at + 1)) {
        const std::size_t end = at + wanted.size();
        if ((at == 0 || !isWordLetter(text[at - 1]))
            && (end == text.size() || !isWordLetter(text[end]))) {
            return at;
        }
    }
    return std::string_view::npos;
}

/// Where a name with the store's own schema in front stands; npos: nowhere. An alias of that name
/// counts, too.
std::size_t findSchema(std::string_view sql)
{
    for (std::size_t from = 0; from < sql.size();) {
        const std::size_t at = findWord(sql.substr(from), "main");
        if (at == std::string_view::npos) {
            return at;
        }
        from += at + 4;
        const std::size_t next = sql.find_first_not_of("\"'`] \t\n\r", from);
        if (next != std::string_view::npos && sql[next] == '.') {
            return from - 4;
        }
    }
    return std::string_view::npos;
}

/// What to write in place of a name that is not known.
std::string hintFor(std::string_view message)
{
    const std::size_t colon = message.find(": ");
    if (colon == std::string_view::npos) {
        return {};
    }
    std::string_view name = message.substr(colon + 2);
    name.remove_prefix(name.rfind('.') + 1); // npos + 1 is the start
    std::set<std::string> known;
    const bool table = message.starts_with("no such table");
    if (!table && !message.starts_with("no such column")) {
        return {};
    }
    for (const domain::SqlTable& each : sqlTables()) {
        if (table) {
            known.insert(each.name);
            continue;
        }
        for (const auto& column : each.columns) {
            known.insert(column.name);
        }
    }
    const auto nearest = nearestNames(name, {known.begin(), known.end()});
    return (nearest.empty() ? "" : "Did you mean " + listInWords(nearest, "or") + "? ")
        + "throughline sql --tables lists what there is";
}

/// One question on a connection of its own.
class Question
{
public:
    Question(Connection connection, std::string_view sql, const domain::SqlLimits& limits)
        : m_connection(std::move(connection))
        , m_source(m_connection)
        , m_sql(sql)
        , m_limits(limits)
    {
    }

    Result<domain::SqlAnswer> answer(const std::stop_token& stop)
    {
        TL_ASSIGN(QueryGuard guard, QueryGuard::create(m_limits, tableNames(), stop));
        m_guard = std::make_unique<QueryGuard>(std::move(guard));
        TL_TRY(makeViews());
        TL_ASSIGN(m_modules, RecordModules::install(m_source, *m_guard));
        TL_TRY(installTraceTable(database(), m_guard.get())); // in place of the unguarded one
        TL_TRY(beginReading(m_connection));
        sqlite3_limit(database(), SQLITE_LIMIT_SQL_LENGTH, kLongestQuestion);
        m_guard->arm(database());
        auto result = ask();
        // The handlers must not outlive the guard.
        sqlite3_set_authorizer(database(), nullptr, nullptr);
        sqlite3_progress_handler(database(), 0, nullptr, nullptr);
        return result;
    }

private:
    [[nodiscard]] sqlite3* database() const { return m_connection.handle(); }

    /// What lies in rows, seen through views that show visible sources only.
    Result<void> makeViews()
    {
        TL_TRY(m_connection.execute(kMayWrite));
        for (const PublicTable& table : publicTables()) {
            const std::string behind = m_guard->hiddenPrefix() + std::string(table.name);
            TL_TRY(m_connection.execute("CREATE TEMP VIEW " + behind + " AS "
                                        + std::string(table.sql)));
            std::string columns;
            for (const PublicColumn& column : table.columns) {
                columns += columns.empty() ? "" : ", ";
                columns += column.name;
            }
            TL_TRY(m_connection.execute("CREATE TEMP VIEW " + std::string(table.name)
                                        + " AS SELECT " + columns + " FROM temp." + behind));
        }
        return m_connection.execute(kMayOnlyRead);
    }

    Result<domain::SqlAnswer> ask()
    {
        TL_ASSIGN(const StatementHandle statement, prepare());
        domain::SqlAnswer answer;
        const int columns = sqlite3_column_count(statement.get());
        for (int c = 0; c < columns; ++c) {
            answer.columns.emplace_back(sqlite3_column_name(statement.get(), c));
        }
        std::uint64_t bytes = 0;
        while (true) {
            const int code = sqlite3_step(statement.get());
            if (code == SQLITE_DONE) {
                return answer;
            }
            if (code != SQLITE_ROW) {
                return ended(std::move(answer), code);
            }
            if (answer.rows.size() >= m_limits.rows || bytes >= m_limits.bytes) {
                answer.cut = answer.rows.size() >= m_limits.rows ? domain::SqlCut::Rows
                                                                 : domain::SqlCut::Bytes;
                return answer;
            }
            bytes += addRow(answer, statement.get(), columns);
        }
    }

    Result<StatementHandle> prepare()
    {
        if (const std::size_t at = findSchema(m_sql); at != std::string_view::npos) {
            return usageError("Write tables without a schema in front" + placeText(m_sql, at),
                              "throughline sql --tables lists what there is");
        }
        sqlite3_stmt* made = nullptr;
        const char* rest = nullptr;
        const int code = sqlite3_prepare_v3(database(), m_sql.data(),
                                            static_cast<int>(m_sql.size()), 0, &made, &rest);
        StatementHandle statement(made);
        if (code != SQLITE_OK) {
            return refused(code);
        }
        if (statement == nullptr) {
            return usageError("There is no question",
                              "Write one, such as: "
                              "select name, count(*) from event group by 1");
        }
        if (sqlite3_stmt_readonly(statement.get()) == 0
            || sqlite3_column_count(statement.get()) == 0) {
            return usageError(std::string(kOnlyQuestions));
        }
        TL_TRY(nothingBehind(rest));
        return statement;
    }

    /// Comments and semicolons may follow, another statement may not.
    Result<void> nothingBehind(const char* rest)
    {
        const char* end = m_sql.data() + m_sql.size();
        while (rest != nullptr && rest < end) {
            const char* at = rest;
            sqlite3_stmt* made = nullptr;
            const int code =
                sqlite3_prepare_v3(database(), at, static_cast<int>(end - at), 0, &made, &rest);
            const StatementHandle statement(made);
            if (code != SQLITE_OK || statement != nullptr) {
                return usageError("One question at a time"
                                  + placeText(m_sql, static_cast<std::size_t>(at - m_sql.data())));
            }
        }
        return {};
    }

    /// Why a question cannot be asked.
    Error refused(int code)
    {
        if (!m_guard->refusal().empty()) {
            const std::size_t at = findWord(m_sql, m_guard->refusedWord());
            return usageError(m_guard->refusal()
                                  + (at == std::string_view::npos ? "" : placeText(m_sql, at)),
                              "throughline sql --tables lists what there is");
        }
        if (code != SQLITE_ERROR && code != SQLITE_TOOBIG) {
            return errorOf(database(), code, "a question");
        }
        const std::string message = sqlite3_errmsg(database());
        const int at = sqlite3_error_offset(database());
        if (message.starts_with("cannot modify") || message.ends_with("may not be modified")) {
            return usageError(std::string(kOnlyQuestions));
        }
        return usageError("The question cannot be read: " + message
                              + (at < 0 ? "" : placeText(m_sql, static_cast<std::size_t>(at))),
                          hintFor(message));
    }

    /// An answer that broke off: by a limit, by the user, by an error.
    Result<domain::SqlAnswer> ended(domain::SqlAnswer answer, int code)
    {
        switch (m_guard->end()) {
        case QueryGuard::End::Stopped:
            return cancelledError();
        case QueryGuard::End::Time:
            answer.cut = domain::SqlCut::Time;
            return answer;
        case QueryGuard::End::Memory:
            answer.cut = domain::SqlCut::Memory;
            return answer;
        case QueryGuard::End::None:
            break;
        }
        if ((code & 0xFF) != SQLITE_ERROR && (code & 0xFF) != SQLITE_TOOBIG) {
            return errorOf(database(), code, "a question");
        }
        const std::string message = sqlite3_errmsg(database());
        return usageError("The question failed: " + message,
                          message == "integer overflow" ? "Use total() in place of sum()" : "");
    }

    static std::uint64_t addRow(domain::SqlAnswer& answer, sqlite3_stmt* statement, int columns)
    {
        std::uint64_t bytes = 0;
        auto& row = answer.rows.emplace_back();
        row.reserve(static_cast<std::size_t>(columns));
        for (int c = 0; c < columns; ++c) {
            row.push_back(valueOf(statement, c));
            const auto* text = std::get_if<std::string>(&row.back());
            bytes += sizeof(domain::SqlValue) + (text != nullptr ? text->size() : 0);
        }
        return bytes;
    }

    static domain::SqlValue valueOf(sqlite3_stmt* statement, int column)
    {
        const auto bytes = [statement, column](const void* from) {
            const int size = sqlite3_column_bytes(statement, column);
            return from == nullptr
                ? std::string()
                : std::string(static_cast<const char*>(from), static_cast<std::size_t>(size));
        };
        switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return std::int64_t {sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_TEXT:
            return bytes(sqlite3_column_text(statement, column));
        case SQLITE_BLOB:
            return bytesToHex(bytes(sqlite3_column_blob(statement, column)));
        default:
            return std::monostate();
        }
    }

    // Destroyed from below: statements, then what the tables read from, then the connection.
    Connection m_connection;
    RecordSource m_source;
    std::unique_ptr<QueryGuard> m_guard;
    std::unique_ptr<RecordModules> m_modules;
    std::string_view m_sql;
    domain::SqlLimits m_limits;
};

} // namespace

Result<domain::SqlAnswer> askSql(Connection connection, std::string_view sql,
                                 const domain::SqlLimits& limits, const std::stop_token& stop)
{
    return Question(std::move(connection), sql, limits).answer(stop);
}

std::vector<domain::SqlTable> sqlTables()
{
    std::vector<domain::SqlTable> tables;
    for (const domain::Signal signal : {domain::Signal::Event, domain::Signal::Span,
                                        domain::Signal::Log, domain::Signal::Metric}) {
        domain::SqlTable& table = tables.emplace_back();
        table.name = domain::toText(signal);
        table.description = recordTableDescription(signal);
        for (const RecordColumn& column : recordColumns(signal)) {
            table.columns.push_back({std::string(column.name), std::string(column.type),
                                     std::string(column.description)});
        }
    }
    for (const PublicTable& each : publicTables()) {
        domain::SqlTable& table = tables.emplace_back();
        table.name = each.name;
        table.description = each.description;
        for (const PublicColumn& column : each.columns) {
            table.columns.push_back({std::string(column.name), std::string(column.type),
                                     std::string(column.description)});
        }
    }
    return tables;
}

} // namespace throughline::store
