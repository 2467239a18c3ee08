#pragma once

#include "app/window/perspective_page.h"
#include "widgets/shell/perspective_rail.h"

#include <functional>
#include <vector>

namespace throughline::app {

/// A perspective and how its page is made. They stand in the order of the rail.
struct PerspectiveEntry
{
    widgets::Perspective perspective;
    bool overview = false; ///< the overview strip stands above it
    bool listsSessions = false; ///< says which sessions it lists
    std::function<PerspectivePage*(const WindowServices&)> make;
};

[[nodiscard]] std::vector<PerspectiveEntry> allPerspectives();

} // namespace throughline::app
