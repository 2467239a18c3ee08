#pragma once

#include "models/notebook/report_document.h"

#include <string>
#include <string_view>

namespace throughline::notebook {

/// One self-contained HTML file: inline SVG, light and dark by the reader's scheme, printable, with
/// a table of contents; no script, nothing loaded from elsewhere. Its policy allows its own style
/// sheet and nothing else. All data is escaped.
[[nodiscard]] std::string htmlReport(const Document& document);

/// The style sheet inside, as its policy's digest is taken of it.
[[nodiscard]] std::string_view reportStyleSheet();
/// "sha256-" and the digest of reportStyleSheet() in base 64.
[[nodiscard]] std::string_view reportStyleDigest();

} // namespace throughline::notebook
