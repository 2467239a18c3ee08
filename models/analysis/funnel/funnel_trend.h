#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/stats/interval.h"

#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// The units that started within one stretch of time.
struct TrendPoint
{
    Timestamp from;
    Timestamp to;
    std::uint64_t entered = 0;
    std::uint64_t converted = 0;
    std::uint64_t immature = 0; ///< not counted
    std::optional<double> rate; ///< none where nobody entered
    std::optional<Interval> interval; ///< of the rate, 95 %, Wilson

    bool operator==(const TrendPoint&) const = default;
};

/// Conversion by the start of the chosen attempt, a point per stretch between two borders; what
/// starts outside all of them is in none. Borders ascend; `starts` are the units' starts. In the
/// order of the units times the logarithm of the borders.
[[nodiscard]] std::vector<TrendPoint> funnelTrend(const FunnelLevels& levels,
                                                  const Population& population,
                                                  std::span<const Timestamp> starts,
                                                  std::span<const Timestamp> borders);

/// Borders so far apart that hold all starts of attempts, on whole multiples since 1970; none where
/// nobody entered. At most 10,000 stretches: with more, each is twice as long, and so on.
[[nodiscard]] std::vector<Timestamp> trendBorders(const FunnelLevels& levels,
                                                  const Population& population,
                                                  std::span<const Timestamp> starts,
                                                  Duration every);

} // namespace throughline::analysis
