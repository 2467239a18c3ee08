#pragma once

#include "models/base/time.h"
#include "models/domain/alias.h"
#include "models/index/session_parts.h"
#include "models/store/block_columns.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace throughline::workflow {

/// An actor's key in the session dictionary: \x01u:USER or \x01d:DEVICE. Records whose source cuts
/// no sessions carry one.
[[nodiscard]] bool isActor(const std::string& id);

/// When actors did something, by ordinal.
using ActorTimes = std::map<std::uint32_t, std::vector<Timestamp>>;

/// Who the users and accounts of a store are by what people said about spellings.
class SessionPeople
{
public:
    /// Owners that no record carries are added to the names.
    SessionPeople(domain::Aliases aliases, std::vector<std::string>& users,
                  std::vector<std::string>& accounts);

    /// Puts owners in the place of their other spellings.
    void apply(store::IndexColumns& columns) const;

    /// Cuts what actors did into sessions with ids of their own, which are added; actors who are
    /// one person are cut as one. The splits ascend by session and time.
    [[nodiscard]] std::vector<index::SessionSplit>
    cutActors(const ActorTimes& times, std::vector<std::string>& sessionIds) const;

private:
    struct Person
    {
        std::string id; ///< an actor's key
        std::vector<std::uint32_t> actors;
    };

    [[nodiscard]] std::vector<std::uint32_t> ownersOf(domain::AliasKind kind,
                                                      std::vector<std::string>& names) const;
    [[nodiscard]] std::string personOf(const std::string& actor) const;
    [[nodiscard]] std::vector<Person> peopleAmong(const ActorTimes& times,
                                                  const std::vector<std::string>& sessionIds) const;

    domain::Aliases m_aliases;
    /// Per ordinal that of whom it stands for; empty where everybody stands for themselves.
    std::vector<std::uint32_t> m_users;
    std::vector<std::uint32_t> m_accounts;
};

} // namespace throughline::workflow
