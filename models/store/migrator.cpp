#include "models/store/migrator.h"

#include "models/store/schema.h"
#include "models/store/statement.h"

#include <sqlite3.h>

#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace throughline::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCopy = "VACUUM INTO ?1";
constexpr std::string_view kQuickCheck = "PRAGMA quick_check(1)";

/// The copy, the log of the migration and some air.
constexpr double kRoomPerByte = 2.2;

Result<void> checkRoom(const fs::path& store)
{
    std::error_code failed;
    const auto size = fs::file_size(store, failed);

    struct statvfs disk
    {
    };

    const fs::path folder = store.parent_path().empty() ? fs::path(".") : store.parent_path();
    if (failed || ::statvfs(folder.c_str(), &disk) != 0) {
        return {};
    }
    const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
    if (free < kRoomPerByte * static_cast<double>(size)) {
        return environmentError("There is no room to bring " + store.string()
                                    + " to the version of this program",
                                "Free about " + std::to_string(size / 1'000'000 * 11 / 5 + 1)
                                    + " MB beside it; nothing was changed");
    }
    return {};
}

Result<void> checkCopy(const fs::path& copy, int version)
{
    TL_ASSIGN(const Connection connection, Connection::open(copy, Access::Read));
    TL_ASSIGN(const int said, schemaVersion(connection));
    TL_ASSIGN(Statement check, Statement::prepare(connection, kQuickCheck));
    TL_ASSIGN(const bool row, check.step());
    if (said != version || !row || check.text(0) != "ok") {
        return storeError("The copy of the store at " + copy.string() + " is not whole",
                          "Check the disk; the store was not changed");
    }
    return {};
}

Result<void> copyStore(const Connection& connection, const fs::path& copy)
{
    std::error_code ignored;
    fs::remove(copy, ignored);
    sqlite3_limit(connection.handle(), SQLITE_LIMIT_ATTACHED, 1); // a copy is attached while made
    const mode_t before = ::umask(077);
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kCopy));
    auto copied = statement.run(copy.string());
    ::umask(before);
    sqlite3_limit(connection.handle(), SQLITE_LIMIT_ATTACHED, 0);
    return copied;
}

} // namespace

fs::path backupPath(const fs::path& store, int version)
{
    return store.string() + ".v" + std::to_string(version);
}

Result<void> migrateStore(const StoreFile& file,
                          const std::function<Result<void>(Connection&)>& behind)
{
    TL_ASSIGN(const WriterLock lock, WriterLock::acquire(file));
    const mode_t before = ::umask(077);
    auto opened = Connection::open(file.path(), Access::Write);
    ::umask(before);
    if (!opened) {
        return std::move(opened).error();
    }
    TL_ASSIGN(const int version, schemaVersion(*opened));
    if (version >= newestVersion()) {
        return {}; // another program was faster
    }
    TL_TRY(checkSchema(*opened, version));
    TL_TRY(checkRoom(file.path()));
    const fs::path copy = backupPath(file.path(), version);
    TL_TRY(copyStore(*opened, copy));
    TL_TRY(checkCopy(copy, version));
    TL_ASSIGN(Transaction transaction, Transaction::begin(*opened));
    TL_TRY(raiseSchema(*opened, version));
    TL_TRY(behind(*opened));
    TL_TRY(transaction.commit());
    for (int old = 1; old < version - 1; ++old) {
        std::error_code ignored;
        fs::remove(backupPath(file.path(), old), ignored);
    }
    return {};
}

} // namespace throughline::store
