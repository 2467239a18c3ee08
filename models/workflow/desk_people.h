#pragma once

#include "models/link/link_facts.h"
#include "models/workflow/derived_data.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace throughline::workflow {

/// Whom a help desk's exports of users and organisations speak of: a ticket names its requester and
/// organisation by the desk's own ids, telemetry knows them by their e-mail or the product's ids.
/// All values are as redacted, so equal ones are equal.
class DeskPeople
{
public:
    /// A user or contact: the product's id of them, their e-mail, their organisation at the desk.
    void addUser(const domain::Record& record);

    /// An organisation: the product's id of it.
    void addOrganization(const domain::Record& record);

    /// Adds the other names of a ticket's requester, and says whose account it is.
    void tell(const domain::Ticket& ticket, link::TicketFacts& facts) const;

private:
    struct Person
    {
        std::vector<std::string> names;
        std::string account;
    };

    std::unordered_map<std::string, Person> m_users; ///< by desk and id
    std::unordered_map<std::string, std::string> m_organizations;
};

/// Reads the logs that such exports have become. Costs one look where a store holds none.
Result<DeskPeople> deskPeople(const store::Connection& connection, const SessionTable& sessions,
                              bool withLoaded, const std::stop_token& stop);

} // namespace throughline::workflow
