#include "models/workflow/group_identities.h"

#include "models/store/queries/group_queries.h"

#include <algorithm>

namespace throughline::workflow {

using domain::ErrorGroupId;

Result<GroupIdentities> GroupIdentities::read(const store::Connection& connection)
{
    GroupIdentities identities;
    TL_ASSIGN(const auto given, store::groupIdentities(connection));
    TL_ASSIGN(const auto heirs, store::groupHeirs(connection));
    for (const store::GroupIdentity& identity : given) {
        identities.m_first[identity.id] = identity.fingerprint;
        identities.m_given[identity.fingerprint] = identity.id;
        identities.m_next = std::max(identities.m_next, identity.id.value() + 1);
    }
    for (const store::GroupIdentity& heir : heirs) {
        identities.take(heir.fingerprint, heir.id);
    }
    return identities;
}

ErrorGroupId GroupIdentities::numberOf(const std::string& fingerprint)
{
    if (const auto known = m_numbers.find(fingerprint); known != m_numbers.end()) {
        return known->second;
    }
    const auto first = m_given.find(fingerprint);
    const bool free = first != m_given.end() && !m_owner.contains(first->second);
    const ErrorGroupId number = free ? first->second : give(fingerprint);
    m_numbers[fingerprint] = number;
    m_owner[number] = fingerprint;
    return number;
}

ErrorGroupId GroupIdentities::give(const std::string& fingerprint)
{
    // A name for it that stays the same, where its own number is taken by another.
    std::string name = fingerprint;
    for (int again = 2; m_given.contains(name); ++again) {
        const ErrorGroupId known = m_given[name];
        if (name != fingerprint && !m_owner.contains(known)) {
            return known;
        }
        name = fingerprint + '/' + std::to_string(again);
    }
    const ErrorGroupId number(m_next++);
    m_first[number] = name;
    m_given[name] = number;
    m_new.push_back(number);
    return number;
}

void GroupIdentities::take(const std::string& fingerprint, ErrorGroupId number)
{
    if (const auto before = m_owner.find(number); before != m_owner.end()) {
        m_numbers.erase(before->second);
    }
    m_numbers[fingerprint] = number;
    m_owner[number] = fingerprint;
}

void GroupIdentities::inherit(const std::string& fingerprint, ErrorGroupId number)
{
    take(fingerprint, number);
    m_heirs.emplace_back(fingerprint, number);
}

std::string GroupIdentities::fingerprintOf(ErrorGroupId number) const
{
    const auto first = m_first.find(number);
    return first == m_first.end() ? std::string() : first->second;
}

Result<void> GroupIdentities::write(store::GroupWriter& writer, std::int64_t rule) const
{
    for (const ErrorGroupId number : m_new) {
        TL_TRY(writer.identity(number, m_first.at(number)));
    }
    if (rule != 0) {
        for (const auto& [fingerprint, number] : m_heirs) {
            TL_TRY(writer.heir(rule, fingerprint, number));
        }
    }
    return {};
}

} // namespace throughline::workflow
