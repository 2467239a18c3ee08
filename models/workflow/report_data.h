#pragma once

#include "models/notebook/notebook.h"
#include "models/workflow/export_workflow.h"

#include <filesystem>
#include <stop_token>

namespace throughline::workflow {

/// Where the data of a report lies: beside it, as NAME.sqlite.
[[nodiscard]] std::filesystem::path reportDataFile(const std::filesystem::path& report);

/// Writes the part of the store a report rests on beside it, as `export --format sqlite` would;
/// what was there is replaced. Errors of exportStore.
Result<ExportReport> writeReportData(const Workspace& workspace,
                                     const std::filesystem::path& report,
                                     const domain::Scope& scope, const std::stop_token& stop);

/// The scope that every result of a notebook lies within: the one they share, else everything.
[[nodiscard]] domain::Scope notebookScope(const notebook::Notebook& notebook);

} // namespace throughline::workflow
