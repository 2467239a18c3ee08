#pragma once

#include "models/codec/json_writer.h"
#include "models/workflow/funnel_workflow.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace throughline::cli {

/// Everything `funnel show` was asked for.
struct FunnelAnswer
{
    analysis::FunnelResult counts;
    std::optional<workflow::FunnelTimes> times;
    std::optional<std::vector<analysis::TrendPoint>> trend;
    std::optional<std::vector<workflow::FunnelUnitRow>> units;
    std::uint64_t unitsTotal = 0; ///< that the list is the beginning of
};

/// Why there is nothing to see, or "": nobody entered, or nobody went on.
[[nodiscard]] std::string funnelSentence(const analysis::FunnelResult& result);

void writeAnswer(codec::JsonWriter& json, const FunnelAnswer& answer);
void printAnswer(const FunnelAnswer& answer, std::ostream& out);

} // namespace throughline::cli
