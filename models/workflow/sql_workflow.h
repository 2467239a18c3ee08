#pragma once

#include "models/base/result.h"
#include "models/domain/ids.h"
#include "models/domain/sql_answer.h"
#include "models/workflow/workspace.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// Answers one SELECT over the store: records of visible sources as tables event, log, span and
/// metric, and what lies in rows beside them. Nothing can be changed. A limit that is met ends the
/// answer early and says so (SqlAnswer::cut). Usage error with line and column for what cannot be
/// read, is not known or is not allowed; Cancelled.
Result<domain::SqlAnswer> askSql(const Workspace& workspace, const std::string& sql,
                                 const domain::SqlLimits& limits, const std::stop_token& stop);

/// The tables that can be asked, with their columns: for help and completion.
[[nodiscard]] std::vector<domain::SqlTable> sqlTables();

/// Questions whose answers are tables the window shows, for a notebook to keep and ask again: the
/// sources; what one lost and what was redacted in it; rejected records, of all sources unless one
/// is named; the log lines of a trace.
[[nodiscard]] std::string sourcesQuestion();
[[nodiscard]] std::string accountQuestion(domain::SourceId source);
[[nodiscard]] std::string quarantineQuestion(std::optional<domain::SourceId> source);
[[nodiscard]] std::string logsQuestion(const domain::TraceId& trace);

} // namespace throughline::workflow
