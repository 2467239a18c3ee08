#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/store/dictionary.h"
#include "models/workflow/derived_data.h"

#include <utility>

namespace throughline::workflow {

FrustrationCount::FrustrationCount(std::uint32_t sessionCount)
    : m_counts(std::make_unique<Frustration>())
{
    m_counts->rageClicks.resize(sessionCount);
    m_counts->reloads.resize(sessionCount);
}

Result<FrustrationCount> FrustrationCount::begin(const store::Connection& connection,
                                                 const SessionTable& sessions, bool withLoaded)
{
    FrustrationCount begun(sessions.index.sessionCount());
    TL_ASSIGN(const bool any, anyGestures(connection, withLoaded));
    if (any) {
        TL_ASSIGN(auto targets, store::readDictionary(connection, store::DictionaryKind::Target));
        const auto count = [counts = begun.m_counts.get(), rule = analysis::RageClickRule()](
                               std::uint32_t session, const SessionTrail& trail) {
            counts->rageClicks[session] =
                static_cast<std::uint32_t>(analysis::rageClicks(trail.clicks, rule).size());
            counts->reloads[session] =
                static_cast<std::uint32_t>(analysis::reloads(trail.loads).size());
        };
        begun.m_pass = std::make_unique<TrailPass>(sessions, std::span<const std::uint8_t>(),
                                                   std::move(targets), count);
    }
    return begun;
}

void FrustrationCount::add(const store::BlockColumns& events)
{
    if (m_pass) {
        m_pass->add(events.index, events.gesture);
    }
}

Frustration FrustrationCount::finish() &&
{
    m_pass.reset();
    return std::move(*m_counts);
}

} // namespace throughline::workflow
