#pragma once

#include "models/base/random.h"
#include "models/base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace throughline::demo {

/// The moments at which sessions start, in order: busier by day and at the weekend, none in the
/// last two hours but the very last one, which a monitor starts just before the data ends.
/// Memory: the sessions of one hour.
class Arrivals
{
public:
    /// `count` sessions within the range, which is at least a day long.
    Arrivals(TimeRange range, std::uint64_t count, std::uint64_t seed);

    /// The next start; nothing after the last.
    [[nodiscard]] std::optional<Timestamp> next();

private:
    [[nodiscard]] double weightOf(std::int64_t hour) const;
    void fillHour();

    TimeRange m_range;
    std::uint64_t m_count;
    Random m_random;
    double m_totalWeight = 0;
    double m_weightDone = 0;
    std::int64_t m_hour = 0;
    std::int64_t m_hours;
    std::uint64_t m_planned = 0;
    std::uint64_t m_given = 0;
    std::vector<std::int64_t> m_starts; ///< ms since the range's start, latest first
};

} // namespace throughline::demo
