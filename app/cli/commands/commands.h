#pragma once

#include "app/cli/command.h"

#include <memory>
#include <vector>

namespace throughline::cli {

using Commands = std::vector<std::unique_ptr<Command>>;

/// import, demo
[[nodiscard]] Commands importCommands();
/// formats, redaction
[[nodiscard]] Commands readingCommands();
/// info, quarantine, lineage, verify, digest
[[nodiscard]] Commands storeCommands();
/// errors, error, compare
[[nodiscard]] Commands errorCommands();
/// group
[[nodiscard]] Commands groupCommands();
/// regroup, sourcemaps
[[nodiscard]] Commands regroupCommands();
/// alias
[[nodiscard]] Commands aliasCommands();
/// differ, release
[[nodiscard]] Commands answerCommands();
/// funnels, funnel
[[nodiscard]] Commands funnelCommands();
/// session, sessions, trace, traces
[[nodiscard]] Commands sessionCommands();
/// ticket, tickets, search
[[nodiscard]] Commands ticketCommands();
/// report, escalate
[[nodiscard]] Commands reportCommands();
/// notebooks, notebook, templates
[[nodiscard]] Commands notebookCommands();
/// help
[[nodiscard]] Commands helpCommands();
/// sql, export
[[nodiscard]] Commands dataCommands();

} // namespace throughline::cli
