#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// When the records of one actor stop being one session.
struct SessionRule
{
    Duration inactivity = Duration::minutes(30); ///< a longer pause starts a new session
    Duration cap = Duration::hours(24); ///< no session lasts longer

    bool operator==(const SessionRule&) const = default;
};

/// Whose records are cut: a known user, or a device when nobody is known.
enum class ActorKind : std::uint8_t
{
    User,
    Device
};

/// Where sessions begin among the records of one actor: positions in `times`, the first always 0,
/// ascending; session k holds positions cuts[k] up to cuts[k + 1] (the last one: up to the end).
///
/// `times` are the records' moments in ascending order, of one actor and without a session id of
/// their own; ids a source gave are never cut again. A pause of exactly the inactivity and a length
/// of exactly the cap are still the same session. Neither midnight nor a campaign cuts. O(n).
[[nodiscard]] std::vector<std::size_t> sessionCuts(std::span<const Timestamp> times,
                                                   const SessionRule& rule = {});

/// The id of a session cut by us: "derived:user:u-1001:2026-03-01T09:30:00Z". The same records give
/// the same id whatever the order of import, and no two sessions of a store share one.
[[nodiscard]] std::string derivedSessionId(ActorKind kind, std::string_view actor, Timestamp start);

/// Whether an id was made by derivedSessionId.
[[nodiscard]] bool isDerivedSessionId(std::string_view id);

} // namespace throughline::analysis
