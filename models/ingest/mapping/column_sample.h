#pragma once

#include "models/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace throughline::ingest {

/// The first values of one column of a file of unknown shape.
struct ColumnSample
{
    std::string name;
    std::vector<std::string> values; ///< those that are not empty, in the order of the rows
};

/// The first rows of a table or of a JSON file, column by column.
struct FileSample
{
    bool table = true;
    std::string path = "$"; ///< of JSON: the array whose elements are the rows
    std::size_t rows = 0;
    std::vector<ColumnSample> columns; ///< in the order in which they come
};

/// Looks at the first 256 KiB, at most 500 rows of at most 200 columns. BadInput error: no table of
/// two columns and more and no JSON objects, or it cannot be read.
[[nodiscard]] Result<FileSample> sampleFile(const std::filesystem::path& path);

/// The same for bytes at hand.
[[nodiscard]] Result<FileSample> sampleHead(std::string_view head, bool whole);

} // namespace throughline::ingest
