#include "models/analysis/compare/comparison_table.h"

#include "models/analysis/compare/carriers.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

Result<void> checkShape(const index::SessionIndex& index, const FunnelLevels& levels,
                        const std::vector<std::uint32_t>& sessions, const ComparisonInputs& inputs)
{
    if (levels.steps == 0) {
        return usageError("the funnel has no steps");
    }
    const std::size_t count = index.sessionCount();
    if (levels.level.size() != count || levels.reachedMs.size() != count * levels.steps) {
        return internalError("the funnel's levels do not belong to this session index");
    }
    if (!sessions.empty() && sessions.back() >= count) {
        return internalError("the scope names a session that the index does not have");
    }
    if (inputs.errorRecords != nullptr && !inputs.errorRecords->covers(index.eventCount())) {
        return internalError("the marks of error records do not fit the index");
    }
    for (const index::SegmentColumn& column : inputs.match) {
        if (column.valueOf.size() != count) {
            return internalError("the column of " + column.field + " does not fit the index");
        }
    }
    return {};
}

} // namespace

Result<ComparisonTable> ComparisonTable::create(const index::SessionIndex& index,
                                                const FunnelLevels& levels, const IdSet& scope,
                                                ComparisonInputs inputs)
{
    std::vector<std::uint32_t> sessions = scope.toVector();
    TL_TRY(checkShape(index, levels, sessions, inputs));
    std::erase_if(sessions, [&](std::uint32_t session) { return levels.level[session] == 0; });
    ComparisonTable table;
    table.m_index = &index;
    table.m_levels = &levels;
    table.m_errorRecords = inputs.errorRecords;
    table.m_kindOfName = kindsOfNames(index);
    table.m_funnel = std::move(inputs.funnel);
    for (const index::SegmentColumn& column : inputs.match) {
        table.m_match.push_back(column.field);
    }
    table.m_cells = makeCells(inputs.match, sessions, index.sessionCount());
    const std::uint32_t lastAtRisk = std::max(levels.steps, 2U) - 1;
    for (std::uint32_t step = 1; step <= lastAtRisk; ++step) {
        table.m_atRisk.push_back(makeRiskTable(index, levels, sessions, table.m_cells, step));
    }
    table.m_value = observedConversionValue(index, levels, sessions, inputs.matchesLastStep);
    if (inputs.valuePerConversion) {
        ConversionValue given;
        given.mean = *inputs.valuePerConversion;
        given.currency = table.m_value ? table.m_value->currency : "";
        given.given = true;
        table.m_value = std::move(given);
    }
    return table;
}

} // namespace throughline::analysis
