#include "models/analysis/compare/comparison_checks.h"

#include "models/analysis/stats/e_value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace throughline::analysis {

namespace {

/// Imbalances below it are noise of no interest.
constexpr double kLeastImbalance = 0.01;

/// Per row at risk: whether its user converted in an earlier session that counts.
std::vector<Outcome> earlierConversions(const ComparisonTable& table, const RiskTable& atRisk)
{
    const index::SessionIndex& index = table.index();
    const RiskTable& entered = table.entered();
    std::vector<Outcome> outcomes(atRisk.session.size(), Outcome::LeftOut);
    std::uint32_t user = index::kNone;
    bool earlier = false; // the user has an earlier session
    bool converted = false; // and converted in one
    std::size_t row = 0;
    for (std::uint32_t place = 0; place < entered.session.size(); ++place) {
        const std::uint32_t session = entered.session[place];
        if (index.user[session] == index::kNone || index.user[session] != user) {
            user = index.user[session];
            earlier = converted = false;
        }
        if (row < atRisk.session.size() && atRisk.session[row] == session) {
            if (earlier) {
                outcomes[row] = converted ? Outcome::Yes : Outcome::No;
            }
            ++row;
        }
        earlier = true;
        converted = converted || entered.converted(place);
    }
    return outcomes;
}

Estimate historyOf(const OpportunityComparison& opportunities, std::span<const Hit> hits,
                   std::span<const index::Exposure> exposures, std::span<const Outcome> outcomes)
{
    const StruckGroup group = opportunities.place(hits, exposures);
    const OpportunityEstimate found = opportunities.estimate(group, outcomes);
    Estimate estimate = found.estimate;
    estimate.method = "history";
    estimate.difference = estimate.differenceNotYet;
    estimate.interval = estimate.intervalNotYet;
    estimate.pValue = found.pValueNotYet;
    return estimate;
}

bool excludesZero(const Estimate& estimate)
{
    return estimate.interval && (estimate.interval->low > 0 || estimate.interval->high < 0);
}

std::optional<EValue> eValueOf(const OpportunityEstimate& found)
{
    const Estimate& estimate = found.estimate;
    if (!estimate.difference || !estimate.interval || found.matchedConverted == 0) {
        return std::nullopt;
    }
    const double affected =
        static_cast<double>(found.matchedConverted) / static_cast<double>(estimate.matchedAffected);
    const double control = affected - *estimate.difference;
    if (!(control > 0) || control > 1) {
        return std::nullopt;
    }
    // The controls' rate held, the ends of the difference are ends of the ratio.
    const Interval ratio {std::max(0.0, 1 + estimate.interval->low / control),
                          1 + estimate.interval->high / control};
    const std::optional<double> value = eValue(affected / control);
    const std::optional<double> limit = eValueOfLimit(ratio);
    return value && limit ? std::optional(EValue {*value, *limit}) : std::nullopt;
}

void addBalance(std::vector<Imbalance>& balance, const RiskTable& atRisk,
                const index::SegmentColumn& column, std::span<const std::uint32_t> matched,
                std::span<const double> weights)
{
    std::vector<double> affected(column.labels.size(), 0);
    std::vector<double> control(column.labels.size(), 0);
    for (const std::uint32_t row : matched) {
        affected[column.valueOf[atRisk.session[row]]] += 1 / static_cast<double>(matched.size());
    }
    for (std::size_t row = 0; row < weights.size(); ++row) {
        control[column.valueOf[atRisk.session[row]]] += weights[row];
    }
    for (std::size_t value = 0; value < affected.size(); ++value) {
        const double p1 = std::clamp(affected[value], 0.0, 1.0);
        const double p0 = std::clamp(control[value], 0.0, 1.0);
        const double deviation = std::sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / 2);
        if (deviation > 0 && std::abs(p1 - p0) >= kLeastImbalance * deviation) {
            balance.push_back({column.field, column.labels[value], p1, p0, (p1 - p0) / deviation});
        }
    }
}

} // namespace

Cells refine(const Cells& cells, const index::SegmentColumn& column,
             std::span<const std::uint32_t> sessions)
{
    index::SegmentColumn before;
    before.valueOf = cells.of;
    const std::array<index::SegmentColumn, 2> both {std::move(before), column};
    return makeCells(both, sessions, static_cast<std::uint32_t>(cells.of.size()));
}

ComparisonChecks checkComparison(const ComparisonTable& table,
                                 const OpportunityComparison& opportunities, std::uint32_t step,
                                 const OpportunityEstimate& found, std::span<const Hit> hits,
                                 std::span<const index::Exposure> exposures,
                                 std::span<const index::SegmentColumn> candidates)
{
    ComparisonChecks checks;
    if (found.estimate.matchedAffected == 0) {
        return checks;
    }
    const RiskTable& atRisk = table.atRisk(step);
    checks.eValue = eValueOf(found);
    const StruckGroup group = opportunities.place(hits, exposures);
    const std::vector<double> weights = opportunities.controlWeights(group, {});
    const std::vector<std::uint32_t> matched = opportunities.matchedRows(group);
    for (const index::SegmentColumn& column : candidates) {
        addBalance(checks.balance, atRisk, column, matched, weights);
    }
    std::sort(checks.balance.begin(), checks.balance.end(), [](const auto& a, const auto& b) {
        return std::tuple(-std::abs(a.standardised), a.field, a.value)
            < std::tuple(-std::abs(b.standardised), b.field, b.value);
    });
    checks.balance.resize(std::min(checks.balance.size(), kMostImbalances));

    const std::vector<Outcome> outcomes = earlierConversions(table, atRisk);
    checks.history = historyOf(opportunities, hits, exposures, outcomes);
    checks.differedBefore = excludesZero(checks.history);
    for (const index::SegmentColumn& column : candidates) {
        if (!checks.differedBefore || !checks.removedBy.empty()) {
            break;
        }
        OpportunityComparison finer(table, step, refine(table.cells(), column, atRisk.session), {});
        const Estimate history = historyOf(finer, hits, exposures, outcomes);
        // A wider interval alone removes nothing.
        if (history.interval && !excludesZero(history)
            && 2 * std::abs(*history.difference) <= std::abs(*checks.history.difference)) {
            checks.removedBy = column.field;
        }
    }
    return checks;
}

} // namespace throughline::analysis
