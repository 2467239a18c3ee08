#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/domain/funnel.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// What a funnel counts, and the sessions each of them is made of.
struct FunnelUnits
{
    domain::Unit unit = domain::Unit::Session;
    std::vector<std::uint32_t> firstSession; ///< units + 1 entries, into `sessions`
    std::vector<std::uint32_t> sessions; ///< numbers in the index, ascending within a unit
    std::vector<std::uint32_t> key; ///< per unit: session number, or ordinal of user or account
    std::vector<Timestamp> start; ///< per unit: of its earliest session
    std::vector<std::uint32_t> unitOf; ///< per session of the index; kNone: of no unit
    std::uint64_t sessionsWithout = 0; ///< looked at, but they name no user or account

    bool operator==(const FunnelUnits&) const = default;

    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(key.size()); }

    [[nodiscard]] std::span<const std::uint32_t> sessionsOf(std::uint32_t of) const
    {
        return std::span(sessions).subspan(firstSession[of],
                                           firstSession[of + 1] - firstSession[of]);
    }
};

/// Every session for itself, whatever its standing.
[[nodiscard]] FunnelUnits eachSession(const index::SessionIndex& index);

/// Users or accounts over the sessions in scope (counted or immature), by ordinal; for sessions as
/// eachSession. Linear in the sessions.
[[nodiscard]] FunnelUnits unitsOf(const index::SessionIndex& index, domain::Unit unit,
                                  const Population& sessions);

} // namespace throughline::analysis
