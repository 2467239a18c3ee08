#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/opportunity_comparison.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// What segments show at most, so that the answer stays readable and its cost bounded: values of a
/// field, most affected first; pairs of values; affected sessions that a pair must have.
inline constexpr std::size_t kMostValues = 12;
inline constexpr std::size_t kMostPairs = 24;
inline constexpr std::uint64_t kFewestInPair = 20;
/// Below it a value has no say in whether effects differ.
inline constexpr std::uint64_t kFewestToDiffer = 10;
/// Signs are compared where both sides are at least so far from 0.
inline constexpr double kWorthASign = 0.01;

/// An estimate with its standard error, where there is one.
struct EffectWithError
{
    Estimate estimate;
    std::optional<double> standardError;
};

/// The effect among the marked rows of the risk table, affected and controls alike. Called from
/// several threads at once.
using EffectAmong = std::function<EffectWithError(std::span<const std::uint8_t> inRow)>;

/// The opportunity-matched effect among some sessions. `group` keeps hanging on the same events as
/// the whole. All must outlive the answer.
[[nodiscard]] EffectAmong matchedEffectAmong(const OpportunityComparison& opportunities,
                                             const StruckGroup& group);

/// The stratified effect among some sessions, over the cells of the table's match fields.
[[nodiscard]] EffectAmong stratifiedEffectAmong(const ComparisonTable& table, std::uint32_t step,
                                                std::span<const index::Exposure> exposures);

/// Which sessions of a risk table are affected, by row.
[[nodiscard]] std::vector<std::uint32_t> affectedRows(const StruckGroup& group);
[[nodiscard]] std::vector<std::uint32_t> affectedRows(std::span<const Hit> hits);

/// Where the effect is: within each value of each field and within pairs of values, whether it
/// differs between values, and where the mix of a field turns its sign.
struct SegmentAnswer
{
    std::vector<SegmentEffect> values;
    std::vector<SegmentEffect> pairs;
    std::vector<Heterogeneity> heterogeneity;
    std::vector<SignFlip> signFlips;

    bool operator==(const SegmentAnswer&) const = default;
};

struct SegmentQuestion
{
    const RiskTable& atRisk;
    std::span<const std::uint32_t> affected; ///< rows
    std::span<const index::SegmentColumn> by;
    /// The whole effect, over all values.
    Estimate whole;
    /// The effect without any match fields: what fields among `whole.match` are held against.
    Estimate unmatched;
};

/// - Values: those an affected session has, at most kMostValues a field, in the order of the
///   fields, then most affected first, then by value.
/// - Pairs of values of two fields that at least kFewestInPair affected have, most affected first;
///   a pair with over nine tenths of one of its values says nothing new and is left out.
/// - q-values (Benjamini-Hochberg) span values and pairs together; one without a p has none.
/// - Heterogeneity per field: Cochran's Q (1954) over the values with an interval and at least
///   kFewestToDiffer matched: sum of (d_k - mean)^2 / SE_k^2, mean weighted by 1 / SE_k^2, against
///   chi-squared with one degree of freedom less than values; q over the fields.
/// - Sign flips: the difference over all values against the mean over the matched affected of those
///   within; told when both are at least kWorthASign, of opposite signs, and one interval excludes
///   0.
/// - Loss share: of the whole's lost conversions, where those are a loss.
[[nodiscard]] SegmentAnswer segmentEffects(const SegmentQuestion& question,
                                           const EffectAmong& effectAmong);

} // namespace throughline::analysis
