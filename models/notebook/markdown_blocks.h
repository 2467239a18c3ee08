#pragma once

#include "models/notebook/report_document.h"

#include <string_view>
#include <vector>

namespace throughline::notebook {

/// Markdown a person wrote, as blocks every writer can set: headings, paragraphs, lists, quotes,
/// code and tables (CommonMark with GitHub's tables and links). HTML in it is shown as text, a
/// picture as a link with its words. Linear in the text.
[[nodiscard]] std::vector<Block> markdownBlocks(std::string_view markdown);

} // namespace throughline::notebook
