#include "models/analysis/compare/compare.h"
#include "models/analysis/compare/group_comparison.h"

namespace throughline::analysis {

namespace {

/// The controls of at_risk_stratified: those of cells with an affected session.
std::vector<std::uint32_t> stratifiedControls(const RiskTable& atRisk, std::span<const Hit> hits,
                                              const std::vector<std::uint8_t>& inRow)
{
    std::vector<std::uint8_t> hit(atRisk.session.size(), 0);
    std::vector<std::uint8_t> cellInUse(atRisk.cells.size(), 0);
    for (const Hit& one : hits) {
        hit[one.row] = 1;
        if (one.affected && inRow[one.row] != 0) {
            cellInUse[atRisk.cell(one.row)] = 1;
        }
    }
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
        if (hit[row] == 0 && inRow[row] != 0 && cellInUse[atRisk.cell(row)] != 0) {
            sessions.push_back(atRisk.session[row]);
        }
    }
    return sessions;
}

/// Per row of the table whether its session is one of the marked; no marks: all are.
std::vector<std::uint8_t> rowsAmong(const RiskTable& atRisk, std::span<const std::uint8_t> among)
{
    std::vector<std::uint8_t> inRow(atRisk.session.size(), 1);
    for (std::size_t row = 0; !among.empty() && row < inRow.size(); ++row) {
        inRow[row] = among[atRisk.session[row]];
    }
    return inRow;
}

std::vector<std::uint32_t> affectedOf(const RiskTable& atRisk, std::span<const Hit> hits,
                                      const std::vector<std::uint8_t>& inRow)
{
    std::vector<std::uint32_t> sessions;
    for (const Hit& hit : hits) {
        if (hit.affected && inRow[hit.row] != 0) {
            sessions.push_back(atRisk.session[hit.row]);
        }
    }
    return sessions;
}

/// A step before the last one.
bool comparesFrom(const ComparisonTable& table, std::uint32_t step)
{
    return step >= 1 && step < table.levels().steps;
}

} // namespace

std::vector<std::uint32_t> affectedSessions(const ComparisonTable& table,
                                            const index::ExposureSet& exposures,
                                            std::optional<std::uint32_t> fromStep,
                                            std::span<const std::uint8_t> among)
{
    const std::uint32_t step = beginComparison(table, exposures, fromStep).exposureStep;
    if (!comparesFrom(table, step)) {
        return {};
    }
    const RiskTable& atRisk = table.atRisk(step);
    return affectedOf(atRisk, findHits(atRisk, table.levels(), exposures.first),
                      rowsAmong(atRisk, among));
}

ArmSessions armSessions(const ComparisonTable& table, const index::ExposureSet& exposures,
                        std::optional<std::uint32_t> fromStep, std::span<const std::uint8_t> among)
{
    ArmSessions arms;
    Comparison comparison = beginComparison(table, exposures, fromStep);
    if (!comparesFrom(table, comparison.exposureStep)) {
        return arms;
    }
    const RiskTable& atRisk = table.atRisk(comparison.exposureStep);
    const StepEstimators estimators(table, comparison.exposureStep);
    const Placed placed = addEstimates(comparison, table, exposures.first, estimators, false);
    const std::vector<std::uint8_t> inRow = rowsAmong(atRisk, among);
    arms.affected = affectedOf(atRisk, placed.hits, inRow);
    if (comparison.headline.method != comparison.opportunityMatched.method) {
        arms.control = stratifiedControls(atRisk, placed.hits, inRow);
        return arms;
    }
    if (placed.group.endsSessions) {
        return arms;
    }
    std::vector<Outcome> outcomes(atRisk.session.size(), Outcome::LeftOut);
    for (std::uint32_t row = 0; row < outcomes.size(); ++row) {
        if (inRow[row] != 0) {
            outcomes[row] = atRisk.converted(row) ? Outcome::Yes : Outcome::No;
        }
    }
    const std::vector<double> weights = estimators.matched.controlWeights(placed.group, outcomes);
    for (std::uint32_t row = 0; row < weights.size(); ++row) {
        if (weights[row] > 0) {
            arms.control.push_back(atRisk.session[row]);
        }
    }
    return arms;
}

} // namespace throughline::analysis
