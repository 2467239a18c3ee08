#include "tests/truth/truth_store.h"

#include "models/base/assert.h"
#include "models/workflow/demo_workflow.h"
#include "models/workflow/import_workflow.h"

#include <QDebug>

#include <fstream>

namespace throughline::test {

namespace {

template<typename T>
T orEnd(Result<T> result)
{
    if (!result) {
        qCritical("%s", describe(result.error()).c_str());
    }
    TL_ASSERT(result.ok());
    return *std::move(result);
}

} // namespace

TruthStore& truthStore()
{
    static TruthStore store;
    if (store.workspace != nullptr) {
        return store;
    }
    const std::filesystem::path folder = store.folder.path().toStdString();
    workflow::DemoRequest demo;
    demo.folder = folder / "demo";
    const workflow::DemoReport written = orEnd(workflow::writeDemo(demo, {}, {}));
    std::ifstream(written.truth) >> store.truth;
    workflow::ImportRequest request;
    request.store = folder / "demo.throughline";
    request.paths = {written.exports};
    request.now = Timestamp::fromSeconds(1'795'000'000);
    const workflow::ImportReport report = orEnd(workflow::importFiles(request, {}, {}));
    TL_ASSERT(!report.nothingCameIn());
    store.workspace =
        std::make_unique<workflow::Workspace>(orEnd(workflow::Workspace::open(request.store)));
    const auto defined = workflow::defineFunnel(*store.workspace, written.funnel, request.now);
    TL_ASSERT(defined.ok());
    store.snapshot = orEnd(workflow::loadSnapshot(*store.workspace, {}));
    store.funnel =
        orEnd(workflow::evaluateFunnel(*store.workspace, *store.snapshot, written.funnel, {}, {}));
    return store;
}

} // namespace throughline::test
