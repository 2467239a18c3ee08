#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"
#include "models/domain/record.h"

#include <cstdint>
#include <string>

namespace throughline::domain {

/// Server minus client clock of one session, from its request pairs.
struct ClockOffset
{
    Duration offset; ///< add it to a client time to get the server's
    Duration uncertainty; ///< half-width of the interval
    std::uint32_t pairs = 0; ///< 0: not known, the offset is 0
    bool oneSided = false; ///< only an upper bound was seen
    bool contradictory = false; ///< no offset fits all pairs

    bool operator==(const ClockOffset&) const = default;
};

/// A row of the session list.
struct SessionSummary
{
    SessionNumber number;
    std::string id;
    std::string user;
    std::string account;
    Timestamp start;
    Timestamp end;
    std::uint32_t events = 0;
    std::uint32_t errors = 0;
    std::uint32_t tickets = 0;
    std::uint32_t rageClicks = 0;
    std::uint32_t reloads = 0;
    bool bot = false; ///< bot, synthetic or test
    bool derived = false; ///< cut by us, the source had no sessions
    ClockOffset clock;
    Attributes attributes; ///< per field the value of the first event that has one

    bool operator==(const SessionSummary&) const = default;
};

} // namespace throughline::domain
