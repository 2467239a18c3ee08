#pragma once

#include "models/analysis/compare/release_effect.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/snapshot.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A value of service.version with its first session.
struct ReleaseInfo
{
    std::string version;
    Timestamp released; ///< the first human session that runs it begins
    std::uint64_t sessions = 0; ///< human ones that begin with it

    bool operator==(const ReleaseInfo&) const = default;
};

/// The releases of a store, oldest first. Linear in the sessions.
[[nodiscard]] std::vector<ReleaseInfo> releases(const Snapshot& snapshot);

struct ReleaseRequest
{
    std::string version;
    domain::ErrorGroupId group; ///< 0: none
    /// Counting sessions; null: no conversion, and all sessions of the scope are at risk.
    const EvaluatedFunnel* funnel = nullptr;
    domain::Scope scope; ///< of a request without a funnel
    std::vector<std::string> match; ///< empty: plan, device, country
};

/// What changed with a release: did a group of errors stop, did conversion move, and did it move
/// as much before. With a group, those at risk are the sessions that reached its exposure step.
/// Usage error: a version no session runs (the known ones are named), one with no time to compare
/// on either side, a field that is unknown.
Result<analysis::ReleaseEffect> releaseEffect(const Workspace& workspace, const Snapshot& snapshot,
                                              const ReleaseRequest& request,
                                              const std::stop_token& stop);

} // namespace throughline::workflow
