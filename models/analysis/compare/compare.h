#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace throughline::analysis {

/// What one comparison may ask beyond its table.
struct CompareOptions
{
    std::optional<std::uint32_t> fromStep; ///< exposure step, from 1; else it is chosen
    std::vector<index::SegmentColumn> by; ///< segment fields
};

/// One error group against the funnel of the table: every figure of Comparison. The headline is
/// `at_risk_stratified`. Usage error when fromStep is not a step before the last. About 10 ms
/// for 500,000 sessions, and twice that for each segment field.
[[nodiscard]] Result<Comparison> compareGroup(const ComparisonTable& table,
                                              const index::ExposureSet& exposures,
                                              const CompareOptions& options = {});

/// The same for many groups, in their order, without metrics and segments; all else has the same
/// figures as compareGroup. About 2 ms per group for 500,000 sessions. Looks at `stop` per group.
[[nodiscard]] Result<std::vector<Comparison>>
compareGroups(const ComparisonTable& table, std::span<const index::ExposureSet> groups,
              const std::stop_token& stop = {});

/// -(affected that the estimate stands for) * difference, limits likewise; none without difference.
[[nodiscard]] std::optional<LostConversions> lostConversions(const Estimate& estimate);

/// No affected session: no exposure. An interval that excludes 0 is harmful or beneficial. Else
/// there is no evidence when an effect of 5 points would have shown, and it is inconclusive when
/// not.
[[nodiscard]] Verdict verdictOf(std::uint64_t affected, const Estimate& headline,
                                std::optional<double> minimumDetectableEffect);

} // namespace throughline::analysis
