#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/stats/proportion.h"

#include <optional>

namespace throughline::analysis {

/// Below it a variance is what is left of sums that cancel.
inline constexpr double kNoVariance = 1e-14;

/// Sets interval and p from Student's t around estimate.difference; returns the minimum detectable
/// effect (two-sided 5 %, power 80 %).
double setStudentInterval(Estimate& estimate, double standardError, double degreesOfFreedom);

/// For outcomes that do not vary within the arms, whose variance says nothing of how sure one is:
/// the score interval of the standardised rates and Fisher's p; the note says so. Returns the
/// minimum detectable effect.
double setScoreInterval(Estimate& estimate, Rate affected, Rate control);

/// Appends to the note, after a semicolon.
void appendNote(Estimate& estimate, const std::string& note);

} // namespace throughline::analysis
