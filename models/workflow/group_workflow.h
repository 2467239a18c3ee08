#pragma once

#include "models/analysis/error/group_difference.h"
#include "models/analysis/error/regroup_change.h"
#include "models/base/result.h"
#include "models/domain/error_group.h"
#include "models/domain/group_rule.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

/// What people decide about error groups. Each decision is a row; groups are always what the
/// decisions in force make of the records, so taking one back restores every id.
namespace throughline::workflow {

/// A decision that was made, taken back or made again, and what it did.
struct RuleOutcome
{
    domain::GroupRule rule;
    analysis::RegroupChange change;
};

/// Makes a decision, applies it to all occurrences in the store and to those that are still to
/// come. Needs kind and groups, and of the rest what its kind needs; Split without `only` keeps the
/// most frequent value and fills `keep`. Usage error: a group does not exist, or there is nothing
/// to decide. Waits for a writer; O(occurrences).
Result<RuleOutcome> decideGroup(const Workspace& workspace, domain::GroupRule rule,
                                const std::stop_token& stop);

/// Takes the last decision back, or makes the last one that was taken back again. Usage error:
/// there is none.
Result<RuleOutcome> undoGroupRule(const Workspace& workspace, const std::stop_token& stop);
Result<RuleOutcome> redoGroupRule(const Workspace& workspace, const std::stop_token& stop);

/// All decisions, in order; those that were taken back say so.
Result<std::vector<domain::GroupRule>> listGroupRules(const Workspace& workspace);

/// A way to split a group: a field in which its occurrences differ.
struct SplitChoice
{
    struct Value
    {
        std::string text; ///< empty: none
        std::uint64_t occurrences = 0;

        bool operator==(const Value&) const = default;
    };

    std::string field;
    std::vector<Value> values; ///< most frequent first

    bool operator==(const SplitChoice&) const = default;
};

/// The fields in which occurrences of a group differ, with two to kMostParts values each: those of
/// its keys first, then columns, then the context it was met in.
Result<std::vector<SplitChoice>>
splitChoices(const Workspace& workspace, domain::ErrorGroupId group, const std::stop_token& stop);

inline constexpr std::size_t kMostParts = 50;

/// Why two groups are two.
struct GroupsApart
{
    domain::ErrorGroupId first;
    domain::ErrorGroupId second;
    /// They are one: this one.
    std::optional<domain::ErrorGroupId> together;
    std::optional<analysis::GroupDifference> difference;
    std::vector<std::string> firstComponents;
    std::vector<std::string> secondComponents;
};

/// Usage error: one of them does not exist, and was not merged into another.
Result<GroupsApart> whyApart(const Workspace& workspace, domain::ErrorGroupId first,
                             domain::ErrorGroupId second);

} // namespace throughline::workflow
