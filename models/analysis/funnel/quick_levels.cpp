#include "models/analysis/funnel/quick_levels.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace throughline::analysis {

using index::SessionIndex;

namespace {

constexpr std::int64_t kNoStart = std::numeric_limits<std::int64_t>::min();

} // namespace

bool QuickLevels::fits(const CompiledSteps& steps)
{
    return steps.eventSteps.empty()
        && std::all_of(steps.stepsOfName.begin(), steps.stepsOfName.end(),
                       [](std::uint32_t matched) { return std::popcount(matched) <= 1; });
}

QuickLevels::QuickLevels(const SessionIndex& index, const CompiledSteps& steps,
                         std::int64_t windowMs)
    : m_index(index)
    , m_steps(steps.count)
    , m_windowMs(windowMs)
    , m_stepOfName(steps.stepsOfName.size(), static_cast<std::uint8_t>(steps.count + 1))
{
    for (std::size_t name = 0; name < steps.stepsOfName.size(); ++name) {
        if (steps.stepsOfName[name] != 0) {
            m_stepOfName[name] =
                static_cast<std::uint8_t>(std::countr_zero(steps.stepsOfName[name]));
        }
    }
}

std::optional<std::uint32_t> QuickLevels::levelOf(std::uint32_t session)
{
    const bool coarse = (m_index.flags[session] & SessionIndex::kCoarse) != 0;
    const std::int64_t msPerUnit = coarse ? 1000 : 1;
    const std::uint32_t last = m_index.firstEvent[session + 1];
    const std::uint16_t* names = m_index.nameAndOrder.data();
    const std::uint32_t* offsets = m_index.offset.data();
    const std::uint8_t* stepOfName = m_stepOfName.data();
    std::fill_n(m_latest.begin(), m_steps + 3, kNoStart);

    // Indexed by whether the event matches, so that the loop needs no jump to tell.
    std::array<std::int64_t, 2> lastMoment {-1, -1};
    unsigned shared = 0;
    for (std::uint32_t event = m_index.firstEvent[session]; event < last; ++event) {
        const std::size_t step = stepOfName[names[event] & SessionIndex::kNameMask];
        const std::int64_t time = offsets[event] * msPerUnit;
        const unsigned matches = step < m_steps ? 1 : 0;
        shared |= matches & static_cast<unsigned>(lastMoment[matches] == time);
        lastMoment[matches] = time;
        m_latest[0] = time;
        const std::int64_t start = m_latest[step];
        const std::int64_t kept = m_latest[step + 1];
        m_latest[step + 1] = start >= time - m_windowMs ? start : kept;
    }
    if (shared != 0) {
        return std::nullopt;
    }
    std::uint32_t level = 0;
    while (level < m_steps && m_latest[level + 1] != kNoStart) {
        ++level;
    }
    return level;
}

} // namespace throughline::analysis
