#include "models/workflow/concerned_groups.h"

#include "models/store/queries/group_queries.h"

#include <map>
#include <set>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;

/// Numbers that hang together: sets that are joined (Galler and Fischer 1964).
class Bundles
{
public:
    void join(ErrorGroupId a, ErrorGroupId b) { m_parent[rootOf(a)] = rootOf(b); }

    ErrorGroupId rootOf(ErrorGroupId id)
    {
        ErrorGroupId root = id;
        while (m_parent.try_emplace(root, root).first->second != root) {
            root = m_parent[root];
        }
        m_parent[id] = root;
        return root;
    }

    [[nodiscard]] std::vector<ErrorGroupId> members() const
    {
        std::vector<ErrorGroupId> members;
        for (const auto& [id, parent] : m_parent) {
            members.push_back(id);
        }
        return members;
    }

private:
    std::map<ErrorGroupId, ErrorGroupId> m_parent;
};

} // namespace

Result<ConcernedGroups> concernedGroups(const store::Connection& connection,
                                        std::span<const domain::GroupRule> decisions,
                                        std::span<const ErrorGroupId> named)
{
    TL_ASSIGN(const auto parts, store::groupParts(connection));
    Bundles bundles;
    for (const store::GroupPart& part : parts) {
        bundles.join(part.group, part.key);
    }
    for (const domain::GroupRule& decision : decisions) {
        for (const ErrorGroupId group : decision.groups) {
            bundles.join(group, decision.groups.front());
        }
    }
    std::set<ErrorGroupId> roots;
    for (const ErrorGroupId group : named) {
        roots.insert(bundles.rootOf(group));
    }
    ConcernedGroups concerned;
    for (const ErrorGroupId id : bundles.members()) {
        if (roots.contains(bundles.rootOf(id))) {
            concerned.groups.push_back(id);
        }
    }
    std::set<ErrorGroupId> others;
    for (const store::GroupPart& part : parts) {
        if (!roots.contains(bundles.rootOf(part.group))) {
            others.insert(part.group);
            concerned.otherOccurrences += part.occurrences;
        }
    }
    concerned.otherGroups = others.size();
    return concerned;
}

} // namespace throughline::workflow
