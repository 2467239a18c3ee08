#pragma once

#include "models/notebook/notebook.h"
#include "models/notebook/report_document.h"

namespace throughline::notebook {

/// A result as its document shows it: words, its picture where it has one, tables, the figures that
/// moved when it was asked again, where it comes from.
[[nodiscard]] std::vector<Block> resultBlocks(const PinnedResult& pinned);
/// A claim with its status and whether what it rests on still stands.
[[nodiscard]] std::vector<Block> findingBlocks(const Finding& finding);

/// A notebook as a document that every report writer takes: a cell of text as its headings and
/// paragraphs, a result with its question, its main figures as tables and where they come from, a
/// finding with its status and whether what it rests on still stands. Figures are those the cells
/// keep: nothing is asked again. Rows beyond some hundred are left out and counted.
[[nodiscard]] Document notebookDocument(const Notebook& notebook, Timestamp made);

} // namespace throughline::notebook
