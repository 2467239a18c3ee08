#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/domain/funnel.h"
#include "models/workflow/output_place.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace throughline::workflow {

enum class ExportFormat : std::uint8_t
{
    Ndjson, ///< one file, the canonical line of each record: events, spans, logs, metrics, tickets
    Csv, ///< a folder with one file per table
    Sqlite ///< one database with the tables that questions in SQL see, with indices
};

struct ExportRequest
{
    ExportFormat format = ExportFormat::Ndjson;
    std::filesystem::path out;
    /// Which sessions, with their requests, errors and tickets; where it has no expression also
    /// what belongs to no session, by its time. A scope that bounds nothing means everything, bots
    /// included.
    domain::Scope scope;
    Existing existing = Existing::Refuse;
};

struct ExportReport
{
    std::vector<std::pair<std::string, std::uint64_t>> tables; ///< rows by table
    std::uint64_t bytes = 0;
    bool sliced = false; ///< false: the whole store
};

/// Writes records of visible sources as they are kept, redacted, with what was derived from them
/// (but for Ndjson), in one state of the store. Appears whole or not at all. Constant memory but
/// for the session index where the scope bounds something. Errors of OutputPlace; Usage: the
/// expression cannot be read; Cancelled.
Result<ExportReport> exportStore(const Workspace& workspace, const ExportRequest& request,
                                 const std::stop_token& stop, const ProgressSink& progress);

} // namespace throughline::workflow
