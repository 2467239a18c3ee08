#pragma once

namespace throughline::analysis {

/// The normal quantile at .975 and at .80: two-sided 5 %, power 80 %.
inline constexpr double kZ975 = 1.959963984540054;
inline constexpr double kZ80 = 0.8416212335729143;

/// P(Z <= z) of the standard normal distribution.
[[nodiscard]] double normalCdf(double z);

/// The z with P(Z <= z) = p; 0 < p < 1.
[[nodiscard]] double normalQuantile(double p);

/// P(|Z| >= |z|), exact far out.
[[nodiscard]] double normalTwoSidedP(double z);

/// P(T <= t) of Student's t with this many degrees of freedom (> 0, may be fractional).
[[nodiscard]] double studentCdf(double t, double degreesOfFreedom);

/// The t with P(T <= t) = p; 0 < p < 1.
[[nodiscard]] double studentQuantile(double p, double degreesOfFreedom);

/// P(|T| >= |t|), exact far out.
[[nodiscard]] double studentTwoSidedP(double t, double degreesOfFreedom);

/// P(X >= x) of the chi-squared distribution with one degree of freedom.
[[nodiscard]] double chiSquaredP(double x);

/// The same with this many degrees of freedom (> 0); x >= 0.
[[nodiscard]] double chiSquaredP(double x, double degreesOfFreedom);

} // namespace throughline::analysis
