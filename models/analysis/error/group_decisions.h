#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/domain/group_rule.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Groups as people decided them: a pure function of what each error is by the rule set and of the
/// decisions in their order. To take one back is to leave it out.
namespace throughline::analysis {

/// The field by which a group is split into what the rule set alone made of its errors.
inline constexpr std::string_view kKeyField = "fingerprint";

/// What people said about one group.
struct GroupMarks
{
    std::string name;
    std::string assignee;
    bool ignored = false;
    bool resolved = false;
    std::string resolvedIn; ///< from this version on; empty: from `resolvedAt` on
    Timestamp resolvedAt;

    bool operator==(const GroupMarks&) const = default;
};

/// Where a group comes from that was split from another.
struct SplitOrigin
{
    domain::ErrorGroupId from;
    std::string field;
    std::string value;

    bool operator==(const SplitOrigin&) const = default;
};

/// What the decisions are applied to and what they ask for.
struct DecisionInput
{
    /// Per occurrence the number of the group it is in by the rule set alone.
    std::span<const domain::ErrorGroupId> keyOf;
    /// Those that are in force, in order.
    std::span<const domain::GroupRule> rules;
    /// The value of a field in each of these occurrences.
    std::function<Result<std::vector<std::string>>(std::string_view field,
                                                   std::span<const std::uint32_t> occurrences)>
        valuesOf;
    /// The number of the group that a value makes when it is split from another.
    std::function<domain::ErrorGroupId(const SplitOrigin& origin)> numberOf;
};

struct DecidedGroups
{
    std::vector<domain::ErrorGroupId> groupOf; ///< per occurrence
    std::map<domain::ErrorGroupId, GroupMarks> marks; ///< of groups about which something was said
    std::map<domain::ErrorGroupId, SplitOrigin> splitFrom;

    /// Groups that are in another one, with the one they are in and the decision that put them.
    struct Merged
    {
        domain::ErrorGroupId into;
        std::int64_t rule = 0;

        bool operator==(const Merged&) const = default;
    };

    std::map<domain::ErrorGroupId, Merged> merged;
};

/// Applies the decisions in turn. A decision about a group that does not exist at its place in the
/// order changes nothing. Every occurrence is in exactly one group before and behind each decision.
/// O(occurrences + those that decisions move).
[[nodiscard]] Result<DecidedGroups> decideGroups(const DecisionInput& input);

} // namespace throughline::analysis
