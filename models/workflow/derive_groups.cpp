#include "models/workflow/derive_groups.h"

#include "models/analysis/error/group_state.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <unordered_set>

namespace throughline::workflow {

namespace {

/// What is gathered of one group.
struct Gathered
{
    std::vector<Timestamp> times; ///< of all occurrences, by time
    std::unordered_set<std::uint32_t> sessions;
    std::unordered_set<std::string> users;
    std::unordered_set<std::string> accounts;
    std::map<std::string, std::uint64_t> services;
    std::map<std::string, std::uint64_t> versions;
    std::map<std::string, std::uint64_t> environments;
    std::uint64_t count = 0;
    std::uint64_t backend = 0;
};

std::vector<std::string> namesOf(const std::map<std::string, std::uint64_t>& counts)
{
    std::vector<std::string> names;
    for (const auto& [name, count] : counts) {
        if (!name.empty()) {
            names.push_back(name);
        }
    }
    return names;
}

void gather(const DerivedOccurrence& occurrence, Gathered& into)
{
    into.times.push_back(occurrence.time);
    into.backend += occurrence.backend ? 1 : 0;
    ++into.services[occurrence.service];
    ++into.versions[occurrence.version];
    ++into.environments[occurrence.environment];
    if (occurrence.bot) {
        return;
    }
    ++into.count;
    if (occurrence.session != index::kNone) {
        into.sessions.insert(occurrence.session);
    }
    if (!occurrence.user.empty()) {
        into.users.insert(occurrence.user);
    }
    if (!occurrence.account.empty()) {
        into.accounts.insert(occurrence.account);
    }
}

} // namespace

GroupList summarizeGroups(const DerivedErrors& errors, TimeRange data)
{
    std::vector<Gathered> gathered(errors.keys.size());
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        gather(occurrence, gathered[occurrence.group]);
    }
    std::vector<std::uint32_t> order(errors.keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::erase_if(order, [&](std::uint32_t g) { return gathered[g].times.empty(); });
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(gathered[a].times.front(), errors.keys[a].fingerprint)
            < std::tie(gathered[b].times.front(), errors.keys[b].fingerprint);
    });
    GroupList list;
    list.placeOf.assign(errors.keys.size(), index::kNone);
    for (const std::uint32_t g : order) {
        const analysis::GroupKey& key = errors.keys[g];
        const Gathered& from = gathered[g];
        domain::ErrorGroup group;
        group.fingerprint = key.fingerprint;
        group.ruleSet = key.ruleSet;
        group.components = key.components;
        group.type = key.type;
        group.title = key.title;
        group.culprit = key.culprit;
        group.origin = from.backend * 2 >= from.times.size() ? domain::ErrorOrigin::Backend
                                                             : domain::ErrorOrigin::Frontend;
        group.handled = key.handled.value_or(true);
        group.status = analysis::groupStatus(from.times, data);
        group.count = from.count;
        group.sessions = from.sessions.size();
        group.users = from.users.size();
        group.accounts = from.accounts.size();
        group.firstSeen = from.times.front();
        group.lastSeen = from.times.back();
        group.services = namesOf(from.services);
        group.versions = namesOf(from.versions);
        group.environments = namesOf(from.environments);
        list.placeOf[g] = static_cast<std::uint32_t>(list.groups.size());
        list.groups.push_back(std::move(group));
    }
    return list;
}

} // namespace throughline::workflow
