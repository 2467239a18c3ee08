#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"
#include "models/store/sql/store_slice.h"

#include <filesystem>
#include <stop_token>

namespace throughline::workflow {

/// Writes the canonical line of each record of a slice, one record per line: events, spans, logs,
/// metrics, tickets. Packed where the name it will have ends in .gz or .zst. Constant memory.
Result<store::TableCounts> writeLines(const store::Connection& connection,
                                      const store::StoreSlice& slice,
                                      const std::filesystem::path& file,
                                      const std::filesystem::path& name,
                                      const std::stop_token& stop, const store::RowTicks& ticks);

/// Writes one CSV file per table into a folder, with a row of names, text cells guarded against
/// formulas, numbers as numbers, empty cells for what is missing. Constant memory.
Result<store::TableCounts> writeCsvFiles(const store::Connection& connection,
                                         const store::StoreSlice& slice,
                                         const std::filesystem::path& folder,
                                         const std::stop_token& stop, const store::RowTicks& ticks);

} // namespace throughline::workflow
