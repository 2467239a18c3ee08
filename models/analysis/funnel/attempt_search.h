#pragma once

#include "models/analysis/funnel/tie_group.h"
#include "models/analysis/funnel/unit_stream.h"
#include "models/domain/funnel.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace throughline::analysis {

/// Which events may start an attempt, in ms since the unit's start.
struct StartLimits
{
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max(); ///< exclusive
    /// The last start whose whole window the data shows.
    std::int64_t horizon = std::numeric_limits<std::int64_t>::max();
};

/// How far one unit came.
struct UnitOutcome
{
    std::uint32_t level = 0;
    bool late = false; ///< starts behind the horizon, and only there
    bool touched = false; ///< an exclusion ended an attempt of it
    bool dropped = false; ///< an exclusion took it out; the level is what it had reached

    bool operator==(const UnitOutcome&) const = default;
};

/// The attempt a unit's times are told of.
struct Attempt
{
    std::uint32_t level = 0;
    std::array<std::int64_t, kMaxSteps> ms {}; ///< per step, since the unit's start
    std::array<std::uint32_t, kMaxSteps> event {}; ///< per step, place in the index
    std::uint32_t optional = 0; ///< bit i: the i-th optional step was taken on the way
};

/// Ordered and strict funnels of one unit, exactly: tie tolerance, exclusions, optional steps. The
/// level is the largest m for which distinct events match steps 1 to m at times that never
/// decrease, the last within the window of the first, with no exclusion strictly between the steps
/// it speaks of. In strict order each moment after the first must bring the next step, unless all
/// its events repeat the step just taken.
///
/// Keeps per level the latest start from which it can be reached: linear in the unit's moments.
class AttemptSearch
{
public:
    AttemptSearch(const CompiledSteps& steps, domain::AttemptChoice choice, std::int64_t windowMs);

    [[nodiscard]] UnitOutcome find(const UnitStream& stream, const StartLimits& limits);

    /// The chosen attempt that reaches the level find gave for this stream and these limits; each
    /// step after the start as early as can be.
    [[nodiscard]] Attempt trace(const UnitStream& stream, const StartLimits& limits,
                                std::uint32_t level);

private:
    static constexpr std::int64_t kNoStart = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

    /// What a moment does to attempts, by their level.
    struct Effect
    {
        std::uint64_t kept = 0; ///< bit k: an attempt at level k outlives the moment as it is
        std::uint64_t cut = 0; ///< bit k: an exclusion ends attempts at level k
        /// An attempt that comes to level k in the moment outlives it only from a level below.
        std::array<std::uint8_t, kMaxSteps + 1> comesFromBelow;
        /// And from this level on an exclusion drops the unit. Filled only where some are cut.
        std::array<std::uint8_t, kMaxSteps + 1> isDroppedFrom;
        const std::uint8_t* furthest = nullptr; ///< [k]: the level reached from k in the moment
    };

    void prepare(const UnitStream& stream);
    void fillFurthest(const UnitStream& stream, const UnitStream::Moment& moment);
    void fillGroup(const UnitStream& stream, const UnitStream::Moment& moment);
    [[nodiscard]] Effect effectOf(const UnitStream& stream, std::size_t moment) const;
    [[nodiscard]] std::uint64_t keptByStrictOrder(const UnitStream& stream,
                                                  const UnitStream::Moment& moment) const;
    void advance(const UnitStream::Moment& moment, bool mayStart, const Effect& effect,
                 UnitOutcome& outcome);

    [[nodiscard]] bool isLive(std::uint32_t level, std::int64_t ms) const
    {
        return m_latest[level] != kNoStart && m_latest[level] >= ms - m_windowMs;
    }

    void settle(const UnitStream::Moment& moment, const Effect& effect, UnitOutcome& outcome);
    void findEnds(const UnitStream& stream, std::uint32_t level);
    [[nodiscard]] std::int64_t endFrom(const Effect& effect, std::size_t moment, std::int64_t ms,
                                       std::uint32_t from, std::uint32_t level) const;
    [[nodiscard]] std::size_t chooseStart(const UnitStream& stream, const StartLimits& limits,
                                          std::uint32_t level) const;
    void take(const UnitStream& stream, std::size_t moment, std::uint32_t to, Attempt& attempt);
    void takeOptional(const UnitStream& stream, Attempt& attempt);
    [[nodiscard]] std::size_t lastOptionalMoment(const UnitStream& stream, const Attempt& attempt,
                                                 std::uint32_t after) const;

    [[nodiscard]] std::int64_t& end(std::size_t moment, std::uint32_t level)
    {
        return m_ends[moment * (m_count + 1U) + level];
    }

    [[nodiscard]] std::int64_t end(std::size_t moment, std::uint32_t level) const
    {
        return m_ends[moment * (m_count + 1U) + level];
    }

    const CompiledSteps& m_steps;
    std::uint32_t m_count;
    domain::AttemptChoice m_choice;
    std::int64_t m_windowMs;
    std::uint32_t m_exclusionMask = 0;
    TieGroup m_group;
    std::vector<std::uint8_t> m_furthest; ///< m_count per moment with a step
    std::vector<std::uint32_t> m_furthestOf; ///< per moment: place in m_furthest
    std::vector<std::int64_t> m_ends; ///< [moment][level]: earliest end, from before the moment
    std::array<std::int64_t, kMaxSteps + 1> m_latest {};
    std::array<std::int64_t, kMaxSteps + 1> m_arrived {};
    std::uint64_t m_hurt =
        0; ///< bit k: an attempt of level k was dropped, no other came as far since
    std::uint64_t m_droppedNow = 0; ///< the same, of the moment being looked at
    std::uint64_t m_wentOn = 0; ///< bit k: an attempt at level k came further in it
    std::array<std::size_t, kMaxSteps> m_momentOf {}; ///< per step of the attempt being traced
};

} // namespace throughline::analysis
