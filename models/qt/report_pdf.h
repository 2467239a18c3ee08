#pragma once

#include "models/base/result.h"
#include "models/notebook/report_document.h"

#include <string>

namespace throughline::qt {

/// A report as a PDF of A4 pages: numbered, its figures vectors, its text extractable, nothing
/// loaded and nothing to run. The same document gives the same bytes where the same fonts are.
/// Needs a QGuiApplication; any thread. Environment error: the painter fails.
Result<std::string> pdfReport(const notebook::Document& document);

} // namespace throughline::qt
