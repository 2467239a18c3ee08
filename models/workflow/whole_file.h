#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace throughline::workflow {

/// The bytes of a small file. BadInput: it is missing, or longer than the limit.
Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t mostBytes);

} // namespace throughline::workflow
