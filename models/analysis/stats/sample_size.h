#pragma once

#include <cstdint>

namespace throughline::analysis {

/// How many affected a difference of two rates needs to show at two-sided 5 % with power 80 %, when
/// there are `controlsPerAffected` controls to each. Rates in [0, 1], not equal; rounded up.
[[nodiscard]] std::uint64_t affectedNeeded(double affectedRate, double controlRate,
                                           double controlsPerAffected = 1);

/// The smallest difference these arms can show at two-sided 5 % with power 80 %, both near `rate`.
/// 1 with an empty arm.
[[nodiscard]] double minimumDetectableDifference(double rate, std::uint64_t affected,
                                                 std::uint64_t control);

} // namespace throughline::analysis
