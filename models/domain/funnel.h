#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::domain {

/// What a funnel counts.
enum class Unit : std::uint8_t
{
    Session,
    User,
    Account
};

/// How the steps must follow one another.
enum class FunnelOrder : std::uint8_t
{
    Ordered,
    Strict,
    Any
};

/// What an event that must not happen does to a funnel.
enum class ExclusionMode : std::uint8_t
{
    Cut, ///< it ends the attempt; the unit keeps the level reached
    Drop ///< the unit leaves the funnel, unless a later clean attempt comes as far
};

/// "Not this event between those two steps."
struct FunnelExclusion
{
    std::string step; ///< a filter expression over one event
    std::uint32_t from = 1; ///< a place in FunnelDefinition::steps, from 1; a required step
    std::uint32_t to = 2; ///< the same, behind `from`
    ExclusionMode mode = ExclusionMode::Cut;

    bool operator==(const FunnelExclusion&) const = default;
};

/// Which of a unit's attempts its times are told of; the level does not depend on it.
enum class AttemptChoice : std::uint8_t
{
    First, ///< the earliest start that reaches the unit's level: retries are part of the time
    Last ///< the latest start that still reaches it
};

/// A funnel as it is saved: steps are filter expressions over one event, alternatives with `|`.
struct FunnelDefinition
{
    std::string name;
    std::vector<std::string> steps; ///< "event:add_to_cart"
    Unit unit = Unit::Session;
    FunnelOrder order = FunnelOrder::Ordered;
    Duration window = Duration::days(1);
    Duration tolerance {}; ///< events at most this far apart may come in any order
    /// Steps nobody has to take: places in `steps`, from 1, ascending; never the first or the last.
    std::vector<std::uint32_t> optionalSteps {};
    std::vector<FunnelExclusion> exclusions {};
    /// Strict order: only events for which this holds may break a chain; empty: all but those a
    /// page makes without its user (requests, errors, measurements).
    std::string universe {};
    AttemptChoice attempt = AttemptChoice::First;

    bool operator==(const FunnelDefinition&) const = default;
};

/// Which sessions are looked at.
struct Scope
{
    TimeRange range; ///< of session starts; empty means all
    std::string where; ///< filter expression in canonical text; empty means all
    bool includeBots = false;

    bool operator==(const Scope&) const = default;
};

} // namespace throughline::domain
