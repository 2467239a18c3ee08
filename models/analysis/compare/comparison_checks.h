#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <span>

namespace throughline::analysis {

/// The checks under an opportunity-matched result, each of them linear in the opportunities:
/// - history: the same comparison of "this user converted in an earlier session", over the sessions
///   whose user has an earlier one, against those not yet hit. It sees what persists across a
///   user's sessions. When its interval excludes 0, `candidates` are tried in their order for the
///   first field that, matched on too, halves the difference and lets the interval hold 0;
/// - balance of every value of the candidates between matched affected and weighted controls, those
///   apart by more than a hundredth of a standard deviation, at most kMostImbalances;
/// - the E-value of difference and interval.
/// `candidates` are fields that are not matched on. `hits` come from findHits over `exposures`.
[[nodiscard]] ComparisonChecks checkComparison(const ComparisonTable& table,
                                               const OpportunityComparison& opportunities,
                                               std::uint32_t step, const OpportunityEstimate& found,
                                               std::span<const Hit> hits,
                                               std::span<const index::Exposure> exposures,
                                               std::span<const index::SegmentColumn> candidates);

/// Values listed at most.
inline constexpr std::size_t kMostImbalances = 20;

/// Strata over the table's cells and one more field.
[[nodiscard]] Cells refine(const Cells& cells, const index::SegmentColumn& column,
                           std::span<const std::uint32_t> sessions);

} // namespace throughline::analysis
