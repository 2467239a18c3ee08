#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"
#include "models/store/sql/store_slice.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace throughline::store {

/// Writes a slice of a store as an ordinary SQLite database with the tables that questions in SQL
/// see, as plain tables with indices, and a table export_info of keys and values. Any program that
/// knows SQLite reads it. The file must not be there. Constant memory; linear in the records.
Result<TableCounts> writeDatabase(const Connection& from, const StoreSlice& slice,
                                  const std::filesystem::path& file,
                                  const std::vector<std::pair<std::string, std::string>>& facts,
                                  const std::stop_token& stop, const RowTicks& ticks);

} // namespace throughline::store
