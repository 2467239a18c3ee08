#pragma once

#include "models/domain/ids.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace throughline::analysis {

/// One occurrence before and behind a change of what errors are.
struct Rekeyed
{
    domain::ErrorGroupId before; ///< number of the group its old key made
    std::uint32_t after = 0; ///< place of its new key
};

/// Which old number each new key takes over. `keeps[k]` names the number of a key that existed
/// before, or 0. Every other key may take over one number whose own key has gone, and each number
/// goes to one key: of all pairs the one that shares most occurrences first, then the lower number,
/// then the earlier key. 0: the key gets a number of its own. So a group that only changed its name
/// keeps its number, of a split group the largest part, and of joined ones the largest.
/// O(n + p log p) for p pairs.
[[nodiscard]] std::vector<domain::ErrorGroupId>
heirsOf(std::span<const Rekeyed> occurrences, std::span<const domain::ErrorGroupId> keeps);

} // namespace throughline::analysis
