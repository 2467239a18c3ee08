#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <string_view>

namespace throughline::store {

/// Keeps bytes that can be made again at any time, in compressed pieces of at most 8 MiB, since no
/// value of the store may be larger than 64. Replaces what was kept before; part of the caller's
/// transaction.
Result<void> writeIndexCache(Connection& connection, std::string_view bytes);

/// The bytes, or nullopt where nothing whole is kept: the caller makes them again.
Result<std::optional<std::string>> readIndexCache(const Connection& connection);

} // namespace throughline::store
