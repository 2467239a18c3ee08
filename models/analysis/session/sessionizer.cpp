#include "models/analysis/session/sessionizer.h"

#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::string_view kUserPrefix = "derived:user:";
constexpr std::string_view kDevicePrefix = "derived:device:";

} // namespace

std::vector<std::size_t> sessionCuts(std::span<const Timestamp> times, const SessionRule& rule)
{
    TL_ASSERT(std::is_sorted(times.begin(), times.end()));
    std::vector<std::size_t> cuts;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (i == 0 || times[i] - times[i - 1] > rule.inactivity
            || times[i] - times[cuts.back()] > rule.cap) {
            cuts.push_back(i);
        }
    }
    return cuts;
}

std::string derivedSessionId(ActorKind kind, std::string_view actor, Timestamp start)
{
    std::string id(kind == ActorKind::User ? kUserPrefix : kDevicePrefix);
    id.append(actor);
    id.push_back(':');
    id.append(formatRfc3339(start));
    return id;
}

bool isDerivedSessionId(std::string_view id)
{
    return id.starts_with(kUserPrefix) || id.starts_with(kDevicePrefix);
}

} // namespace throughline::analysis
