#pragma once

#include "models/analysis/funnel/suggest_funnels.h"
#include "models/index/segment_columns.h"
#include "models/workflow/snapshot.h"

#include <string>
#include <vector>

namespace throughline::workflow {

/// The patterns of resources/funnels.
[[nodiscard]] const std::vector<analysis::FunnelPattern>& funnelPatterns();

/// The canonical name of a field by its name or an alias; usage error as of knownColumn.
Result<std::string> knownField(const Snapshot& snapshot, const std::string& field);

/// The column of a field by its canonical name or an alias. Usage error naming the nearest fields
/// where the store's sessions do not have it.
Result<index::SegmentColumn> knownColumn(const Snapshot& snapshot, const std::string& field);

} // namespace throughline::workflow
