#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <span>
#include <vector>

namespace throughline::analysis {

/// The stratified difference within each value of each field: only sessions with that value, from
/// the same step, over the cells of the table's match fields. Values that no affected session has
/// are left out. In the order of the fields, then most affected first, then by value. q-values span
/// all segments returned; one without a p-value has none and does not count.
///
/// `affected` counts the affected of the value; difference and lost conversions stand for those of
/// them that share a cell with a control.
[[nodiscard]] std::vector<SegmentEffect> segmentEffects(const ComparisonTable& table,
                                                        std::uint32_t step,
                                                        std::span<const index::Exposure> exposures,
                                                        std::span<const index::SegmentColumn> by);

/// The same by the opportunity-matched estimator: affected and controls of the value alone, hanging
/// on the same events as the whole group.
[[nodiscard]] std::vector<SegmentEffect> segmentEffects(const ComparisonTable& table,
                                                        std::uint32_t step,
                                                        const OpportunityComparison& opportunities,
                                                        const StruckGroup& group,
                                                        std::span<const index::SegmentColumn> by);

} // namespace throughline::analysis
