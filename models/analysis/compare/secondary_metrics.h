#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/exposure.h"
#include "models/analysis/compare/risk_table.h"

#include <span>

namespace throughline::analysis {

/// "time_to_convert_s": mean seconds from entering the funnel to converting, over the converting
/// sessions of the affected and of all controls at risk, compared by Welch's t. Descriptive: it
/// looks only at those who converted, is not stratified and takes sessions as independent.
[[nodiscard]] MetricEffect timeToConvert(const RiskTable& atRisk, const FunnelLevels& levels,
                                         std::span<const Hit> hits);

} // namespace throughline::analysis
