#pragma once

#include "models/ingest/formats/document_format.h"
#include "models/ingest/importer.h"

namespace throughline::ingest {

/// What a format document makes of a file's first bytes: its rule over the names in the header, in
/// the first JSON object or in the first line of pairs, or its pattern over the first lines.
[[nodiscard]] Recognition recogniseDocument(const DocumentFormat& format, std::string_view head,
                                            bool whole);

/// The columns of a table's header: trimmed, unnamed ones as column.3, repeated ones as name.2.
/// Empty: the first row is no header.
[[nodiscard]] std::vector<std::string> columnsOfTable(std::string_view head, char delimiter);

} // namespace throughline::ingest
