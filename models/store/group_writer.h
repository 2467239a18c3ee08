#pragma once

#include "models/domain/error_group.h"
#include "models/store/connection.h"
#include "models/store/statement.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace throughline::store {

/// Replaces error groups and their keys; occurrences stay. Runs inside the caller's transaction:
/// begin, then every key and group.
class GroupWriter
{
public:
    /// Empties groups and keys; their numbers stay.
    static Result<GroupWriter> begin(Connection& connection);
    /// Removes the groups and keys of these numbers; all others stay.
    static Result<GroupWriter> begin(Connection& connection,
                                     const std::vector<domain::ErrorGroupId>& numbers);

    /// Gives a number to a fingerprint; numbers are never given twice.
    Result<void> identity(domain::ErrorGroupId id, std::string_view fingerprint);

    /// Lets a fingerprint have a number for as long as the decision is in force.
    Result<void> heir(std::int64_t rule, std::string_view fingerprint, domain::ErrorGroupId id);

    Result<void> key(const domain::ErrorKey& key);
    Result<void> group(const domain::ErrorGroup& group);

private:
    static Result<GroupWriter> prepare(Connection& connection);
    GroupWriter(Statement identity, Statement heir, Statement key, Statement group);

    Statement m_identity;
    Statement m_heir;
    Statement m_key;
    Statement m_group;
};

/// Moves stored occurrences to other groups and keys.
class OccurrenceMover
{
public:
    static Result<OccurrenceMover> create(Connection& connection);

    /// The occurrence of a row.
    Result<void> move(std::int64_t occurrence, domain::ErrorGroupId group,
                      domain::ErrorGroupId key);

private:
    explicit OccurrenceMover(Statement move);

    Statement m_move;
};

} // namespace throughline::store
