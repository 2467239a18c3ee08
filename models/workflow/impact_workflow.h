#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/domain/funnel.h"
#include "models/workflow/funnel_workflow.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace throughline::workflow {

/// A funnel evaluated on the sessions of a store. Making one takes a second for ten million events,
/// so it is asked for only when no earlier answer will do.
struct FunnelOnData
{
    SnapshotPointer snapshot;
    EvaluatedFunnelPointer funnel;
};

using FunnelMaker = std::function<Result<FunnelOnData>()>;

/// What the error groups are to be compared on.
struct ImpactQuestion
{
    domain::FunnelDefinition funnel;
    domain::Scope scope;
    FunnelMaker make;
};

/// About a funnel that is evaluated already.
[[nodiscard]] ImpactQuestion impactQuestion(SnapshotPointer snapshot,
                                            EvaluatedFunnelPointer funnel);

/// What each error group of the store costs on a funnel, ascending by group. The answer to a
/// question over all sessions is kept (AnswerCache) and given again as long as sessions, errors and
/// rules are the same; one over a filter is computed each time, since it may depend on more. Both
/// have the same figures. Groups without a comparison (the funnel counts users): none at all.
Result<std::vector<analysis::Comparison>> impactOfGroups(const Workspace& workspace,
                                                         const ImpactQuestion& question,
                                                         const std::stop_token& stop);

} // namespace throughline::workflow
