#pragma once

#include "models/base/result.h"
#include "models/ingest/formats/document_format.h"

#include <filesystem>
#include <vector>

namespace throughline::ingest {

/// Reads and checks a format document; the language is described in resources/formats/README.md.
/// `origin` names the file in errors. Usage error: what is wrong, with file and member.
[[nodiscard]] Result<DocumentFormat> readDocumentFormat(std::string_view json,
                                                        const std::string& origin);

/// The same from a file. BadInput error where it cannot be read.
[[nodiscard]] Result<DocumentFormat> loadDocumentFormat(const std::filesystem::path& path);

/// All documents of a folder by name, `*.json`; none where there is no such folder. The first error
/// ends it.
[[nodiscard]] Result<std::vector<DocumentFormat>>
loadDocumentFolder(const std::filesystem::path& folder);

} // namespace throughline::ingest
