#pragma once

#include "models/base/error.h"

#include <string_view>

struct sqlite3;

namespace throughline::store {

/// What SQLite's last failure on this connection means to the user: a full disk is the
/// environment's fault, a damaged page the store's, an interrupt a wish.
[[nodiscard]] Error errorOf(sqlite3* database, int code, std::string_view doing);

} // namespace throughline::store
