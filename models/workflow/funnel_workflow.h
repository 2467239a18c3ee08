#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/funnel/suggest_funnels.h"
#include "models/domain/funnel.h"
#include "models/workflow/snapshot.h"

#include <memory>
#include <string>
#include <vector>

namespace throughline::workflow {

/// The stored funnels, by name.
Result<std::vector<domain::FunnelDefinition>> listFunnels(const Workspace& workspace);

/// The stored funnel of this name; with an empty name the only one. Usage error otherwise.
Result<domain::FunnelDefinition> findFunnel(const Workspace& workspace, const std::string& name);

/// Stores a funnel, replacing one of the same name. Usage error for steps that cannot be read.
Result<void> defineFunnel(const Workspace& workspace, const domain::FunnelDefinition& funnel,
                          Timestamp now);
Result<void> deleteFunnel(const Workspace& workspace, const std::string& name);

/// Funnels found in the data by the patterns of resources/funnels.
Result<std::vector<analysis::FunnelSuggestion>> suggestFunnels(const Snapshot& snapshot);

/// A funnel evaluated once over a scope: behind every bar, list and comparison. Immutable.
struct EvaluatedFunnel
{
    domain::FunnelDefinition definition;
    domain::Scope scope;
    std::vector<filter::Step> steps;
    analysis::CompiledSteps compiled;
    analysis::FunnelLevels levels; ///< with times
    analysis::Population population;
};

using EvaluatedFunnelPointer = std::shared_ptr<const EvaluatedFunnel>;

Result<EvaluatedFunnelPointer> evaluateFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                              const domain::FunnelDefinition& funnel,
                                              const domain::Scope& scope,
                                              const std::stop_token& stop);

/// Its counts, split by a field where one is named (canonical or alias).
Result<analysis::FunnelResult> funnelResult(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                            const std::string& byField);

/// Its counts among the sessions that met a group and among those that did not; the two add up.
struct FunnelArms
{
    analysis::FunnelResult with;
    analysis::FunnelResult without;
};

FunnelArms funnelArms(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                      domain::ErrorGroupId group);

enum class FunnelPart : std::uint8_t
{
    Reached,
    Dropped,
    Immature
};
enum class FunnelArm : std::uint8_t
{
    All,
    With,
    Without
};

/// The sessions a bar, gap or number of a funnel stands for: exactly as many as it says.
struct FunnelSelection
{
    FunnelPart part = FunnelPart::Reached;
    std::uint32_t step = 1; ///< from 1
    FunnelArm arm = FunnelArm::All;
    domain::ErrorGroupId group; ///< of the arm
    std::string byField; ///< empty: all values
    std::string byValue;
};

Result<IdSet> funnelSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                             const FunnelSelection& selection);

} // namespace throughline::workflow
