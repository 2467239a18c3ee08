#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/analysis/funnel/funnel_breakdown.h"
#include "models/analysis/funnel/funnel_pivot.h"
#include "models/analysis/funnel/funnel_population.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/funnel/funnel_trend.h"
#include "models/analysis/funnel/funnel_units.h"
#include "models/analysis/funnel/suggest_funnels.h"
#include "models/analysis/funnel/time_to_convert.h"
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
    std::vector<filter::Step> steps; ///< optional ones included
    analysis::CompiledSteps compiled;
    std::shared_ptr<const char> snapshot; ///< identity of the one these levels belong to
    /// By session, with times; without any where the funnel counts users or accounts, so that
    /// nothing takes the one for the other.
    analysis::FunnelLevels levels;
    analysis::Population population;

    analysis::FunnelUnits units; ///< what it counts; sessions too
    analysis::FunnelLevels unitLevels; ///< of users or accounts
    analysis::Population unitPopulation;
    std::vector<double> weights; ///< per session how many it stands for; empty: itself
    std::uint64_t botsLeftOut = 0; ///< sessions
    std::uint64_t withoutUnit = 0; ///< sessions

    [[nodiscard]] bool countsSessions() const { return definition.unit == domain::Unit::Session; }

    [[nodiscard]] const analysis::FunnelLevels& counted() const
    {
        return countsSessions() ? levels : unitLevels;
    }

    [[nodiscard]] const analysis::Population& people() const
    {
        return countsSessions() ? population : unitPopulation;
    }
};

using EvaluatedFunnelPointer = std::shared_ptr<const EvaluatedFunnel>;

/// For users and accounts the scope's range is that of the first steps, and an attempt counts where
/// its whole window lies before the data's end. Levels that `before` has already for the same
/// question on the same snapshot are not computed again; one of another snapshot is of no use, and
/// an import makes a new one. Usage error for a definition or a filter that cannot be read.
Result<EvaluatedFunnelPointer> evaluateFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                              const domain::FunnelDefinition& funnel,
                                              const domain::Scope& scope,
                                              const std::stop_token& stop,
                                              const EvaluatedFunnel* before = nullptr);

/// Usage error for a funnel that counts users or accounts: errors are compared by session.
Result<void> checkComparable(const EvaluatedFunnel& funnel);

/// How a funnel is split.
struct FunnelBreakdown
{
    std::string field; ///< canonical or alias
    analysis::Attribution attribution = analysis::Attribution::First;
    std::uint32_t step = 1; ///< of the definition, required, for Attribution::Step
};

/// Whose value counts: "first" (or empty), "last", "every" or the number of a step. Usage error.
Result<void> setAttribution(FunnelBreakdown& breakdown, const std::string& text);

/// The value of a field per unit. Usage error: no such field or step. One pass over the blocks
/// where some session has several values.
Result<analysis::FunnelSplit> splitFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                          const EvaluatedFunnel& funnel,
                                          const FunnelBreakdown& breakdown,
                                          const std::stop_token& stop);

/// A funnel of sessions split by several fields at once and by who met a group (none: nobody did),
/// from the levels alone: the way to look at many splits of a funnel that was not asked before.
/// Usage error for a definition, filter or field that is unknown, and for other units.
Result<analysis::FunnelPivot> pivotFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                          const domain::FunnelDefinition& funnel,
                                          const domain::Scope& scope,
                                          const std::vector<std::string>& fields,
                                          domain::ErrorGroupId group, const std::stop_token& stop);

/// The same of levels that are there.
Result<analysis::FunnelPivot> pivotFunnel(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                          const std::vector<std::string>& fields,
                                          domain::ErrorGroupId group);

/// Its counts, split where a split is given.
analysis::FunnelResult funnelResult(const EvaluatedFunnel& funnel,
                                    const analysis::FunnelSplit* split = nullptr);

/// How long it takes, and what share converts in which time.
struct FunnelTimes
{
    analysis::TimeToConvert steps; ///< per required step
    std::vector<analysis::SurvivalPoint> curve;
};

FunnelTimes funnelTimes(const Snapshot& snapshot, const EvaluatedFunnel& funnel);

/// Conversion by the time of the start, in stretches of this length (a day: days in UTC).
std::vector<analysis::TrendPoint> funnelTrend(const EvaluatedFunnel& funnel, Duration every);

/// One unit behind a number, with what earned it its level.
struct FunnelUnitRow
{
    struct Earned
    {
        std::uint32_t step = 0; ///< of the definition, from 1; in any order how many steps
        Timestamp time;
        domain::RecordRef record;
    };

    std::string id; ///< of the session, user or account
    std::uint32_t level = 0; ///< required steps reached
    std::vector<Earned> earned;
};

/// Its counts among the units that met a group (in any of their sessions) and among those that did
/// not; the two add up.
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
    Immature,
    Touched, ///< by an exclusion
    Excluded ///< taken out by one
};
enum class FunnelArm : std::uint8_t
{
    All,
    With,
    Without
};

/// The units a bar, gap or number of a funnel stands for: exactly as many as it says.
struct FunnelSelection
{
    FunnelPart part = FunnelPart::Reached;
    std::uint32_t step = 1; ///< of the definition, from 1
    FunnelArm arm = FunnelArm::All;
    domain::ErrorGroupId group; ///< of the arm
    const analysis::FunnelSplit* split = nullptr; ///< null: all values
    std::string byValue; ///< "" for none
};

/// Numbers of units; for sessions those of the index.
IdSet funnelUnits(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                  const FunnelSelection& selection);

/// The sessions of those units.
IdSet funnelSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                     const FunnelSelection& selection);

/// The first of those units, with the records that earned their levels. One pass over the columns
/// of the event blocks.
Result<std::vector<FunnelUnitRow>>
listFunnelUnits(const Workspace& workspace, const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                const FunnelSelection& selection, std::size_t limit, const std::stop_token& stop);

} // namespace throughline::workflow
