#pragma once

#include "models/analysis/funnel/funnel_population.h"
#include "models/index/expression_index.h"
#include "models/store/connection.h"
#include "models/workflow/snapshot.h"

#include <stop_token>

namespace throughline::workflow {

/// Answers the terms of a session filter that the index does not know: ids from the dictionaries,
/// error groups and tickets from rows, everything else by one pass over the records. The answer
/// refers to its arguments and must not outlive them.
[[nodiscard]] index::TermResolver sessionTerms(const store::Connection& connection,
                                               const Snapshot& snapshot,
                                               const std::stop_token& stop);

/// What becomes of each session in a scope.
Result<analysis::Population> population(const Workspace& workspace, const Snapshot& snapshot,
                                        const domain::Scope& scope, const std::stop_token& stop);

} // namespace throughline::workflow
