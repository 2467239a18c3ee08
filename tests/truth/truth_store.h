#pragma once

#include "models/workflow/funnel_workflow.h"
#include "models/workflow/snapshot.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <memory>

namespace throughline::test {

/// The demo data imported once by the ordinary path, with its truth and its funnel evaluated.
struct TruthStore
{
    QTemporaryDir folder;
    nlohmann::json truth;
    std::unique_ptr<workflow::Workspace> workspace;
    workflow::SnapshotPointer snapshot;
    workflow::EvaluatedFunnelPointer funnel;
};

/// Made on first use and kept for the whole program; ends the program when it cannot be made.
TruthStore& truthStore();

} // namespace throughline::test
