#pragma once

#include "models/analysis/frustration/quick_back.h"
#include "models/analysis/frustration/rage_click.h"
#include "models/base/result.h"
#include "models/store/connection.h"
#include "models/workflow/session_build.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace throughline::workflow {

/// What one user did with the mouse in a session and which pages were loaded, in order of time.
/// Texts live as long as the call that hands it over.
struct SessionTrail
{
    std::vector<analysis::Click> clicks;
    std::vector<analysis::PageLoad> loads;
};

/// What there is in the store, whoever is wanted.
struct GestureKinds
{
    bool anyClick = false;
    bool anyLoad = false;
};

using TrailVisitor = std::function<void(std::uint32_t session, const SessionTrail& trail)>;

/// Hands over the trail of every session that has one, each once, in no order that means anything:
/// as soon as the last of its events was read, by this thread. `withLoaded`: also what sources tell
/// whose import finishes in this transaction. One pass over the event blocks, which several
/// connections read ahead; 32 bytes are held per gesture of sessions that have begun and not ended
/// where the blocks stand.
Result<GestureKinds> visitTrails(const store::Connection& connection, const SessionTable& sessions,
                                 bool withLoaded, const TrailVisitor& visit,
                                 const std::stop_token& stop);

/// The same of visible sources, with connections that can be stopped. `wanted`: whose, per session
/// of the index; empty: all.
Result<GestureKinds> visitTrails(const Workspace& workspace, const SessionTable& sessions,
                                 std::span<const std::uint8_t> wanted, const TrailVisitor& visit,
                                 const std::stop_token& stop);

} // namespace throughline::workflow
