#pragma once

#include "models/analysis/compare/release_effect.h"
#include "models/analysis/compare/set_differences.h"
#include "models/analysis/error/regroup_change.h"
#include "models/analysis/funnel/funnel_pivot.h"
#include "models/codec/json_writer.h"
#include "models/domain/funnel.h"

#include <cstddef>
#include <string>

namespace throughline::notebook {

// Further shapes of the command line, the same in notebooks.

/// `total`: how many there are beside those listed.
void writeDifferences(codec::JsonWriter& json, const analysis::SetDifferences& differences,
                      std::size_t total, const std::string& sentence);
void writeRelease(codec::JsonWriter& json, const analysis::ReleaseEffect& effect,
                  const std::string& sentence);

/// {"funnel", "fields": [{"field", "values": [{"value", "with": [reached step 1, 2, ...],
/// "without": [...]}]}]}; a missing value is null.
void writePivot(codec::JsonWriter& json, const domain::FunnelDefinition& funnel,
                const analysis::FunnelPivot& pivot);

/// Per step how many reached it, from how many came to exactly each level.
[[nodiscard]] std::vector<std::uint64_t> reachedSteps(const std::vector<std::uint64_t>& levels);

/// What a change of grouping does, as an object.
void writeRegroupChange(codec::JsonWriter& json, const analysis::RegroupChange& change);

} // namespace throughline::notebook
