#include "app/window/impact_questions.h"

#include <utility>
#include <vector>

namespace throughline::app {

using widgets::ErrorDetailValue;
using widgets::ErrorListRow;

Result<widgets::ErrorList::Rows> askErrorRows(const qt::OpenStore& store,
                                              workflow::EvaluatedFunnelPointer funnel,
                                              const std::stop_token& stop)
{
    std::optional<workflow::ImpactQuestion> question;
    if (funnel != nullptr) {
        question = workflow::impactQuestion(store.snapshot, std::move(funnel));
    }
    TL_ASSIGN(workflow::ErrorList list, workflow::listErrors(store.workspace, question, {}, stop));
    auto rows = std::make_shared<std::vector<ErrorListRow>>();
    rows->reserve(list.rows.size());
    for (workflow::ErrorRow& row : list.rows) {
        ErrorListRow shown {std::move(row.group), std::move(row.trend), std::nullopt};
        if (row.impact) {
            shown.impact = widgets::headlineOf(*row.impact);
        }
        rows->push_back(std::move(shown));
    }
    return widgets::ErrorList::Rows(std::move(rows));
}

Result<ImpactAnswer> askImpact(const qt::OpenStore& store, const workflow::EvaluatedFunnel& funnel,
                               const workflow::ComparisonRequest& wanted,
                               const std::stop_token& stop)
{
    workflow::ComparisonRequest request = wanted;
    const domain::ErrorGroupId group = request.group;
    using Counts = analysis::FunnelResult;
    ImpactAnswer answer;
    if (group.value() == 0) {
        answer.without = std::make_shared<const Counts>(workflow::funnelResult(funnel));
        return answer;
    }
    workflow::FunnelArms arms = workflow::funnelArms(*store.snapshot, funnel, group);
    answer.with = std::make_shared<const Counts>(std::move(arms.with));
    answer.without = std::make_shared<const Counts>(std::move(arms.without));
    if (auto comparable = workflow::checkComparable(funnel); !comparable.ok()) {
        answer.refusal = std::move(comparable).error();
        return answer;
    }
    if (request.signals == nullptr) {
        TL_ASSIGN(request.signals,
                  workflow::sessionSignals(store.workspace, *store.snapshot, {}, stop));
    }
    answer.signals = request.signals;
    auto comparison = workflow::compare(*store.snapshot, funnel, request);
    answer.sample = workflow::affectedSample(*store.snapshot, funnel, group);
    if (comparison.ok()) {
        answer.comparison = std::make_shared<const analysis::Comparison>(*std::move(comparison));
    } else {
        answer.refusal = std::move(comparison).error();
    }
    return answer;
}

Result<DifferencesPointer> askDifferences(const qt::OpenStore& store,
                                          const DifferenceQuestion& question,
                                          const std::stop_token& stop)
{
    const workflow::Snapshot& snapshot = *store.snapshot;
    if (!question.first.empty()) {
        TL_ASSIGN(analysis::SetDifferences found,
                  workflow::differ(store.workspace, snapshot,
                                   {question.scope, question.first, question.second}, stop));
        return DifferencesPointer(
            std::make_shared<const analysis::SetDifferences>(std::move(found)));
    }
    const workflow::ComparisonRequest request(question.group, question.terms);
    TL_ASSIGN(const IdSet affected,
              workflow::comparisonSessions(snapshot, *question.funnel, request,
                                           workflow::ComparisonArm::Affected));
    TL_ASSIGN(const IdSet control,
              workflow::comparisonSessions(snapshot, *question.funnel, request,
                                           workflow::ComparisonArm::Control));
    return DifferencesPointer(std::make_shared<const analysis::SetDifferences>(
        workflow::differ(snapshot, affected, control)));
}

Result<ErrorDetailValue> askErrorDetail(const qt::OpenStore& store, domain::ErrorGroupId group)
{
    TL_ASSIGN(workflow::ErrorDetail detail, workflow::showError(store.workspace, group));
    ErrorDetailValue value;
    if (!detail.message.empty() || !detail.frames.empty()) {
        value.chain.push_back(
            {detail.group.type, std::move(detail.message), std::move(detail.frames)});
    }
    for (workflow::NamedCount& version : detail.versions) {
        value.versions.push_back({std::move(version.name), version.count});
    }
    value.group = std::move(detail.group);
    return value;
}

} // namespace throughline::app
