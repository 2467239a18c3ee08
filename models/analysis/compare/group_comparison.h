#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Per exposure step in use, the opportunities of the table; threads may share them.
using StepOpportunities = std::map<std::uint32_t, std::shared_ptr<const Opportunities>>;

/// The working memory of a run over many groups: what is needed per step in use. One per thread.
class Estimators
{
public:
    /// Steps that `made` lacks get opportunities of their own.
    explicit Estimators(const ComparisonTable& table, StepOpportunities made = {})
        : m_table(table)
        , m_made(std::move(made))
    {
    }

    StratifiedEstimator& stratified(std::uint32_t step)
    {
        return m_stratified.try_emplace(step, m_table.atRisk(step), m_table.match()).first->second;
    }

    OpportunityComparison& matched(std::uint32_t step)
    {
        auto found = m_matched.find(step);
        if (found == m_matched.end()) {
            std::shared_ptr<const Opportunities>& made = m_made[step];
            if (made == nullptr) {
                made = std::make_shared<const Opportunities>(
                    makeOpportunities(m_table.sources(), m_table.atRisk(step), m_table.cells()));
            }
            found = m_matched.try_emplace(step, m_table, step, made).first;
        }
        return found->second;
    }

private:
    const ComparisonTable& m_table;
    StepOpportunities m_made;
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
