#pragma once

#include "models/domain/session.h"
#include "models/store/connection.h"
#include "models/store/statement.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// Reads rows of sessions, one prepared statement each; contexts come as attributes.
class SessionReader
{
public:
    static Result<SessionReader> create(const Connection& connection);

    Result<std::optional<domain::SessionSummary>> byNumber(std::uint32_t number);
    Result<std::optional<domain::SessionSummary>> byId(std::string_view id);

private:
    SessionReader(Statement byNumber, Statement byId, Statement context);
    Result<std::optional<domain::SessionSummary>> read(Statement& statement);
    Result<domain::Attributes> attributes(std::string_view contexts);

    Statement m_byNumber;
    Statement m_byId;
    Statement m_context;
};

/// Those of bots, too.
Result<std::uint64_t> sessionCount(const Connection& connection);

/// What sessions are put in order by.
struct SessionOrderKey
{
    std::uint32_t number = 0;
    std::uint32_t frustration = 0; ///< rage clicks and reloads
    std::uint32_t errors = 0;
    Timestamp start;
    Duration length;
};

/// For all sessions, by number.
Result<std::vector<SessionOrderKey>> sessionOrderKeys(const Connection& connection);

/// Numbers of the sessions of a user or account, at any time or within a range of starts.
Result<std::vector<std::uint32_t>> sessionsOfUser(const Connection& connection,
                                                  std::string_view user);
Result<std::vector<std::uint32_t>> sessionsOfAccount(const Connection& connection,
                                                     std::string_view account);

} // namespace throughline::store
