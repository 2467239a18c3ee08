#include "models/analysis/funnel/funnel_breakdown.h"

#include "models/base/assert.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// Finds values; borrows everything.
class Values
{
public:
    Values(const index::SessionIndex& index, const FunnelUnits& units, const FunnelLevels& levels,
           const index::SegmentColumn& column, const BreakdownQuestion& question)
        : m_index(index)
        , m_units(units)
        , m_levels(levels)
        , m_column(column)
        , m_question(question)
    {
    }

    /// At a step the unit reached, from 0.
    [[nodiscard]] std::uint32_t at(std::uint32_t unit, std::uint32_t step) const
    {
        const std::uint32_t event =
            m_levels.reachedEvent[std::size_t {unit} * m_levels.steps + step];
        if (!m_question.valueOfEvent.empty() && m_question.valueOfEvent[event] != 0) {
            return m_question.valueOfEvent[event];
        }
        if (const std::uint32_t value = m_column.valueOf[sessionOf(unit, event)]; value != 0) {
            return value;
        }
        return ofUnit(unit);
    }

    [[nodiscard]] std::uint32_t ofUnit(std::uint32_t unit) const
    {
        for (const std::uint32_t session : m_units.sessionsOf(unit)) {
            if (m_column.valueOf[session] != 0) {
                return m_column.valueOf[session];
            }
        }
        return 0;
    }

private:
    [[nodiscard]] std::uint32_t sessionOf(std::uint32_t unit, std::uint32_t event) const
    {
        const auto sessions = m_units.sessionsOf(unit);
        const auto behind = std::upper_bound(
            sessions.begin(), sessions.end(), event,
            [this](std::uint32_t e, std::uint32_t s) { return e < m_index.firstEvent[s]; });
        TL_ASSERT(behind != sessions.begin());
        return *(behind - 1);
    }

    const index::SessionIndex& m_index;
    const FunnelUnits& m_units;
    const FunnelLevels& m_levels;
    const index::SegmentColumn& m_column;
    const BreakdownQuestion& m_question;
};

void addOthers(const Values& values, const FunnelLevels& levels, std::uint32_t unit,
               FunnelSplit& split)
{
    std::vector<std::uint32_t> labels {split.column.valueOf[unit]};
    for (std::uint32_t step = 1; step < levels.level[unit]; ++step) {
        const std::uint32_t label = values.at(unit, step);
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
            labels.push_back(label);
            split.also.push_back({unit, label});
        }
    }
}

} // namespace

FunnelSplit splitOf(const index::SessionIndex& index, const FunnelUnits& units,
                    const FunnelLevels& levels, const index::SegmentColumn& column,
                    const BreakdownQuestion& question)
{
    TL_ASSERT(column.valueOf.size() == index.sessionCount());
    TL_ASSERT(units.count() == levels.level.size());
    TL_ASSERT(levels.reachedEvent.size() == levels.level.size() * levels.steps);
    const Values values(index, units, levels, column, question);
    FunnelSplit split;
    split.column.field = column.field;
    split.column.labels = column.labels;
    split.column.valueOf.resize(units.count());
    for (std::uint32_t unit = 0; unit < units.count(); ++unit) {
        std::uint32_t& value = split.column.valueOf[unit];
        const std::uint32_t level = levels.level[unit];
        if (level == 0) {
            value = values.ofUnit(unit);
        } else if (question.attribution == Attribution::Step) {
            value = question.step <= level ? values.at(unit, question.step - 1) : 0;
        } else {
            value = values.at(unit, question.attribution == Attribution::Last ? level - 1 : 0);
        }
        if (level > 1 && question.attribution == Attribution::Every) {
            addOthers(values, levels, unit, split);
        }
    }
    return split;
}

} // namespace throughline::analysis
