#pragma once

#include "models/analysis/stats/interval.h"

#include <optional>

namespace throughline::analysis {

/// The E-value of a risk ratio (VanderWeele and Ding 2017): RR + sqrt(RR (RR - 1)), the ratio
/// inverted when below 1. A ratio of 0 has none.
[[nodiscard]] std::optional<double> eValue(double riskRatio);

/// The E-value of the end of a ratio's interval that is nearer to 1; 1 when it holds 1 itself.
[[nodiscard]] std::optional<double> eValueOfLimit(const Interval& riskRatio);

} // namespace throughline::analysis
