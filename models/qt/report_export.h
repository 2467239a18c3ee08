#pragma once

#include "models/analysis/compare/comparison_terms.h"
#include "models/qt/notebook_desk.h"
#include "models/qt/workspace_session.h"
#include "models/workflow/funnel_workflow.h"

#include <filesystem>
#include <vector>

namespace throughline::qt {

/// Which report goes where.
struct ReportExport
{
    domain::ErrorGroupId group;
    workflow::EvaluatedFunnelPointer funnel;
    std::filesystem::path file; ///< its ending says the format: html, pdf, md, ipynb or json
    Timestamp made;
    bool withData = false; ///< the part of the store it rests on beside it, as NAME.sqlite
    NotebookPointer notebook {}; ///< in place of an error group's report
    analysis::ComparisonTerms terms {};
};

/// Writes the impact report of an error group or a notebook, the same as the command line's; the
/// files written, the report first. Run by a job. Usage error: an ending of no format, a funnel
/// that cannot be compared; environment error: the file cannot be written.
Result<std::vector<std::filesystem::path>>
exportReport(const OpenStore& store, const ReportExport& wanted, const std::stop_token& stop);

} // namespace throughline::qt
