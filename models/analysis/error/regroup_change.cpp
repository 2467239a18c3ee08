#include "models/analysis/error/regroup_change.h"

#include <algorithm>
#include <map>
#include <utility>

namespace throughline::analysis {

RegroupChange compareGroupings(std::span<const domain::ErrorGroupId> before,
                               std::span<const domain::ErrorGroupId> after)
{
    using domain::ErrorGroupId;
    std::map<std::pair<ErrorGroupId, ErrorGroupId>, std::uint64_t> flows;
    for (std::size_t i = 0; i < before.size(); ++i) {
        ++flows[{before[i], after[i]}];
    }
    std::map<ErrorGroupId, std::uint64_t> gives;
    std::map<ErrorGroupId, std::uint64_t> receives;
    RegroupChange change;
    change.occurrences = before.size();
    for (const auto& [pair, count] : flows) {
        ++gives[pair.first];
        ++receives[pair.second];
        if (pair.first != pair.second) {
            change.moved += count;
            change.flows.push_back({pair.first, pair.second, count});
        }
    }
    change.groupsBefore = gives.size();
    change.groupsAfter = receives.size();
    for (const auto& [group, targets] : gives) {
        if (targets > 1) {
            change.split.push_back(group);
        }
        if (!receives.contains(group)) {
            change.gone.push_back(group);
        }
    }
    for (const auto& [group, origins] : receives) {
        if (origins > 1) {
            change.merged.push_back(group);
        }
        if (!gives.contains(group)) {
            change.added.push_back(group);
        }
    }
    std::stable_sort(
        change.flows.begin(), change.flows.end(),
        [](const GroupFlow& a, const GroupFlow& b) { return a.occurrences > b.occurrences; });
    return change;
}

} // namespace throughline::analysis
