#include "models/store/sqlite_error.h"

#include <sqlite3.h>

#include <string>

namespace throughline::store {

Error errorOf(sqlite3* database, int code, std::string_view doing)
{
    const std::string what(doing);
    const std::string reason =
        database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return environmentError("The disk is full: " + what + " could not be finished",
                                "Free some space and run the same command again; nothing was lost");
    case SQLITE_IOERR:
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
