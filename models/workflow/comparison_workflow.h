#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/workflow/funnel_workflow.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::workflow {

struct ComparisonRequest
{
    domain::ErrorGroupId group;
    std::optional<std::uint32_t> fromStep; ///< from 1; none: chosen
    std::vector<std::string> match; ///< empty: plan, device, country, release
    std::vector<std::string> by; ///< empty: the fields of match
    std::optional<double> valuePerConversion;
};

/// Fields affected and control are matched on where none are named.
[[nodiscard]] const std::vector<std::string>& defaultMatchFields();

/// Affected against control for one group. Usage error: unknown group, field or step.
Result<analysis::Comparison> compare(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                     const ComparisonRequest& request);

/// The headline figures of these groups, in their order, for the list of errors.
Result<std::vector<analysis::Comparison>>
compareAll(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
           const std::vector<domain::ErrorGroupId>& groups, const std::stop_token& stop);

/// The affected and control sessions behind a comparison's numbers: as many as it counts. With a
/// field, those of one value.
enum class ComparisonArm : std::uint8_t
{
    Affected,
    Control
};

Result<IdSet> comparisonSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                 const ComparisonRequest& request, ComparisonArm arm,
                                 const std::string& field, const std::string& value);

} // namespace throughline::workflow
