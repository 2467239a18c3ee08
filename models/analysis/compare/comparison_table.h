#pragma once

#include "models/analysis/compare/conversion_value.h"
#include "models/analysis/compare/opportunities.h"
#include "models/analysis/compare/risk_table.h"
#include "models/analysis/compare/strata.h"
#include "models/base/id_set.h"
#include "models/base/result.h"
#include "models/domain/funnel.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::analysis {

/// What a comparison is asked about.
struct ComparisonInputs
{
    domain::FunnelDefinition funnel;
    std::vector<index::SegmentColumn> match; ///< cells; values as of the session
    std::optional<double> valuePerConversion; ///< instead of the observed mean revenue
    EventPredicate matchesLastStep; ///< tells converting events from others of the same moment
    const index::EventBits* errorRecords = nullptr; ///< events that tell of an error; none without
};

/// What all comparisons of one funnel, scope and set of match fields share: who reached which step,
/// in which cell, what a conversion is worth. Immutable; threads may share it.
class ComparisonTable
{
public:
    /// `scope`: sessions looked at - bots and sessions whose outcome could not be seen yet are the
    /// caller's to leave out. `index`, `levels` and `errorRecords` must outlive the table. Usage
    /// error when the columns do not fit the index. O(sessions * (steps + match fields)).
    static Result<ComparisonTable> create(const index::SessionIndex& index,
                                          const FunnelLevels& levels, const IdSet& scope,
                                          ComparisonInputs inputs);

    [[nodiscard]] const index::SessionIndex& index() const { return *m_index; }

    [[nodiscard]] const FunnelLevels& levels() const { return *m_levels; }

    [[nodiscard]] const domain::FunnelDefinition& funnel() const { return m_funnel; }

    [[nodiscard]] const Cells& cells() const { return m_cells; }

    /// Fields of the cells.
    [[nodiscard]] const std::vector<std::string>& match() const { return m_match; }

    /// What opportunities are made of.
    [[nodiscard]] OpportunitySources sources() const
    {
        return {m_index, m_levels, m_errorRecords, m_kindOfName};
    }

    [[nodiscard]] const std::optional<ConversionValue>& value() const { return m_value; }

    /// Those who entered the funnel.
    [[nodiscard]] const RiskTable& entered() const { return m_atRisk.front(); }

    /// Those who reached this step, from 1, never the last but in a funnel of one.
    [[nodiscard]] const RiskTable& atRisk(std::uint32_t step) const { return m_atRisk[step - 1]; }

private:
    ComparisonTable() = default;

    const index::SessionIndex* m_index = nullptr;
    const FunnelLevels* m_levels = nullptr;
    const index::EventBits* m_errorRecords = nullptr;
    std::vector<std::uint32_t> m_kindOfName;
    domain::FunnelDefinition m_funnel;
    std::vector<std::string> m_match;
    Cells m_cells;
    std::vector<RiskTable> m_atRisk; ///< per step
    std::optional<ConversionValue> m_value;
};

} // namespace throughline::analysis
