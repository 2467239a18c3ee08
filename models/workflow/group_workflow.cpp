#include "models/workflow/group_workflow.h"

#include "models/analysis/error/group_decisions.h"
#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/group_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/concerned_groups.h"
#include "models/workflow/group_apply.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;
using domain::GroupRule;
using domain::GroupRuleKind;
using Counts = std::map<std::string, std::uint64_t>;

Error noGroup(const store::Connection& connection, ErrorGroupId id)
{
    auto now = store::groupOfKey(connection, id);
    if (now.ok() && *now && **now != id) {
        return usageError(domain::toText(id) + " is part of " + domain::toText(**now),
                          "Name that one, or take the merge back: throughline group undo");
    }
    return usageError("There is no error group " + domain::toText(id),
                      "See throughline errors for the groups of this store");
}

/// Places of a group's occurrences.
std::vector<std::uint32_t> membersOf(const StoredErrors& stored, ErrorGroupId group)
{
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < stored.groupOf.size(); ++i) {
        if (stored.groupOf[i] == group) {
            members.push_back(i);
        }
    }
    return members;
}

Counts countsOf(const std::vector<std::string>& values)
{
    Counts counts;
    for (const std::string& value : values) {
        ++counts[value];
    }
    return counts;
}

std::string quoted(const std::string& value)
{
    return value.empty() ? "no value" : "'" + value + "'";
}

/// The value most occurrences have, the first of equals.
const std::string& mostFrequent(const Counts& counts)
{
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

/// Names what stays and what goes, from the values its occurrences have now.
Result<void> fillSplit(const store::Connection& connection, const StoredErrors& stored,
                       GroupRule& rule, const std::stop_token& stop)
{
    const std::string group = domain::toText(rule.groups.front());
    if (rule.field.empty()) {
        return usageError("It is not said by what to split " + group, "Name a field with --by");
    }
    const auto members = membersOf(stored, rule.groups.front());
    TL_ASSIGN(const auto values, valuesOf(connection, stored.errors, rule.field, members, stop));
    const Counts counts = countsOf(values);
    if (counts.size() < 2) {
        return usageError("All occurrences of " + group + " have "
                              + quoted(counts.empty() ? "" : counts.begin()->first) + " in "
                              + rule.field,
                          "See what they differ in: throughline group split " + group);
    }
    if (rule.only.empty()) {
        if (counts.size() > kMostParts) {
            return usageError("Occurrences of " + group + " have "
                                  + groupDigits(static_cast<std::int64_t>(counts.size()))
                                  + " values in " + rule.field,
                              "Name those to split off with --only");
        }
        rule.keep = mostFrequent(counts);
        if (rule.field == analysis::kKeyField) {
            for (std::size_t k = 0; k < stored.keyNumbers.size(); ++k) {
                if (stored.keyNumbers[k] == rule.groups.front()
                    && counts.contains(stored.errors.keys[k].fingerprint)) {
                    rule.keep = stored.errors.keys[k].fingerprint;
                }
            }
        }
        return {};
    }
    std::sort(rule.only.begin(), rule.only.end());
    rule.only.erase(std::unique(rule.only.begin(), rule.only.end()), rule.only.end());
    for (const std::string& value : rule.only) {
        if (!counts.contains(value)) {
            std::vector<std::string> known;
            for (const auto& [name, count] : counts) {
                known.push_back(name);
            }
            return usageError("No occurrence of " + group + " has " + quoted(value) + " in "
                                  + rule.field,
                              "The nearest are " + listInWords(nearestNames(value, known)));
        }
    }
    if (rule.only.size() == counts.size()) {
        return usageError("Nothing would stay in " + group, "Leave a value out of --only");
    }
    return {};
}

Result<void> check(const store::Connection& connection, const StoredErrors& stored, GroupRule& rule,
                   const std::stop_token& stop)
{
    const std::set<ErrorGroupId> existing(stored.groupOf.begin(), stored.groupOf.end());
    for (const ErrorGroupId group : rule.groups) {
        if (!existing.contains(group)) {
            return noGroup(connection, group);
        }
    }
    switch (rule.kind) {
    case GroupRuleKind::Merge: {
        const std::set<ErrorGroupId> distinct(rule.groups.begin(), rule.groups.end());
        if (distinct.size() < 2 || distinct.size() != rule.groups.size()) {
            return usageError("A merge needs two different groups", "Name them: E1 E2");
        }
        return {};
    }
    case GroupRuleKind::Split:
        return fillSplit(connection, stored, rule, stop);
    case GroupRuleKind::Resolve: {
        TL_ASSIGN(const GroupingFacts facts, groupingFacts(connection));
        rule.at = facts.data.to - Duration::nanoseconds(1);
        return {};
    }
    default:
        return {};
    }
}

/// Reads, changes and writes groups in one transaction.
template<typename Change>
Result<RuleOutcome> withWriter(const Workspace& workspace, const std::stop_token& stop,
                               const Change& change)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file(), stop));
    TL_ASSIGN(store::Connection connection, lock.openWriter(stop));
    TL_ASSIGN(store::Transaction transaction, store::Transaction::begin(connection));
    TL_ASSIGN(RuleOutcome outcome, change(connection));
    TL_TRY(transaction.commit());
    return outcome;
}

/// The state behind a change of what errors are, applied to all of them.
Result<RuleOutcome> applyToAll(store::Connection& connection, const GroupRule& rule,
                               const std::stop_token& stop)
{
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(const analysis::GroupingRules rules, groupingRules(connection, state.document));
    TL_ASSIGN(StoredErrors stored, storedErrors(connection));
    TL_ASSIGN(
        const Regrouping regrouping,
        regroupStored(connection, std::move(stored), rules, state.inForce, KeyChange::Back, stop));
    TL_TRY(writeRegrouping(connection, regrouping, 0));
    return RuleOutcome {rule, regrouping.change};
}

/// The state behind a change of which decisions are in force, applied to the errors it concerns.
Result<RuleOutcome> apply(store::Connection& connection, StoredErrors stored,
                          const ConcernedGroups& concerned, const GroupRule& rule,
                          const std::stop_token& stop)
{
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(
        const Regrouping regrouping,
        regroupStored(connection, std::move(stored), {}, state.inForce, KeyChange::None, stop));
    TL_TRY(writeRegrouping(connection, regrouping, concerned.groups));
    RuleOutcome outcome {rule, regrouping.change};
    outcome.change.occurrences += concerned.otherOccurrences;
    outcome.change.groupsBefore += concerned.otherGroups;
    outcome.change.groupsAfter += concerned.otherGroups;
    return outcome;
}

/// What a decision concerns, made or taken back.
Result<ConcernedGroups> concernedBy(const store::Connection& connection, const GroupRule& rule)
{
    TL_ASSIGN(std::vector<GroupRule> decisions, store::groupRules(connection));
    std::erase_if(decisions, [](const GroupRule& known) { return known.undone; });
    decisions.push_back(rule);
    return concernedGroups(connection, decisions, rule.groups);
}

Result<RuleOutcome> setUndone(const Workspace& workspace, bool undone, const std::stop_token& stop)
{
    return withWriter(workspace, stop, [&](store::Connection& connection) -> Result<RuleOutcome> {
        TL_ASSIGN(const auto rules, store::groupRules(connection));
        // What was taken back stands behind what is in force.
        const auto firstUndone = std::find_if(rules.begin(), rules.end(),
                                              [](const GroupRule& rule) { return rule.undone; });
        if (undone ? firstUndone == rules.begin() : firstUndone == rules.end()) {
            return undone
                ? usageError("There is no decision to take back", "See throughline group rules")
                : usageError("There is no decision that was taken back",
                             "See throughline group rules");
        }
        GroupRule rule = undone ? *std::prev(firstUndone) : *firstUndone;
        rule.undone = undone;
        TL_TRY(store::setGroupRuleUndone(connection, rule.id, undone));
        if (domain::changesKeys(rule.kind)) {
            return applyToAll(connection, rule, stop);
        }
        TL_ASSIGN(const ConcernedGroups concerned, concernedBy(connection, rule));
        TL_ASSIGN(StoredErrors stored, storedErrors(connection, concerned.groups));
        return apply(connection, std::move(stored), concerned, rule, stop);
    });
}

/// Fields that are looked at for a way to split, besides those of keys.
std::vector<std::string> splitFields()
{
    namespace key = domain::key;
    std::vector<std::string> fields {
        std::string(key::kServiceName),      std::string(key::kServiceVersion),
        std::string(key::kEnvironment),      std::string(key::kExceptionType),
        std::string(key::kExceptionMessage), "http.route",
        "http.response.status_code"};
    for (const domain::FieldInfo& field : domain::knownFields()) {
        if (field.segment && std::find(fields.begin(), fields.end(), field.name) == fields.end()) {
            fields.emplace_back(field.name);
        }
    }
    return fields;
}

SplitChoice choiceOf(std::string field, const Counts& counts)
{
    SplitChoice choice {std::move(field), {}};
    for (const auto& [value, count] : counts) {
        choice.values.push_back({value, count});
    }
    std::stable_sort(choice.values.begin(), choice.values.end(),
                     [](const auto& a, const auto& b) { return a.occurrences > b.occurrences; });
    return choice;
}

Result<bool> shareAKey(const store::Connection& connection, ErrorGroupId first, ErrorGroupId second)
{
    TL_ASSIGN(const auto one, store::keysOfGroup(connection, first));
    TL_ASSIGN(const auto other, store::keysOfGroup(connection, second));
    return std::any_of(one.begin(), one.end(), [&other](const auto& entry) {
        return std::any_of(other.begin(), other.end(), [&entry](const auto& candidate) {
            return candidate.first.id == entry.first.id;
        });
    });
}

/// Those components that say what a group was split by.
std::vector<std::string> splitsOf(const std::vector<std::string>& components)
{
    std::vector<std::string> splits;
    std::copy_if(components.begin(), components.end(), std::back_inserter(splits),
                 [](const std::string& component) { return component.starts_with("split: "); });
    return splits;
}

Result<domain::ErrorGroup> groupOrWhereItIs(const store::Connection& connection, ErrorGroupId id)
{
    TL_ASSIGN(auto group, store::errorGroup(connection, id));
    if (!group) {
        TL_ASSIGN(const auto now, store::groupOfKey(connection, id));
        if (now) {
            TL_ASSIGN(group, store::errorGroup(connection, *now));
        }
    }
    if (!group) {
        return noGroup(connection, id);
    }
    return *std::move(group);
}

} // namespace

Result<RuleOutcome> decideGroup(const Workspace& workspace, GroupRule rule,
                                const std::stop_token& stop)
{
    return withWriter(workspace, stop, [&](store::Connection& connection) -> Result<RuleOutcome> {
        TL_ASSIGN(const ConcernedGroups concerned, concernedBy(connection, rule));
        TL_ASSIGN(StoredErrors stored, storedErrors(connection, concerned.groups));
        TL_TRY(check(connection, stored, rule, stop));
        TL_ASSIGN(rule.id, store::addGroupRule(connection, rule));
        return apply(connection, std::move(stored), concerned, rule, stop);
    });
}

Result<RuleOutcome> undoGroupRule(const Workspace& workspace, const std::stop_token& stop)
{
    return setUndone(workspace, true, stop);
}

Result<RuleOutcome> redoGroupRule(const Workspace& workspace, const std::stop_token& stop)
{
    return setUndone(workspace, false, stop);
}

Result<std::vector<GroupRule>> listGroupRules(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return store::groupRules(connection);
}

Result<std::vector<SplitChoice>> splitChoices(const Workspace& workspace, ErrorGroupId group,
                                              const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const StoredErrors stored, storedErrors(connection, {group}));
    const std::vector<std::uint32_t> members = membersOf(stored, group);
    if (members.empty()) {
        return noGroup(connection, group);
    }
    std::vector<std::string> fields {std::string(analysis::kKeyField), "type", "frame", "message",
                                     "operation"};
    for (std::string& field : splitFields()) {
        fields.push_back(std::move(field));
    }
    TL_ASSIGN(const auto values, valuesOf(connection, stored.errors, fields, members, stop));
    std::vector<SplitChoice> choices;
    for (std::size_t f = 0; f < fields.size(); ++f) {
        const Counts counts = countsOf(values[f]);
        if (counts.size() >= 2 && counts.size() <= kMostParts) {
            choices.push_back(choiceOf(fields[f], counts));
        }
    }
    return choices;
}

Result<GroupsApart> whyApart(const Workspace& workspace, ErrorGroupId first, ErrorGroupId second)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const domain::ErrorGroup one, groupOrWhereItIs(connection, first));
    TL_ASSIGN(const domain::ErrorGroup other, groupOrWhereItIs(connection, second));
    GroupsApart apart {first, second, {}, {}, one.components, other.components};
    if (one.id == other.id) {
        apart.together = one.id;
        return apart;
    }
    // What the rule set takes for the same is apart only by a decision.
    TL_ASSIGN(const bool related, shareAKey(connection, one.id, other.id));
    if (related) {
        apart.difference =
            analysis::firstDifference(splitsOf(one.components), splitsOf(other.components));
    }
    if (!apart.difference) {
        apart.difference = analysis::firstDifference(one.components, other.components);
    }
    return apart;
}

} // namespace throughline::workflow
