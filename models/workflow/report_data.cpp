#include "models/workflow/report_data.h"

#include <optional>

namespace throughline::workflow {

std::filesystem::path reportDataFile(const std::filesystem::path& report)
{
    return std::filesystem::path(report).replace_extension(".sqlite");
}

Result<ExportReport> writeReportData(const Workspace& workspace,
                                     const std::filesystem::path& report,
                                     const domain::Scope& scope, const std::stop_token& stop)
{
    ExportRequest request;
    request.format = ExportFormat::Sqlite;
    request.out = reportDataFile(report);
    request.scope = scope;
    request.existing = Existing::Replace;
    return exportStore(workspace, request, stop, {});
}

domain::Scope notebookScope(const notebook::Notebook& notebook)
{
    std::optional<domain::Scope> shared;
    for (const notebook::Cell& cell : notebook.cells) {
        if (cell.kind != notebook::CellKind::Result) {
            continue;
        }
        const notebook::Question& question = cell.pinned.question;
        // Only these are asked of a scope; the others may be about anything in the store.
        const bool scoped = question.kind == notebook::QuestionKind::Funnel
            || question.kind == notebook::QuestionKind::Comparison
            || question.kind == notebook::QuestionKind::Pivot
            || question.kind == notebook::QuestionKind::Differences;
        if (!scoped || (shared && *shared != question.scope)) {
            return {};
        }
        shared = question.scope;
    }
    return shared.value_or(domain::Scope {});
}

} // namespace throughline::workflow
