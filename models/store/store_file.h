#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace throughline::store {

class Connection;

/// A store file that was looked at and found to be ours, as a value to open connections from.
/// Looking happens before the first connection and never again in this process's use of it: opening
/// and closing the file beside SQLite would drop SQLite's locks.
class StoreFile
{
public:
    /// The first eight letters of a store are SQLite's; these four say that it is ours: "TLIN".
    static constexpr std::uint32_t kApplicationId = 0x544C494E;

    /// An existing store. Store error: missing, foreign, newer, not ours to touch.
    static Result<StoreFile> find(const std::filesystem::path& path);

    /// The same, or a new empty store with its schema where there is none.
    static Result<StoreFile> findOrCreate(const std::filesystem::path& path, Timestamp now);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// A connection that only reads; its stop token ends long questions.
    Result<Connection> openReader(std::stop_token stop = {}) const;

    /// Folder of the store's key files, beside nothing of the store itself.
    [[nodiscard]] static std::filesystem::path keyFolder();

private:
    friend class WriterLock;
    explicit StoreFile(std::filesystem::path path);

    std::filesystem::path m_path;
};

/// The right to write: an advisory lock on a file beside the store, held while this lives. One
/// writer at a time over all processes.
class WriterLock
{
public:
    /// Waits up to ten seconds for another writer, then Busy.
    static Result<WriterLock> acquire(const StoreFile& file, std::stop_token stop = {});

    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&&) = delete;
    ~WriterLock();

    Result<Connection> openWriter(std::stop_token stop = {}) const;

private:
    WriterLock(std::filesystem::path store, int descriptor);

    std::filesystem::path m_store;
    int m_descriptor;
};

/// The value of a setting, or empty.
Result<std::string> readSetting(const Connection& connection, std::string_view key);
Result<void> writeSetting(const Connection& connection, std::string_view key,
                          std::string_view value);

/// A number that grows with everything that changes answers: an import, a decision about groups.
/// What was computed under another one is not to be shown any more.
Result<std::uint64_t> storeGeneration(const Connection& connection);
/// Part of the transaction of the change.
Result<void> raiseGeneration(Connection& connection);

/// Names of settings.
namespace setting {
inline constexpr std::string_view kGeneration = "store.generation";
inline constexpr std::string_view kDataFrom = "data.from"; ///< first and last moment of the records
inline constexpr std::string_view kDataTo = "data.to"; ///< in nanoseconds, as derived last
inline constexpr std::string_view kGroupingRules = "grouping.rules"; ///< those it began with
inline constexpr std::string_view kStoreId = "store.uuid";
inline constexpr std::string_view kKeyCheck = "key.check"; ///< tells a wrong key from the right one
inline constexpr std::string_view kCreated = "store.created";
inline constexpr std::string_view kIdentityPolicy = "ids.policy"; ///< as they came, or pseudonyms
} // namespace setting

} // namespace throughline::store
