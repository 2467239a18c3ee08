#pragma once

#include "models/base/result.h"
#include "models/domain/alias.h"
#include "models/store/connection.h"

#include <cstdint>

namespace throughline::store {

Result<domain::Aliases> readAliases(const Connection& connection);

/// Part of the caller's transaction; nothing that was derived changes by it alone.
Result<void> writeAliases(Connection& connection, const domain::Aliases& aliases);

/// Whether any record carries the id.
Result<bool> anyRecordOf(const Connection& connection, domain::AliasKind kind,
                         std::string_view name);

/// Sessions of a user or an account, bots too.
Result<std::uint64_t> sessionsOf(const Connection& connection, domain::AliasKind kind,
                                 std::string_view name);

} // namespace throughline::store
