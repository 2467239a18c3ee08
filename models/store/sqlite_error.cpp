#include "models/store/sqlite_error.h"

#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace throughline::store {

namespace {

/// SQLite reports a full disk as SQLITE_IOERR where it could not enlarge the index of its log.
bool hasNoSpace(sqlite3* database)
{
    constexpr std::uintmax_t kLogIndexGrowth = 64 << 10;
    const char* file = database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
    if (file == nullptr || *file == '\0') {
        return false;
    }
    std::error_code failed;
    const auto space = std::filesystem::space(std::filesystem::path(file).parent_path(), failed);
    return !failed && space.available < kLogIndexGrowth;
}

Error diskFull(const std::string& what)
{
    return environmentError("The disk is full: " + what + " could not be finished",
                            "Free some space and run the same command again; nothing was lost");
}

} // namespace

Error errorOf(sqlite3* database, int code, std::string_view doing)
{
    const std::string what(doing);
    const std::string reason =
        database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return diskFull(what);
    case SQLITE_IOERR:
        if (hasNoSpace(database)) {
            return diskFull(what);
        }
        return environmentError("Reading or writing the store failed (" + reason + ")",
                                "Check the disk, then run the same command again");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return environmentError("The store cannot be opened for " + what + " (" + reason + ")",
                                "Check the permissions of the file and its folder");
    case SQLITE_NOMEM:
        return environmentError("Not enough memory for " + what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return busyError("Another program is writing to the store",
                         "Try again when it has finished");
    case SQLITE_INTERRUPT:
        return cancelledError();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return storeError("The store is damaged (" + reason + ")",
                          "Open a backup, or import the exports again into a new store");
    default:
        return storeError("The store refused " + what + " (" + reason + ")");
    }
}

} // namespace throughline::store
