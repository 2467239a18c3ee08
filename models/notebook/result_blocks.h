#pragma once

#include "models/notebook/notebook.h"
#include "models/notebook/report_document.h"
#include "models/notebook/result_reader.h"

#include <vector>

namespace throughline::notebook {

/// The answer of a pinned result as words and tables, without its picture; a note where there is
/// none yet.
void addAnswer(const PinnedResult& pinned, const ResultReader& figures, std::vector<Block>& blocks);

/// Where a pinned result comes from, with how much it stands on.
[[nodiscard]] Provenance provenanceOf(const PinnedResult& pinned, const ResultReader& figures);

} // namespace throughline::notebook
