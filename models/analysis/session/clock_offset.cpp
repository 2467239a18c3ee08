#include "models/analysis/session/clock_offset.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace throughline::analysis {

namespace {

/// What one pair allows, in nanoseconds of server minus client.
struct Bounds
{
    std::optional<std::int64_t> lower;
    std::int64_t upper = 0;
};

/// Half of a width of at least 0, rounded up.
std::int64_t halfUp(std::int64_t width)
{
    return width / 2 + width % 2;
}

std::int64_t middle(std::int64_t lower, std::int64_t upper)
{
    return lower <= upper ? lower + (upper - lower) / 2 : upper + (lower - upper) / 2;
}

bool endsBeforeStart(const RequestPair& pair)
{
    return (pair.clientEnd && *pair.clientEnd < pair.clientStart)
        || (pair.serverEnd && *pair.serverEnd < pair.serverStart);
}

std::vector<Bounds> boundsOf(std::span<const RequestPair> pairs, const ClockResolution& resolution)
{
    std::vector<Bounds> all;
    all.reserve(pairs.size());
    for (const RequestPair& pair : pairs) {
        if (endsBeforeStart(pair)) {
            continue;
        }
        Bounds bounds;
        bounds.upper = (pair.serverStart - pair.clientStart + resolution.server).ns;
        if (pair.clientEnd) {
            const Timestamp last = pair.serverEnd.value_or(pair.serverStart);
            bounds.lower = (last - *pair.clientEnd - resolution.client).ns;
        }
        all.push_back(bounds);
    }
    return all;
}

std::int64_t medianMiddle(const std::vector<Bounds>& all)
{
    std::vector<std::int64_t> middles;
    for (const Bounds& bounds : all) {
        if (bounds.lower) {
            middles.push_back(middle(*bounds.lower, bounds.upper));
        }
    }
    std::sort(middles.begin(), middles.end());
    const std::size_t half = middles.size() / 2;
    return middles.size() % 2 == 1 ? middles[half] : middle(middles[half - 1], middles[half]);
}

/// How far the offset would have to move to satisfy the pair that it fits least.
std::int64_t farthestMiss(const std::vector<Bounds>& all, std::int64_t offset)
{
    std::int64_t miss = 0;
    for (const Bounds& bounds : all) {
        miss = std::max(miss, offset - bounds.upper);
        if (bounds.lower) {
            miss = std::max(miss, *bounds.lower - offset);
        }
    }
    return miss;
}

} // namespace

domain::ClockOffset clockOffset(std::span<const RequestPair> pairs,
                                const ClockResolution& resolution)
{
    const std::vector<Bounds> all = boundsOf(pairs, resolution);
    domain::ClockOffset result;
    if (all.empty()) {
        return result;
    }
    result.pairs = static_cast<std::uint32_t>(all.size());
    std::optional<std::int64_t> lower;
    std::int64_t upper = std::numeric_limits<std::int64_t>::max();
    for (const Bounds& bounds : all) {
        upper = std::min(upper, bounds.upper);
        if (bounds.lower) {
            lower = std::max(lower.value_or(*bounds.lower), *bounds.lower);
        }
    }
    if (!lower) {
        result.oneSided = true;
        // The resolution is slack of an interval; a bound that stands alone is taken as written.
        result.offset = Duration {upper} - resolution.server;
    } else if (*lower <= upper) {
        result.offset = Duration {middle(*lower, upper)};
        result.uncertainty = Duration {halfUp(upper - *lower)};
    } else {
        result.contradictory = true;
        const std::int64_t offset = medianMiddle(all);
        result.offset = Duration {offset};
        result.uncertainty = Duration {farthestMiss(all, offset)};
    }
    return result;
}

} // namespace throughline::analysis
