#pragma once

#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/funnel_workflow.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace throughline::qt {

struct OpenStore;

/// What a list of sessions was opened from.
enum class SessionSetKind : std::uint8_t
{
    Scope, ///< everything the filter lets through
    Error, ///< the sessions that met an error group
    Funnel, ///< those behind a bar or gap of the funnel
    Comparison ///< those behind a number of a comparison
};

/// Which sessions are listed: exactly those that a number, bar or segment on screen counted.
struct SessionSet
{
    SessionSetKind kind = SessionSetKind::Scope;
    domain::ErrorGroupId group {}; ///< of Error and Comparison, and of a Funnel's arm
    workflow::FunnelPart part = workflow::FunnelPart::Reached;
    std::uint32_t step = 1; ///< of Funnel; from 1
    workflow::FunnelArm arm = workflow::FunnelArm::All;
    workflow::ComparisonArm comparisonArm = workflow::ComparisonArm::Affected;
    workflow::SegmentValue segment {}; ///< of Comparison and Funnel; of no field: all segments
    workflow::SegmentValue secondSegment {}; ///< of Comparison: of a pair of values

    bool operator==(const SessionSet&) const = default;

    /// Its sessions follow from the funnel in force.
    [[nodiscard]] bool needsFunnel() const
    {
        return kind == SessionSetKind::Funnel || kind == SessionSetKind::Comparison;
    }
};

/// The sessions of a set. `funnel` is the one the number was shown for; without it a set that needs
/// one is ErrorCode::Usage. Sets of an error group are of the whole store, as its row counts them.
[[nodiscard]] Result<IdSet> sessionsOf(const OpenStore& store,
                                       const workflow::EvaluatedFunnel* funnel,
                                       const SessionSet& set, const domain::Scope& scope,
                                       const std::stop_token& stop);

} // namespace throughline::qt
