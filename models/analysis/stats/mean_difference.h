#pragma once

#include "models/analysis/stats/interval.h"

#include <cstdint>
#include <optional>

namespace throughline::analysis {

/// Count, mean and variance of values added one at a time (Welford 1962).
class SampleMoments
{
public:
    void add(double value)
    {
        ++m_count;
        const double step = value - m_mean;
        m_mean += step / static_cast<double>(m_count);
        m_squares += step * (value - m_mean);
    }

    [[nodiscard]] std::uint64_t count() const { return m_count; }

    /// 0 without values.
    [[nodiscard]] double mean() const { return m_mean; }

    /// Unbiased; 0 below two values.
    [[nodiscard]] double variance() const
    {
        return m_count < 2 ? 0 : m_squares / static_cast<double>(m_count - 1);
    }

private:
    std::uint64_t m_count = 0;
    double m_mean = 0;
    double m_squares = 0;
};

/// Difference of two means, first - second.
struct MeanDifference
{
    double difference = 0;
    std::optional<Interval> interval; ///< none below two values an arm, or when nothing varies
    std::optional<double> pValue;

    bool operator==(const MeanDifference&) const = default;
};

/// Welch's t (1947) with Satterthwaite's degrees of freedom; none with an empty sample.
[[nodiscard]] std::optional<MeanDifference> welchTest(const SampleMoments& first,
                                                      const SampleMoments& second);

} // namespace throughline::analysis
