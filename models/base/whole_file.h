#pragma once

#include "models/base/result.h"

#include <filesystem>
#include <string_view>

namespace throughline {

/// Writes a file that is there whole or not at all, readable by its owner only: a new file beside
/// it, flushed to the disk, takes its place. Environment error: folder, permission, space.
Result<void> writeWholeFile(const std::filesystem::path& path, std::string_view bytes);

} // namespace throughline
