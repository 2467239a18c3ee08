#pragma once

#include "models/analysis/funnel/attempt_search.h"
#include "models/analysis/funnel/tie_group.h"
#include "models/analysis/funnel/unit_stream.h"
#include "models/domain/funnel.h"

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// Funnels in any order of one unit, exactly: the level is the largest number of steps that
/// distinct events fill within a window, whatever their order. Linear in the unit's events; kinds
/// of events (which steps they match) count, not events.
class AnyOrderSearch
{
public:
    AnyOrderSearch(const CompiledSteps& steps, domain::AttemptChoice choice, std::int64_t windowMs);

    [[nodiscard]] UnitOutcome find(const UnitStream& stream, const StartLimits& limits);

    /// The attempt that find chose for this stream: the first (or last) event from which the level
    /// can be had; the k-th time is the earliest at which k steps can be.
    [[nodiscard]] Attempt trace(const UnitStream& stream);

private:
    /// Events that match the same steps.
    struct Kind
    {
        std::uint32_t matched = 0;
        std::uint32_t inWindow = 0;
    };

    [[nodiscard]] std::uint32_t kindOf(std::uint32_t matched);
    [[nodiscard]] std::uint32_t stepsInWindow();

    const CompiledSteps& m_steps;
    domain::AttemptChoice m_choice;
    std::int64_t m_windowMs;
    TieGroup m_group;
    std::vector<UnitStream::Member> m_members; ///< those that match a step
    std::vector<std::uint32_t> m_kindOfMember;
    std::vector<Kind> m_kinds;
    std::size_t m_start = 0; ///< in m_members, of the chosen attempt
    std::uint32_t m_level = 0;
};

} // namespace throughline::analysis
