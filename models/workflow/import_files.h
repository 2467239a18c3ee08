#pragma once

#include "models/base/result.h"

#include <filesystem>
#include <vector>

namespace throughline::workflow {

/// A file an import is to read.
struct ImportFile
{
    std::filesystem::path path;
    bool named = true; ///< named by the user; false: found in a folder, may be skipped

    bool operator==(const ImportFile&) const = default;
};

/// The files behind the paths of a request: folders are walked in the order of their names, links
/// and hidden files in them passed over. BadInput error for a path that does not exist.
Result<std::vector<ImportFile>> filesToImport(const std::vector<std::filesystem::path>& paths);

} // namespace throughline::workflow
