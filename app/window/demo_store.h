#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/base/time.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace throughline::app {

struct DemoStoreRequest
{
    std::filesystem::path store;
    std::filesystem::path cache; ///< folder for the exports, which stay: records name them
    std::uint64_t sessions = 20'000;
    Timestamp now;
};

/// Where --demo keeps its store, and how it is made.
[[nodiscard]] DemoStoreRequest defaultDemoStore(Timestamp now);

/// A store with the demo data imported the way files always are, and its funnel defined; one that
/// is complete already stays as it is. Some ten seconds.
Result<std::filesystem::path> makeDemoStore(const DemoStoreRequest& request,
                                            const std::stop_token& stop,
                                            const ProgressSink& progress);

} // namespace throughline::app
