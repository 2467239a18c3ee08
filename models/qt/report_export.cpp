#include "models/qt/report_export.h"

#include "models/notebook/report_files.h"
#include "models/qt/figure_painter.h"
#include "models/qt/report_pdf.h"
#include "models/workflow/report_workflow.h"

namespace throughline::qt {

Result<std::vector<std::filesystem::path>>
exportReport(const OpenStore& store, const ReportExport& wanted, const std::stop_token& stop)
{
    const auto format = notebook::formatOfFile(wanted.file);
    if (!format) {
        return usageError("The ending of '" + wanted.file.filename().string()
                              + "' is that of no report",
                          "End it with .html, .pdf, .md, .ipynb or .json");
    }
    workflow::ImpactReportRequest request;
    request.comparison.group = wanted.group;
    request.made = wanted.made;
    TL_ASSIGN(
        const notebook::ImpactFacts facts,
        workflow::impactFacts(store.workspace, *store.snapshot, *wanted.funnel, request, stop));
    TL_ASSIGN(const auto files,
              notebook::reportFiles(notebook::impactReport(facts), *format, wanted.file,
                                    {pdfReport, pngOfFigure}));
    if (stop.stop_requested()) {
        return cancelledError();
    }
    return notebook::writeReport(wanted.file, files);
}

} // namespace throughline::qt
