#include "models/workflow/group_summary.h"

#include "models/analysis/error/group_state.h"
#include "models/analysis/error/version_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;
using Counts = std::map<std::string, std::uint64_t>;

/// What is gathered of one group.
struct Gathered
{
    std::vector<Timestamp> times; ///< of all occurrences
    std::unordered_set<std::uint32_t> sessions;
    std::unordered_set<std::string> users;
    std::unordered_set<std::string> accounts;
    Counts services;
    Counts versions;
    Counts environments;
    std::map<ErrorGroupId, std::uint64_t> keys;
    std::uint64_t count = 0;
    double estimated = 0; ///< what the counted stand for
    bool sampled = false;
    std::uint64_t backend = 0;
};

std::vector<std::string> namesOf(const Counts& counts)
{
    std::vector<std::string> names;
    for (const auto& [name, count] : counts) {
        if (!name.empty()) {
            names.push_back(name);
        }
    }
    return names;
}

void gather(const DerivedOccurrence& occurrence, ErrorGroupId key, Gathered& into)
{
    into.times.push_back(occurrence.time);
    into.backend += occurrence.backend ? 1 : 0;
    ++into.services[occurrence.service];
    ++into.versions[occurrence.version];
    ++into.environments[occurrence.environment];
    ++into.keys[key];
    if (occurrence.bot) {
        return;
    }
    ++into.count;
    into.estimated += 1 / occurrence.rate;
    into.sampled = into.sampled || occurrence.rate < 1;
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

/// When each version was first seen in an error, which orders versions whose text does not.
std::map<std::string_view, Timestamp> firstSeenOfVersions(const DerivedErrors& errors)
{
    std::map<std::string_view, Timestamp> first;
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        const auto [entry, added] = first.try_emplace(occurrence.version, occurrence.time);
        entry->second = std::min(entry->second, occurrence.time);
    }
    return first;
}

class Summary
{
public:
    Summary(const DerivedErrors& errors, const GroupedErrors& grouped, const GroupingFacts& facts,
            const GroupIdentities& identities)
        : m_grouped(grouped)
        , m_facts(facts)
        , m_identities(identities)
        , m_versions(firstSeenOfVersions(errors))
    {
        for (std::size_t i = 0; i < errors.occurrences.size(); ++i) {
            gather(errors.occurrences[i], grouped.keyOf[i], m_gathered[grouped.decided.groupOf[i]]);
        }
        for (const domain::ErrorKey& key : grouped.keys) {
            m_keys[key.id] = &key;
        }
        for (const auto& [session, ticket] : facts.tickets) {
            m_tickets[session].push_back(&ticket);
        }
    }

    std::vector<domain::ErrorGroup> groups()
    {
        std::vector<domain::ErrorGroup> groups;
        for (auto& [number, from] : m_gathered) {
            std::sort(from.times.begin(), from.times.end());
            groups.push_back(group(number, from));
        }
        return groups;
    }

private:
    /// What stands for the group: its own key, else the most frequent one, the lowest of equals.
    const domain::ErrorKey& keyFor(ErrorGroupId number, const Gathered& from) const
    {
        const auto own = from.keys.find(number);
        if (own != from.keys.end()) {
            return *m_keys.at(number);
        }
        const auto most =
            std::max_element(from.keys.begin(), from.keys.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        return *m_keys.at(most->first);
    }

    domain::ErrorGroup group(ErrorGroupId number, const Gathered& from) const
    {
        const domain::ErrorKey& key = keyFor(number, from);
        domain::ErrorGroup group;
        group.id = number;
        group.fingerprint = key.id == number ? key.fingerprint : m_identities.fingerprintOf(number);
        group.ruleSet = key.ruleSet;
        group.components = key.components;
        if (const auto split = m_grouped.decided.splitFrom.find(number);
            split != m_grouped.decided.splitFrom.end()) {
            group.components.push_back("split: " + split->second.field + " = "
                                       + split->second.value);
        }
        group.type = key.type;
        group.title = key.title;
        group.culprit = key.culprit;
        group.origin = from.backend * 2 >= from.times.size() ? domain::ErrorOrigin::Backend
                                                             : domain::ErrorOrigin::Frontend;
        group.handled = std::all_of(from.keys.begin(), from.keys.end(), [this](const auto& entry) {
            return m_keys.at(entry.first)->handled;
        });
        say(group, from);
        group.count = from.count;
        if (from.sampled) {
            group.estimatedCount = from.estimated;
        }
        group.sessions = from.sessions.size();
        group.users = from.users.size();
        group.accounts = from.accounts.size();
        group.tickets = tickets(from);
        group.firstSeen = from.times.front();
        group.lastSeen = from.times.back();
        group.services = namesOf(from.services);
        group.versions = namesOf(from.versions);
        group.environments = namesOf(from.environments);
        return group;
    }

    /// What people said, and the state that follows.
    void say(domain::ErrorGroup& group, const Gathered& from) const
    {
        analysis::GroupDecision decision;
        if (const auto marks = m_grouped.decided.marks.find(group.id);
            marks != m_grouped.decided.marks.end()) {
            const analysis::GroupMarks& said = marks->second;
            group.name = said.name;
            group.assignee = said.assignee;
            decision.ignored = said.ignored;
            if (said.resolved && said.resolvedIn.empty()) {
                decision.resolvedAt = said.resolvedAt;
            } else if (said.resolved) {
                decision.seenInFixedVersion =
                    std::any_of(from.versions.begin(), from.versions.end(), [&](const auto& entry) {
                        return isFrom(entry.first, said.resolvedIn);
                    });
            }
        }
        group.status = analysis::groupStatus(from.times, m_facts.data, decision);
    }

    /// Whether a version is the fixed one or a later one. Where their texts do not tell, the one
    /// that was seen first came first; one that was never seen is still to come.
    bool isFrom(const std::string& version, const std::string& fixed) const
    {
        if (version.empty() || version == fixed) {
            return version == fixed;
        }
        if (const auto order = analysis::compareVersions(version, fixed)) {
            return *order != std::strong_ordering::less;
        }
        const auto seen = m_versions.find(version);
        const auto since = m_versions.find(fixed);
        return seen != m_versions.end() && since != m_versions.end()
            && seen->second > since->second;
    }

    std::uint64_t tickets(const Gathered& from) const
    {
        std::set<std::string_view> numbers;
        for (const std::uint32_t session : from.sessions) {
            if (const auto found = m_tickets.find(session); found != m_tickets.end()) {
                for (const std::string* ticket : found->second) {
                    numbers.insert(*ticket);
                }
            }
        }
        return numbers.size();
    }

    const GroupedErrors& m_grouped;
    const GroupingFacts& m_facts;
    const GroupIdentities& m_identities;
    std::map<std::string_view, Timestamp> m_versions;
    std::map<ErrorGroupId, Gathered> m_gathered;
    std::map<ErrorGroupId, const domain::ErrorKey*> m_keys;
    std::map<std::uint32_t, std::vector<const std::string*>> m_tickets;
};

} // namespace

std::vector<domain::ErrorGroup> summarizeGroups(const DerivedErrors& errors,
                                                const GroupedErrors& grouped,
                                                const GroupingFacts& facts,
                                                const GroupIdentities& identities)
{
    return Summary(errors, grouped, facts, identities).groups();
}

} // namespace throughline::workflow
