#pragma once

#include <span>
#include <vector>

namespace throughline::analysis {

/// Adjusted p-values that keep the chance of any false finding at 5 % (Holm 1979), in the order
/// given. Every p in [0, 1].
[[nodiscard]] std::vector<double> holm(std::span<const double> pValues);

/// q-values that keep the expected share of false findings at 5 % (Benjamini and Hochberg 1995), in
/// the order given. Every p in [0, 1].
[[nodiscard]] std::vector<double> benjaminiHochberg(std::span<const double> pValues);

} // namespace throughline::analysis
