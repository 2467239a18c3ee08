#pragma once

#include "models/base/id_set.h"
#include "models/base/time.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// How long a session may rest before it counts as over.
inline constexpr Duration kSessionIdle = Duration::minutes(30);

/// Which sessions a funnel is asked about.
struct PopulationOptions
{
    TimeRange range {}; ///< of session starts; empty means all
    const IdSet* sessions = nullptr; ///< those of the filter; null means all
    bool includeBots = false;
    Timestamp dataEnd {}; ///< the last moment the store knows of
    Duration idle = kSessionIdle;
};

/// What becomes of a session in the counts.
enum class Standing : std::uint8_t
{
    Outside, ///< not in range or not in the filter
    Bot, ///< in scope but for being a bot
    Immature, ///< in scope, but it may still go on: last activity + idle is after the data's end
    Counted
};

struct Population
{
    std::vector<Standing> standing; ///< per session

    bool operator==(const Population&) const = default;

    [[nodiscard]] bool counts(std::uint32_t session) const
    {
        return standing[session] == Standing::Counted;
    }
};

/// Linear in the sessions.
[[nodiscard]] Population populationOf(const index::SessionIndex& index,
                                      const PopulationOptions& options);

/// The last moment of any session; 0 without sessions.
[[nodiscard]] Timestamp lastActivity(const index::SessionIndex& index);

} // namespace throughline::analysis
