#pragma once

#include "models/domain/funnel.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace throughline::analysis {

/// How far each session came, and when: the one computation behind every question on a funnel.
struct FunnelLevels
{
    std::uint32_t steps = 0;
    Duration window;
    std::vector<std::uint8_t> level; ///< per session: steps reached, 0 ... steps

    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    /// reachedMs[session * steps + i]: when step i (from 0) was reached on the attempt chosen by
    /// the "first" policy (earliest start that reaches the session's level, then each later step
    /// at its earliest match), in ms since the session's start; kNever beyond the level.
    std::vector<std::int64_t> reachedMs;

    bool operator==(const FunnelLevels&) const = default;
};

/// One bar of a funnel.
struct FunnelStepResult
{
    std::uint32_t step = 0; ///< from 1
    std::string name; ///< short, for people: "add_to_cart"
    std::string expression;
    std::uint64_t count = 0;
    double rateFromStart = 0;
    double rateFromPrevious = 0;
    std::uint64_t dropped = 0; ///< reached this step, not the next; 0 on the last
    std::optional<double> medianSecondsFromPrevious;

    bool operator==(const FunnelStepResult&) const = default;
};

/// The same for one value of a field.
struct FunnelGroup
{
    std::string value; ///< "" where the session has none
    std::uint64_t entered = 0;
    std::uint64_t converted = 0;
    std::vector<FunnelStepResult> steps;

    bool operator==(const FunnelGroup&) const = default;
};

/// What `funnel show` prints and the funnel chart draws.
struct FunnelResult
{
    domain::FunnelDefinition definition;
    std::uint64_t entered = 0;
    std::uint64_t converted = 0;
    std::vector<FunnelStepResult> steps;
    std::string byField; ///< canonical; empty when not split
    std::vector<FunnelGroup> groups; ///< largest first; their counts add up to the whole
    std::uint64_t botsLeftOut = 0; ///< sessions in scope but for being bots
    std::uint64_t immature = 0; ///< sessions whose outcome could not be seen yet; not counted

    bool operator==(const FunnelResult&) const = default;
};

} // namespace throughline::analysis
