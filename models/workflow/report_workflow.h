#pragma once

#include "models/notebook/impact_report.h"
#include "models/workflow/comparison_workflow.h"

namespace throughline::workflow {

struct ImpactReportRequest
{
    ComparisonRequest comparison; ///< whose error group, and how it is compared
    Timestamp made; ///< the date it bears
};

/// Everything the impact report of an error group tells, by the functions behind `error`, `compare`
/// and `errors`, so its figures are theirs. Usage error: unknown group, field or step, a funnel
/// that does not count sessions. Reads some hundred rows and the records of one session beside
/// them.
Result<notebook::ImpactFacts> impactFacts(const Workspace& workspace, const Snapshot& snapshot,
                                          const EvaluatedFunnel& funnel,
                                          const ImpactReportRequest& request,
                                          const std::stop_token& stop);

} // namespace throughline::workflow
