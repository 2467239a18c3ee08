#pragma once

#include "models/analysis/frustration/reload.h"

#include <cstddef>
#include <span>
#include <vector>

namespace throughline::analysis {

/// What counts as turning round at once; shown and stored with every count.
struct QuickBackRule
{
    Duration within = Duration::seconds(5); ///< from coming to a page to being back

    bool operator==(const QuickBackRule&) const = default;
};

/// The loads of one session, by place, that return to the page before the last one within so long
/// of having come there: A, B, A. Loads of one page in a row are one visit to it, from its first
/// load on. A load without a URL is like no other. `loads` ascend. O(n).
[[nodiscard]] std::vector<std::size_t> quickBacks(std::span<const PageLoad> loads,
                                                  const QuickBackRule& rule = {});

} // namespace throughline::analysis
