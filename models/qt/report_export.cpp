#include "models/qt/report_export.h"

#include "models/notebook/notebook_document.h"
#include "models/notebook/report_files.h"
#include "models/qt/figure_painter.h"
#include "models/qt/report_pdf.h"
#include "models/workflow/report_data.h"
#include "models/workflow/report_workflow.h"

namespace throughline::qt {

namespace {

Result<notebook::Document> documentOf(const OpenStore& store, const ReportExport& wanted,
                                      const std::stop_token& stop)
{
    if (wanted.notebook != nullptr) {
        return notebook::notebookDocument(*wanted.notebook, wanted.made);
    }
    workflow::ImpactReportRequest request;
    request.comparison = {wanted.group, wanted.terms};
    request.made = wanted.made;
    TL_ASSIGN(
        const notebook::ImpactFacts facts,
        workflow::impactFacts(store.workspace, *store.snapshot, *wanted.funnel, request, stop));
    return notebook::impactReport(facts);
}

} // namespace

Result<std::vector<std::filesystem::path>>
exportReport(const OpenStore& store, const ReportExport& wanted, const std::stop_token& stop)
{
    const auto format = notebook::formatOfFile(wanted.file);
    if (!format) {
        return usageError("The ending of '" + wanted.file.filename().string()
                              + "' is that of no report",
                          "End it with .html, .pdf, .md, .ipynb or .json");
    }
    TL_ASSIGN(const notebook::Document document, documentOf(store, wanted, stop));
    TL_ASSIGN(const auto files,
              notebook::reportFiles(document, *format, wanted.file, {pdfReport, pngOfFigure}));
    if (stop.stop_requested()) {
        return cancelledError();
    }
    TL_ASSIGN(auto paths, notebook::writeReport(wanted.file, files));
    if (wanted.withData) {
        const domain::Scope scope = wanted.notebook == nullptr
            ? wanted.funnel->scope
            : workflow::notebookScope(*wanted.notebook);
        TL_TRY(workflow::writeReportData(store.workspace, wanted.file, scope, stop));
        paths.push_back(workflow::reportDataFile(wanted.file));
    }
    return paths;
}

} // namespace throughline::qt
