#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// The events of one unit that fulfil any condition, in order of time, those of one moment
/// together. Filled again for each unit, so that nothing is allocated once it has grown.
///
/// Times are whole milliseconds since the unit's start. Events of one session keep the order the
/// index knows below the millisecond; those of two sessions tie within it.
class UnitStream
{
public:
    struct Member
    {
        std::int64_t ms = 0;
        std::uint32_t matched = 0; ///< conditions it fulfils
        std::uint32_t event = 0; ///< place in the index
        std::uint32_t session = 0;
        std::uint32_t tick = 0; ///< of its session: equal for events of the very same time
    };

    struct Moment
    {
        std::int64_t ms = 0; ///< of its first event
        std::uint32_t first = 0; ///< places in members()
        std::uint32_t last = 0;
        std::uint32_t matched = 0; ///< by any of them
    };

    /// Borrows both. A tolerance widens a moment to so many ms after its first event.
    UnitStream(const index::SessionIndex& index, const CompiledSteps& steps,
               std::int64_t toleranceMs);

    /// Linear in the sessions' events; sorts what fits where sessions overlap.
    void read(std::span<const std::uint32_t> sessions, Timestamp unitStart);

    [[nodiscard]] std::span<const Moment> moments() const { return m_moments; }

    [[nodiscard]] std::span<const Member> members(const Moment& moment) const
    {
        return std::span(m_members).subspan(moment.first, moment.last - moment.first);
    }

    [[nodiscard]] std::span<const Member> members() const { return m_members; }

    /// Conditions any event fulfils.
    [[nodiscard]] std::uint32_t matched() const { return m_matched; }

private:
    void readSession(std::uint32_t session, std::int64_t baseMs);
    [[nodiscard]] bool joins(const Moment& moment, const Member& before,
                             const Member& member) const;

    const index::SessionIndex& m_index;
    const CompiledSteps& m_steps;
    std::int64_t m_toleranceMs;
    std::vector<Member> m_members;
    std::vector<Moment> m_moments;
    std::uint32_t m_matched = 0;
};

} // namespace throughline::analysis
