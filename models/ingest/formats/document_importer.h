#pragma once

#include "models/ingest/formats/document_format.h"
#include "models/ingest/importer.h"

#include <memory>

namespace throughline::ingest {

/// The importer of any format that a document tells of.
[[nodiscard]] std::unique_ptr<Importer>
createDocumentImporter(std::shared_ptr<const DocumentFormat> format,
                       const Recognition& recognition);

} // namespace throughline::ingest
