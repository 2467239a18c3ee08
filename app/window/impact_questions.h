#pragma once

#include "models/qt/workspace_session.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/funnel_workflow.h"
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
    std::optional<Error> refusal; ///< why there is no comparison
};

/// `group` 0: none. The funnel is shown even where the comparison is refused.
[[nodiscard]] Result<ImpactAnswer> askImpact(const qt::OpenStore& store,
                                             const workflow::EvaluatedFunnel& funnel,
                                             domain::ErrorGroupId group);

[[nodiscard]] Result<widgets::ErrorDetailValue> askErrorDetail(const qt::OpenStore& store,
                                                               domain::ErrorGroupId group);

} // namespace throughline::app
