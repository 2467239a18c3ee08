#pragma once

#include "models/base/result.h"
#include "models/domain/group_rule.h"
#include "models/store/connection.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::workflow {

/// What a decision about groups can change, and how much there is besides.
struct ConcernedGroups
{
    std::vector<domain::ErrorGroupId> groups; ///< ascending; keys of these numbers, too
    std::uint64_t otherGroups = 0;
    std::uint64_t otherOccurrences = 0;
};

/// The groups that are named with all that hang together with them: by a key they have errors of,
/// or by one of these decisions. What the decisions make of the occurrences in these groups does
/// not depend on any other. One pass over the rows of occurrences.
Result<ConcernedGroups> concernedGroups(const store::Connection& connection,
                                        std::span<const domain::GroupRule> decisions,
                                        std::span<const domain::ErrorGroupId> named);

} // namespace throughline::workflow
