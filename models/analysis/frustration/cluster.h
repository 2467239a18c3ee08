#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace throughline::analysis {

/// Neighbouring actions of one session that together are one frustration signal.
struct Cluster
{
    std::size_t first = 0; ///< place in the input
    std::size_t last = 0; ///< place in the input, included
    std::uint32_t count = 0; ///< how many actions: last - first + 1

    bool operator==(const Cluster&) const = default;
};

/// The stretches of a run of actions that are dense enough.
///
/// A window is a stretch of the run, both ends included; `times` ascend, `qualifies(first, last)`
/// is asked for the longest window that ends at `last` and is no longer than `within`, and must not
/// turn false when a window grows. Windows that qualify and share an action are one cluster, so one
/// long burst counts once however long it lasts. O(n) calls.
[[nodiscard]] std::vector<Cluster>
denseClusters(const std::vector<Timestamp>& times, Duration within,
              const std::function<bool(std::size_t, std::size_t)>& qualifies);

} // namespace throughline::analysis
