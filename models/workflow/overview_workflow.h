#pragma once

#include "models/workflow/snapshot.h"

#include <string>
#include <vector>

namespace throughline::workflow {

/// Sessions and errors over time, in equal buckets, for the overview strip. Human sessions of the
/// scope's filter, whatever its time range.
struct OverviewSeries
{
    TimeRange range; ///< of all buckets
    Duration bucket;
    std::vector<std::uint32_t> sessions; ///< started in the bucket
    std::vector<std::uint32_t> errors; ///< first meetings of those sessions with any group

    struct Release
    {
        std::string version;
        Timestamp firstSeen;
    };

    std::vector<Release> releases; ///< frontend releases by first session, the first one left out
};

Result<OverviewSeries> overviewSeries(const Workspace& workspace, const Snapshot& snapshot,
                                      const domain::Scope& scope, std::uint32_t buckets,
                                      const std::stop_token& stop);

/// Fields that can be filtered and their most frequent values, for completion.
struct FieldValues
{
    std::string field;
    std::vector<std::string> values; ///< most frequent first
};

[[nodiscard]] std::vector<FieldValues> segmentFields(const Snapshot& snapshot);

} // namespace throughline::workflow
