#include "models/analysis/stats/mean_difference.h"

#include "models/analysis/stats/distributions.h"

#include <cmath>

namespace throughline::analysis {

std::optional<MeanDifference> welchTest(const SampleMoments& first, const SampleMoments& second)
{
    if (first.count() == 0 || second.count() == 0) {
        return std::nullopt;
    }
    MeanDifference result;
    result.difference = first.mean() - second.mean();
    if (first.count() < 2 || second.count() < 2) {
        return result;
    }
    const double a = first.variance() / static_cast<double>(first.count());
    const double b = second.variance() / static_cast<double>(second.count());
    if (a + b <= 0) {
        return result;
    }
    const double degreesOfFreedom = (a + b) * (a + b)
        / (a * a / static_cast<double>(first.count() - 1)
           + b * b / static_cast<double>(second.count() - 1));
    const double error = std::sqrt(a + b);
    const double half = studentQuantile(0.975, degreesOfFreedom) * error;
    result.interval = Interval {result.difference - half, result.difference + half};
    result.pValue = studentTwoSidedP(result.difference / error, degreesOfFreedom);
    return result;
}

} // namespace throughline::analysis
