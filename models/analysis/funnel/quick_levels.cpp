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
    , m_stepOfName(steps.stepsOfName.size(), static_cast<std::uint8_t>(steps.count))
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
    const std::uint32_t last = m_index.firstEvent[session + 1];
    bool any = false;
    for (std::uint32_t from = m_index.firstEvent[session]; from < last; from += kPiece) {
        const std::uint32_t matching = findMatching(from, std::min(last, from + kPiece));
        if (matching == 0) {
            continue;
        }
        if (!any) {
            any = true;
            m_lastMoment = -1;
            std::fill_n(m_latest.begin(), m_steps + 1, kNoStart);
        }
        if (!take(matching, (m_index.flags[session] & SessionIndex::kCoarse) != 0 ? 1000 : 1)) {
            return std::nullopt;
        }
    }
    std::uint32_t level = 0;
    while (any && level < m_steps && m_latest[level + 1] != kNoStart) {
        ++level;
    }
    return level;
}

std::uint32_t QuickLevels::findMatching(std::uint32_t from, std::uint32_t to)
{
    const std::uint16_t* names = m_index.nameAndOrder.data();
    const std::uint8_t* stepOfName = m_stepOfName.data();
    std::uint32_t found = 0;
    for (std::uint32_t event = from; event < to; ++event) {
        const std::uint8_t step = stepOfName[names[event] & SessionIndex::kNameMask];
        m_matching[found] = event;
        m_stepOf[found] = step;
        found += step < m_steps ? 1 : 0;
    }
    return found;
}

bool QuickLevels::take(std::uint32_t matching, std::int64_t msPerUnit)
{
    const std::uint32_t* offsets = m_index.offset.data();
    bool shared = false;
    for (std::uint32_t i = 0; i < matching; ++i) {
        const std::size_t step = m_stepOf[i];
        const std::int64_t time = offsets[m_matching[i]] * msPerUnit;
        shared = shared || m_lastMoment == time;
        m_lastMoment = time;
        m_latest[0] = time;
        const std::int64_t start = m_latest[step];
        const std::int64_t kept = m_latest[step + 1];
        m_latest[step + 1] = start >= time - m_windowMs ? start : kept;
    }
    return !shared;
}

} // namespace throughline::analysis
