#pragma once

#include "models/store/session_names.h"
#include "models/workflow/session_build.h"

#include <functional>

namespace throughline::workflow {

using NamesSink = std::function<void(store::PackedNames chunk)>;

/// By which names each session is found: its id, its user and its account; in the order of the
/// store. Needs no store, so another thread can do it. O(n log n); 16 bytes per session are held.
void packSessionNames(const SessionTable& sessions, const NamesSink& sink);

} // namespace throughline::workflow
