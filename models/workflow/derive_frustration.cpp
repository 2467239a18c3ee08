#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/session_gestures.h"

namespace throughline::workflow {

Result<Frustration> findFrustration(const store::Connection& connection,
                                    const SessionTable& sessions, bool withLoaded,
                                    const std::stop_token& stop)
{
    Frustration counts;
    counts.rageClicks.resize(sessions.index.sessionCount());
    counts.reloads.resize(sessions.index.sessionCount());
    const analysis::RageClickRule rageRule;
    const auto count = [&counts, &rageRule](std::uint32_t session, const SessionTrail& trail) {
        counts.rageClicks[session] =
            static_cast<std::uint32_t>(analysis::rageClicks(trail.clicks, rageRule).size());
        counts.reloads[session] = static_cast<std::uint32_t>(analysis::reloads(trail.loads).size());
    };
    TL_TRY(visitTrails(connection, sessions, withLoaded, count, stop));
    return counts;
}

} // namespace throughline::workflow
