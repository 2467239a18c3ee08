#include "models/analysis/stats/sample_size.h"

#include "models/analysis/stats/distributions.h"

#include <cmath>

namespace throughline::analysis {

std::uint64_t affectedNeeded(double affectedRate, double controlRate, double controlsPerAffected)
{
    const double z = kZ975 + kZ80;
    const double difference = affectedRate - controlRate;
    const double variance =
        affectedRate * (1 - affectedRate) + controlRate * (1 - controlRate) / controlsPerAffected;
    return static_cast<std::uint64_t>(std::ceil(z * z * variance / (difference * difference)));
}

double minimumDetectableDifference(double rate, std::uint64_t affected, std::uint64_t control)
{
    if (affected == 0 || control == 0) {
        return 1;
    }
    const double inverse = 1 / static_cast<double>(affected) + 1 / static_cast<double>(control);
    return (kZ975 + kZ80) * std::sqrt(rate * (1 - rate) * inverse);
}

} // namespace throughline::analysis
