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

/// A funnel as it is saved: steps are filter expressions over one event.
struct FunnelDefinition
{
    std::string name;
    std::vector<std::string> steps; ///< "event:add_to_cart"
    Unit unit = Unit::Session;
    FunnelOrder order = FunnelOrder::Ordered;
    Duration window = Duration::days(1);

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
