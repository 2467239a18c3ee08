#pragma once

#include "models/analysis/funnel/compiled_steps.h"

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace throughline::analysis {

/// Events of one moment, which may fill steps in any order, each event one step.
class TieGroup
{
public:
    explicit TieGroup(std::uint32_t steps)
        : m_steps(steps)
    {
    }

    void clear();

    /// An event and the steps it matches. One that cannot change any answer is left out, so that
    /// at most steps * steps are kept.
    void add(std::uint32_t matched, std::uint32_t event);

    [[nodiscard]] std::uint32_t memberCount() const
    {
        return static_cast<std::uint32_t>(m_members.size());
    }

    /// The steps any event matches.
    [[nodiscard]] std::uint32_t matched() const { return m_union; }

    /// The highest level to be reached from this one by giving distinct events to the steps that
    /// follow. By augmenting paths; a look at the union where no event matches two steps.
    [[nodiscard]] std::uint32_t furthest(std::uint32_t level);

    /// The event given to a step between the levels of the last call of furthest.
    [[nodiscard]] std::uint32_t eventOf(std::uint32_t step) const
    {
        return m_members[m_memberOf[step]].event;
    }

    /// The most steps to be had at once by giving each a distinct event, in any order.
    [[nodiscard]] std::uint32_t most();

private:
    struct Member
    {
        std::uint32_t matched = 0;
        std::uint32_t event = 0;
        std::uint32_t step = kFree; ///< it fills in the matching being built
        std::uint32_t seen = 0; ///< search that looked at it last
    };

    static constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();

    void release();
    bool give(std::uint32_t step);

    std::uint32_t m_steps;
    std::uint32_t m_union = 0;
    bool m_overlap = false; ///< some event matches two steps
    std::uint32_t m_search = 0;
    std::vector<Member> m_members;
    std::array<std::uint32_t, kMaxSteps> m_countOf {}; ///< members that match the step
    std::array<std::uint32_t, kMaxSteps> m_memberOf {};
};

} // namespace throughline::analysis
