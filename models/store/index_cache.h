#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// Bytes on their way into the cache: compressed, in pieces of at most 8 MiB before that, since no
/// value of the store may be larger than 64.
struct PackedIndex
{
    std::string hash; ///< of the whole
    std::vector<std::string> pieces;
};

/// Needs no store, so another thread can do it.
[[nodiscard]] PackedIndex packIndex(std::string_view bytes);

/// Keeps bytes that can be made again at any time. Replaces what was kept before; part of the
/// caller's transaction.
Result<void> writeIndexCache(Connection& connection, const PackedIndex& packed);

/// The bytes, or nullopt where nothing whole is kept: the caller makes them again.
Result<std::optional<std::string>> readIndexCache(const Connection& connection);

/// 32 digits that name what is kept; empty where nothing is. Reads no more than that.
Result<std::string> indexCacheHash(const Connection& connection);

} // namespace throughline::store
