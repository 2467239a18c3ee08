#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"
#include "models/workflow/session_build.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// One click or page load with its session.
struct SessionGesture
{
    static constexpr std::uint8_t kClick = 1;
    static constexpr std::uint8_t kLoad = 2;
    static constexpr std::uint8_t kReload = 3;

    std::uint32_t session = 0; ///< number in the index
    Timestamp time;
    std::uint32_t target = index::kNone; ///< place in SessionGestures::targets
    std::uint8_t kind = 0;
    std::int32_t x = 0;
    std::int32_t y = 0;
};

/// What users did with the mouse and which pages they loaded, by session and time.
struct SessionGestures
{
    std::vector<SessionGesture> all; ///< of the sessions that were asked for
    std::vector<std::string> targets; ///< elements and paths
    bool anyClick = false; ///< in any session of the store
    bool anyLoad = false;

    [[nodiscard]] std::string_view targetOf(const SessionGesture& gesture) const
    {
        return gesture.target == index::kNone ? std::string_view()
                                              : std::string_view(targets[gesture.target]);
    }
};

/// One pass over those event blocks that hold any. 32 bytes per gesture. `wanted` marks sessions of
/// the index; empty: all.
Result<SessionGestures> readGestures(const store::Connection& connection,
                                     const SessionTable& sessions, bool withLoaded,
                                     std::span<const std::uint8_t> wanted,
                                     const std::stop_token& stop);

} // namespace throughline::workflow
