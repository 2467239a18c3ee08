#pragma once

#include "models/qt/workspace_session.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/differ_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/release_workflow.h"
#include "models/workflow/session_signals.h"
#include "widgets/impact/error_detail.h"
#include "widgets/impact/error_list.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace throughline::app {

/// The error list, each group with what it costs where a funnel is given. Run by jobs.
[[nodiscard]] Result<widgets::ErrorList::Rows> askErrorRows(const qt::OpenStore& store,
                                                            workflow::EvaluatedFunnelPointer funnel,
                                                            const std::stop_token& stop);

/// A funnel as a whole, or split by who met an error group, with the comparison of the two.
struct ImpactAnswer
{
    std::shared_ptr<const analysis::FunnelResult> without; ///< all sessions where no group is given
    std::shared_ptr<const analysis::FunnelResult> with;
    std::shared_ptr<const analysis::Comparison> comparison;
    std::optional<analysis::AffectedSample> sample; ///< that those who met it are
    std::optional<Error> refusal; ///< why there is no comparison
    workflow::SessionSignalsPointer signals; ///< of the store, for the next question
};

/// Of group 0: none. The funnel is shown even where the comparison is refused. Signals: of the same
/// store, from an earlier answer; null: they are found first.
[[nodiscard]] Result<ImpactAnswer> askImpact(const qt::OpenStore& store,
                                             const workflow::EvaluatedFunnel& funnel,
                                             const workflow::ComparisonRequest& wanted,
                                             const std::stop_token& stop);

/// Two sets of sessions: by expressions over a scope or, where the first is empty, the affected of
/// a group and their controls.
struct DifferenceQuestion
{
    std::string first;
    std::string second;
    domain::Scope scope;
    workflow::EvaluatedFunnelPointer funnel;
    domain::ErrorGroupId group;
    analysis::ComparisonTerms terms;
};

using DifferencesPointer = std::shared_ptr<const analysis::SetDifferences>;

[[nodiscard]] Result<DifferencesPointer> askDifferences(const qt::OpenStore& store,
                                                        const DifferenceQuestion& question,
                                                        const std::stop_token& stop);

[[nodiscard]] Result<widgets::ErrorDetailValue> askErrorDetail(const qt::OpenStore& store,
                                                               domain::ErrorGroupId group);

} // namespace throughline::app
