#include "models/qt/session_set.h"

#include "models/qt/workspace_session.h"

namespace throughline::qt {

Result<IdSet> sessionsOf(const OpenStore& store, const workflow::EvaluatedFunnel* funnel,
                         const SessionSet& set, const domain::Scope& scope,
                         const std::stop_token& stop)
{
    const workflow::Snapshot& snapshot = *store.snapshot;
    if (set.needsFunnel() && funnel == nullptr) {
        return usageError("This list belongs to a funnel, and none is chosen", "Choose a funnel");
    }
    switch (set.kind) {
    case SessionSetKind::Scope:
        return workflow::sessionsInScope(store.workspace, snapshot, scope, stop);
    case SessionSetKind::Error:
        return workflow::errorSessions(store.workspace, snapshot, set.group);
    case SessionSetKind::Funnel:
        return workflow::sessionsWithValue(
            snapshot,
            workflow::funnelSessions(snapshot, *funnel,
                                     {set.part, set.step, set.arm, set.group, nullptr, {}}),
            set.segment);
    case SessionSetKind::Comparison: {
        workflow::ComparisonRequest request;
        request.group = set.group;
        return workflow::comparisonSessions(snapshot, *funnel, request, set.comparisonArm,
                                            {set.segment, set.secondSegment});
    }
    }
    return IdSet();
}

} // namespace throughline::qt
