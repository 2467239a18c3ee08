#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/domain/error_group.h"
#include "widgets/delegates/impact_delegates.h"
#include "widgets/shared/value_table_model.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace throughline::widgets {

/// What an error group cost, as far as it is known.
struct ImpactHeadline
{
    analysis::Verdict verdict = analysis::Verdict::Inconclusive;
    std::optional<double> lost; ///< conversions; negative: a gain
    std::optional<analysis::Interval> interval;
    std::optional<double> revenue; ///< at risk
    std::string currency;

    bool operator==(const ImpactHeadline&) const = default;
};

/// A row of the error list.
struct ErrorListRow
{
    domain::ErrorGroup group;
    std::vector<std::uint32_t> trend; ///< occurrences or sessions over time, equal bins
    std::optional<ImpactHeadline> impact; ///< none: not compared, or not yet

    bool operator==(const ErrorListRow&) const = default;
};

/// The headline of a comparison.
[[nodiscard]] ImpactHeadline headlineOf(const analysis::Comparison& comparison);

/// Columns of the error list, in this order.
enum ErrorColumn : int
{
    ErrorName,
    Trend,
    Sessions,
    Users,
    Lost,
    AtRisk,
    Tickets
};

/// What each column shows. `isComparing` tells whether rows without an impact are still to come.
[[nodiscard]] std::vector<ValueColumn<ErrorListRow>>
errorColumns(std::function<bool()> isComparing);

/// The lost conversions of a row as a mark, or the words why there are none.
[[nodiscard]] IntervalMark impactMark(const ErrorListRow& row, bool comparing);

} // namespace throughline::widgets
