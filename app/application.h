#pragma once

#include "app/window_options.h"

#include <stop_token>
#include <string>

namespace throughline::app {

/// Shows the window until it is closed, or until its picture is saved; the exit status. A stop
/// closes the window the way its button does.
int runWindow(int& argc, char** argv, const WindowOptions& options, std::stop_token stop);

/// Whether a window can be shown, or only a picture of one made. Where neither is possible: why,
/// and which command does the same. Sets the platform that pictures need.
[[nodiscard]] Result<void> prepareDisplay(const WindowOptions& options);

} // namespace throughline::app
