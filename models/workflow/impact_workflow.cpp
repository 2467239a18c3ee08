#include "models/workflow/impact_workflow.h"

#include "models/analysis/compare/comparison_bytes.h"
#include "models/base/byte_pack.h"
#include "models/store/index_cache.h"
#include "models/store/queries/error_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/answer_cache.h"
#include "models/workflow/comparison_workflow.h"

#include <optional>

namespace throughline::workflow {

namespace {

/// Changes when the same question over the same data may get another answer: with the methods of
/// the comparison, the funnels, the bots or the carriers.
constexpr std::string_view kRules = "impact-1";

void pack(BytePacker& packer, const domain::FunnelDefinition& funnel)
{
    packer(funnel.steps);
    packer(funnel.unit);
    packer(funnel.order);
    packer(funnel.window.ns);
    packer(funnel.tolerance.ns);
    packer(funnel.optionalSteps);
    packer(static_cast<std::uint64_t>(funnel.exclusions.size()));
    for (const domain::FunnelExclusion& exclusion : funnel.exclusions) {
        packer(exclusion.step);
        packer(exclusion.from);
        packer(exclusion.to);
        packer(exclusion.mode);
    }
    packer(funnel.universe);
    packer(funnel.attempt);
}

void pack(BytePacker& packer, const std::vector<index::ExposureSet>& sets)
{
    for (const index::ExposureSet& set : sets) {
        packer(set.group.value());
        packer(static_cast<std::uint64_t>(set.first.size()));
        for (const index::Exposure& exposure : set.first) {
            packer(exposure.session);
            packer(exposure.offsetMs);
        }
    }
}

/// Everything the answer follows from; nullopt where that is more than can be said.
Result<std::optional<Hash128>> hashOf(const store::Connection& connection,
                                      const ImpactQuestion& question)
{
    const domain::Scope& scope = question.scope;
    if (!scope.where.empty()) {
        return std::optional<Hash128>(); // a filter may look at any attribute, ticket or link
    }
    TL_ASSIGN(const std::string sessions, store::indexCacheHash(connection));
    if (sessions.empty()) {
        return std::optional<Hash128>();
    }
    TL_ASSIGN(const std::vector<index::ExposureSet> exposures, store::exposureSets(connection));
    TL_ASSIGN(const auto groups, store::errorGroups(connection));
    BytePacker packer;
    for (const domain::ErrorGroup& group : groups) {
        packer(group.id.value()); // those that nobody met in a session, too
    }
    packer(std::string(kRules));
    packer(sessions);
    packer(scope.range.from.ns);
    packer(scope.range.to.ns);
    packer(scope.includeBots);
    pack(packer, question.funnel);
    pack(packer, exposures);
    return std::optional(hash128(packer.bytes()));
}

Result<std::vector<analysis::Comparison>>
compute(const store::Connection& connection, const FunnelMaker& make, const std::stop_token& stop)
{
    TL_ASSIGN(const FunnelOnData data, make());
    TL_ASSIGN(const auto groups, store::errorGroups(connection));
    std::vector<domain::ErrorGroupId> ids;
    for (const domain::ErrorGroup& group : groups) {
        ids.push_back(group.id);
    }
    return compareAll(*data.snapshot, *data.funnel, ids, stop);
}

} // namespace

ImpactQuestion impactQuestion(SnapshotPointer snapshot, EvaluatedFunnelPointer funnel)
{
    ImpactQuestion question;
    question.funnel = funnel->definition;
    question.scope = funnel->scope;
    question.make = [data = FunnelOnData {std::move(snapshot), std::move(funnel)}] {
        return Result<FunnelOnData>(data);
    };
    return question;
}

Result<std::vector<analysis::Comparison>> impactOfGroups(const Workspace& workspace,
                                                         const ImpactQuestion& question,
                                                         const std::stop_token& stop)
{
    if (question.funnel.unit != domain::Unit::Session) {
        return std::vector<analysis::Comparison>();
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const std::optional<Hash128> hash, hashOf(connection, question));
    if (hash) {
        if (const auto bytes = AnswerCache::read(*hash)) {
            if (auto kept = analysis::comparisonsFromBytes(*bytes, question.funnel)) {
                return *std::move(kept);
            }
        }
    }
    TL_ASSIGN(std::vector<analysis::Comparison> comparisons,
              compute(connection, question.make, stop));
    if (hash) {
        AnswerCache::keep(*hash, analysis::toBytes(comparisons));
    }
    return comparisons;
}

} // namespace throughline::workflow
