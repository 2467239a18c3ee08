#pragma once

#include "models/base/result.h"
#include "models/domain/sql_answer.h"
#include "models/store/connection.h"

#include <stop_token>
#include <string_view>
#include <vector>

namespace throughline::store {

/// Answers one SELECT over the records of visible sources (tables event, log, span, metric) and
/// what lies in rows beside them, in one state of the store. The connection is used up. A limit
/// that is met ends the answer early and says so. Usage error, with the column: what cannot be
/// read, is not known, or is not allowed.
Result<domain::SqlAnswer> askSql(Connection connection, std::string_view sql,
                                 const domain::SqlLimits& limits, const std::stop_token& stop);

/// Everything that can be asked, in the order in which it is listed.
[[nodiscard]] std::vector<domain::SqlTable> sqlTables();

} // namespace throughline::store
