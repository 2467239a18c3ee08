#pragma once

#include "models/analysis/compare/comparison.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// Comparisons as bytes for a cache of this machine, all but their funnel: whoever asks again knows
/// it.
[[nodiscard]] std::string toBytes(std::span<const Comparison> comparisons);

/// The same in reverse, each with this funnel; nullopt for bytes that toBytes did not make.
[[nodiscard]] std::optional<std::vector<Comparison>>
comparisonsFromBytes(std::string_view bytes, const domain::FunnelDefinition& funnel);

} // namespace throughline::analysis
