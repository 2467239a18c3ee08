#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/domain/funnel.h"
#include "models/index/session_index.h"
#include "models/workflow/session_build.h"
#include "models/workflow/workspace.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace throughline::workflow {

/// A store's sessions in memory as they were at one moment: what funnels, comparisons and filters
/// are computed on. Immutable, shared by jobs; made anew after an import. Seconds for ten million
/// events.
struct Snapshot
{
    /// Differs from that of every other snapshot for as long as somebody keeps it.
    std::shared_ptr<const char> identity = std::make_shared<const char>();
    SessionTable sessions;
    /// Per error group, ascending by group; hung on their events.
    std::vector<index::ExposureSet> exposures;

    /// Nullptr where nobody met the group in a session.
    [[nodiscard]] const index::ExposureSet* exposureOf(domain::ErrorGroupId group) const;
};

using SnapshotPointer = std::shared_ptr<const Snapshot>;

Result<SnapshotPointer> loadSnapshot(const Workspace& workspace, const std::stop_token& stop);

/// The sessions a scope means, bots and immature ones included or not as the scope says. Usage
/// error: the expression cannot be read (column, nearest known keys).
Result<IdSet> sessionsInScope(const Workspace& workspace, const Snapshot& snapshot,
                              const domain::Scope& scope, const std::stop_token& stop);

/// What the numbers on screen stand on.
struct ScopeCounts
{
    std::uint64_t sessions = 0; ///< that count
    std::uint64_t botsLeftOut = 0;
    std::uint64_t immature = 0; ///< may still go on when the data ends
};

Result<ScopeCounts> countScope(const Workspace& workspace, const Snapshot& snapshot,
                               const domain::Scope& scope, const std::stop_token& stop);

} // namespace throughline::workflow
