#pragma once

#include "models/domain/source.h"

#include <span>
#include <string>

namespace throughline::notebook {

/// What was taken out of these sources before they were stored, by kind: "412 email, 9 card";
/// "nothing".
[[nodiscard]] std::string redactedText(std::span<const domain::SourceSummary> sources);
/// "0 of 120,000 records"
[[nodiscard]] std::string rejectedText(std::span<const domain::SourceSummary> sources);

} // namespace throughline::notebook
