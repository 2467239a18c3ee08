#pragma once

#include "models/store/sql/record_rows.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace throughline::store {

/// The part of a store that leaves it: which records, and which of the rows that belong to a
/// session or a moment. Empty functions: everything.
struct StoreSlice
{
    std::function<bool(const RowFacts&)> keepRecord;
    /// By the number of the row's session and its moment in nanoseconds.
    std::function<bool(std::optional<std::uint32_t>, std::optional<std::int64_t>)> keepRow;
};

/// From here on the connection sees one state of the store, whatever is imported meanwhile.
Result<void> beginReading(Connection& connection);

/// Rows per table, in the order in which they were written.
using TableCounts = std::vector<std::pair<std::string, std::uint64_t>>;

/// Told now and then how many rows are written.
using RowTicks = std::function<void(std::uint64_t)>;

} // namespace throughline::store
