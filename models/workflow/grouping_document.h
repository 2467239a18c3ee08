#pragma once

#include "models/analysis/error/grouping_rules.h"
#include "models/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace throughline::workflow {

/// Where a user's own rules of grouping stand: `grouping.json` in the configuration folder.
[[nodiscard]] std::filesystem::path groupingDocumentPath();

/// The text of that document in one canonical form, in which white space and the order of members
/// make no difference; empty where there is none. Usage error: it is wrong, and where.
Result<std::string> readGroupingDocument(const std::filesystem::path& path);

/// The rules that a document tells; an empty one tells none. Usage error as above.
Result<analysis::GroupingRules> groupingRulesFrom(std::string_view document);

} // namespace throughline::workflow
