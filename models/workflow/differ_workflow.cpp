#include "models/workflow/differ_workflow.h"

#include "models/domain/record.h"
#include "models/index/segment_columns.h"

#include <vector>

namespace throughline::workflow {

Result<analysis::SetDifferences> differ(const Workspace& workspace, const Snapshot& snapshot,
                                        const DifferRequest& request, const std::stop_token& stop)
{
    if (request.first.empty()) {
        return usageError("nothing says which sessions to look at",
                          "Give an expression, such as plan.tier:pro");
    }
    const auto sessions = [&](const std::string& expression) -> Result<IdSet> {
        domain::Scope scope = request.scope;
        scope.where = scope.where.empty() || expression.empty() ? scope.where + expression
                                                                : scope.where + ' ' + expression;
        return sessionsInScope(workspace, snapshot, scope, stop);
    };
    TL_ASSIGN(const IdSet first, sessions(request.first));
    TL_ASSIGN(IdSet second, sessions(request.second));
    if (request.second.empty()) {
        second -= first;
    }
    return differ(snapshot, first, second);
}

analysis::SetDifferences differ(const Snapshot& snapshot, const IdSet& first, const IdSet& second)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    std::vector<index::SegmentColumn> fields;
    for (const std::string& field : index.contextFields) {
        if (field == domain::key::kUserAgent) {
            continue;
        }
        index::SegmentColumn column = index::segmentColumn(index, field);
        if (column.labels.size() > 1) {
            fields.push_back(std::move(column));
        }
    }
    return analysis::setDifferences(index, first.toVector(), second.toVector(), fields,
                                    snapshot.exposures);
}

} // namespace throughline::workflow
