#pragma once

#include "app/cli/command.h"

#include <memory>

namespace throughline::cli {

/// compare: what the sessions that met an error group did less than comparable ones.
[[nodiscard]] std::unique_ptr<Command> compareCommand();

} // namespace throughline::cli
