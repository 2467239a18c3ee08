#pragma once

#include "models/domain/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// How many occurrences went from one group to another.
struct GroupFlow
{
    domain::ErrorGroupId from;
    domain::ErrorGroupId to;
    std::uint64_t occurrences = 0;

    bool operator==(const GroupFlow&) const = default;
};

/// What a change of grouping does to groups, before or after it is made.
struct RegroupChange
{
    std::uint64_t occurrences = 0; ///< all
    std::uint64_t moved = 0; ///< those whose group is another one
    std::uint64_t groupsBefore = 0;
    std::uint64_t groupsAfter = 0;
    std::vector<domain::ErrorGroupId> merged; ///< groups that receive from two or more, ascending
    std::vector<domain::ErrorGroupId> split; ///< groups that give to two or more, ascending
    std::vector<domain::ErrorGroupId> gone; ///< without occurrences behind it
    std::vector<domain::ErrorGroupId> added;
    std::vector<GroupFlow> flows; ///< between different groups, largest first

    bool operator==(const RegroupChange&) const = default;

    [[nodiscard]] bool empty() const { return moved == 0; }
};

/// Compares the groups of the same occurrences, in the same order, before and behind. O(n log n).
[[nodiscard]] RegroupChange compareGroupings(std::span<const domain::ErrorGroupId> before,
                                             std::span<const domain::ErrorGroupId> after);

} // namespace throughline::analysis
