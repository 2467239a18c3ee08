#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

struct sqlite3;

namespace throughline::store {

enum class Access : std::uint8_t
{
    Read,
    Write,
    Create
};

/// One SQLite connection with our settings. Belongs to one thread.
class Connection
{
public:
    /// Opens the file; the caller has looked at it before (StoreFile). A stop request ends any
    /// statement that runs at that moment with a Cancelled error.
    static Result<Connection> open(const std::filesystem::path& file, Access access,
                                   std::stop_token stop = {});

    /// A connection of its own to the same file that only reads, for another thread. It sees what
    /// is committed.
    [[nodiscard]] Result<Connection> openReader() const;

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Runs statements that return no rows.
    Result<void> execute(std::string_view sql);

    /// Gives back the pages that are kept for later, and keeps no more than so many KiB of them.
    Result<void> limitCache(std::uint32_t kibibytes);

    [[nodiscard]] sqlite3* handle() const;

private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace throughline::store
