#pragma once

#include "models/analysis/compare/set_differences.h"
#include "models/base/id_set.h"
#include "models/domain/funnel.h"
#include "models/workflow/snapshot.h"

#include <stop_token>
#include <string>

namespace throughline::workflow {

/// Two sets of sessions by expressions over the same scope.
struct DifferRequest
{
    domain::Scope scope; ///< of both
    std::string first; ///< expression; usage error when empty
    std::string second; ///< expression; empty: all of the scope that are not in the first
};

/// What tells the sessions of two expressions apart. Usage error: an expression that cannot be
/// read.
Result<analysis::SetDifferences> differ(const Workspace& workspace, const Snapshot& snapshot,
                                        const DifferRequest& request, const std::stop_token& stop);

/// What tells two sets of sessions (numbers in the index) apart, over every segment field of the
/// store, every event and every error group. The whole user agent is left out, for it says again
/// what browser and system say.
[[nodiscard]] analysis::SetDifferences differ(const Snapshot& snapshot, const IdSet& first,
                                              const IdSet& second);

} // namespace throughline::workflow
