#include "models/workflow/session_people.h"

#include "models/analysis/session/sessionizer.h"
#include "models/index/session_index.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace throughline::workflow {

namespace {

using index::kNone;

void replace(std::vector<std::uint32_t>& column, const std::vector<std::uint32_t>& owner)
{
    if (owner.empty()) {
        return;
    }
    for (std::uint32_t& ordinal : column) {
        ordinal = ordinal < owner.size() ? owner[ordinal] : ordinal;
    }
}

} // namespace

bool isActor(const std::string& id)
{
    return !id.empty() && id.front() == '\x01';
}

SessionPeople::SessionPeople(domain::Aliases aliases, std::vector<std::string>& users,
                             std::vector<std::string>& accounts)
    : m_aliases(std::move(aliases))
    , m_users(ownersOf(domain::AliasKind::User, users))
    , m_accounts(ownersOf(domain::AliasKind::Account, accounts))
{
}

void SessionPeople::apply(store::IndexColumns& columns) const
{
    replace(columns.user, m_users);
    replace(columns.account, m_accounts);
}

std::vector<std::uint32_t> SessionPeople::ownersOf(domain::AliasKind kind,
                                                   std::vector<std::string>& names) const
{
    std::vector<std::uint32_t> owners;
    if (m_aliases.empty()) {
        return owners;
    }
    std::map<std::string_view, std::uint32_t> ordinals;
    for (const domain::Alias& alias : m_aliases.all()) {
        if (alias.kind == kind) {
            ordinals.emplace(alias.name, kNone);
            ordinals.emplace(alias.owner, kNone);
        }
    }
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        owners.push_back(i);
        if (const auto found = ordinals.find(names[i]); found != ordinals.end()) {
            found->second = i;
        }
    }
    for (const auto& [name, ordinal] : ordinals) {
        const auto owner = ordinals.find(m_aliases.ownerOf(kind, name));
        if (owner->second == kNone) {
            owner->second = static_cast<std::uint32_t>(names.size());
            owners.push_back(owner->second);
            names.emplace_back(owner->first);
        }
        if (ordinal != kNone) {
            owners[ordinal] = owner->second;
        }
    }
    return owners;
}

/// The actor's key under the name of whom a user stands for.
std::string SessionPeople::personOf(const std::string& actor) const
{
    return actor[1] == 'u' ? actor.substr(0, 3)
            + std::string(m_aliases.ownerOf(domain::AliasKind::User,
                                            std::string_view(actor).substr(3)))
                           : actor;
}

std::vector<SessionPeople::Person>
SessionPeople::peopleAmong(const ActorTimes& times,
                           const std::vector<std::string>& sessionIds) const
{
    std::vector<Person> people;
    std::map<std::string, std::size_t> placeOf;
    for (const auto& [actor, moments] : times) {
        std::string id = personOf(sessionIds[actor]);
        const auto [place, added] = placeOf.emplace(id, people.size());
        if (added) {
            people.push_back({std::move(id), {}});
        }
        people[place->second].actors.push_back(actor);
    }
    return people;
}

std::vector<index::SessionSplit>
SessionPeople::cutActors(const ActorTimes& times, std::vector<std::string>& sessionIds) const
{
    std::vector<index::SessionSplit> splits;
    for (const auto& [id, actors] : peopleAmong(times, sessionIds)) {
        std::vector<Timestamp> moments;
        for (const std::uint32_t actor : actors) {
            const std::vector<Timestamp>& own = times.at(actor);
            moments.insert(moments.end(), own.begin(), own.end());
        }
        std::sort(moments.begin(), moments.end());
        const auto kind = id[1] == 'u' ? analysis::ActorKind::User : analysis::ActorKind::Device;
        for (const std::size_t cut : analysis::sessionCuts(moments)) {
            const auto part = static_cast<std::uint32_t>(sessionIds.size());
            for (const std::uint32_t actor : actors) {
                splits.push_back({actor, moments[cut], part});
            }
            sessionIds.push_back(
                analysis::derivedSessionId(kind, std::string_view(id).substr(3), moments[cut]));
        }
    }
    std::ranges::stable_sort(splits, {}, [](const index::SessionSplit& split) {
        return std::pair(split.session, split.from);
    });
    return splits;
}

} // namespace throughline::workflow
