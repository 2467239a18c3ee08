#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/funnel/sampling_weights.h"
#include "models/codec/json_writer.h"
#include "models/domain/error_group.h"

#include <optional>
#include <string>
#include <string_view>

namespace throughline::notebook {

/// "session", "user", "account".
[[nodiscard]] std::string_view toText(domain::Unit unit);
/// "ordered", "strict", "any".
[[nodiscard]] std::string_view toText(domain::FunnelOrder order);

/// The shapes of the command-line contract, used by every command and report that shows them.
/// Two numbers, or null.
void writeInterval(codec::JsonWriter& json, std::string_view name,
                   const std::optional<analysis::Interval>& interval);
/// ESTIMATE, or null where none was made.
void writeEstimate(codec::JsonWriter& json, std::string_view name,
                   const analysis::Estimate& estimate);
void writeFunnelDefinition(codec::JsonWriter& json, const domain::FunnelDefinition& funnel);
/// The members of a funnel's answer, inside an object already begun.
void writeFunnelCounts(codec::JsonWriter& json, const analysis::FunnelResult& funnel);
/// With what the loss comes to without sampling, where the affected sessions are a sample.
void writeComparison(codec::JsonWriter& json, const analysis::Comparison& comparison,
                     const std::string& sentence,
                     const std::optional<analysis::AffectedSample>& sample = std::nullopt);
/// IMPACT, or null where no funnel was asked about.
void writeImpact(codec::JsonWriter& json, const std::optional<analysis::Comparison>& comparison);
/// Members of an error group, inside an object that is open.
void writeGroupMembers(codec::JsonWriter& json, const domain::ErrorGroup& group);

} // namespace throughline::notebook
