#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/domain/funnel.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::demo {

/// What to make. The same options make the same bytes, wherever and whenever.
struct DemoOptions
{
    std::filesystem::path folder; ///< gets `exports/` and `truth.json`
    std::uint64_t sessions = 20'000; ///< all of them, machines' included; 1 to 20 million
    std::uint64_t seed = 42;
    std::uint32_t days = 14; ///< 1 to 365, ending with 14 October 2026

    bool operator==(const DemoOptions&) const = default;
};

/// What was made.
struct DemoSummary
{
    std::vector<std::filesystem::path> exports;
    std::filesystem::path truthFile;
    std::uint64_t sessions = 0;
    std::uint64_t humanSessions = 0;
    std::uint64_t events = 0; ///< client records, client errors included
    std::uint64_t spans = 0;
    std::uint64_t logs = 0;
    std::uint64_t tickets = 0;
    std::uint64_t fileBytes = 0;
    domain::FunnelDefinition funnel; ///< the checkout, as it is to be defined
    std::vector<std::string> commands; ///< that import the exports and show the impact, for a shell

    bool operator==(const DemoSummary&) const = default;
};

/// Writes a made-up shop's telemetry and tickets as real exports (product events of a web front and
/// of native apps, OTLP traces and logs, tickets) with errors whose effect on the checkout is
/// known, and that truth beside them. Files of an earlier run are replaced; after a failure or a
/// stop none is left. Errors: Usage for options out of range, Environment, Cancelled. Linear in
/// the sessions, some 5,000 a second and more; memory follows the sessions that overlap, not all.
[[nodiscard]] Result<DemoSummary> writeDemo(const DemoOptions& options,
                                            const std::stop_token& stop = {},
                                            const ProgressSink& progress = {});

/// The checkout funnel of the data.
[[nodiscard]] domain::FunnelDefinition demoFunnel();

} // namespace throughline::demo
