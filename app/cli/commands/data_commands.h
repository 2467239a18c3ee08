#pragma once

#include "app/cli/command.h"

#include <memory>

namespace throughline::cli {

[[nodiscard]] std::unique_ptr<Command> sqlCommand();
[[nodiscard]] std::unique_ptr<Command> exportCommand();

} // namespace throughline::cli
