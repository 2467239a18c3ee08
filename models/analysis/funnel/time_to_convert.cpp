#include "models/analysis/funnel/time_to_convert.h"

#include "models/analysis/stats/quantile.h"
#include "models/base/assert.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace throughline::analysis {

namespace {

constexpr double kMsPerSecond = 1000;

/// 1, 2, 5, 10, 20, 50, ... ms.
std::int64_t nextBorder(std::int64_t border)
{
    std::int64_t power = 1;
    while (border / power >= 10) {
        power *= 10;
    }
    return border == power ? 2 * power : border == 2 * power ? 5 * power : 10 * power;
}

std::vector<TimeBin> binsOf(const std::vector<std::int64_t>& ascendingMs)
{
    std::vector<TimeBin> bins;
    std::int64_t from = 0;
    std::int64_t to = 1;
    for (std::size_t at = 0; at < ascendingMs.size();) {
        std::uint64_t count = 0;
        for (; at < ascendingMs.size() && ascendingMs[at] < to; ++at) {
            ++count;
        }
        if (count > 0 || !bins.empty()) {
            bins.push_back({static_cast<double>(from) / kMsPerSecond,
                            static_cast<double>(to) / kMsPerSecond, count});
        }
        from = to;
        to = nextBorder(to);
    }
    return bins;
}

/// One unit as the curve sees it: until when it was watched, and whether it converted then.
struct Watched
{
    std::int64_t ms = 0;
    bool converted = false;
};

std::vector<Watched> watchedUnits(const FunnelLevels& levels, const Population& population,
                                  std::span<const Timestamp> starts, Timestamp dataEnd)
{
    const std::int64_t windowMs = levels.window.ns / 1'000'000;
    std::vector<Watched> watched;
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        const bool immature = population.standing[unit] == Standing::Immature;
        if (levels.level[unit] == 0 || (!immature && !population.counts(unit))) {
            continue;
        }
        const std::int64_t* reached = levels.reachedMs.data() + std::size_t {unit} * levels.steps;
        if (levels.level[unit] == levels.steps) {
            watched.push_back({reached[levels.steps - 1] - reached[0], true});
            continue;
        }
        const std::int64_t seenMs = (dataEnd - starts[unit]).ns / 1'000'000 - reached[0];
        watched.push_back(
            {immature ? std::clamp<std::int64_t>(seenMs, 0, windowMs) : windowMs, false});
    }
    // At one moment conversions come before those who are watched no longer.
    std::sort(watched.begin(), watched.end(), [](const Watched& a, const Watched& b) {
        return a.ms != b.ms ? a.ms < b.ms : a.converted && !b.converted;
    });
    return watched;
}

} // namespace

TimeDistribution distributionOf(std::vector<std::int64_t>& waitsMs)
{
    TimeDistribution result;
    result.count = waitsMs.size();
    if (waitsMs.empty()) {
        return result;
    }
    std::sort(waitsMs.begin(), waitsMs.end());
    std::vector<double> seconds;
    seconds.reserve(waitsMs.size());
    for (const std::int64_t wait : waitsMs) {
        seconds.push_back(static_cast<double>(wait) / kMsPerSecond);
    }
    result.meanSeconds =
        std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(seconds.size());
    result.medianSeconds = quantileOfSorted(seconds, 0.5);
    result.medianInterval = medianInterval(seconds);
    result.p75Seconds = quantileOfSorted(seconds, 0.75);
    result.p90Seconds = quantileOfSorted(seconds, 0.9);
    result.p95Seconds = quantileOfSorted(seconds, 0.95);
    result.bins = binsOf(waitsMs);
    return result;
}

TimeToConvert timeToConvert(const FunnelLevels& levels, const Population& population)
{
    TL_ASSERT(levels.reachedMs.size() == levels.level.size() * levels.steps);
    std::vector<std::vector<std::int64_t>> waits(levels.steps);
    std::vector<std::int64_t> total;
    for (std::uint32_t unit = 0; unit < levels.level.size(); ++unit) {
        const std::uint32_t level = levels.level[unit];
        if (!population.counts(unit) || level == 0) {
            continue;
        }
        const std::int64_t* reached = levels.reachedMs.data() + std::size_t {unit} * levels.steps;
        for (std::uint32_t step = 1; step < level; ++step) {
            waits[step].push_back(reached[step] - reached[step - 1]);
        }
        if (level == levels.steps && levels.steps > 1) {
            total.push_back(reached[level - 1] - reached[0]);
        }
    }
    TimeToConvert times;
    for (std::vector<std::int64_t>& step : waits) {
        times.fromPrevious.push_back(distributionOf(step));
    }
    times.total = distributionOf(total);
    return times;
}

std::vector<SurvivalPoint> conversionCurve(const FunnelLevels& levels, const Population& population,
                                           std::span<const Timestamp> starts, Timestamp dataEnd)
{
    TL_ASSERT(levels.reachedMs.size() == levels.level.size() * levels.steps);
    TL_ASSERT(starts.size() == levels.level.size());
    const std::vector<Watched> watched = watchedUnits(levels, population, starts, dataEnd);
    std::vector<SurvivalPoint> points;
    if (watched.empty()) {
        return points;
    }
    const std::int64_t windowMs = levels.window.ns / 1'000'000;
    double open = 1;
    std::size_t at = 0;
    for (std::int64_t border = 1;
         points.empty() || points.back().seconds * kMsPerSecond < static_cast<double>(windowMs);
         border = nextBorder(border)) {
        const std::int64_t until = std::min(border, windowMs);
        while (at < watched.size() && watched[at].ms <= until) {
            const std::int64_t ms = watched[at].ms;
            const auto atRisk = static_cast<double>(watched.size() - at);
            std::size_t converted = 0;
            for (; at < watched.size() && watched[at].ms == ms; ++at) {
                converted += watched[at].converted ? 1 : 0;
            }
            open *= 1 - static_cast<double>(converted) / atRisk;
        }
        points.push_back({static_cast<double>(until) / kMsPerSecond, 1 - open,
                          static_cast<std::uint64_t>(watched.size() - at)});
    }
    // Nothing happens on the borders before the first conversion.
    const auto first = std::find_if(points.begin(), points.end() - 1,
                                    [](const SurvivalPoint& p) { return p.converted > 0; });
    points.erase(points.begin(), first);
    return points;
}

} // namespace throughline::analysis
