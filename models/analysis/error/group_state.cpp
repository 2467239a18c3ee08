#include "models/analysis/error/group_state.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::int64_t kSilentDistances = 5;

/// The silence that means something after the first `count` occurrences, in ns.
double meaningfulSilence(std::span<const Timestamp> times, std::size_t count, Duration recent)
{
    const auto window = static_cast<double>(recent.ns);
    if (count < 2) {
        return kSilentDistances * window;
    }
    const auto span = static_cast<double>(times[count - 1].ns) - static_cast<double>(times[0].ns);
    return std::max(window, kSilentDistances * span / static_cast<double>(count - 1));
}

double distance(Timestamp from, Timestamp to)
{
    return static_cast<double>(to.ns) - static_cast<double>(from.ns);
}

bool cameBack(std::span<const Timestamp> times, Timestamp recentFrom, Duration recent)
{
    for (std::size_t i = times.size() - 1; i > 0 && times[i] >= recentFrom; --i) {
        if (distance(times[i - 1], times[i]) > meaningfulSilence(times, i, recent)) {
            return true;
        }
    }
    return false;
}

} // namespace

Duration recentWindow(TimeRange data)
{
    const std::int64_t span = std::max<std::int64_t>(0, data.length().ns);
    const std::int64_t tenth = std::clamp(span / 10, Duration::days(1).ns, Duration::days(7).ns);
    return {std::min(tenth, span / 2)};
}

domain::ErrorStatus groupStatus(std::span<const Timestamp> times, TimeRange data,
                                const GroupDecision& decision)
{
    using enum domain::ErrorStatus;
    if (decision.ignored) {
        return Ignored;
    }
    if (times.empty()) {
        return Resolved;
    }
    if (decision.seenInFixedVersion) {
        return *decision.seenInFixedVersion ? Regressed : Resolved;
    }
    if (decision.resolvedAt) {
        return times.back() > *decision.resolvedAt ? Regressed : Resolved;
    }
    const Duration recent = recentWindow(data);
    const Timestamp recentFrom = data.to - recent;
    if (recent.ns > 0 && times.front() >= recentFrom) {
        return New;
    }
    if (recent.ns > 0 && cameBack(times, recentFrom, recent)) {
        return Regressed;
    }
    return distance(times.back(), data.to) > meaningfulSilence(times, times.size(), recent)
        ? Resolved
        : Ongoing;
}

} // namespace throughline::analysis
