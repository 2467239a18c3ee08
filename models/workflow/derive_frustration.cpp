#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/session_signals.h"

namespace throughline::workflow {

Result<Frustration> findFrustration(const store::Connection& connection,
                                    const SessionTable& sessions, bool withLoaded)
{
    Frustration counts;
    counts.rageClicks.resize(sessions.index.sessionCount());
    counts.reloads.resize(sessions.index.sessionCount());
    TL_ASSIGN(const SessionGestures gestures,
              readGestures(connection, sessions, withLoaded, {}, {}));
    for (std::size_t from = 0; from < gestures.all.size();) {
        const std::uint32_t session = gestures.all[from].session;
        std::size_t to = from;
        while (to < gestures.all.size() && gestures.all[to].session == session) {
            ++to;
        }
        const SessionTrail trail =
            trailOf(std::span(gestures.all).subspan(from, to - from), gestures);
        counts.rageClicks[session] =
            static_cast<std::uint32_t>(analysis::rageClicks(trail.clicks).size());
        counts.reloads[session] = static_cast<std::uint32_t>(analysis::reloads(trail.loads).size());
        from = to;
    }
    return counts;
}

} // namespace throughline::workflow
