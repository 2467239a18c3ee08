#pragma once

#include "models/analysis/frustration/quick_back.h"
#include "models/analysis/frustration/rage_click.h"
#include "models/base/result.h"
#include "models/store/block_columns.h"
#include "models/store/connection.h"
#include "models/workflow/session_build.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
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

/// Puts the gestures of event blocks together to trails, each of which it hands over once, in no
/// order that means anything: as soon as the last event of its session was there. 32 bytes are held
/// per gesture of sessions that have begun and not ended where the blocks stand. Of `sessions` the
/// columns of events are not looked at. What it is made of must outlive it.
class TrailPass
{
public:
    /// `wanted`: whose, per session of the index; empty: all. `targets`: the store's dictionary.
    TrailPass(const SessionTable& sessions, std::span<const std::uint8_t> wanted,
              std::vector<std::string> targets, TrailVisitor visit);
    ~TrailPass();
    TrailPass(const TrailPass&) = delete;
    TrailPass& operator=(const TrailPass&) = delete;

    /// The rows of the next block and its gestures, which may be none.
    void add(const store::IndexColumns& index, const store::GestureColumns& gestures);

    [[nodiscard]] const GestureKinds& kinds() const { return m_kinds; }

private:
    class OpenGestures;

    void note(std::uint32_t session, Timestamp time, const store::GestureColumns& gestures,
              std::size_t i);
    void end(std::uint32_t session);

    const SessionTable& m_sessions;
    std::span<const std::uint8_t> m_wanted;
    std::vector<std::string> m_targets;
    TrailVisitor m_visit;
    std::unique_ptr<OpenGestures> m_open;
    std::vector<std::uint32_t> m_eventsLeft; ///< per session
    SessionTrail m_trail;
    GestureKinds m_kinds;
};

/// Whether any event has gestures; where none has, no row needs to be read for them.
Result<bool> anyGestures(const store::Connection& connection, bool withLoaded);

/// The trails of visible sources, all or the wanted ones: one pass over the event blocks, which
/// several connections read ahead, by this thread.
Result<GestureKinds> visitTrails(const Workspace& workspace, const SessionTable& sessions,
                                 std::span<const std::uint8_t> wanted, const TrailVisitor& visit,
                                 const std::stop_token& stop);

} // namespace throughline::workflow
