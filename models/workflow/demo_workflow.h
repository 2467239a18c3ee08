#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/domain/funnel.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

struct DemoRequest
{
    std::filesystem::path folder;
    std::uint64_t sessions = 20'000;
    std::uint64_t seed = 42;
    std::uint32_t days = 14;
};

struct DemoReport
{
    std::filesystem::path exports; ///< the folder to import
    std::filesystem::path truth;
    std::uint64_t sessions = 0;
    domain::FunnelDefinition funnel;
    std::vector<std::string> commands; ///< that import it and define its funnel
};

/// Writes the made-up shop's exports and the truth planted in them.
Result<DemoReport> writeDemo(const DemoRequest& request, const std::stop_token& stop,
                             const ProgressSink& progress);

} // namespace throughline::workflow
