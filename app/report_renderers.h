#pragma once

#include "app/cli/command.h"

namespace throughline::app {

/// What paints reports for the command line: fonts come with an application that needs no display,
/// made when the first report asks for it and gone with the last copy of the renderers. One thread.
[[nodiscard]] notebook::ReportRenderers commandLineRenderers();

} // namespace throughline::app
