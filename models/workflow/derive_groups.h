#pragma once

#include "models/analysis/error/group_decisions.h"
#include "models/domain/error_group.h"
#include "models/domain/group_rule.h"
#include "models/store/connection.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/group_identities.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace throughline::workflow {

/// Besides the errors, what groups follow from.
struct GroupingFacts
{
    TimeRange data; ///< first and last moment of all records
    std::vector<domain::GroupRule> rules; ///< those in force, in order
    std::vector<std::pair<std::uint32_t, std::string>> tickets; ///< linked to a session, by session
};

/// Groups as the rule set and people's decisions make them.
struct GroupedErrors
{
    std::vector<domain::ErrorKey> keys; ///< those that have occurrences, by number
    std::vector<domain::ErrorGroup> groups; ///< by number
    std::vector<domain::ErrorGroupId> keyOf; ///< per occurrence
    analysis::DecidedGroups decided;
};

/// Per key the number of the group that it makes by itself; new ones are given in order of first
/// seen. 0 for a key without occurrences.
[[nodiscard]] std::vector<domain::ErrorGroupId> numberKeys(const DerivedErrors& errors,
                                                           GroupIdentities& identities);

/// Counts are those of people: occurrences in bots' sessions are left out, those without a session
/// stay in `count`. A group that only bots met is kept with a count of 0. A group says what the key
/// of its own number says, else the most frequent of its keys.
Result<GroupedErrors> groupErrors(const store::Connection& connection, const DerivedErrors& errors,
                                  const std::vector<domain::ErrorGroupId>& keyNumbers,
                                  const GroupingFacts& facts, GroupIdentities& identities,
                                  const std::stop_token& stop);

/// Replaces keys and groups by these and writes the numbers that were given; `rule`: the decision
/// by which fingerprints took numbers over, 0 for none. Where an occurrence is, is its row's
/// matter. Part of the caller's transaction; raises the store's generation.
Result<void> writeGroups(store::Connection& connection, const GroupedErrors& grouped,
                         const GroupIdentities& identities, std::int64_t rule);

/// The same in place of the groups and keys of these numbers only; all others stay.
Result<void> writeGroups(store::Connection& connection, const GroupedErrors& grouped,
                         const GroupIdentities& identities,
                         const std::vector<domain::ErrorGroupId>& numbers);

} // namespace throughline::workflow
