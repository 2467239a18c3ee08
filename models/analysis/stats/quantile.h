#pragma once

#include "models/analysis/stats/interval.h"

#include <optional>
#include <span>

namespace throughline::analysis {

/// The p-quantile (0 <= p <= 1) of ascending values, linear between neighbours (Hyndman and Fan
/// 1996, type 7). None without values.
[[nodiscard]] std::optional<double> quantileOfSorted(std::span<const double> ascending, double p);

/// Interval of the median from order statistics (binomial, no distribution assumed). None below six
/// values, which cannot give 95 %. Linear in the number of values.
[[nodiscard]] std::optional<Interval> medianInterval(std::span<const double> ascending);

} // namespace throughline::analysis
