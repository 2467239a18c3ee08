#pragma once

#include "models/analysis/frustration/session_signals.h"
#include "models/workflow/snapshot.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>

namespace throughline::workflow {

using SessionSignalsPointer = std::shared_ptr<const analysis::SessionSignals>;

/// When every session showed frustration: one pass over the gestures of the store and over the
/// occurrences of all groups. What answers a click is any event of the session but clicks and
/// error records; what makes it an error click is any occurrence. `wanted` marks the sessions of
/// the index that will be asked about (empty: all); the others look as if nothing happened.
Result<SessionSignalsPointer> sessionSignals(const Workspace& workspace, const Snapshot& snapshot,
                                             std::span<const std::uint8_t> wanted,
                                             const std::stop_token& stop);

} // namespace throughline::workflow
