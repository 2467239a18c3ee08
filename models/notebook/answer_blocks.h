#pragma once

#include "models/notebook/report_document.h"
#include "models/notebook/result_reader.h"

#include <vector>

namespace throughline::notebook {

// Answers of single kinds of questions as words and tables; addAnswer knows which.

void addSessions(const ResultReader& figures, std::vector<Block>& blocks);
void addDifferences(const ResultReader& figures, std::vector<Block>& blocks);
void addRelease(const ResultReader& figures, std::vector<Block>& blocks);
void addPivot(const ResultReader& figures, std::vector<Block>& blocks);
void addRecord(const ResultReader& figures, std::vector<Block>& blocks);
void addRegroup(const ResultReader& figures, std::vector<Block>& blocks);

/// "plan.tier: pro", "event: add_to_cart": what an entry of differences is about.
[[nodiscard]] std::string differenceLabel(const ResultReader& figures, std::uint32_t entry);

} // namespace throughline::notebook
