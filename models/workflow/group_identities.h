#pragma once

#include "models/domain/ids.h"
#include "models/store/connection.h"
#include "models/store/group_writer.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace throughline::workflow {

/// Which number belongs to which fingerprint in one store, and the numbers that are given while it
/// is grouped. Two fingerprints never share a number at the same time.
class GroupIdentities
{
public:
    static Result<GroupIdentities> read(const store::Connection& connection);

    /// The number of a fingerprint: taken over, else its first one, else the next one.
    domain::ErrorGroupId numberOf(const std::string& fingerprint);

    /// Lets a fingerprint take a number over from now on.
    void inherit(const std::string& fingerprint, domain::ErrorGroupId number);

    /// The fingerprint for which a number was first given.
    [[nodiscard]] std::string fingerprintOf(domain::ErrorGroupId number) const;

    /// Writes what was given and, for the decision that made fingerprints take numbers over, that.
    Result<void> write(store::GroupWriter& writer, std::int64_t rule) const;

private:
    domain::ErrorGroupId give(const std::string& fingerprint);
    void take(const std::string& fingerprint, domain::ErrorGroupId number);

    std::map<std::string, domain::ErrorGroupId> m_numbers; ///< in force, by fingerprint
    std::map<domain::ErrorGroupId, std::string> m_owner; ///< whose a number is in force
    std::map<domain::ErrorGroupId, std::string> m_first; ///< for whom it was given
    std::map<std::string, domain::ErrorGroupId> m_given; ///< by the fingerprint it was given for
    std::vector<domain::ErrorGroupId> m_new;
    std::vector<std::pair<std::string, domain::ErrorGroupId>> m_heirs;
    std::int64_t m_next = 1;
};

} // namespace throughline::workflow
