#pragma once

#include "models/domain/funnel.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace throughline::analysis {

/// How far each unit came, and when: the one computation behind every question on a funnel. A
/// unit's number is its place here; for sessions that of the index. Steps are the required ones.
struct FunnelLevels
{
    std::uint32_t steps = 0;
    Duration window;
    std::vector<std::uint8_t> level; ///< per unit: steps reached, 0 ... steps

    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    static constexpr std::uint32_t kNoEvent = std::numeric_limits<std::uint32_t>::max();
    /// reachedMs[unit * steps + i]: when step i (from 0) was reached on the attempt chosen by the
    /// definition (by default the earliest start that reaches the unit's level; each later step at
    /// its earliest match), in ms since the unit's start; kNever beyond the level. In any order:
    /// when i + 1 steps had been reached.
    std::vector<std::int64_t> reachedMs;
    /// The events that earned the level, in the same places: numbers in the index, or kNoEvent.
    std::vector<std::uint32_t> reachedEvent;
    std::vector<std::uint32_t> optional; ///< per unit: bit i, it took the i-th optional step

    static constexpr std::uint8_t kLate = 1; ///< started too late for its whole window to be seen
    static constexpr std::uint8_t kTouched = 2; ///< an exclusion ended an attempt
    static constexpr std::uint8_t kDropped = 4; ///< an exclusion took it out: its level is 0
    std::vector<std::uint8_t> flags; ///< per unit; empty: none

    bool operator==(const FunnelLevels&) const = default;

    [[nodiscard]] bool has(std::uint32_t unit, std::uint8_t flag) const
    {
        return !flags.empty() && (flags[unit] & flag) != 0;
    }
};

/// One bar of a funnel. In any order bar k is "at least k of the steps", not a step.
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
    /// Nobody has to take it: nobody drops out for it, and the next step is measured by the one
    /// before it.
    bool optional = false;
    /// The count there would be without sampling; nullopt: the count rests on no sampled session.
    std::optional<double> estimated;

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
    std::uint64_t immature = 0; ///< units whose outcome could not be seen yet; not counted
    std::uint64_t withoutUnit = 0; ///< sessions that name no user or account
    std::uint64_t touched = 0; ///< units an exclusion ended an attempt of
    /// Some of its sessions stand for more of their kind. Users and accounts cannot be scaled: who
    /// was kept in one session may have been left out in another.
    bool sampled = false;
    std::uint64_t excluded = 0; ///< of those, units it took out: in no other number

    bool operator==(const FunnelResult&) const = default;
};

} // namespace throughline::analysis
