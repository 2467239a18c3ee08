#include "models/store/connection.h"

#include "models/store/sql/trace_module.h"
#include "models/store/sqlite_error.h"

#include <sqlite3.h>

#include <array>
#include <string>

namespace throughline::store {

namespace {

struct Limit
{
    int which;
    int value;
};

// Files come from strangers: nothing of theirs may make us slow, large or extended.
// Foreign keys that delete along count as triggers: source, block, column.
constexpr std::array<Limit, 6> kLimits {{{SQLITE_LIMIT_LENGTH, 64 << 20},
                                         {SQLITE_LIMIT_EXPR_DEPTH, 100},
                                         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200},
                                         {SQLITE_LIMIT_VDBE_OP, 250'000},
                                         {SQLITE_LIMIT_ATTACHED, 0},
                                         {SQLITE_LIMIT_TRIGGER_DEPTH, 4}}};

constexpr std::array<std::array<int, 2>, 6> kSwitches {
    {{SQLITE_DBCONFIG_DEFENSIVE, 1},
     {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
     {SQLITE_DBCONFIG_DQS_DML, 0},
     {SQLITE_DBCONFIG_DQS_DDL, 0},
     {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
     {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0}}};

constexpr std::string_view kPragmas = "PRAGMA cell_size_check = ON;"
                                      "PRAGMA mmap_size = 0;"
                                      "PRAGMA secure_delete = ON;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA foreign_keys = ON;";

constexpr std::string_view kWriterPragmas = "PRAGMA journal_mode = WAL;"
                                            "PRAGMA synchronous = FULL;"
                                            "PRAGMA wal_autocheckpoint = 8000;"
                                            "PRAGMA cache_size = -8192;"
                                            "PRAGMA threads = 2;";

constexpr std::string_view kReaderPragmas = "PRAGMA query_only = ON;"
                                            "PRAGMA cache_size = -16384;";

constexpr int kBusyMilliseconds = 10'000;
constexpr int kInstructionsPerLook = 20'000;

} // namespace

struct Connection::State
{
    sqlite3* database = nullptr;
    std::stop_token stop;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() { sqlite3_close_v2(database); }

    static int stopRequested(void* self)
    {
        return static_cast<State*>(self)->stop.stop_requested() ? 1 : 0;
    }
};

Connection::Connection(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

sqlite3* Connection::handle() const
{
    return m_state->database;
}

Result<Connection> Connection::open(const std::filesystem::path& file, Access access,
                                    std::stop_token stop)
{
    auto state = std::make_unique<State>();
    state->stop = std::move(stop);
    // A reader of a WAL store needs the shared memory file, so it opens for writing, too;
    // query_only keeps it honest.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    if (access == Access::Create) {
        flags |= SQLITE_OPEN_CREATE;
    }
    const int code = sqlite3_open_v2(file.c_str(), &state->database, flags, nullptr);
    if (code != SQLITE_OK) {
        return errorOf(state->database, code, access == Access::Read ? "reading" : "writing");
    }
    sqlite3_busy_timeout(state->database, kBusyMilliseconds);
    for (const Limit& limit : kLimits) {
        sqlite3_limit(state->database, limit.which, limit.value);
    }
    for (const auto& [which, value] : kSwitches) {
        sqlite3_db_config(state->database, which, value, nullptr);
    }
    if (state->stop.stop_possible()) {
        sqlite3_progress_handler(state->database, kInstructionsPerLook, &State::stopRequested,
                                 state.get());
    }
    Connection connection(std::move(state));
    TL_TRY(connection.execute(kPragmas));
    TL_TRY(connection.execute(access == Access::Read ? kReaderPragmas : kWriterPragmas));
    TL_TRY(installTraceTable(connection.handle(), nullptr));
    return connection;
}

Result<Connection> Connection::openReader() const
{
    return open(sqlite3_db_filename(m_state->database, "main"), Access::Read, m_state->stop);
}

Result<void> Connection::limitCache(std::uint32_t kibibytes)
{
    sqlite3_db_release_memory(m_state->database);
    return execute("PRAGMA cache_size = -" + std::to_string(kibibytes));
}

Result<void> Connection::execute(std::string_view sql)
{
    const int code =
        sqlite3_exec(m_state->database, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return errorOf(m_state->database, code, "a change");
    }
    return {};
}

} // namespace throughline::store
