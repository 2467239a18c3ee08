#include "models/store/sql/query_guard.h"

#include "models/base/hash.h"
#include "models/base/text.h"

#include <sqlite3.h>

#include <array>
#include <sys/random.h>
#include <utility>

namespace throughline::store {

namespace {

constexpr int kInstructionsPerLook = 2'000;

// What is not here reads or changes something besides its arguments, or gives another answer each
// time.
constexpr std::string_view kFunctions =
    " -> ->> abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce cos cosh "
    "count cume_dist date datetime degrees dense_rank exp first_value floor format glob "
    "group_concat hex ifnull iif instr json json_array json_array_length json_each json_extract "
    "json_group_array json_group_object json_object json_quote json_tree json_type json_valid "
    "julianday lag last_value lead length like likelihood likely ln log log10 log2 lower ltrim "
    "max min mod nth_value ntile nullif percent_rank pi pow power printf quote radians rank "
    "replace round row_number rtrim sign sin sinh soundex sqrt strftime substr substring sum tan "
    "tanh time total trim trunc typeof unicode unixepoch unlikely upper ";

bool isAllowedFunction(std::string_view name)
{
    return kFunctions.find(' ' + toLowerAscii(name) + ' ') != std::string_view::npos;
}

bool isJsonTable(std::string_view table)
{
    return table == "json_each" || table == "json_tree";
}

} // namespace

QueryGuard::QueryGuard(const domain::SqlLimits& limits, std::set<std::string> tables,
                       std::stop_token stop, std::string hiddenPrefix)
    : m_limits(limits)
    , m_tables(std::move(tables))
    , m_stop(std::move(stop))
    , m_hiddenPrefix(std::move(hiddenPrefix))
{
}

Result<QueryGuard> QueryGuard::create(const domain::SqlLimits& limits, std::set<std::string> tables,
                                      std::stop_token stop)
{
    std::array<char, 16> bytes {};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return environmentError("The system gives no random numbers");
    }
    return QueryGuard(limits, std::move(tables), std::move(stop),
                      "behind_" + bytesToHex({bytes.data(), bytes.size()}) + '_');
}

void QueryGuard::arm(sqlite3* database)
{
    m_until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(m_limits.time.ns);
    m_memoryAtStart = sqlite3_memory_used();
    sqlite3_set_authorizer(database, &QueryGuard::authorize, this);
    sqlite3_progress_handler(database, kInstructionsPerLook, &QueryGuard::progress, this);
}

bool QueryGuard::expired()
{
    if (m_end != End::None) {
        return true;
    }
    if (m_stop.stop_requested()) {
        m_end = End::Stopped;
    } else if (std::chrono::steady_clock::now() >= m_until) {
        m_end = End::Time;
    } else if (sqlite3_memory_used() - m_memoryAtStart
               > static_cast<std::int64_t>(m_limits.memory)) {
        m_end = End::Memory;
    }
    return m_end != End::None;
}

int QueryGuard::progress(void* self)
{
    return static_cast<QueryGuard*>(self)->expired() ? 1 : 0;
}

int QueryGuard::authorize(void* self, int action, const char* first, const char* second,
                          const char* database, const char* view)
{
    const auto text = [](const char* pointer) {
        return pointer != nullptr ? std::string_view(pointer) : std::string_view();
    };
    try {
        return static_cast<QueryGuard*>(self)->allows(action, text(first), text(second),
                                                      text(database), text(view))
            ? SQLITE_OK
            : SQLITE_DENY;
    } catch (...) {
        return SQLITE_DENY; // no memory to say why
    }
}

bool QueryGuard::allows(int action, std::string_view first, std::string_view second,
                        std::string_view database, std::string_view view)
{
    if (m_inside > 0) {
        return true;
    }
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_READ:
        return allowsRead(first, second, database, view);
    case SQLITE_FUNCTION:
        return isAllowedFunction(second)
            || refuse("The function " + std::string(second) + " cannot be called here", second);
    case SQLITE_PRAGMA:
        return refuse("PRAGMA cannot be used here", "PRAGMA");
    default:
        return refuse("Only questions can be asked: SELECT, or WITH and SELECT", {});
    }
}

bool QueryGuard::allowsRead(std::string_view table, std::string_view column,
                            std::string_view database, std::string_view view)
{
    const bool behind = view.starts_with(m_hiddenPrefix);
    if (behind || table.starts_with(m_hiddenPrefix) || isJsonTable(table)) {
        return true;
    }
    const std::string name = toLowerAscii(table);
    const auto found = m_tables.find(name);
    // Of what lies in rows only the views may be read; the records' tables have no schema.
    const bool records = name == "event" || name == "log" || name == "span" || name == "metric";
    if (found != m_tables.end() && (records || database == "temp")) {
        return true;
    }
    // Where SQLite takes a view apart, it names what lies behind as read without a column.
    if (column.empty() && found != m_tables.end()) {
        return true;
    }
    return refuse(found != m_tables.end()
                      ? "Write " + name + " without a schema in front"
                      : "The table " + std::string(table) + " cannot be read here",
                  table);
}

bool QueryGuard::refuse(std::string what, std::string_view word)
{
    if (m_refusal.empty()) {
        m_refusal = std::move(what);
        m_refusedWord = word;
    }
    return false;
}

} // namespace throughline::store
