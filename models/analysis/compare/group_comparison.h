#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// The working memory of a run over many groups: what is needed per step in use.
class Estimators
{
public:
    explicit Estimators(const ComparisonTable& table)
        : m_table(table)
    {
    }

    StratifiedEstimator& stratified(std::uint32_t step)
    {
        return m_stratified.try_emplace(step, m_table.atRisk(step), m_table.match()).first->second;
    }

    OpportunityComparison& matched(std::uint32_t step)
    {
        return m_matched.try_emplace(step, m_table, step, m_table.cells(), m_table.match())
            .first->second;
    }

private:
    const ComparisonTable& m_table;
    std::map<std::uint32_t, StratifiedEstimator> m_stratified;
    std::map<std::uint32_t, OpportunityComparison> m_matched;
};

/// What a comparison of one group stands on.
struct Placed
{
    std::vector<Hit> hits;
    StruckGroup group;
    OpportunityEstimate matched;
};

/// Step, naive difference and what is about the group alone.
[[nodiscard]] Comparison beginComparison(const ComparisonTable& table,
                                         const index::ExposureSet& exposures,
                                         std::optional<std::uint32_t> fromStep);

/// The estimates of the methods a list needs, the one that leads and what it could have shown. The
/// comparison has an exposure step.
Placed addEstimates(Comparison& comparison, const ComparisonTable& table,
                    std::span<const index::Exposure> exposures, Estimators& estimators,
                    bool notYetInterval);

} // namespace throughline::analysis
