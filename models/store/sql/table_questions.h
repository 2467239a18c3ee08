#pragma once

#include "models/domain/ids.h"

#include <optional>
#include <string>

namespace throughline::store {

/// Questions in SQL whose answers are tables the window shows, for a notebook to keep and ask
/// again. Over the public tables; every name is quoted where it has to be.
[[nodiscard]] std::string sourcesQuestion();
/// What a source lost and what was redacted in it, by reason and rule.
[[nodiscard]] std::string accountQuestion(domain::SourceId source);
/// Rejected records, of all sources unless one is named.
[[nodiscard]] std::string quarantineQuestion(std::optional<domain::SourceId> source);
/// The log lines of a trace.
[[nodiscard]] std::string logsQuestion(const domain::TraceId& trace);

} // namespace throughline::store
