#include "models/analysis/funnel/funnel_units.h"

#include "models/base/assert.h"

#include <algorithm>
#include <numeric>

namespace throughline::analysis {

namespace {

bool inScope(const Population& sessions, std::uint32_t session)
{
    return sessions.standing[session] == Standing::Counted
        || sessions.standing[session] == Standing::Immature;
}

void addUnit(FunnelUnits& units, std::uint32_t key)
{
    units.key.push_back(key);
    units.firstSession.push_back(static_cast<std::uint32_t>(units.sessions.size()));
}

} // namespace

FunnelUnits eachSession(const index::SessionIndex& index)
{
    FunnelUnits units;
    const std::uint32_t count = index.sessionCount();
    units.sessions.resize(count);
    std::iota(units.sessions.begin(), units.sessions.end(), 0U);
    units.key = units.sessions;
    units.unitOf = units.sessions;
    units.firstSession.resize(std::size_t {count} + 1);
    std::iota(units.firstSession.begin(), units.firstSession.end(), 0U);
    units.start = index.start;
    return units;
}

FunnelUnits unitsOf(const index::SessionIndex& index, domain::Unit unit, const Population& sessions)
{
    if (unit == domain::Unit::Session) {
        return eachSession(index);
    }
    TL_ASSERT(sessions.standing.size() == index.sessionCount());
    FunnelUnits units;
    units.unit = unit;
    units.unitOf.assign(index.sessionCount(), index::kNone);
    const std::vector<std::uint32_t>& owner =
        unit == domain::Unit::User ? index.user : index.account;
    std::vector<std::uint32_t> named;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        if (!inScope(sessions, session)) {
            continue;
        }
        if (owner[session] == index::kNone) {
            ++units.sessionsWithout;
        } else {
            named.push_back(session);
        }
    }
    // Sessions stand by user already, so users find this sorted.
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return owner[a] < owner[b]; };
    if (!std::is_sorted(named.begin(), named.end(), before)) {
        std::stable_sort(named.begin(), named.end(), before);
    }
    for (const std::uint32_t session : named) {
        if (units.key.empty() || units.key.back() != owner[session]) {
            addUnit(units, owner[session]);
            units.start.push_back(index.start[session]);
        }
        units.unitOf[session] = units.count() - 1;
        units.start.back() = std::min(units.start.back(), index.start[session]);
        units.sessions.push_back(session);
    }
    units.firstSession.push_back(static_cast<std::uint32_t>(units.sessions.size()));
    return units;
}

} // namespace throughline::analysis
