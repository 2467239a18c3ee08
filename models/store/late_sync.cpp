#include "models/store/late_sync.h"

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace throughline::store {

struct LateSync::State
{
    explicit State(Connection& slow)
        : connection(slow)
    {
    }

    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State()
    {
        // After a failure; the connection's next transaction may be one that counts.
        static_cast<void>(wait().ok());
        if (log >= 0) {
            ::close(log);
        }
    }

    Result<void> wait()
    {
        return std::exchange(late, false) ? connection.execute("PRAGMA synchronous = FULL")
                                          : Result<void>();
    }

    Connection& connection;
    bool late = false;
    /// The write-ahead log, opened a second time: SQLite locks the store and its index, never the
    /// log, so that closing this takes no lock away.
    int log = -1;
};

LateSync::LateSync(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

LateSync::LateSync(LateSync&&) noexcept = default;
LateSync& LateSync::operator=(LateSync&&) noexcept = default;
LateSync::~LateSync() = default;

Result<LateSync> LateSync::begin(Connection& connection)
{
    auto state = std::make_unique<State>(connection);
    TL_TRY(connection.execute("PRAGMA synchronous = NORMAL"));
    state->late = true;
    return LateSync(std::move(state));
}

void LateSync::committed()
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (m_state->log < 0) {
        const char* const store = sqlite3_db_filename(m_state->connection.handle(), "main");
        m_state->log = ::open(sqlite3_filename_wal(store), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    }
    if (m_state->log >= 0) {
        // Only begins to write; where it cannot, the next commit that waits does all of it.
        static_cast<void>(::sync_file_range(m_state->log, 0, 0, SYNC_FILE_RANGE_WRITE));
    }
#endif
}

Result<void> LateSync::end()
{
    return m_state->wait();
}

} // namespace throughline::store
