#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/frustration/session_signals.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// Names the way figures are computed; a change of method that moves them changes it.
inline constexpr std::string_view kComparisonVersion = "1";

/// What one comparison may ask beyond its table.
struct CompareOptions
{
    std::optional<std::uint32_t> fromStep; ///< exposure step, from 1; else it is chosen
    std::vector<index::SegmentColumn> by; ///< segment fields
    std::vector<index::SegmentColumn> candidates {}; ///< not matched on: balance, history check
    /// Of the index; none or null: no measures of frustration. Asked at most once and last of all,
    /// so that they can be read while the rest is computed.
    std::function<const SessionSignals*()> signals {};
    Timestamp dataEnd {}; ///< returns later than it cannot be seen
};

/// One error group against the funnel of the table: every figure of Comparison. The headline is
/// `opportunity_matched` when at least kFewestMatched affected could be matched, or when the
/// failing action is one that ends sessions anyway, which leaves no estimate; else
/// `at_risk_stratified`, and its note says why. Usage error when fromStep is not a step before the
/// last. Linear in the events of the sessions at risk, for each segment value once more.
[[nodiscard]] Result<Comparison> compareGroup(const ComparisonTable& table,
                                              const index::ExposureSet& exposures,
                                              const CompareOptions& options = {});

/// The same for many groups, in their order: headline, naive, at_risk, at_risk_stratified and
/// opportunity_matched, the last without its interval against those not yet hit; all with the same
/// figures as compareGroup. All processors take part. Looks at `stop` every few ms.
[[nodiscard]] Result<std::vector<Comparison>>
compareGroups(const ComparisonTable& table, std::span<const index::ExposureSet> groups,
              const std::stop_token& stop = {});

/// The sessions behind a headline: as many as it counts.
struct ArmSessions
{
    std::vector<std::uint32_t> affected; ///< ascending
    std::vector<std::uint32_t> control; ///< ascending, those in use
};

/// The arms of compareGroup, or with `among` (one mark per session of the index) those of a segment
/// that holds the marked sessions. Both empty where compareGroup would refuse fromStep.
[[nodiscard]] ArmSessions armSessions(const ComparisonTable& table,
                                      const index::ExposureSet& exposures,
                                      std::optional<std::uint32_t> fromStep,
                                      std::span<const std::uint8_t> among = {});

/// The affected of armSessions alone: none of the estimates is needed for them.
[[nodiscard]] std::vector<std::uint32_t> affectedSessions(const ComparisonTable& table,
                                                          const index::ExposureSet& exposures,
                                                          std::optional<std::uint32_t> fromStep,
                                                          std::span<const std::uint8_t> among = {});

/// -(affected that the estimate stands for) * difference, limits likewise; none without difference.
[[nodiscard]] std::optional<LostConversions> lostConversions(const Estimate& estimate);

/// No affected session: no exposure. An interval that excludes 0 is harmful or beneficial. Else
/// there is no evidence when an effect of 5 points would have shown, and it is inconclusive when
/// not.
[[nodiscard]] Verdict verdictOf(std::uint64_t affected, const Estimate& headline,
                                std::optional<double> minimumDetectableEffect);

} // namespace throughline::analysis
