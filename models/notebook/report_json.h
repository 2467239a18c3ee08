#pragma once

#include "models/notebook/report_document.h"

#include <string>

namespace throughline::notebook {

/// A report as one JSON document: its text block by block, the numbers behind each figure, where
/// they come from, and the document's own data by name. Written for programs; ends with a line end.
[[nodiscard]] std::string jsonReport(const Document& document);

} // namespace throughline::notebook
