#pragma once

#include "models/ingest/formats/document_format.h"
#include "models/ingest/importer.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace throughline::ingest {

/// The formats told by documents.
struct KnownDocuments
{
    std::vector<Format> own; ///< of the folder `formats` in the user's configuration
    std::vector<Format> builtIn; ///< by name; one of the user's of the same name stands for it
    std::optional<Error> problem; ///< of the user's own; they are all left out then
};

/// Reads them all. A built-in document that is wrong is a broken invariant.
[[nodiscard]] KnownDocuments readDocuments();

/// The format of a document in a file. Usage error: it is wrong; BadInput: it cannot be read.
[[nodiscard]] Result<Format> formatOfFile(const std::filesystem::path& document);

/// The format that a document tells of.
[[nodiscard]] Format formatOfDocument(DocumentFormat document);

} // namespace throughline::ingest
