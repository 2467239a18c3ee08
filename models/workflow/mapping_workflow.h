#pragma once

#include "models/base/result.h"
#include "models/domain/mapping.h"

#include <filesystem>
#include <string>

namespace throughline::workflow {

/// What the columns of a file seem to be. BadInput error where it has none or cannot be read.
[[nodiscard]] Result<domain::Mapping> proposeMapping(const std::filesystem::path& file);

/// The kind of record that columns of these meanings make.
[[nodiscard]] domain::Signal signalOfMapping(const domain::Mapping& mapping);

/// The mapping as a format document. Usage error: what is missing in it.
[[nodiscard]] Result<std::string> mappingDocument(const domain::Mapping& mapping);

/// Writes the document into the folder of the user's formats, where this and every later run finds
/// it. Returns its path. Errors: as mappingDocument(); Usage where a format of that name is there;
/// Environment where it cannot be written.
[[nodiscard]] Result<std::filesystem::path> saveMapping(const domain::Mapping& mapping);

} // namespace throughline::workflow
