#include "app/window/demo_store.h"

#include "models/base/user_folders.h"
#include "models/workflow/demo_workflow.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/import_workflow.h"
#include "models/workflow/store_workflow.h"

#include <system_error>

namespace throughline::app {

namespace {

/// An import that was broken off leaves a store without sources.
bool isComplete(const std::filesystem::path& store)
{
    std::error_code failed;
    if (!std::filesystem::exists(store, failed)) {
        return false;
    }
    const auto workspace = workflow::Workspace::open(store);
    if (!workspace.ok()) {
        return false;
    }
    const auto info = workflow::storeInfo(workspace.value());
    const auto funnels = workflow::listFunnels(workspace.value());
    return info.ok() && funnels.ok() && info.value().humanSessions > 0 && !funnels.value().empty();
}

} // namespace

DemoStoreRequest defaultDemoStore(Timestamp now)
{
    DemoStoreRequest request;
    request.store = userDataFolder() / "demo.throughline";
    request.cache = userCacheFolder() / "demo";
    request.now = now;
    return request;
}

Result<std::filesystem::path> makeDemoStore(const DemoStoreRequest& request,
                                            const std::stop_token& stop,
                                            const ProgressSink& progress)
{
    if (isComplete(request.store)) {
        return request.store;
    }
    std::error_code failed;
    std::filesystem::create_directories(request.store.parent_path(), failed);
    std::filesystem::create_directories(request.cache, failed);
    if (failed) {
        return environmentError("The folder " + request.cache.string()
                                    + " cannot be made: " + failed.message(),
                                "Check the permissions and the free space there");
    }
    workflow::DemoRequest demo;
    demo.folder = request.cache;
    demo.sessions = request.sessions;
    TL_ASSIGN(const workflow::DemoReport report, workflow::writeDemo(demo, stop, progress));
    workflow::ImportRequest import;
    import.store = request.store;
    import.paths = {report.exports};
    import.now = request.now;
    TL_ASSIGN(const workflow::ImportReport imported, workflow::importFiles(import, stop, progress));
    TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(imported.store));
    TL_TRY(workflow::defineFunnel(workspace, report.funnel, request.now));
    return request.store;
}

} // namespace throughline::app
