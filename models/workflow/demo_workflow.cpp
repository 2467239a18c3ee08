#include "models/workflow/demo_workflow.h"

#include "models/demo/demo.h"

namespace throughline::workflow {

Result<DemoReport> writeDemo(const DemoRequest& request, const std::stop_token& stop,
                             const ProgressSink& progress)
{
    demo::DemoOptions options;
    options.folder = request.folder;
    options.sessions = request.sessions;
    options.seed = request.seed;
    options.days = request.days;
    TL_ASSIGN(const demo::DemoSummary summary, demo::writeDemo(options, stop, progress));
    return DemoReport {request.folder / "exports", summary.truthFile, summary.sessions,
                       summary.funnel, summary.commands};
}

} // namespace throughline::workflow
