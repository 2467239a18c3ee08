#include "models/analysis/funnel/funnel_trend.h"

#include "models/analysis/stats/proportion.h"
#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

bool isSeen(const FunnelLevels& levels, const Population& population, std::uint32_t unit)
{
    return levels.level[unit] > 0
        && (population.counts(unit) || population.standing[unit] == Standing::Immature);
}

Timestamp startOf(const FunnelLevels& levels, std::span<const Timestamp> starts, std::uint32_t unit)
{
    return starts[unit]
        + Duration::milliseconds(levels.reachedMs[std::size_t {unit} * levels.steps]);
}

void finish(TrendPoint& point)
{
    if (point.entered > 0) {
        const Proportion share {point.converted, point.entered};
        point.rate = share.rate();
        point.interval = wilsonInterval(share);
    }
}

} // namespace

std::vector<TrendPoint> funnelTrend(const FunnelLevels& levels, const Population& population,
                                    std::span<const Timestamp> starts,
                                    std::span<const Timestamp> borders)
{
    TL_ASSERT(levels.reachedMs.size() == levels.level.size() * levels.steps);
    TL_ASSERT(starts.size() == levels.level.size());
    std::vector<TrendPoint> points;
    for (std::size_t i = 1; i < borders.size(); ++i) {
        TrendPoint& point = points.emplace_back();
        point.from = borders[i - 1];
        point.to = borders[i];
    }
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        if (!isSeen(levels, population, unit)) {
            continue;
        }
        const auto behind =
            std::upper_bound(borders.begin(), borders.end(), startOf(levels, starts, unit));
        if (behind == borders.begin() || behind == borders.end()) {
            continue;
        }
        TrendPoint& point = points[static_cast<std::size_t>(behind - borders.begin()) - 1];
        if (population.counts(unit)) {
            ++point.entered;
            point.converted += levels.level[unit] == levels.steps ? 1 : 0;
        } else {
            ++point.immature;
        }
    }
    std::for_each(points.begin(), points.end(), finish);
    return points;
}

std::vector<Timestamp> trendBorders(const FunnelLevels& levels, const Population& population,
                                    std::span<const Timestamp> starts, Duration every)
{
    constexpr std::int64_t kMostStretches = 10'000;
    TL_ASSERT(every > Duration() && starts.size() == levels.level.size());
    std::vector<Timestamp> borders;
    Timestamp first;
    Timestamp last;
    bool any = false;
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        if (isSeen(levels, population, unit)) {
            const Timestamp start = startOf(levels, starts, unit);
            first = any ? std::min(first, start) : start;
            last = any ? std::max(last, start) : start;
            any = true;
        }
    }
    if (!any) {
        return borders;
    }
    while ((last.ns / every.ns) - (first.ns / every.ns) >= kMostStretches) {
        every.ns *= 2;
    }
    const std::int64_t below = first.ns % every.ns < 0 ? 1 : 0;
    Timestamp border {(first.ns / every.ns - below) * every.ns};
    for (; border <= last; border = border + every) {
        borders.push_back(border);
    }
    borders.push_back(border);
    return borders;
}

} // namespace throughline::analysis
