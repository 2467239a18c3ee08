#include "models/workflow/snapshot.h"

#include "models/analysis/compare/carriers.h"
#include "models/analysis/funnel/funnel_population.h"
#include "models/filter/expression_parser.h"
#include "models/index/expression_index.h"
#include "models/store/index_cache.h"
#include "models/store/queries/error_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/session_table_bytes.h"
#include "models/workflow/session_terms.h"
#include "models/workflow/snapshot_read.h"

#include <algorithm>

namespace throughline::workflow {

const index::ExposureSet* Snapshot::exposureOf(domain::ErrorGroupId group) const
{
    const auto found = std::lower_bound(
        exposures.begin(), exposures.end(), group,
        [](const index::ExposureSet& set, domain::ErrorGroupId id) { return set.group < id; });
    return found != exposures.end() && found->group == group ? &*found : nullptr;
}

Result<SnapshotPointer> loadSnapshot(const Workspace& workspace, const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    return loadSnapshot(connection, stop);
}

Result<SnapshotPointer> loadSnapshot(const store::Connection& connection,
                                     const std::stop_token& stop)
{
    auto snapshot = std::make_shared<Snapshot>();
    TL_ASSIGN(const auto cached, store::readIndexCache(connection));
    if (auto table = cached ? sessionTableFromBytes(*cached) : std::nullopt) {
        snapshot->sessions = *std::move(table);
    } else {
        TL_ASSIGN(snapshot->sessions, buildSessionTable(connection, false, stop));
    }
    TL_ASSIGN(snapshot->exposures, store::exposureSets(connection));
    analysis::hangOnCarriers(snapshot->exposures, snapshot->sessions.index,
                             snapshot->sessions.errorRecords);
    return SnapshotPointer(std::move(snapshot));
}

namespace {

/// Nullptr: no connection is needed, for the scope has no expression.
Result<analysis::Population> populationBy(const store::Connection* connection,
                                          const Snapshot& snapshot, const domain::Scope& scope,
                                          const std::stop_token& stop)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    analysis::PopulationOptions options;
    options.range = scope.range;
    options.includeBots = scope.includeBots;
    options.dataEnd = snapshot.sessions.dataEnd;
    IdSet wanted;
    if (!scope.where.empty()) {
        TL_ASSIGN(const filter::Expression expression, filter::parseExpression(scope.where));
        TL_ASSIGN(
            wanted,
            index::matchingSessions(index, expression, sessionTerms(*connection, snapshot, stop)));
        options.sessions = &wanted;
    }
    return analysis::populationOf(index, options);
}

IdSet sessionsOf(const analysis::Population& people)
{
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t s = 0; s < people.standing.size(); ++s) {
        if (people.standing[s] == analysis::Standing::Counted
            || people.standing[s] == analysis::Standing::Immature) {
            sessions.push_back(s);
        }
    }
    return IdSet(sessions);
}

} // namespace

Result<analysis::Population> population(const Workspace& workspace, const Snapshot& snapshot,
                                        const domain::Scope& scope, const std::stop_token& stop)
{
    if (scope.where.empty()) {
        return populationBy(nullptr, snapshot, scope, stop);
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    return populationBy(&connection, snapshot, scope, stop);
}

Result<IdSet> sessionsInScope(const Workspace& workspace, const Snapshot& snapshot,
                              const domain::Scope& scope, const std::stop_token& stop)
{
    TL_ASSIGN(const analysis::Population people, population(workspace, snapshot, scope, stop));
    return sessionsOf(people);
}

Result<IdSet> sessionsInScope(const store::Connection& connection, const Snapshot& snapshot,
                              const domain::Scope& scope, const std::stop_token& stop)
{
    TL_ASSIGN(const analysis::Population people, populationBy(&connection, snapshot, scope, stop));
    return sessionsOf(people);
}

Result<ScopeCounts> countScope(const Workspace& workspace, const Snapshot& snapshot,
                               const domain::Scope& scope, const std::stop_token& stop)
{
    TL_ASSIGN(const analysis::Population people, population(workspace, snapshot, scope, stop));
    ScopeCounts counts;
    for (const analysis::Standing standing : people.standing) {
        counts.sessions += standing == analysis::Standing::Counted ? 1 : 0;
        counts.botsLeftOut += standing == analysis::Standing::Bot ? 1 : 0;
        counts.immature += standing == analysis::Standing::Immature ? 1 : 0;
    }
    return counts;
}

} // namespace throughline::workflow
