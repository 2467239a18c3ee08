#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/comparison_terms.h"
#include "models/analysis/funnel/sampling_weights.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/session_signals.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace throughline::workflow {

struct ComparisonRequest : analysis::ComparisonTerms
{
    ComparisonRequest() = default;

    ComparisonRequest(domain::ErrorGroupId of, analysis::ComparisonTerms terms)
        : ComparisonTerms(std::move(terms))
        , group(of)
    {
    }

    domain::ErrorGroupId group;
    std::vector<std::string> by; ///< empty: the fields of match, then all other segment fields
    /// Of the same snapshot; without it there are no measures of frustration.
    SessionSignalsPointer signals {};
};

/// Fields affected and control are matched on where none are named.
[[nodiscard]] const std::vector<std::string>& defaultMatchFields();

/// Who of a funnel's counted sessions reached which step, in cells of these fields (empty: plan,
/// device, country, release). The funnel and the snapshot must outlive it. Usage error: a field
/// that is unknown.
Result<analysis::ComparisonTable> comparisonTable(const Snapshot& snapshot,
                                                  const EvaluatedFunnel& funnel,
                                                  const std::vector<std::string>& match);

/// The same for one comparison, to be shared by who asks more than one thing about it.
Result<analysis::ComparisonTable> comparisonTable(const Snapshot& snapshot,
                                                  const EvaluatedFunnel& funnel,
                                                  const ComparisonRequest& request);

/// Marks, per session of the index, whose frustration a comparison asks about: those that reached
/// its exposure step. Empty where nobody was exposed, which stands for all.
[[nodiscard]] std::vector<std::uint8_t> sessionsAtRisk(const Snapshot& snapshot,
                                                       const analysis::ComparisonTable& table,
                                                       const ComparisonRequest& request);

/// Affected against control for one group. Usage error: unknown group, field or step.
Result<analysis::Comparison> compare(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                     const ComparisonRequest& request);

/// The same where the signals of frustration are not at hand: those of the sessions at risk are
/// read from the store while the rest is computed.
Result<analysis::Comparison> compareMeasured(const Workspace& workspace, const Snapshot& snapshot,
                                             const EvaluatedFunnel& funnel,
                                             const ComparisonRequest& request,
                                             const std::stop_token& stop);
/// With the table of this request.
Result<analysis::Comparison> compareMeasured(const Workspace& workspace, const Snapshot& snapshot,
                                             const EvaluatedFunnel& funnel,
                                             const ComparisonRequest& request,
                                             const analysis::ComparisonTable& table,
                                             const std::stop_token& stop);

/// The headline figures of these groups, in their order, for the list of errors.
Result<std::vector<analysis::Comparison>>
compareAll(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
           const std::vector<domain::ErrorGroupId>& groups, const std::stop_token& stop);

/// A value of a segment field; of no field: all values.
struct SegmentValue
{
    std::string field;
    std::string value; ///< "" for none

    bool operator==(const SegmentValue&) const = default;
};

/// Those of the sessions that have the value; of no field: all. Usage error: unknown field.
Result<IdSet> sessionsWithValue(const Snapshot& snapshot, IdSet sessions,
                                const SegmentValue& wanted);

/// The affected and control sessions behind a comparison's numbers: as many as it counts. With
/// values, those that have them all.
enum class ComparisonArm : std::uint8_t
{
    Affected,
    Control
};

Result<IdSet> comparisonSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                 const ComparisonRequest& request, ComparisonArm arm,
                                 const std::vector<SegmentValue>& values = {});

/// The affected among them, with the table of the request.
[[nodiscard]] IdSet affectedSessions(const Snapshot& snapshot,
                                     const analysis::ComparisonTable& table,
                                     const ComparisonRequest& request);

/// The sample that the sessions which met a group are; nullopt: none of them was sampled.
[[nodiscard]] std::optional<analysis::AffectedSample>
affectedSample(const Snapshot& snapshot, const EvaluatedFunnel& funnel, domain::ErrorGroupId group);

} // namespace throughline::workflow
