#pragma once

#include "models/layout/interval_layout.h"
#include "models/notebook/figure.h"

#include <string>
#include <vector>

namespace throughline::notebook {

/// One row of a picture of intervals.
struct IntervalPictureRow
{
    std::string label {}; ///< "plan: pro"
    std::string count {}; ///< "84 sessions"
    layout::IntervalValue value; ///< in the axis' unit
    std::string note {}; ///< in place of a mark where there is no estimate
    bool strong = false;
};

/// Estimates with their intervals, one row each, on one axis that contains zero.
[[nodiscard]] Figure intervalFigure(const std::vector<IntervalPictureRow>& rows,
                                    const std::string& title, const std::string& unit);

} // namespace throughline::notebook
