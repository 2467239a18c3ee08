#pragma once

#include "models/domain/error_group.h"
#include "models/domain/group_rule.h"
#include "models/store/connection.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace throughline::store {

/// Every decision about groups, in order, those that were taken back among them.
Result<std::vector<domain::GroupRule>> groupRules(const Connection& connection);

/// Adds a decision behind all others and gives its id; what was taken back is forgotten.
Result<std::int64_t> addGroupRule(Connection& connection, const domain::GroupRule& rule);

/// Takes a decision back, or makes it again.
Result<void> setGroupRuleUndone(Connection& connection, std::int64_t id, bool undone);

/// Which number belongs to which fingerprint.
struct GroupIdentity
{
    domain::ErrorGroupId id;
    std::string fingerprint;
};

/// As first given, by number.
Result<std::vector<GroupIdentity>> groupIdentities(const Connection& connection);

/// Taken over by decisions that are in force, in their order: a later one stands.
Result<std::vector<GroupIdentity>> groupHeirs(const Connection& connection);

Result<std::vector<domain::ErrorKey>> errorKeys(const Connection& connection);

/// Keys whose occurrences are in a group with how many of them are, most frequent first.
Result<std::vector<std::pair<domain::ErrorKey, std::uint64_t>>>
keysOfGroup(const Connection& connection, domain::ErrorGroupId group);

/// An occurrence with all that grouping needs of it.
struct StoredOccurrence
{
    std::int64_t id = 0;
    domain::ErrorGroupId group;
    domain::ErrorGroupId key;
    Timestamp time;
    std::int64_t session = -1; ///< number in the index; negative: none
    std::int64_t exposureMs = 0;
    bool bot = false;
    bool backend = false; ///< told by a log or span, not by a client's event
    domain::RecordRef record;
    std::uint32_t part = 0;
    std::string service;
    std::string version;
    std::string environment;
    std::string user;
    std::string account;
    double rate = 1; ///< share of its kind that its source kept
};

/// All occurrences, in the order of their rows.
Result<std::vector<StoredOccurrence>> storedOccurrences(const Connection& connection);

/// Those in these groups, in the order of their rows.
Result<std::vector<StoredOccurrence>>
storedOccurrences(const Connection& connection, const std::vector<domain::ErrorGroupId>& groups);

/// How many occurrences of a key are in a group.
struct GroupPart
{
    domain::ErrorGroupId group;
    domain::ErrorGroupId key;
    std::uint64_t occurrences = 0;
};

/// Every group with each key it has occurrences of.
Result<std::vector<GroupPart>> groupParts(const Connection& connection);

/// The group in which most occurrences of a key are; none: nobody met it.
Result<std::optional<domain::ErrorGroupId>> groupOfKey(const Connection& connection,
                                                       domain::ErrorGroupId key);

/// Sessions with the tickets that are linked to them, by session.
Result<std::vector<std::pair<std::uint32_t, std::string>>>
ticketsBySession(const Connection& connection);

/// A source map as a rule brought it.
struct StoredSourceMap
{
    std::string script; ///< path of the script it is of
    std::string version; ///< empty: any
    std::string debugId; ///< of the build it came with; empty: the map names none
    std::string data; ///< the map, packed
};

/// Of the decisions that are in force, in their order.
Result<std::vector<StoredSourceMap>> sourceMaps(const Connection& connection);
Result<void> addSourceMap(Connection& connection, std::int64_t rule, const StoredSourceMap& map);

} // namespace throughline::store
