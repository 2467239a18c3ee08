#pragma once

#include "models/domain/session.h"
#include "models/store/connection.h"
#include "models/store/session_names.h"
#include "models/store/statement.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// Reads rows of sessions; contexts come as attributes. One moment of the store.
class SessionReader
{
public:
    static Result<SessionReader> create(const Connection& connection);

    Result<std::optional<domain::SessionSummary>> byNumber(std::uint32_t number);
    Result<std::optional<domain::SessionSummary>> byId(std::string_view id);

private:
    SessionReader(Statement byNumber, SessionNames names, Statement context);
    Result<std::optional<domain::SessionSummary>> read(Statement& statement);
    Result<domain::Attributes> attributes(std::string_view contexts);

    Statement m_byNumber;
    SessionNames m_names;
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

} // namespace throughline::store
