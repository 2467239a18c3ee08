#pragma once

#include "models/base/time.h"
#include "models/store/connection.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// A funnel as it lies in the store.
struct FunnelRow
{
    std::string name;
    std::string definition; ///< as the layer above writes it
};

/// All of them, by name.
Result<std::vector<FunnelRow>> funnelRows(const Connection& connection);
/// In place of the one of its name, or a new one.
Result<void> putFunnel(Connection& connection, const FunnelRow& row, Timestamp now);
/// False: there was none of this name.
Result<bool> removeFunnel(Connection& connection, std::string_view name);

} // namespace throughline::store
