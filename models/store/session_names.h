#pragma once

#include "models/base/result.h"
#include "models/store/statement.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace throughline::store {

/// By what a session is looked for.
enum class NameKind : std::uint8_t
{
    Session, ///< its own id
    User,
    Account
};

/// A session under one of its names.
struct NamedSession
{
    std::string_view name; ///< never empty
    std::uint32_t session = 0; ///< its number
};

/// Some thousand names of one kind as they lie in the store. An index of SQLite over each kind took
/// a third of the time that all sessions, errors and links take.
struct PackedNames
{
    NameKind kind = NameKind::Session;
    std::string first; ///< the first name
    std::uint32_t sessions = 0;
    std::string data;
};

/// So many make a chunk; the last one of a kind has fewer.
inline constexpr std::size_t kNamesPerChunk = 4096;

[[nodiscard]] std::string_view toText(NameKind kind);

/// Packs what stands ascending by name, at least one. Needs no store, so another thread can do it.
[[nodiscard]] PackedNames packNames(NameKind kind, std::span<const NamedSession> named);

/// The names of a chunk, each once, and whose they are.
struct SessionNameChunk
{
    std::vector<std::string> names; ///< ascending
    std::vector<std::uint32_t> firstSession; ///< names + 1 places in sessions
    std::vector<std::uint32_t> sessions; ///< per name in order of time
};

/// A Store error means damage, also where the chunk holds another number than it says.
Result<SessionNameChunk> unpackNames(std::string_view packed, std::uint32_t sessions);

/// Finds sessions by name: a look into one chunk, of which the last few are kept, and a directory
/// of all. One connection, one thread, one moment of the store.
class SessionNames
{
public:
    static Result<SessionNames> create(sqlite3* database);

    /// In order of time.
    Result<std::vector<std::uint32_t>> sessionsOf(NameKind kind, std::string_view name);

    /// A name and its last session.
    struct Found
    {
        std::string name;
        std::uint32_t session = 0;
    };

    /// The first names that begin with the text, ascending; at most `limit`.
    Result<std::vector<Found>> beginningWith(NameKind kind, std::string_view prefix,
                                             std::size_t limit);

private:
    struct Entry
    {
        std::int64_t number = 0;
        NameKind kind = NameKind::Session;
        std::string first;
        std::uint32_t sessions = 0;
    };

    struct Open
    {
        std::size_t entry = 0;
        SessionNameChunk chunk;
    };

    SessionNames(std::vector<Entry> directory, Statement data);

    [[nodiscard]] std::size_t firstEntry(NameKind kind, std::string_view name) const;
    Result<const SessionNameChunk*> open(std::size_t entry);

    std::vector<Entry> m_directory; ///< by kind and name
    Statement m_data;
    std::deque<Open> m_open; ///< the last that were looked at, newest first
};

} // namespace throughline::store
