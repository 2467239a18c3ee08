#pragma once

#include "models/base/error.h"

#include <sqlite3.h>

#include <memory>
#include <new>
#include <string_view>

namespace throughline::store {

// What the functions of our virtual tables share: SQLite calls them, through C.

/// Hands an error to SQLite, which prints it as that of the statement.
inline int failTable(sqlite3_vtab* table, const Error& error)
{
    if (error.code == ErrorCode::Cancelled) {
        return SQLITE_INTERRUPT;
    }
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", describe(error).c_str());
    return error.code == ErrorCode::Store ? SQLITE_CORRUPT : SQLITE_ERROR;
}

/// What C++ throws must not pass through C.
template<typename Work>
int guarded(const Work& work)
{
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
}

/// What one table does in its own way.
struct TableFunctions
{
    decltype(sqlite3_module::xConnect) connect;
    decltype(sqlite3_module::xBestIndex) bestIndex;
    decltype(sqlite3_module::xFilter) filter;
    decltype(sqlite3_module::xNext) next;
    decltype(sqlite3_module::xColumn) column;
    decltype(sqlite3_module::xRowid) rowId;
};

/// A table that can be read only. Objects of the types `Table` and `Cursor` come from new and
/// belong to SQLite, which gives them back here; a cursor says `atEnd`.
template<typename Table, typename Cursor>
sqlite3_module readOnlyModule(const TableFunctions& functions)
{
    sqlite3_module module {};
    module.iVersion = 1;
    // No xCreate: the table is there without being created, and cannot be.
    module.xConnect = functions.connect;
    module.xBestIndex = functions.bestIndex;
    module.xDisconnect = [](sqlite3_vtab* table) {
        const std::unique_ptr<Table> object(static_cast<Table*>(table));
        return SQLITE_OK;
    };
    module.xOpen = [](sqlite3_vtab* /*table*/, sqlite3_vtab_cursor** made) {
        return guarded([&] {
            *made = std::make_unique<Cursor>().release();
            return SQLITE_OK;
        });
    };
    module.xClose = [](sqlite3_vtab_cursor* cursor) {
        const std::unique_ptr<Cursor> object(static_cast<Cursor*>(cursor));
        return SQLITE_OK;
    };
    module.xFilter = functions.filter;
    module.xNext = functions.next;
    module.xEof = [](sqlite3_vtab_cursor* cursor) {
        return static_cast<Cursor*>(cursor)->atEnd ? 1 : 0;
    };
    module.xColumn = functions.column;
    module.xRowid = functions.rowId;
    return module;
}

/// A text as the value of a column.
inline void giveText(sqlite3_context* context, std::string_view text)
{
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// The letters of a value, whatever its type; good until SQLite is called again.
inline std::string_view textOf(sqlite3_value* value)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr
        ? std::string_view()
        : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

} // namespace throughline::store
