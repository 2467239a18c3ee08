#pragma once

#include "models/notebook/notebook.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/funnel_workflow.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace throughline::workflow {

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
    FunnelPart part = FunnelPart::Reached;
    std::uint32_t step = 1; ///< of Funnel; from 1
    FunnelArm arm = FunnelArm::All;
    ComparisonArm comparisonArm = ComparisonArm::Affected;
    SegmentValue segment {}; ///< of Comparison and Funnel; of no field: all segments
    SegmentValue secondSegment {}; ///< of Comparison: of a pair of values
    analysis::ComparisonTerms terms {}; ///< of Comparison

    bool operator==(const SessionSet&) const = default;

    /// Its sessions follow from the funnel in force.
    [[nodiscard]] bool needsFunnel() const
    {
        return kind == SessionSetKind::Funnel || kind == SessionSetKind::Comparison;
    }
};

/// The sessions of a set. `funnel` is the one the number was shown for; without it a set that needs
/// one is ErrorCode::Usage. Sets of an error group are of the whole store, as its row counts them.
[[nodiscard]] Result<IdSet> sessionsOf(const Workspace& workspace, const Snapshot& snapshot,
                                       const EvaluatedFunnel* funnel, const SessionSet& set,
                                       const domain::Scope& scope, const std::stop_token& stop);

/// What a set is as a question a notebook keeps: its set, arm, error group and values.
[[nodiscard]] notebook::Question questionOf(const SessionSet& set);

/// The set a kept question means. Usage error: there is no such set, group or step.
Result<SessionSet> sessionSetOf(const notebook::Question& question);

} // namespace throughline::workflow
