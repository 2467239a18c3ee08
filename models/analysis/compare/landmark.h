#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/exposure.h"

#include <span>

namespace throughline::analysis {

/// "landmark": of the sessions that are still active and have not converted when the landmark - the
/// median time from the exposure step to the first occurrence - is over, those that had met the
/// error by then against the others. Newcombe's interval. Understates harm that makes people leave.
/// `hits` come from findHits over `exposures` and the risk table of the step.
[[nodiscard]] Estimate landmarkEstimate(const ComparisonTable& table, const RiskTable& atRisk,
                                        std::span<const Hit> hits,
                                        std::span<const index::Exposure> exposures);

} // namespace throughline::analysis
