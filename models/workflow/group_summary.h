#pragma once

#include "models/workflow/derive_groups.h"

#include <vector>

namespace throughline::workflow {

/// The rows of the error list, by number, of occurrences that have been put into groups
/// (`grouped.decided`, `grouped.keys`).
[[nodiscard]] std::vector<domain::ErrorGroup> summarizeGroups(const DerivedErrors& errors,
                                                              const GroupedErrors& grouped,
                                                              const GroupingFacts& facts,
                                                              const GroupIdentities& identities);

} // namespace throughline::workflow
