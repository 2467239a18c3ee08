#pragma once

#include "models/notebook/report_document.h"
#include "models/qt/page_flow.h"

namespace throughline::qt {

/// Sets a document on pages: its title first, then section by section. Computations are left out,
/// and so are the tables beside figures: what they hold stands in the text behind.
void flowDocument(PageFlow& flow, const notebook::Document& document);

} // namespace throughline::qt
