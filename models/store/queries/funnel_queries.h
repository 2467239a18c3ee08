#pragma once

#include "models/domain/funnel.h"
#include "models/store/connection.h"

#include <string>
#include <vector>

namespace throughline::store {

/// Stored funnels, by name.
Result<std::vector<domain::FunnelDefinition>> storedFunnels(const Connection& connection);
Result<void> storeFunnel(Connection& connection, const domain::FunnelDefinition& funnel,
                         Timestamp now);
/// False: there was none of this name.
Result<bool> removeFunnel(Connection& connection, std::string_view name);

} // namespace throughline::store
