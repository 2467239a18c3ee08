#pragma once

#include "models/base/error.h"

#include <sqlite3.h>

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

/// The letters of a value, whatever its type; good until SQLite is called again.
inline std::string_view textOf(sqlite3_value* value)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr
        ? std::string_view()
        : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

} // namespace throughline::store
