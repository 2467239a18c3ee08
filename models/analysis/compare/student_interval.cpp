#include "models/analysis/compare/student_interval.h"

#include "models/analysis/stats/distributions.h"

#include <algorithm>
#include <cmath>

namespace throughline::analysis {

double setStudentInterval(Estimate& estimate, double standardError, double degreesOfFreedom)
{
    const double t = studentQuantile(0.975, degreesOfFreedom);
    const double difference = *estimate.difference;
    estimate.interval = Interval {difference - t * standardError, difference + t * standardError};
    estimate.pValue = studentTwoSidedP(difference / standardError, degreesOfFreedom);
    return (t + kZ80) * standardError;
}

double setScoreInterval(Estimate& estimate, Rate affected, Rate control)
{
    estimate.interval = newcombeInterval(affected, control);
    const auto rounded = [](Rate rate) {
        const double trials = std::max(1.0, std::round(rate.trials));
        const double successes = std::clamp(std::round(rate.value * trials), 0.0, trials);
        return Proportion {static_cast<std::uint64_t>(successes),
                           static_cast<std::uint64_t>(trials)};
    };
    estimate.pValue = fisherExactTest(rounded(affected), rounded(control));
    appendNote(estimate, "outcomes do not vary within the arms: score interval");
    const double error = (estimate.interval->high - estimate.interval->low) / (2 * kZ975);
    return (kZ975 + kZ80) * error;
}

void appendNote(Estimate& estimate, const std::string& note)
{
    estimate.note = estimate.note ? *estimate.note + "; " + note : note;
}

} // namespace throughline::analysis
